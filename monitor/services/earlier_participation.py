"""What a group's approved updates counted in the quarters before: beside the new figures, and to check them."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, object_session, selectinload

from monitor.domain.participation import ParticipationRecord, QuarterParticipation
from monitor.domain.update_content import from_json
from monitor.domain.updates import State
from monitor.models import Decision, Period, ProgressUpdate, Project, Review, UpdateVersion


def approved_people(update: ProgressUpdate) -> tuple[QuarterParticipation, ...]:
    """Of the same project and group, the last quarter first; each by its last approved version."""
    session = object_session(update)
    if session is None:
        return ()
    query = (
        select(Period.key, UpdateVersion)
        .join(UpdateVersion.update)
        .join(ProgressUpdate.period)
        .join(UpdateVersion.reviews)
        .where(
            ProgressUpdate.project_id == update.project_id,
            ProgressUpdate.group_id == update.group_id,
            Period.ends_on < update.period.starts_on,
            Review.decision == Decision.APPROVED,
        )
        .order_by(Period.starts_on.desc(), UpdateVersion.number)
    )
    last = {row.key: row.UpdateVersion for row in session.execute(query)}
    return tuple(QuarterParticipation(key, from_json(version.content).participation) for key, version in last.items())


def quarters_of(session: Session, project: Project) -> list[QuarterParticipation]:
    """Every quarter in which the coordinating group was asked, the earliest first; no records without an approval."""
    query = (
        select(ProgressUpdate)
        .join(ProgressUpdate.period)
        .options(joinedload(ProgressUpdate.period), selectinload(ProgressUpdate.versions))
        .where(
            ProgressUpdate.project_id == project.id,
            ProgressUpdate.coordinates,
            ProgressUpdate.state != State.WAIVED,
        )
        .order_by(Period.starts_on)
    )
    return [QuarterParticipation(update.period.key, _approved(update)) for update in session.scalars(query)]


def _approved(update: ProgressUpdate) -> tuple[ParticipationRecord, ...] | None:
    return from_json(update.versions[-1].content).participation if update.state is State.APPROVED else None
