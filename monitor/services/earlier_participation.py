"""What a group's approved updates counted in the quarters before: beside the new figures, and to check them."""

from sqlalchemy import select
from sqlalchemy.orm import object_session

from monitor.domain.participation import QuarterParticipation
from monitor.domain.update_content import from_json
from monitor.models import Decision, Period, ProgressUpdate, Review, UpdateVersion


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
    last = {key: version for key, version in session.execute(query)}
    return tuple(QuarterParticipation(key, from_json(version.content).participation) for key, version in last.items())
