"""Builds of the quarterly report: asked for by a page or command, made outside the web, stored whole or not at all."""

import hashlib
import json
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy import update as sql_update
from sqlalchemy.orm import Session, joinedload, undefer

from monitor.domain.errors import NotAllowed, NotFound, RuleError
from monitor.domain.permissions import Permission
from monitor.models import BuildState, Period, Plan, ReportBuild, User
from monitor.services import events
from monitor.services.report_data import report_data
from reports import figures
from reports.data import ReportData, as_json

LEASE = timedelta(minutes=10)
"""How long one process may take over a build before another may take it up again."""


class CannotBuild(RuleError):
    """The PDF could not be made; the message says why and what to do."""


def request_build(session: Session, period: Period, *, actor: User | None, now: datetime) -> ReportBuild:
    """Ask for the PDF of a period. While one is waiting, asking again gives the same one."""
    if actor is not None and not actor.may(Permission.REPORT_BUILD):
        raise NotAllowed("Solo el GTG puede preparar el informe.")
    waiting = session.scalar(
        select(ReportBuild).where(ReportBuild.period_id == period.id, ReportBuild.state == BuildState.WAITING)
    )
    if waiting is not None:
        return waiting
    build = ReportBuild(period=period, requested_at=now, requested_by=actor)
    session.add(build)
    session.flush()  # the event names the build by its id
    events.record(session, "ReportRequested", subject="report_builds", subject_id=build.id, actor=actor, now=now)
    return build


def claim_waiting(session: Session, *, now: datetime) -> ReportBuild | None:
    """Take the oldest build that nobody has in hand. Two callers at once never take the same one; commit after it."""
    free = or_(ReportBuild.lease_until.is_(None), ReportBuild.lease_until < now)
    oldest = session.scalar(
        select(ReportBuild).where(ReportBuild.state == BuildState.WAITING, free).order_by(ReportBuild.id).limit(1)
    )
    return oldest if oldest is not None and claim(session, oldest, now=now) else None


def claim(session: Session, build: ReportBuild, *, now: datetime) -> bool:
    """Whether this caller has the build in hand now; another may hold it already."""
    free = or_(ReportBuild.lease_until.is_(None), ReportBuild.lease_until < now)
    taken = session.scalar(
        sql_update(ReportBuild)
        .where(ReportBuild.id == build.id, ReportBuild.state == BuildState.WAITING, free)
        .values(lease_until=now + LEASE)
        .returning(ReportBuild.id)
    )
    return taken is not None


def freeze(session: Session, build: ReportBuild, *, now: datetime, fictional: bool) -> ReportData:
    """The data of the report as it stands now."""
    return report_data(session, build.period, now=now, fictional=fictional)


def store(build: ReportBuild, data: ReportData, pdf: bytes, *, now: datetime) -> None:
    """Keep the data, its hash and the PDF made from it, all in one transaction."""
    snapshot = as_json(data)
    counts = figures.compliance(figures.all_answers(data))
    build.snapshot = snapshot
    build.snapshot_sha256 = snapshot_hash(snapshot)
    build.pdf = pdf
    build.cut_off, build.built_at = data.cut_off, now
    build.received, build.expected = counts.received, counts.expected
    build.state = BuildState.READY


def give_up(build: ReportBuild, reason: str, *, now: datetime) -> None:
    """Keep why the PDF could not be made."""
    build.state, build.error, build.built_at = BuildState.FAILED, reason, now


def count_waiting(session: Session) -> int:
    query = select(func.count()).select_from(ReportBuild).where(ReportBuild.state == BuildState.WAITING)
    return session.scalar(query) or 0


def snapshot_hash(snapshot: dict[str, object]) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(json.dumps(snapshot, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def builds_of(session: Session, plan: Plan) -> list[ReportBuild]:
    """The builds of the plan, the newest first, without their PDFs."""
    query = (
        select(ReportBuild)
        .join(Period)
        .where(Period.plan_id == plan.id)
        .options(joinedload(ReportBuild.period), joinedload(ReportBuild.requested_by))
        .order_by(ReportBuild.id.desc())
    )
    return list(session.scalars(query))


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
