"""Every mail as people get it, subject included, against what was read and found good.

UPDATE_SNAPSHOTS=1 writes the snapshots anew; read the difference before keeping it.
"""

import os
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from monitor.db import db
from monitor.domain.digests import DigestItem, headline, in_order
from monitor.domain.participation import Country
from monitor.domain.permissions import Role
from monitor.domain.reminders import About
from monitor.domain.summaries import (
    ApprovedUpdate,
    MovedMilestone,
    OwingGroup,
    PublishedEdition,
    ReachedMilestone,
    Summary,
    SummaryPace,
    SummaryPart,
    first_of,
)
from monitor.domain.updates import Status
from monitor.domain.work_days import two_clocks
from monitor.jobs.watch import HEALTH
from monitor.mail import RenderedMail, render_mail
from monitor.pdf import BROKEN
from monitor.services.jobs import Health
from monitor.services.unreached_groups import Unreached
from monitor.translations import DEFAULT, LANGUAGES
from tests.fixtures import TODAY
from tests.spanish_left import SpanishLeft

SNAPSHOTS = Path(__file__).parent / "snapshots"
TEMPLATES = Path(__file__).parents[2] / "monitor" / "templates" / "mail"
PARTS = {"layout", "parts", "digest_words", "report_words", "annual_words", "summary_words"}
LINK = "https://monitor.example/entrar/secreto"
ANA = "Ana Quispe"
SANTIAGO = "America/Santiago"


LANGUAGE = ContextVar("LANGUAGE", default="es")
"""The language of the mail's reader."""


def write(kind: str, **facts: Any) -> RenderedMail:
    return render_mail(kind, locale=LANGUAGE.get(), **facts)


def item(about: About, days: int, number: int, *, own: bool = True, zone: str = "", **values: Any) -> DigestItem:
    due_on = TODAY + timedelta(days=days)
    clocks = two_clocks(due_on, "America/Bogota", zone) if zone else None
    facts: dict[str, Any] = {"period": "2021-T3"} if about is not About.MILESTONE_DUE else {}
    return DigestItem(
        about=about,
        own=own,
        subject_id=number,
        project_number=number,
        project=f"Proyecto de prueba {number}",
        due_on=due_on,
        days_left=days,
        link_until=date(2021, 11, 14),
        clocks=clocks,
        **{"group": "GTCU"} | facts | values,
    )


def digest(*items: DigestItem) -> RenderedMail:
    return write(
        "digest",
        name=ANA,
        url=LINK,
        until=date(2021, 11, 14),
        headline=headline(items),
        items=in_order(items),
        today=TODAY,
    )


PLAN = SimpleNamespace(short_name="AEE 2021–2023")
UPDATE = SimpleNamespace(
    project=SimpleNamespace(title="Proyecto de prueba 1"),
    period=SimpleNamespace(key="2021-T3", plan=PLAN),
    group=SimpleNamespace(key="GTCU"),
)


def report(outcome: str) -> RenderedMail:
    build = SimpleNamespace(period=UPDATE.period, received=12, expected=23, error=BROKEN)
    return write("report", name=ANA, url=LINK, build=build, outcome=outcome, asked_by="Lucía Fernández")


def annual(outcome: str) -> RenderedMail:
    own = SimpleNamespace(year=2021, plan=PLAN, error="Todavía no se ha publicado ningún informe de ese año.")
    return write("annual", name=ANA, url=LINK, report=own, outcome=outcome, asked_by="Lucía Fernández")


def alarm() -> RenderedMail:
    last = SimpleNamespace(finished_at=datetime(2021, 10, 4, 9, 30, tzinfo=UTC))
    job = SimpleNamespace(name="outbox", what="envía los correos que esperan")
    late = [SimpleNamespace(job=job, health=Health.LATE, last=last)]
    return write("alarm", name="equipo técnico", late=late, words=HEALTH)


def undelivered() -> RenderedMail:
    mails = [
        SimpleNamespace(recipient="eva@example.org", subject="Le falta 1 avance", came_back=True, words=""),
        SimpleNamespace(recipient="leo@example.org", subject="Su enlace", came_back=False, words="550 No such user"),
    ]
    return write("undelivered", name=ANA, undelivered=mails, more=3)


def unreached() -> RenderedMail:
    group = SimpleNamespace(full_name="GT Cultura (GTCU)", key="GTCU")
    returned = ("eva@example.org", "leo@example.org")
    return write("unreached", name=ANA, unreached=[Unreached(group, returned), Unreached(group)])  # type: ignore[arg-type]


