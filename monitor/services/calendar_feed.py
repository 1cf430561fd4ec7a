"""A person's calendar: the dates, surveys and milestones of their groups, at a secret address that can be revoked."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain.calendar_entries import Entry, Standing
from monitor.domain.expected_updates import expected_updates
from monitor.domain.periods import period_dates, quarters_between
from monitor.domain.schedules import Precision, last_day
from monitor.domain.sentences import N_
from monitor.domain.updates import State, Status
from monitor.models import (
    AccessToken,
    DateChange,
    Event,
    Group,
    Milestone,
    Plan,
    ProgressUpdate,
    Project,
    Review,
    TokenPurpose,
    UpdateVersion,
    User,
)
from monitor.services import access_tokens, events
from monitor.services.periods import projects_with_groups, scheduled
from monitor.services.projects import headlines_of
from monitor.services.survey_deadlines import survey_entries

ADDRESS_LASTS = timedelta(days=3 * 366)
HAPPENINGS = (
    "UpdateSubmitted",
    "UpdateReturned",
    "UpdateApproved",
    "UpdateReopened",
    "UpdateWaived",
    "UpdateRestored",
    "ExtensionGranted",
)
"""The events that change what a calendar says of an update. Nobody can take one back, so their number only grows."""
DONE_STATES = frozenset({State.SUBMITTED, State.APPROVED})

Say = Callable[..., str]
"""`gettext`: the words of the entries are written in the reader's language."""


@dataclass(frozen=True)
class Happened:
    """How much happened to a thing, and when the last of it."""

    times: int
    last: datetime


def current_address(session: Session, user: User, *, now: datetime) -> AccessToken | None:
    """The address that works now. Nobody can read it again: only that it exists, and since when."""
    query = (
        select(AccessToken)
        .where(
            AccessToken.user_id == user.id,
            AccessToken.purpose == TokenPurpose.CALENDAR,
            AccessToken.revoked_at.is_(None),
            AccessToken.expires_at > now,
        )
        .order_by(AccessToken.id.desc())
    )
    return session.scalars(query).first()


def new_address(session: Session, user: User, *, now: datetime) -> str:
    """A new secret for the person's calendar; the earlier address stops working."""
    access_tokens.revoke_all(session, user, now, {TokenPurpose.CALENDAR})
    secret = access_tokens.issue(
        session, user=user, purpose=TokenPurpose.CALENDAR, opens="/", now=now, lifetime=ADDRESS_LASTS
    )
    events.record(session, "CalendarAddressMade", subject="users", subject_id=user.id, actor=user, now=now)
    return secret


def revoke_address(session: Session, user: User, *, now: datetime) -> None:
    if access_tokens.revoke_all(session, user, now, {TokenPurpose.CALENDAR}):
        events.record(session, "CalendarAddressRevoked", subject="users", subject_id=user.id, actor=user, now=now)


def reader_of(session: Session, secret: str, *, now: datetime) -> User:
    """Whose calendar this is. Raises access_tokens.LinkNotValid."""
    return access_tokens.find(session, secret, now=now, purposes={TokenPurpose.CALENDAR}).user


def entries_for(session: Session, user: User, *, say: Say) -> list[Entry]:
    """Every deadline, survey and milestone of the person's groups, of the whole plan, by day."""
    mine = {each.group_id: each.group for each in user.memberships if each.ends_on is None}
    entries = list(survey_entries(session, user, mine, say=say))
    for plan in session.scalars(select(Plan).order_by(Plan.id)):
        projects = projects_with_groups(session, plan)
        entries += _update_entries(session, plan, projects, mine, say)
        led = [project for project in projects if any(group.id in mine for group in project.leads)]
        entries += _milestone_entries(session, plan, led, say)
    return sorted(entries, key=lambda entry: (entry.day, entry.uid))


def _update_entries(
    session: Session, plan: Plan, projects: Sequence[Project], mine: dict[int, Group], say: Say
) -> Iterator[Entry]:
    """For each group and quarter one entry, and one for each update that has a date of its own."""
    updates = session.scalars(
        select(ProgressUpdate)
        .join(ProgressUpdate.project)
        .where(Project.plan_id == plan.id, ProgressUpdate.group_id.in_(mine))
        .options(
            joinedload(ProgressUpdate.project),
            joinedload(ProgressUpdate.period),
            selectinload(ProgressUpdate.extensions),
        )
        .order_by(ProgressUpdate.id)
    ).all()
    happened = _happened(session, updates)
    returned = _correction_days(session, updates)
    together: dict[tuple[str, int], list[ProgressUpdate]] = defaultdict(list)
    for update in updates:
        together[update.period.key, update.group_id].append(update)
        if update.extensions or update.id in returned:
            yield _own_entry(update, returned.get(update.id), happened[update.id], say)
    for (key, group_id), ours in together.items():
        plain = [update for update in ours if not update.extensions and update.id not in returned]
        titles = [update.project.title for update in plain if update.state is not State.WAIVED]
        period = ours[0].period
        times = sum(happened[update.id].times for update in ours if update.id in happened)
        last = max([period.opened_at, *(happened[update.id].last for update in ours if update.id in happened)])
        done = all(update.state in DONE_STATES for update in plain if update.state is not State.WAIVED)
        standing = Standing.CANCELLED if not titles else Standing.DONE if done else Standing.OPEN
        # A quarter that was only expected before it opened had the number 0.
        counted = Happened(times + 1, last)
        yield _group_entry(mine[group_id], key, period.due_on, titles, happened=counted, standing=standing, say=say)
    opened = {update.period.key for update in updates}
    by_number = {project.number: project for project in projects}
    not_yet = Happened(0, datetime.combine(plan.starts_on, time(), tzinfo=UTC))
    for quarter in quarters_between(plan.starts_on, plan.ends_on):
        if quarter.key in opened:
            continue
        expected: dict[int, list[str]] = defaultdict(list)
        for number, group_id in expected_updates(map(scheduled, projects), quarter, plan_start=plan.starts_on):
            expected[group_id].append(by_number[number].title)
        due_on = period_dates(quarter, plan.deadlines).due_on
        for group_id in expected.keys() & mine.keys():
            titles = expected[group_id]
            yield _group_entry(
                mine[group_id], quarter.key, due_on, titles, happened=not_yet, standing=Standing.OPEN, say=say
            )


