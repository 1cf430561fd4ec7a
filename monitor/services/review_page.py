"""What a reviewer sees of one update: each answer beside last quarter's, the other leads' answers, and the history."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from monitor.domain.participation import Tally, people_of
from monitor.domain.update_content import UpdateContent, from_json
from monitor.domain.updates import State
from monitor.models import Event, ProgressUpdate, UpdateVersion
from monitor.services.events import history
from monitor.services.reviews import approved_before, submitted_content


@dataclass(frozen=True)
class ReviewPage:
    now: UpdateContent | None
    """What was last submitted; None while nothing was."""
    before: UpdateContent | None
    """The last approved answer of an earlier period."""
    before_period: str
    people_now: Tally | None
    people_before: Tally | None
    version: UpdateVersion | None
    colleagues: list[ProgressUpdate]
    """The other lead groups' updates of the same project and period."""
    history: list[Event]


def review_page(session: Session, update: ProgressUpdate) -> ReviewPage:
    earlier = approved_before(session, update)
    now = submitted_content(update)
    before = from_json(earlier.content) if earlier else None
    return ReviewPage(
        now=now,
        before=before,
        before_period=earlier.update.period.key if earlier else "",
        people_now=people_of(now.participation) if now else None,
        people_before=people_of(before.participation) if before else None,
        version=update.versions[-1] if update.versions else None,
        colleagues=colleagues_of(session, update),
        history=history(session, subject="updates", subject_id=update.id),
    )


def colleagues_of(session: Session, update: ProgressUpdate) -> list[ProgressUpdate]:
    query = (
        select(ProgressUpdate)
        .where(
            ProgressUpdate.project_id == update.project_id,
            ProgressUpdate.period_id == update.period_id,
            ProgressUpdate.id != update.id,
        )
        .options(joinedload(ProgressUpdate.group))
        .order_by(ProgressUpdate.id)
    )
    return list(session.scalars(query))


def differs(update: ProgressUpdate, colleague: ProgressUpdate) -> bool:
    """Whether two leads of one project have handed in different statuses."""
    handed_in = {State.SUBMITTED, State.APPROVED}
    return {update.state, colleague.state} <= handed_in and update.status is not colleague.status
