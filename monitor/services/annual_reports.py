"""Annual reports: asked for by the GTG, made in the background, published whole or not at all, never changed."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy import update as sql_update
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from monitor.domain.editions import next_number
from monitor.domain.errors import Incomplete, NotAllowed, NotFound, WrongState
from monitor.domain.permissions import Permission
from monitor.models import AnnualEdition, AnnualRequest, BuildState, Edition, Period, Plan, User
from monitor.services import events, report_desk
from monitor.services.annual_data import annual_editions, last_editions, quarters_of
from monitor.services.insert_once import insert_once
from reports.annual_data import SCHEMA


@dataclass(frozen=True)
class Year:
    """One year of the plan, as the pages show it."""

    year: int
    ends_on: date
    """The last day of its last quarter in the plan."""
    periods: list[str]
    sources: dict[str, Edition]
    """Period → the last edition of the quarterly report."""
    editions: list[AnnualEdition]
    """Of the annual report, oldest first."""
    languages: tuple[str, ...]
    """In which the plan's reports are published, beside its own."""
    request: AnnualRequest | None
    """On its way."""
    failed: AnnualRequest | None
    """The last one that was given up, if nothing came out since."""

    @property
    def missing(self) -> list[str]:
        return [period for period in self.periods if period not in self.sources]

    @property
    def published(self) -> dict[str, dict[str, str]]:
        """Period → number and hash of its last edition."""
        return {key: {"number": own.number, "sha256": own.snapshot_sha256} for key, own in self.sources.items()}

    @property
    def outdated(self) -> bool:
        """Whether the last annual report was made of editions that have been corrected, or joined by others, since."""
        if not self.editions:
            return False
        now = [edition.snapshot_sha256 for edition in self.sources.values()]
        return [own["sha256"] for own in self.editions[-1].made_of] != now

    @property
    def untold(self) -> list[str]:
        """Languages in which the last annual report did not come out, and would now."""
        if not self.editions:
            return []
        told = {file.language for file in self.editions[-1].request.files}
        return [language for language in self.languages if language not in told]

    @property
    def stands(self) -> bool:
        """Whether the last annual report says all that another would."""
        return bool(self.editions) and not self.outdated and not self.untold


def years_with_editions(session: Session, plan: Plan) -> list[int]:
    """The newest first."""
    query = select(Period.starts_on).join(Edition, Edition.period_id == Period.id).where(Period.plan_id == plan.id)
    return sorted({day.year for day in session.scalars(query)}, reverse=True)


def year_of(session: Session, plan: Plan, year: int) -> Year:
    """Raises NotFound where the plan does not run in that year."""
    quarters = quarters_of(plan, year)
    editions = annual_editions(session, plan, year)
    own = (AnnualRequest.plan_id == plan.id, AnnualRequest.year == year)
    latest = session.scalar(
        select(AnnualRequest)
        .where(*own)
        .options(joinedload(AnnualRequest.requested_by))
        .order_by(AnnualRequest.id.desc())
        .limit(1)
    )
    return Year(
        year=year,
        ends_on=quarters[-1].end,
        periods=[quarter.key for quarter in quarters],
        sources=last_editions(session, plan, year),
        editions=editions,
        languages=report_desk.other_languages(session, plan),
        request=latest if latest and latest.is_open else None,
        failed=latest if latest and latest.state is BuildState.FAILED else None,
    )


def request(
    session: Session,
    plan: Plan,
    year: int,
    *,
    actor: User,
    erratum: str = "",
    accepts_missing: bool = False,
    today: date,
    now: datetime,
) -> AnnualRequest:
    """Ask for the year's next annual report. While one is on its way, asking again gives the same one.

    Raises NotAllowed, NotFound, WrongState, or Incomplete naming `erratum` or `accepts_missing`.
    """
    if not actor.may(Permission.REPORT_PUBLISH):
        raise NotAllowed("Solo la coordinación del GTG publica informes.")
    own = year_of(session, plan, year)
    if own.request is not None:
        return own.request
    if not own.sources:
        raise WrongState("Todavía no se ha publicado ningún informe de ese año.")
    if own.ends_on >= today:
        raise WrongState("El año todavía no termina: su informe anual se hace después del último trimestre.")
    if own.stands:
        raise WrongState("Nada cambió desde el último informe anual de este año.")
    if own.editions and not erratum.strip():
        raise Incomplete("Escriba qué corrige esta edición.", field="erratum")
    if own.missing and not accepts_missing:
        raise Incomplete("Marque que sabe que faltan trimestres.", field="accepts_missing")
    values = {
        "plan_id": plan.id,
        "year": year,
        "state": BuildState.WAITING,
        "is_open": True,
        "requested_at": now,
        "requested_by_id": actor.id,
        "needs_second": report_desk.people_needed(session, plan) > 1,
        "erratum": erratum.strip() if own.editions else "",
        "attempts": 0,
        "lease_owner": "",
        "snapshot_sha256": "",
        "text_sha256": "",
        "made_with": "",
        "error": "",
    }
    if insert_once(session, AnnualRequest, [values]):
        _record(session, "AnnualRequested", plan, actor=actor, now=now, year=str(year))
    query = select(AnnualRequest).where(
        AnnualRequest.plan_id == plan.id, AnnualRequest.year == year, AnnualRequest.is_open
    )
    return session.scalars(query).one()


