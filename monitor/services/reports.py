"""Builds of the quarterly report: asked for by a page or command, made outside the web, stored whole or not at all."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy import update as sql_update
from sqlalchemy.orm import Session, joinedload, undefer

from monitor.domain.errors import NotAllowed, NotFound, RuleError
from monitor.domain.permissions import Permission
from monitor.domain.sentences import N_
from monitor.models import BuildState, BuildStep, Period, Plan, ReportBuild, User
from monitor.services import events
from monitor.services.edition_data import edition_data
from monitor.services.insert_once import insert_once
from monitor.services.report_data import report_data
from reports import figures
from reports.data import ReportData, as_json, snapshot_hash

LEASE = timedelta(seconds=90)
"""How long a build is its process's alone. The process renews it while it works; when it dies, another takes over."""
MOST_ATTEMPTS = 3
"""After so many processes died over one build, it is given up."""
DIED_TOO_OFTEN = N_("El PDF no se pudo hacer: el proceso que lo hacía se interrumpió varias veces.")


class CannotBuild(RuleError):
    """The PDF could not be made; the message says why and what to do."""


class LostLease(Exception):
    """Another process has taken the build: whatever this one made is not wanted any more."""


def request_build(session: Session, period: Period, *, actor: User | None, now: datetime) -> ReportBuild:
    """Ask for the working PDF of a period. While one is waiting, asking again gives the same one."""
    if actor is not None and not actor.may(Permission.REPORT_BUILD):
        raise NotAllowed("Solo el GTG puede preparar el informe.")
    return ask(session, period, actor=actor, now=now)


def ask(
    session: Session,
    period: Period,
    *,
    actor: User | None,
    now: datetime,
    is_edition: bool = False,
    needs_second: bool = False,
    erratum: str = "",
) -> ReportBuild:
    """The open build of this kind, made if there is none: two people who ask at once get the same one."""
    values = {
        "period_id": period.id,
        "state": BuildState.WAITING,
        "requested_at": now,
        "requested_by_id": actor.id if actor else None,
        "is_edition": is_edition,
        "is_open": True,
        "needs_second": needs_second,
        "erratum": erratum,
        "step": BuildStep.QUEUED,
        "step_at": now,
        "attempts": 0,
        "lease_owner": "",
        "snapshot_sha256": "",
        "text_sha256": "",
        "made_with": "",
        "charts_key": "",
        "received": 0,
        "expected": 0,
        "error": "",
    }
    session.flush()  # a build just given up makes room for this one
    new = insert_once(session, ReportBuild, [values])
    if new:
        kind = "EditionRequested" if is_edition else "ReportRequested"
        events.record(session, kind, subject="report_builds", subject_id=new[0], actor=actor, now=now)
    query = select(ReportBuild).where(
        ReportBuild.period_id == period.id, ReportBuild.is_edition == is_edition, ReportBuild.is_open
    )
    return session.scalars(query).one()


def claim_waiting(session: Session, *, now: datetime, owner: str) -> ReportBuild | None:
    """Take the oldest build that nobody has in hand. Two callers at once never take the same one; commit after it."""
    free = or_(ReportBuild.lease_until.is_(None), ReportBuild.lease_until < now)
    query = select(ReportBuild).where(ReportBuild.state == BuildState.WAITING, free).order_by(ReportBuild.id)
    for oldest in session.scalars(query.limit(20)):
        if claim(session, oldest, now=now, owner=owner):
            return oldest
    return None


