"""What a reviewer sees of one update: what changed, the other leads' answers, the comments, and the history."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain.differences import Change, difference
from monitor.domain.participation import Tally
from monitor.domain.participation_sums import people_of
from monitor.domain.update_content import UpdateContent, from_json
from monitor.models import Comment, Event, ProgressUpdate, UpdateVersion
from monitor.services.comments import comments_of
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
    since_before: list[Change]
    """What is another answer than the last approved one of an earlier period."""
    since_returned: list[Change]
    """What is another answer than in the version before, where the group submitted again."""
    comments: list[Comment]


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
        since_before=difference(before, now) if before and now else [],
        since_returned=difference(from_json(update.versions[-2].content), now) if now and update.versions[1:] else [],
        comments=comments_of(session, update),
    )


def colleagues_of(session: Session, update: ProgressUpdate) -> list[ProgressUpdate]:
    query = (
        select(ProgressUpdate)
        .where(
            ProgressUpdate.project_id == update.project_id,
            ProgressUpdate.period_id == update.period_id,
            ProgressUpdate.id != update.id,
        )
        .options(joinedload(ProgressUpdate.group), selectinload(ProgressUpdate.versions))
        .order_by(ProgressUpdate.id)
    )
    return list(session.scalars(query))