# Publishing it


def publish(session: Session, own: AnnualRequest, *, actor: User | None, now: datetime) -> AnnualEdition:
    """Make an edition of a finished request, in the caller's one transaction. Raises NotAllowed or WrongState."""
    if actor is not None and not actor.may(Permission.REPORT_PUBLISH):
        raise NotAllowed("Solo la coordinación del GTG publica informes.")
    if own.needs_second and (actor is None or actor.id == own.requested_by_id):
        raise NotAllowed("Debe confirmar otra persona de la coordinación del GTG.")
    if not _close(session, own):
        raise WrongState("Este informe anual ya se publicó o se retiró.")
    session.refresh(own, ["snapshot", "pdf", "snapshot_sha256", "text_sha256", "made_with"])
    if own.snapshot is None or own.pdf is None:
        raise WrongState("El informe no está completo.")
    frozen = own.snapshot  # read as it is: what it holds of its quarters is not needed here
    sources = [{name: each[name] for name in ("period", "number", "sha256")} for each in frozen["quarters"]]
    current = last_editions(session, own.plan, own.year)
    if [edition.snapshot_sha256 for edition in current.values()] != [source["sha256"] for source in sources]:
        raise WrongState("Entretanto se publicó otra edición de un trimestre: retire este informe y pídalo de nuevo.")
    if frozen["number"] != next_number([edition.number for edition in annual_editions(session, own.plan, own.year)]):
        raise WrongState("Entretanto se publicó otro informe anual de este año.")
    edition = AnnualEdition(
        plan_id=own.plan_id,
        year=own.year,
        number=frozen["number"],
        request=own,
        schema_version=SCHEMA,
        snapshot=own.snapshot,
        snapshot_sha256=own.snapshot_sha256,
        text_sha256=own.text_sha256,
        made_of=sources,
        missing=[period for period in frozen["periods"] if period not in {source["period"] for source in sources}],
        erratum=own.erratum,
        language=frozen["language"],
        content=own.pdf,
        size=len(own.pdf),
        sha256=hashlib.sha256(own.pdf).hexdigest(),
        made_with=own.made_with,
        requested_by_id=own.requested_by_id,
        published_at=now,
        published_by=actor,
    )
    session.add(edition)
    session.flush()  # two of one number end here
    facts = {"year": str(own.year), "number": edition.number, "sha256": edition.snapshot_sha256}
    _record(session, "AnnualPublished", own.plan, actor=actor, now=now, **facts)
    return edition


def withdraw(session: Session, own: AnnualRequest, *, actor: User, now: datetime) -> None:
    """Give up one that waits for its second person. Raises NotAllowed or WrongState."""
    if not actor.may(Permission.REPORT_PUBLISH):
        raise NotAllowed("Solo la coordinación del GTG publica informes.")
    if not _close(session, own):
        raise WrongState("Este informe anual ya se publicó o se retiró.")
    _record(session, "AnnualWithdrawn", own.plan, actor=actor, now=now, year=str(own.year))


def _close(session: Session, own: AnnualRequest) -> bool:
    """Whether this caller closed it: of two at once only one does."""
    closed = session.scalar(
        sql_update(AnnualRequest)
        .where(AnnualRequest.id == own.id, AnnualRequest.is_open, AnnualRequest.state == BuildState.READY)
        .values(is_open=False)
        .returning(AnnualRequest.id)
        .execution_options(synchronize_session=False)
    )
    return closed is not None


def _record(session: Session, kind: str, plan: Plan, *, actor: User | None, now: datetime, **facts: str) -> None:
    events.record(session, kind, subject="plans", subject_id=plan.id, actor=actor, now=now, after=facts)


# Reading it


def get_open(session: Session, plan: Plan, year: int, *, actor: User) -> AnnualRequest:
    """The one that waits for its second person, with its PDF. Raises NotAllowed or NotFound."""
    if not actor.may(Permission.REPORT_VIEW):
        raise NotAllowed("Los informes en preparación solo los ven el GTG y quienes observan.")
    found = session.scalar(
        select(AnnualRequest)
        .where(
            AnnualRequest.plan_id == plan.id,
            AnnualRequest.year == year,
            AnnualRequest.is_open,
            AnnualRequest.state == BuildState.READY,
        )
        .options(undefer(AnnualRequest.pdf), selectinload(AnnualRequest.files))
    )
    if found is None:
        raise NotFound("Ese informe anual no existe o todavía no está listo.")
    return found