def returned() -> RenderedMail:
    reason = "Falta el acta.\nY el número de participantes."
    return write("returned", name=ANA, url=LINK, update=UPDATE, reason=reason, correct_by=date(2021, 10, 20))


def own_part() -> SummaryPart:
    project = "Proyecto de prueba 1"
    return SummaryPart(
        approved=first_of([ApprovedUpdate(project, "GTPA", "2021-T3", Status.IN_PROGRESS, is_delayed=True)]),
        met=first_of([ReachedMilestone(project, "Informe final", date(2021, 9, 30))]),
        moved=first_of([MovedMilestone(project, "Foro", date(2021, 12, 31), date(2022, 3, 31))]),
        owing=first_of([OwingGroup("GTPA", 2, 1)]),
        newly_late=1,
        is_own=True,
    )


def rest() -> SummaryPart:
    project = "Proyecto de prueba 2"
    many = [ApprovedUpdate(project, "GTCU", "2021-T3", Status.COMPLETED, is_delayed=False)] * 12
    moved = [MovedMilestone(project, "Foro", None, date(2022, 3, 31)), MovedMilestone(project, "Curso", TODAY, None)]
    return SummaryPart(
        approved=first_of(many), met=first_of([]), moved=first_of(moved), owing=first_of([OwingGroup("GTCU", 1, 0)])
    )


def summary(pace: SummaryPace, *parts: SummaryPart, country: Country | None = None) -> RenderedMail:
    editions = [PublishedEdition("2021-T2", "1.1")]
    told = Summary(date(2021, 9, 27), date(2021, 10, 4), editions, parts, country)
    return write("summary", name=ANA, url=LINK, summary=told, pace=pace)


