"""What stands in a person's calendar: one entry for each deadline and milestone, however often it moves."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Standing(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"
    """No longer expected: excused, cancelled, or without its date."""


@dataclass(frozen=True)
class Entry:
    """A whole day in the calendar.

    `uid` never changes. `sequence` only grows: it counts what happened to the thing, so that a calendar that knows the
    entry takes the newer one. `changed_at` is when the last of it happened.
    """

    uid: str
    day: date
    title: str
    details: str
    path: str
    sequence: int
    changed_at: datetime
    standing: Standing = Standing.OPEN
    approximate: bool = False
    """Whether the day is the last of a month, quarter, semester or year that the plan names."""
