"""What changed in the plans between two moments, the reader's own part first: what a summary tells.

The number of queries does not depend on how much changed.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain.summaries import (
    ApprovedUpdate,
    MovedMilestone,
    OwingGroup,
    PublishedEdition,
    ReachedMilestone,
    Summary,
    SummaryPart,
    first_of,
)
from monitor.domain.updates import Punctuality, State
from monitor.models import (
    DateChange,
    Decision,
    Edition,
    Milestone,
    Period,
    Plan,
    ProgressUpdate,
    Project,
    ProjectGroup,
    Review,
    UpdateMilestone,
    UpdateVersion,
    User,
)
from monitor.services.agenda import Owed, owed_updates
from monitor.services.observers import own_part
from reports.portions import Portion

EVERYTHING = Portion()


@dataclass(frozen=True)
class Happened:
    """What happened in all plans."""

    approved: Sequence[ProgressUpdate]
    moved: Sequence[DateChange]
    owed: Sequence[Owed]


Holds = Callable[[Project], bool]


def summary_for(session: Session, user: User, *, since: datetime, until: datetime) -> Summary:
    """What the person is told of the time from `since` to `until`, on the days of their own clock."""
    own = own_part(session, user)
    happened = Happened(
        approved=_approved(session, since, until), moved=_moved(session, since, until), owed=_owed(session, until)
    )
    zone = ZoneInfo(user.time_zone)
    first, last = since.astimezone(zone).date(), until.astimezone(zone).date()

    def part(holds: Holds, *, is_own: bool) -> SummaryPart:
        return _part(happened, holds, since=since, is_own=is_own)

    if own is None:
        parts = [part(lambda _project: True, is_own=False)]
    else:
        ids = own.ids
        parts = [
            part(lambda project: not ids.isdisjoint(lead.id for lead in project.leads), is_own=True),
            part(lambda project: ids.isdisjoint(lead.id for lead in project.leads), is_own=False),
        ]
    return Summary(
        since=first,
        until=last,
        editions=_editions(session, since, until),
        parts=[each for each in parts if not each.is_empty],
        country=own.country if own else None,
    )


def _part(happened: Happened, holds: Holds, *, since: datetime, is_own: bool) -> SummaryPart:
    updates = [update for update in happened.approved if holds(update.project)]
    owed = [each for each in happened.owed if holds(each.project)]
    return SummaryPart(
        approved=first_of(map(_in_words, updates)),
        met=first_of(met for update in updates for met in _met(update)),
        moved=first_of(
            MovedMilestone(each.milestone.project.title, each.milestone.name, each.old_value, each.new_value)
            for each in happened.moved
            if each.milestone and holds(each.milestone.project)
        ),
        owing=first_of(_owing(owed)),
        newly_late=sum(
            each.is_overdue and each.last_day >= since.astimezone(ZoneInfo(each.project.plan.time_zone)).date()
            for each in owed
        ),
        is_own=is_own,
    )


def _in_words(update: ProgressUpdate) -> ApprovedUpdate:
    return ApprovedUpdate(
        project=update.project.title,
        group=update.group.key,
        period=update.period.key,
        status=update.status,
        is_delayed=update.punctuality is Punctuality.DELAYED,
    )


def _met(update: ProgressUpdate) -> list[ReachedMilestone]:
    return [
        ReachedMilestone(update.project.title, answer.milestone.name, answer.done_on)
        for answer in update.milestone_answers
        if answer.done_on
    ]


def _owing(owed: Sequence[Owed]) -> list[OwingGroup]:
    """Whoever is late with most first."""
    all_of, late = Counter(each.group.key for each in owed), Counter(each.group.key for each in owed if each.is_overdue)
    groups = [OwingGroup(group, count, late[group]) for group, count in all_of.items()]
    return sorted(groups, key=lambda each: (-each.overdue, -each.owed, each.group.lower()))


def _approved(session: Session, since: datetime, until: datetime) -> Sequence[ProgressUpdate]:
    """Updates that were approved in the time and still are, by period and project."""
    approved = (
        select(UpdateVersion.update_id)
        .join(Review, Review.version_id == UpdateVersion.id)
        .where(Review.decision == Decision.APPROVED, Review.reviewed_at >= since, Review.reviewed_at < until)
    )
    query = (
        select(ProgressUpdate)
        .join(ProgressUpdate.period)
        .join(ProgressUpdate.project)
        .where(ProgressUpdate.id.in_(approved), ProgressUpdate.state == State.APPROVED)
        .options(
            joinedload(ProgressUpdate.project).selectinload(Project.groups).joinedload(ProjectGroup.group),
            joinedload(ProgressUpdate.group),
            joinedload(ProgressUpdate.period),
            selectinload(ProgressUpdate.milestone_answers).joinedload(UpdateMilestone.milestone),
        )
        .order_by(Period.starts_on.desc(), Project.number, ProgressUpdate.id)
    )
    return session.scalars(query).all()


def _moved(session: Session, since: datetime, until: datetime) -> Sequence[DateChange]:
    query = (
        select(DateChange)
        .where(DateChange.milestone_id.is_not(None), DateChange.changed_at >= since, DateChange.changed_at < until)
        .options(
            joinedload(DateChange.milestone)
            .joinedload(Milestone.project)
            .selectinload(Project.groups)
            .joinedload(ProjectGroup.group)
        )
        .order_by(DateChange.changed_at, DateChange.id)
    )
    return session.scalars(query).all()


def _owed(session: Session, now: datetime) -> list[Owed]:
    """What is owed today in every plan that has begun and is not over."""
    found: list[Owed] = []
    for plan in session.scalars(select(Plan).order_by(Plan.id)):
        today = now.astimezone(ZoneInfo(plan.time_zone)).date()
        found += owed_updates(session, plan, EVERYTHING, today=today)
    return found


def _editions(session: Session, since: datetime, until: datetime) -> list[PublishedEdition]:
    query = (
        select(Edition)
        .where(Edition.published_at >= since, Edition.published_at < until)
        .options(joinedload(Edition.period))
        .order_by(Edition.published_at, Edition.id)
    )
    return [PublishedEdition(edition.period.key, edition.number) for edition in session.scalars(query)]