HANDED: dict[str, Any] = {
    "who": ANA,
    "by": "",
    "role": None,
    "groups": ["GT Cultura (GTCU)"],
    "note": "Queda pendiente el taller de noviembre.",
    "url": LINK,
}
BY_THE_GTG: dict[str, Any] = {"by": "Carmen Soto", "role": Role.COORDINATOR, "groups": []}
PEOPLES_WORDS = [
    *("Proyecto de prueba", "Informe final", "Curso", "Foro", "GT Cultura", "Le falta 1 avance", "Su enlace"),
    *("Falta el acta.", "Y el número de participantes.", HANDED["note"], "equipo técnico"),
]
WITHOUT_LINK = {"new_place", "alarm", "undelivered", "unreached", "test"}
MAILS: dict[str, Callable[[], RenderedMail]] = {
    "digest-due-soon": lambda: digest(item(About.UPDATE_DUE, 10, 1), item(About.UPDATE_DUE, 10, 2)),
    "digest-other-clock": lambda: digest(item(About.UPDATE_DUE, 10, 1, zone=SANTIAGO)),
    "digest-today": lambda: digest(item(About.UPDATE_DUE, 0, 1)),
    "digest-overdue": lambda: digest(item(About.UPDATE_DUE, -2, 1), item(About.MILESTONE_DUE, 7, 2, milestone="Foro")),
    "digest-correction": lambda: digest(item(About.CORRECTION_DUE, 1, 1, zone=SANTIAGO)),
    "digest-milestone": lambda: digest(
        item(About.MILESTONE_DUE, 30, 1, milestone="Informe final"),
        item(About.MILESTONE_DUE, 87, 2, milestone="Curso", approximate=True),
    ),
    "digest-escalation": lambda: digest(item(About.UPDATE_DUE, -14, 1, own=False)),
    "digest-review": lambda: digest(item(About.REVIEW_WAITING, -7, 1), item(About.UPDATE_DUE, -14, 2, own=False)),
    "digest-undated": lambda: digest(item(About.PROJECT_UNDATED, 0, 7), item(About.PROJECT_UNDATED, 0, 9)),
    "digest-survey": lambda: digest(item(About.SURVEY_DUE, 7, 1)),
    "digest-survey-personal": lambda: digest(item(About.SURVEY_DUE, 7, 1, group="")),
    "summary-week": lambda: summary(SummaryPace.WEEKLY, own_part(), rest(), country=Country.PE),
    "summary-quarter": lambda: summary(SummaryPace.QUARTERLY, rest()),
    "invitation": lambda: write("invitation", name=ANA, url=LINK, days=7, group="GT Cultura (GTCU)"),
    "sign_in": lambda: write("sign_in", name=ANA, url=LINK, minutes=30),
    "new_place": lambda: write(
        "new_place",
        name=ANA,
        browser="Firefox, Windows",
        network="192.0.2.17",
        when=datetime(2021, 10, 5, 14, 32, tzinfo=UTC),
    ),
    "returned": returned,
    "report-draft": lambda: report("draft"),
    "report-published": lambda: report("published"),
    "report-waits": lambda: report("waits"),
    "report-confirm": lambda: report("confirm"),
    "report-failed": lambda: report("failed"),
    "annual-published": lambda: annual("published"),
    "annual-waits": lambda: annual("waits"),
    "annual-confirm": lambda: annual("confirm"),
    "annual-failed": lambda: annual("failed"),
    "alarm": alarm,
    "undelivered": undelivered,
    "unreached": unreached,
    "test": lambda: write("test", name=ANA),
    "endorsed_changed": lambda: write(
        "endorsed_changed", name=ANA, url=LINK, update=UPDATE, coordinating=SimpleNamespace(group=UPDATE.group)
    ),
    "took_over": lambda: write("took_over", name="Nadia Ríos", **HANDED),
    "handed_over": lambda: write(
        "handed_over",
        name="Lucía Fernández",
        substitute="Nadia Ríos",
        email="nadia@example.org",
        ends_on=date(2021, 10, 12),
        **HANDED,
    ),
    "took_over-role": lambda: write("took_over", name="Nadia Ríos", **HANDED | BY_THE_GTG),
    "handed_over-by-gtg": lambda: write(
        "handed_over",
        name="Lucía Fernández",
        substitute="Nadia Ríos",
        email="nadia@example.org",
        ends_on=date(2021, 10, 12),
        **HANDED | BY_THE_GTG,
    ),
    "relieved": lambda: write(
        "relieved", name=ANA, substitute="Nadia Ríos", ends_on=date(2021, 10, 12), **HANDED | BY_THE_GTG
    ),
}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    token = LANGUAGE.set(request.param)
    yield request.param
    LANGUAGE.reset(token)


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_reads_as_it_was_found_good(app: Flask, name: str, language: str) -> None:
    with app.app_context():
        mail = MAILS[name]()

    mark = "" if language == DEFAULT else f".{language}"
    for ending, content in (("txt", f"Asunto: {mail.subject}\n\n{mail.text}"), ("html", mail.html)):
        kept = SNAPSHOTS / f"{name}{mark}.{ending}"
        if os.environ.get("UPDATE_SNAPSHOTS"):
            SNAPSHOTS.mkdir(exist_ok=True)
            kept.write_text(content)
        assert content == kept.read_text(), f"{kept.name}: see the top of this file"


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_to_an_english_reader_holds_no_spanish(app: Flask, name: str) -> None:
    """Subject, text and HTML, but for the names and words of people and projects."""
    LANGUAGE.set("en")
    with app.app_context():
        mail = MAILS[name]()
        spanish = SpanishLeft(db.session, also=PEOPLES_WORDS)

    assert spanish.on(mail.html) == []
    assert [line for line in (mail.subject, *mail.text.splitlines()) if spanish.is_spanish(line)] == []
    assert 'lang="en"' in mail.html


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_is_whole_without_pictures_and_says_the_same_twice(app: Flask, name: str, language: str) -> None:
    with app.app_context():
        mail = MAILS[name]()

    assert "<img" not in mail.html
    assert "url(" not in mail.html
    if name not in WITHOUT_LINK:
        assert LINK in mail.text
        assert LINK in mail.html
    assert 10 < len(mail.subject) < 90


def test_every_template_has_its_snapshot() -> None:
    kinds = {path.stem for path in TEMPLATES.iterdir()} - PARTS
    assert kinds == {name.partition("-")[0] for name in MAILS}
    kept = {path.name for path in SNAPSHOTS.iterdir()}
    assert kept == {f"{name}{mark}.{ending}" for name in MAILS for mark in ("", ".en") for ending in ("txt", "html")}


def test_whoever_reads_a_language_without_words_gets_a_mail_in_one_language(app: Flask) -> None:
    with app.app_context():
        spanish, other = (
            render_mail("invitation", locale=locale, name=ANA, url=LINK, days=7, group=None) for locale in ("es", "pt")
        )

    assert other == spanish
