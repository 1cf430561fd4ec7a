"""The GTG's board: who owes what in a period, group by group, and what waits for review."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain.deadlines import Urgency, deadline, urgency
from monitor.domain.updates import RECEIVED, State
from monitor.models import Group, Period, ProgressUpdate


@dataclass(frozen=True)
class BoardLine:
    """One update of the period, with what is computed of it today."""

    update: ProgressUpdate
    last_day: date
    urgency: Urgency

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


def board(session: Session, period: Period, *, today: date) -> Board:
    """The board of one period. The number of queries does not depend on the number of updates."""
    query = (
        select(ProgressUpdate)
        .where(ProgressUpdate.period_id == period.id)
        .options(
            joinedload(ProgressUpdate.project),
            joinedload(ProgressUpdate.group),
            selectinload(ProgressUpdate.extensions),
            selectinload(ProgressUpdate.versions),
        )
        .order_by(ProgressUpdate.project_id)
    )
    by_group: dict[Group, list[BoardLine]] = defaultdict(list)
    for update in session.scalars(query):
        last_day = deadline(
            update.state,
            due_on=period.due_on,
            correct_by=update.correct_by,
            extended_to=[extension.until for extension in update.extensions],
        )
        by_group[update.group].append(BoardLine(update, last_day, urgency(update.state, last_day, today)))
    groups = sorted(by_group, key=lambda group: group.name)
    return Board(period, tuple(GroupLine(group, tuple(by_group[group])) for group in groups))