def _happened(session: Session, updates: Iterable[ProgressUpdate]) -> dict[int, Happened]:
    ids = [update.id for update in updates]
    rows = session.execute(
        select(Event.subject_id, func.count(), func.max(Event.happened_at))
        .where(Event.subject == "updates", Event.subject_id.in_(ids), Event.kind.in_(HAPPENINGS))
        .group_by(Event.subject_id)
    )
    return {number: Happened(count, last) for number, count, last in rows}


def _correction_days(session: Session, updates: Iterable[ProgressUpdate]) -> dict[int, date]:
    """The latest day by which each returned update was to be corrected."""
    ids = [update.id for update in updates]
    rows = session.execute(
        select(UpdateVersion.update_id, Review.correct_by)
        .join(UpdateVersion.reviews)
        .where(UpdateVersion.update_id.in_(ids), Review.correct_by.is_not(None))
        .order_by(Review.id)
    )
    return {number: day for number, day in rows if day}


def _own_entry(update: ProgressUpdate, correct_by: date | None, happened: Happened, say: Say) -> Entry:
    days = [extension.until for extension in update.extensions] + ([correct_by] if correct_by else [])
    standing = (
        Standing.CANCELLED
        if update.state is State.WAIVED
        else Standing.DONE
        if update.state in DONE_STATES
        else Standing.OPEN
    )
    title = (
        say(
            N_("Corregir el avance %(period)s: %(project)s"),
            period=update.period.key,
            project=update.project.title,
        )
        if correct_by
        else say(N_("Enviar el avance %(period)s: %(project)s"), period=update.period.key, project=update.project.title)
    )
    return Entry(
        uid=f"avance-{update.id}",
        day=max(days),
        title=title,
        details=update.project.title,
        path=f"/avances/{update.id}",
        sequence=happened.times,
        changed_at=happened.last,
        standing=standing,
    )


def _group_entry(
    group: Group, key: str, day: date, titles: Sequence[str], *, happened: Happened, standing: Standing, say: Say
) -> Entry:
    return Entry(
        uid=f"avances-{group.id}-{key}",
        day=day,
        title=say(N_("Avances %(period)s de %(group)s: último día"), period=key, group=group.acronym or group.name),
        details="\n".join(f"– {title}" for title in titles),
        path="/",
        sequence=happened.times,
        changed_at=happened.last,
        standing=standing,
    )


def _milestone_entries(session: Session, plan: Plan, projects: Sequence[Project], say: Say) -> Iterator[Entry]:
    milestones = [milestone for project in projects for milestone in project.milestones]
    moves = defaultdict(list)
    for move in session.scalars(
        select(DateChange).where(DateChange.milestone_id.in_([each.id for each in milestones])).order_by(DateChange.id)
    ):
        moves[move.milestone_id].append(move)
    headlines = headlines_of(session, plan)
    decided = _decided(session, projects)
    long_ago = datetime.combine(plan.starts_on, time(), tzinfo=UTC)
    for project in projects:
        headline = headlines.get(project.id)
        is_cancelled = headline is not None and headline.status is Status.CANCELLED
        approvals = decided.get(project.id, Happened(0, long_ago))
        for milestone in project.milestones:
            day, precision, known = _day_of(milestone, moves[milestone.id])
            if day is None:
                continue
            done = milestone.done_on is not None
            open_or_not = Standing.OPEN if known and not is_cancelled else Standing.CANCELLED
            yield Entry(
                uid=f"hito-{milestone.id}",
                day=last_day(day, precision),
                title=say("Hito: %(name)s", name=milestone.name),
                details=project.title,
                path=f"/proyectos/{project.number}",
                sequence=len(moves[milestone.id]) + approvals.times + done,
                changed_at=max([approvals.last, *(move.changed_at for move in moves[milestone.id])]),
                standing=Standing.DONE if done else open_or_not,
                approximate=precision is not Precision.DAY,
            )


def _decided(session: Session, projects: Iterable[Project]) -> dict[int, Happened]:
    """How often the GTG approved or reopened an answer about each project: what says whether it goes on."""
    rows = session.execute(
        select(ProgressUpdate.project_id, func.count(), func.max(Event.happened_at))
        .join(Event, (Event.subject == "updates") & (Event.subject_id == ProgressUpdate.id))
        .where(
            ProgressUpdate.project_id.in_([project.id for project in projects]),
            Event.kind.in_(("UpdateApproved", "UpdateReopened")),
        )
        .group_by(ProgressUpdate.project_id)
    )
    return {number: Happened(count, last) for number, count, last in rows}


def _day_of(milestone: Milestone, moves: Sequence[DateChange]) -> tuple[date | None, Precision, bool]:
    """The milestone's day and how exact it is; of one that lost its date the last that was known, and False."""
    if milestone.due_on:
        return milestone.due_on, milestone.precision or Precision.DAY, True
    old = next((move for move in reversed(moves) if move.old_value), None)
    return (old.old_value, old.old_precision or Precision.DAY, False) if old else (None, Precision.DAY, False)
