"""The GTG's board: who owes what in a period, group by group, and what waits for review.

board(session, period, today)            the totals of every group and what waits: three queries, whatever the size
lines_of(session, board, groups)         the updates of some groups, for one page of them
to_review(session, board, ids)           some of those that wait, with what was submitted
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, load_only, selectinload

from monitor.domain.deadlines import Urgency, deadline, urgency
from monitor.domain.unproblematic import what_needs_eyes
from monitor.domain.updates import RECEIVED, State
from monitor.models import Extension, Group, Period, ProgressUpdate, Project, ProjectGroup, UpdateVersion
from monitor.services.review_facts import facts_of
from monitor.services.updates import plan_day

COLUMNS = ("expected", "received", "waiting", "approved", "overdue")


@dataclass(frozen=True)
class BoardLine:
    """One update of the period, with what is computed of it today."""

    update: ProgressUpdate
    last_day: date
    urgency: Urgency
    waiting_days: int = 0
    """For how many days what was submitted has waited for its review."""
    needs_eyes: tuple[str, ...] = ()
    """Why it is to be read on its own page before it is approved."""

    @property
    def is_overdue(self) -> bool:
        return self.urgency is Urgency.OVERDUE


@dataclass(frozen=True)
class GroupTotals:
    """What one group owes and has handed in. Waived updates are not expected."""

    group: Group
    updates: int
    expected: int = 0
    received: int = 0
    waiting: int = 0
    approved: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class Board:
    period: Period
    today: date
    groups: tuple[GroupTotals, ...]
    """By name."""
    waiting: tuple[int, ...]
    """The ids of the updates that wait for review, the one that waits longest first."""

    def total(self, column: str) -> int:
        """The sum of one of COLUMNS over the groups."""
        return sum(getattr(line, column) for line in self.groups)

    @property
    def updates(self) -> int:
        return sum(line.updates for line in self.groups)


def board(session: Session, period: Period, *, today: date) -> Board:
    """The totals of one period, and what waits."""
    latest = func.max(Extension.until)
    extended = select(Extension.update_id, latest.label("until")).group_by(Extension.update_id).subquery()
    facts = (ProgressUpdate.group_id, ProgressUpdate.state, ProgressUpdate.correct_by, extended.c.until)
    query = (
        select(*facts, func.count(ProgressUpdate.id))
        .outerjoin(extended, extended.c.update_id == ProgressUpdate.id)
        .where(ProgressUpdate.period_id == period.id)
        .group_by(*facts)
    )
    sums: dict[int, Counter[str]] = defaultdict(Counter)
    for group_id, state, correct_by, until, count in session.execute(query):
        last_day = deadline(state, due_on=period.due_on, correct_by=correct_by, extended_to=[until] if until else [])
        own = sums[group_id]
        own["updates"] += count
        own["expected"] += count * (state is not State.WAIVED)
        own["received"] += count * (state in RECEIVED)
        own["waiting"] += count * (state is State.SUBMITTED)
        own["approved"] += count * (state is State.APPROVED)
        own["overdue"] += count * (urgency(state, last_day, today) is Urgency.OVERDUE)
    asked = select(ProgressUpdate.group_id).where(ProgressUpdate.period_id == period.id)
    groups = sorted(session.scalars(select(Group).where(Group.id.in_(asked))), key=lambda group: group.name)
    return Board(
        period, today, tuple(GroupTotals(group, **sums[group.id]) for group in groups), _waiting(session, period)
    )


def _waiting(session: Session, period: Period) -> tuple[int, ...]:
    query = (
        select(ProgressUpdate.id)
        .join(ProgressUpdate.versions)
        .where(ProgressUpdate.period_id == period.id, ProgressUpdate.state == State.SUBMITTED)
        .group_by(ProgressUpdate.id)
        .order_by(func.max(UpdateVersion.submitted_at), ProgressUpdate.id)
    )
    return tuple(session.scalars(query))


def lines_of(session: Session, board: Board, groups: Iterable[GroupTotals]) -> dict[int, list[BoardLine]]:
    """By group id, the updates of these groups in the order of the plan, without what was submitted."""
    query = (
        select(ProgressUpdate)
        .where(
            ProgressUpdate.period_id == board.period.id,
            ProgressUpdate.group_id.in_([own.group.id for own in groups]),
        )
        .options(
            load_only(
                ProgressUpdate.state, ProgressUpdate.correct_by, ProgressUpdate.project_id, ProgressUpdate.group_id
            ),
            joinedload(ProgressUpdate.project).load_only(Project.number, Project.title),
            selectinload(ProgressUpdate.extensions).load_only(Extension.until),
        )
        .order_by(ProgressUpdate.project_id)
    )
    found: dict[int, list[BoardLine]] = defaultdict(list)
    for update in session.scalars(query):
        found[update.group_id].append(_line(board, update))
    return found


def to_review(session: Session, board: Board, ids: Sequence[int]) -> list[BoardLine]:
    """These updates of those that wait, in the same order, each with why it is to be read before it is approved."""
    if not ids:
        return []
    projects = select(ProgressUpdate.project_id).where(ProgressUpdate.id.in_(ids))
    query = (
        select(ProgressUpdate)
        .where(ProgressUpdate.period_id == board.period.id, ProgressUpdate.project_id.in_(projects))
        .options(
            joinedload(ProgressUpdate.project).selectinload(Project.groups).joinedload(ProjectGroup.group),
            joinedload(ProgressUpdate.project).selectinload(Project.milestones),
            joinedload(ProgressUpdate.group),
            selectinload(ProgressUpdate.extensions),
            selectinload(ProgressUpdate.versions),
        )
        .order_by(ProgressUpdate.project_id)
    )
    leads = session.scalars(query).all()
    by_id = {update.id: update for update in leads}
    waiting = [by_id[own] for own in ids if own in by_id]
    facts = facts_of(session, waiting, leads)
    lines = []
    for update in waiting:
        days = (board.today - plan_day(update, update.versions[-1].submitted_at)).days
        lines.append(_line(board, update, max(days, 0), tuple(what_needs_eyes(facts[update.id]))))
    return lines


def _line(board: Board, update: ProgressUpdate, days: int = 0, eyes: tuple[str, ...] = ()) -> BoardLine:
    last_day = deadline(
        update.state,
        due_on=board.period.due_on,
        correct_by=update.correct_by,
        extended_to=[extension.until for extension in update.extensions],
    )
    return BoardLine(update, last_day, urgency(update.state, last_day, board.today), days, eyes)


def unproblematic(lines: Iterable[BoardLine]) -> list[BoardLine]:
    """Of those that wait, the ones that may be approved together."""
    return [line for line in lines if not line.needs_eyes]
