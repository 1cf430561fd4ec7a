"""What falls into the next days: last days of updates, milestones, beginnings and ends of projects. Plain data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from monitor.domain.schedules import Precision, first_day, last_day

AHEAD = timedelta(days=30)


class Happening(StrEnum):
    UPDATES_DUE = "updates_due"
    """Last day of updates that are still owed."""
    MILESTONE = "milestone"
    STARTS = "starts"
    ENDS = "ends"
    PERIOD_OPENS = "period_opens"


@dataclass(frozen=True)
class Coming:
    """One thing that comes. `day` is its last possible day; a date that is not exact says so by its precision."""

    what: Happening
    day: date
    precision: Precision = Precision.DAY
    project: int | None = None
    """Its number."""
    title: str = ""
    """The project's title, or the period."""
    name: str = ""
    """Of the milestone."""
    count: int = 0
    """How many updates are due that day."""


def falls_soon(day: date, precision: Precision | None, today: date, ahead: timedelta = AHEAD) -> bool:
    """Whether a date, or the last day of its month, quarter, semester or year, lies in the next days."""
    return today <= last_day(day, precision or Precision.DAY) <= today + ahead


def begins_soon(day: date, precision: Precision | None, today: date, ahead: timedelta = AHEAD) -> bool:
    """Whether something can begin in the next days: of a date that is not exact, from its first day on."""
    return today <= first_day(day, precision or Precision.DAY) <= today + ahead


def in_order(things: Iterable[Coming]) -> list[Coming]:
    """The nearest first; on one day deadlines before the rest, then by project."""
    kinds = [*Happening]
    return sorted(things, key=lambda each: (each.day, kinds.index(each.what), each.project or 0, each.name))
