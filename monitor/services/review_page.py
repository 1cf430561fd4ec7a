"""What a reviewer sees of one update: what changed, the other leads' answers, the comments, and the history."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain.co_leads import is_outdated, statuses_differ
from monitor.domain.differences import Change, difference
from monitor.domain.participation import Tally
from monitor.domain.participation_sums import people_of
from monitor.domain.update_content import UpdateContent, from_json
from monitor.domain.updates import State
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
    differing: frozenset[int]
    """Those of them (by id) that see the project in another status."""
    history: list[Event]
    since_before: list[Change]
    """What is another answer than the last approved one of an earlier period."""
    since_returned: list[Change]
    """What is another answer than in the version before, where the group submitted again."""
    comments: list[Comment]
    outdated: frozenset[int]
    """The colleagues (by id) that stand behind an earlier version than this one."""

    def said_by(self, colleague: ProgressUpdate) -> UpdateContent | None:
        """What another lead handed in; None while there is nothing to read."""
        return from_json(colleague.versions[-1].content) if colleague.versions else None

    def differs_from(self, colleague: ProgressUpdate) -> bool:
        """Whether the coordinating group and a co-lead have handed in different statuses."""
        return colleague.id in self.differing

    def endorses_earlier(self, colleague: ProgressUpdate) -> bool:
        return colleague.id in self.outdated


def review_page(session: Session, update: ProgressUpdate) -> ReviewPage:
    earlier = approved_before(session, update)
    colleagues = colleagues_of(session, update)
    now = submitted_content(update)
    before = from_json(earlier.content) if earlier else None
    return ReviewPage(
        now=now,
        before=before,
        before_period=earlier.update.period.key if earlier else "",
        people_now=people_of(now.participation) if now else None,
        people_before=people_of(before.participation) if before else None,
        version=update.versions[-1] if update.versions else None,
        colleagues=colleagues,
        differing=frozenset(other.id for other in colleagues if leads_differ(update, other)),
        outdated=frozenset(other.id for other in colleagues if _endorses_earlier(other, update)),
        history=history(session, subject="updates", subject_id=update.id),
        since_before=difference(before, now) if before and now else [],
        since_returned=difference(from_json(update.versions[-2].content), now) if now and update.versions[1:] else [],
        comments=comments_of(session, update),
    )


HANDED_IN = frozenset({State.SUBMITTED, State.APPROVED})


def leads_differ(one: ProgressUpdate, other: ProgressUpdate) -> bool:
    """Whether one of them coordinates, both have handed in, and the co-lead sees the project in another status."""
    if not (one.coordinates or other.coordinates) or not {one.state, other.state} <= HANDED_IN:
        return False
    headline, own = (one, other) if one.coordinates else (other, one)
    told, seen = from_json(headline.versions[-1].content), from_json(own.versions[-1].content)
    return statuses_differ(seen.kind, seen.status, told.status)


def _endorses_earlier(other: ProgressUpdate, update: ProgressUpdate) -> bool:
    """Whether another lead endorsed a version of this update after which another was submitted."""
    if other.state not in HANDED_IN or not update.coordinates:
        return False
    return is_outdated(from_json(other.versions[-1].content).endorsed, current=update.versions[-1].id)


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
