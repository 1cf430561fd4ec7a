"""A small plan with an approved update, and editions of it without drawing a PDF: what their tests share."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from monitor.domain.update_content import UpdateContent, as_json
from monitor.domain.updates import State, Status
from monitor.models import Edition, Period, ProgressUpdate, ReportBuild, UpdateVersion, User
from monitor.services import editions, prepared_forms, report_desk, reports
from monitor.services.edition_forms import FORMS
from monitor.services.link_mails import MailWriter
from monitor.services.report_desk_page import request_edition
from tests.factories import make_coordinator, make_group, make_period, make_plan, make_project, make_update, make_user
from tests.fixtures import NOW

PDF = b"%PDF-1.7 (drawn elsewhere)"
WARNINGS = ["no_foreword", "no_synthesis", "unreviewed", "returned", "missing", "without_coverage", "hidden"]


def written(kind: str, **context: Any) -> SimpleNamespace:
    return SimpleNamespace(subject=f"{kind} {context.get('outcome', '')}", text=context["url"], html="")


MAILS = MailWriter(render=written, address_of=lambda secret: f"http://test/{secret}")


def with_one_small_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that publish for the sake of what follows need no real spreadsheets."""
    monkeypatch.setattr(prepared_forms, "other_forms", lambda *_, **__: [(FORMS[1], b"docx")])


class World:
    """One period with one approved update, and two coordinators."""

    def __init__(
        self, session: Session, *, plan_key: str = "aee", short_name: str = "AEE 2021–2023", **content: Any
    ) -> None:
        self.session = session
        plan, group = make_plan(session, key=plan_key, short_name=short_name), make_group(session)
        self.period: Period = make_period(session, plan)
        self.lead: User = make_user(session, lead_of=group)
        self.coordinator, self.second = make_coordinator(session), make_coordinator(session)
        self.update: ProgressUpdate = make_update(session, make_project(session, plan, group), self.period)
        self.approve(**({"achieved": "Hubo dos talleres.\n\nFueron 40 personas."} | content))

    def approve(self, **content: Any) -> UpdateVersion:
        """The group sends these words, and they are approved."""
        answers = UpdateContent(status=Status.IN_PROGRESS, **content)
        version = UpdateVersion(
            number=len(self.update.versions) + 1,
            content=as_json(answers),
            submitted_at=NOW,
            submitted_by=self.lead,
        )
        self.update.versions.append(version)
        self.update.state, self.update.correct_by = State.APPROVED, None
        self.session.flush()
        return version

    def request(self, *, actor: User | None = None, erratum: str = "", now: datetime = NOW) -> ReportBuild:
        return request_edition(
            self.session,
            self.period,
            actor=actor or self.coordinator,
            erratum=erratum,
            erratum_in={"en": "It was wrong."} if erratum else None,
            confirmed=WARNINGS,
            now=now,
            fictional=False,
        )

    def make(self, build: ReportBuild, *, now: datetime = NOW) -> None:
        """What the job does, without the drawing."""
        assert reports.claim(self.session, build, now=now, owner="test")
        data = reports.freeze(self.session, build, now=now, fictional=False, base_url="https://monitor.ejemplo.org")
        reports.store(build, data, PDF, charts={"received": "<svg/>"}, made_with="test", now=now)
        if build.is_edition:
            forms, said = prepared_forms.make(build, data, {})
            prepared_forms.keep(self.session, build, forms, language="es", text_sha256=said)
            for language in report_desk.other_languages(self.session, build.period.plan):
                prepared_forms.add(self.session, build, [(FORMS[0], PDF)], language=language, text_sha256=said)
        self.session.flush()

    def publish(self, *, erratum: str = "", now: datetime = NOW) -> Edition:
        build = self.request(erratum=erratum, now=now)
        self.make(build, now=now)
        return editions.publish(self.session, build, actor=self.coordinator, now=now)