def claim(session: Session, build: ReportBuild, *, now: datetime, owner: str) -> bool:
    """Whether this caller has the build in hand now; another may hold it already, or it was given up."""
    free = or_(ReportBuild.lease_until.is_(None), ReportBuild.lease_until < now)
    taken = session.scalar(
        sql_update(ReportBuild)
        .where(ReportBuild.id == build.id, ReportBuild.state == BuildState.WAITING, free)
        .values(lease_until=now + LEASE, lease_owner=owner, attempts=ReportBuild.attempts + 1)
        .returning(ReportBuild.id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        return False
    session.refresh(build)
    if build.attempts > MOST_ATTEMPTS:
        give_up(build, DIED_TOO_OFTEN, now=now)
        return False
    return True


def renew(session: Session, build_id: int, *, now: datetime, owner: str, step: BuildStep | None = None) -> None:
    """Keep the build in hand, and say what is being done. Raises LostLease if another process has it."""
    values: dict[str, object] = {"lease_until": now + LEASE}
    if step is not None:
        values |= {"step": step, "step_at": now}
    kept = session.scalar(
        sql_update(ReportBuild)
        .where(ReportBuild.id == build_id, ReportBuild.lease_owner == owner, ReportBuild.state == BuildState.WAITING)
        .values(**values)
        .returning(ReportBuild.id)
        .execution_options(synchronize_session=False)
    )
    if kept is None:
        raise LostLease


def put_back(session: Session, build: ReportBuild, *, now: datetime, owner: str) -> None:
    """Let the next process try at once, after this one's work died. The attempts are counted."""
    renew(session, build.id, now=now, owner=owner)
    session.refresh(build)
    build.lease_until, build.lease_owner, build.step = None, "", BuildStep.QUEUED
    if build.attempts >= MOST_ATTEMPTS:
        give_up(build, DIED_TOO_OFTEN, now=now)


def freeze(session: Session, build: ReportBuild, *, now: datetime, fictional: bool, base_url: str) -> ReportData:
    """The data of the report as it stands now."""
    if build.is_edition:
        return edition_data(
            session, build.period, erratum=build.erratum, now=now, fictional=fictional, base_url=base_url
        )
    return report_data(session, build.period, now=now, fictional=fictional)


def store(
    build: ReportBuild, data: ReportData, pdf: bytes, *, charts: dict[str, str], made_with: str, now: datetime
) -> None:
    """Keep the data, its hash and the PDF made from it, all in one transaction."""
    snapshot = as_json(data)
    counts = figures.compliance(figures.all_answers(data))
    build.snapshot = snapshot
    build.snapshot_sha256 = snapshot_hash(snapshot)
    build.pdf = pdf
    build.charts, build.charts_key = charts, charts_key(data)
    build.made_with = made_with
    build.cut_off, build.built_at = data.cut_off, now
    build.received, build.expected = counts.received, counts.expected
    build.lease_until, build.lease_owner = None, ""
    build.is_open = build.is_edition  # it is closed by being published
    build.state = BuildState.READY


def give_up(build: ReportBuild, reason: str, *, now: datetime) -> None:
    """Keep why the PDF could not be made."""
    build.state, build.error, build.built_at, build.is_open = BuildState.FAILED, reason, now, False
    build.lease_until, build.lease_owner = None, ""


def charts_key(data: ReportData) -> str:
    """Hash of what charts are drawn from: not the moment, not the GTG's own texts."""
    drawn_from = ("period", "period_start", "period_end", "areas", "projects", "hide_below", "language")
    snapshot = as_json(data)
    return snapshot_hash({name: snapshot[name] for name in drawn_from})


def latest_charts(session: Session, period: Period) -> ReportBuild | None:
    """The last build of the period with its charts."""
    return session.scalar(
        select(ReportBuild)
        .where(ReportBuild.period_id == period.id, ReportBuild.charts_key != "")
        .options(undefer(ReportBuild.charts))
        .order_by(ReportBuild.id.desc())
        .limit(1)
    )


def count_waiting(session: Session) -> int:
    query = select(func.count()).select_from(ReportBuild).where(ReportBuild.state == BuildState.WAITING)
    return session.scalar(query) or 0


def builds_of(session: Session, plan: Plan, *, period: Period | None = None) -> list[ReportBuild]:
    """The builds of the plan, or of one of its periods, the newest first, without their PDFs."""
    query = (
        select(ReportBuild)
        .join(Period)
        .where(Period.plan_id == plan.id)
        .options(joinedload(ReportBuild.period), joinedload(ReportBuild.requested_by))
        .order_by(ReportBuild.id.desc())
    )
    return list(session.scalars(query.where(Period.id == period.id) if period else query))


def get_pdf(session: Session, build_id: int, *, actor: User) -> ReportBuild:
    """A finished build with its PDF. Raises NotAllowed or NotFound."""
    if not actor.may(Permission.REPORT_VIEW):
        raise NotAllowed("Los informes en preparación solo los ven el GTG y quienes observan.")
    build = session.scalar(
        select(ReportBuild)
        .where(ReportBuild.id == build_id, ReportBuild.state == BuildState.READY)
        .options(undefer(ReportBuild.pdf), joinedload(ReportBuild.period))
    )
    if build is None:
        raise NotFound("Ese informe no existe o todavía no está listo.")
    return build
