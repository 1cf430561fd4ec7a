"""Until when a group may answer, and how urgent that is today. Computed, never stored."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from monitor.domain.updates import OWED, State

SOON_DAYS = 7


class Urgency(StrEnum):
    """The values are also the names of the colours of their tags."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    OPEN = "open"
    DONE = "done"


def deadline(state: State, *, due_on: date, correct_by: date | None = None, extended_to: Iterable[date] = ()) -> date:
    """The day people are told: the period's due date or the latest extension; for a returned update, its own date."""
    if state is State.RETURNED and correct_by:
        return max([correct_by, *extended_to])
    return max([due_on, *extended_to])


def urgency(state: State, last_day: date, today: date) -> Urgency:
    """How urgent an update is for its group. What the group has handed in, or is excused from, is done."""
    if state not in OWED:
        return Urgency.DONE
    if today > last_day:
        return Urgency.OVERDUE
    if last_day - today <= timedelta(days=SOON_DAYS):
        return Urgency.DUE_SOON
    return Urgency.OPEN


def is_locked(*, locks_on: date, today: date, correct_by: date | None = None, extended_to: Iterable[date] = ()) -> bool:
    """Whether the door has closed: after the lock only an extension, or a correction asked for, lets a group in."""
    return today > max([locks_on, *extended_to, *([correct_by] if correct_by else [])])
