"""The GTG's board: who owes what in a period, group by group, and what waits for review."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain.deadlines import Urgency, deadline, urgency
from monitor.domain.unproblematic import what_needs_eyes
from monitor.domain.updates import RECEIVED, State
from monitor.models import Group, Period, ProgressUpdate, Project, ProjectGroup
from monitor.services.review_facts import facts_of
from monitor.services.updates import plan_day


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
    def is_received(self) -> bool:
        return self.update.state in RECEIVED

    @property
    def is_overdue(self) -> bool:
        return self.urgency is Urgency.OVERDUE


@dataclass(frozen=True)
class GroupLine:
    """What one group owes and has handed in. Waived updates are not expected."""

    group: Group
    lines: tuple[BoardLine, ...]

    @property
    def expected(self) -> int:
        return sum(line.update.state is not State.WAIVED for line in self.lines)

    @property
    def received(self) -> int:
        return sum(line.is_received for line in self.lines)

    @property
    def waiting(self) -> int:
        return sum(line.update.state is State.SUBMITTED for line in self.lines)

    @property
    def approved(self) -> int:
        return sum(line.update.state is State.APPROVED for line in self.lines)

    @property
    def overdue(self) -> int:
        return sum(line.is_overdue for line in self.lines)

    @property
    def owed(self) -> tuple[BoardLine, ...]:
        return tuple(line for line in self.lines if line.urgency is not Urgency.DONE)


@dataclass(frozen=True)
class Board:
    period: Period
    groups: tuple[GroupLine, ...]

    def total(self, column: str) -> int:
        """The sum of one column over the groups: `expected`, `received`, `waiting`, `approved` or `overdue`."""
        return sum(getattr(line, column) for line in self.groups)

    @property
    def to_review(self) -> list[BoardLine]:
        """Submitted updates, the one that waits longest first."""
        waiting = [line for group in self.groups for line in group.lines if line.update.state is State.SUBMITTED]
        return sorted(waiting, key=lambda line: line.update.versions[-1].submitted_at)

    @property
    def unproblematic(self) -> list[BoardLine]:
        """Of those that wait, the ones that may be approved together."""
        return [line for line in self.to_review if not line.needs_eyes]


def board(session: Session, period: Period, *, today: date) -> Board:
    """The board of one period. The number of queries does not depend on the number of updates."""
    query = (
        select(ProgressUpdate)
        .where(ProgressUpdate.period_id == period.id)
        .options(
            joinedload(ProgressUpdate.project).selectinload(Project.groups).joinedload(ProjectGroup.group),
            joinedload(ProgressUpdate.project).selectinload(Project.milestones),
            joinedload(ProgressUpdate.group),
            selectinload(ProgressUpdate.extensions),
            selectinload(ProgressUpdate.versions),
        )
        .order_by(ProgressUpdate.project_id)
    )
    updates = session.scalars(query).all()
    facts = facts_of(session, [update for update in updates if update.state is State.SUBMITTED], updates)
    by_group: dict[Group, list[BoardLine]] = defaultdict(list)
    for update in updates:
        last_day = deadline(
            update.state,
            due_on=period.due_on,
            correct_by=update.correct_by,
            extended_to=[extension.until for extension in update.extensions],
        )
        waits = update.state is State.SUBMITTED
        days = (today - plan_day(update, update.versions[-1].submitted_at)).days if waits else 0
        eyes = what_needs_eyes(facts[update.id]) if waits else ()
        line = BoardLine(update, last_day, urgency(update.state, last_day, today), max(days, 0), eyes)
        by_group[update.group].append(line)
    groups = sorted(by_group, key=lambda group: group.name)
    return Board(period, tuple(GroupLine(group, tuple(by_group[group])) for group in groups))
