"""What the desk shows of a period's report: the data as they stand, the GTG's texts, and what is still to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from monitor.domain.editions import Finding, next_number, unconfirmed
from monitor.domain.errors import Incomplete, NotAllowed, WrongState
from monitor.domain.permissions import Permission
from monitor.models import Correction, DeskText, Edition, Highlight, Period, ReportBuild, User
from monitor.services import editions, report_checks, report_desk, reports, translations
from monitor.services.desk_words import highlights_of
from monitor.services.edition_data import edition_data
from monitor.services.report_style import ApprovedAnswer, approved_answers
from reports import figures
from reports.data import ReportData


@dataclass(frozen=True)
class Desk:
    period: Period
    data: ReportData
    """Of the next edition, as it would be published now."""
    texts: dict[int, DeskText]
    highlights: Sequence[Highlight]
    answers: Sequence[ApprovedAnswer]
    findings: Sequence[Finding]
    editions: Sequence[Edition]
    correction: Correction | None
    builds: Sequence[ReportBuild]
    """The latest ones, newest first."""
    publishing: ReportBuild | None
    """The edition that is on its way."""
    people_needed: int
    next_number: str
    translated: Mapping[str, tuple[int, int]]
    """Language beside Spanish → how many of the GTG's own texts are translated, and out of how many."""

    @property
    def blocking(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_blocking]

    @property
    def warnings(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.is_blocking]

    @property
    def waiting(self) -> list[ReportBuild]:
        """Builds that a process is making now, or will."""
        return [build for build in self.builds if build.state == "waiting"]

    @property
    def corrected(self) -> int:
        """How many texts are printed in the GTG's style."""
        return sum(len(answer.corrected) for answer in self.answers)

    @property
    def compliance(self) -> figures.Compliance:
        return figures.compliance(figures.all_answers(self.data))

    def has_text(self, area_number: int) -> bool:
        return area_number in self.texts and bool(self.texts[area_number].text)


BUILDS_SHOWN = 5


def desk(session: Session, period: Period, *, actor: User, now: datetime, fictional: bool) -> Desk:
    """Everything the desk's pages are drawn from. Raises NotAllowed."""
    report_desk.check_may_read(actor)
    correction = editions.open_correction(session, period)
    erratum = correction.reason if correction else ""
    data = edition_data(session, period, erratum=erratum, now=now, fictional=fictional)
    published = editions.editions_of(session, period)
    return Desk(
        period=period,
        data=data,
        texts=report_desk.texts_of(session, period),
        highlights=highlights_of(session, period),
        answers=approved_answers(session, period),
        findings=report_checks.checklist(session, period, data, now=now),
        editions=published,
        correction=correction,
        builds=reports.builds_of(session, period.plan, period=period)[:BUILDS_SHOWN],
        publishing=editions.open_edition_build(session, period),
        people_needed=report_desk.people_needed(session, period.plan),
        next_number=next_number([edition.number for edition in published]),
        translated={
            language: translations.translated(data, language)
            for language in report_desk.other_languages(session, period.plan)
        },
    )


def request_edition(
    session: Session,
    period: Period,
    *,
    actor: User,
    erratum: str,
    confirmed: Sequence[str],
    now: datetime,
    fictional: bool,
    erratum_in: Mapping[str, str] | None = None,
) -> ReportBuild:
    """Ask for the next edition: it is made outside the web, and published there or by a second person.

    `erratum_in`: the erratum in other languages of the report. Raises NotAllowed, WrongState where something blocks
    it, or Incomplete naming `erratum` or `confirmed`. While one is on its way, asking again gives the same one.
    """
    if not actor.may(Permission.REPORT_PUBLISH):
        raise NotAllowed("Solo la coordinación del GTG publica informes.")
    editions.lock_period(session, period)
    if (open_one := editions.open_edition_build(session, period)) is not None:
        return open_one
    corrects = editions.last_edition(session, period) is not None
    if corrects and not erratum.strip():
        raise Incomplete("Escriba qué corrige esta edición.", field="erratum")
    if corrects:
        translations.save_erratum(session, period, erratum.strip(), erratum_in or {}, actor=actor, now=now)
    data = edition_data(session, period, erratum=erratum.strip(), now=now, fictional=fictional)
    found = report_checks.checklist(session, period, data, now=now)
    if any(finding.is_blocking for finding in found):
        raise WrongState("Todavía hay algo que impide publicar este informe.")
    if unconfirmed(found, confirmed):
        raise Incomplete("Marque cada aviso para decir que lo conoce.", field="confirmed")
    return reports.ask(
        session,
        period,
        actor=actor,
        now=now,
        is_edition=True,
        needs_second=report_desk.people_needed(session, period.plan) > 1,
        erratum=erratum.strip() if corrects else "",
    )
