"""When a project runs and what it has to deliver: dates that know how exact they are, and never an invented one."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Precision(StrEnum):
    """How exact a date is: it stands for one day, or for the whole month, quarter, semester or year around it."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    SEMESTER = "semester"
    YEAR = "year"


_MONTHS_IN = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.SEMESTER: 6, Precision.YEAR: 12}


@dataclass(frozen=True)
class Schedule:
    """The plan's own words and what was understood from them.

    `start` is the first day and `end` the last day of the interval its precision names. A relative schedule has
    `min_months` and `max_months` and no dates until a person anchors it; an open one has no end.
    """

    verbatim: str
    start: date | None = None
    end: date | None = None
    start_precision: Precision | None = None
    end_precision: Precision | None = None
    approximate: bool = False
    open_ended: bool = False
    min_months: int | None = None
    max_months: int | None = None

    @property
    def relative(self) -> bool:
        return self.min_months is not None


@dataclass(frozen=True)
class Milestone:
    """A named deliverable. `due` is the last day of the interval its precision names."""

    name: str
    due: date
    precision: Precision


def first_day(value: date, precision: Precision) -> date:
    """The first day of the month, quarter, semester or year that holds `value`; for a day, the day itself."""
    if precision is Precision.DAY:
        return value
    months = _MONTHS_IN[precision]
    return date(value.year, (value.month - 1) // months * months + 1, 1)


def last_day(value: date, precision: Precision) -> date:
    """The last day of the month, quarter, semester or year that holds `value`; for a day, the day itself."""
    if precision is Precision.DAY:
        return value
    months = _MONTHS_IN[precision]
    month = (value.month - 1) // months * months + months
    return date(value.year, month, monthrange(value.year, month)[1])


def is_late(due: date | None, precision: Precision | None, today: date) -> bool:
    """Late only after the last day of the interval. What has no date is never late."""
    return due is not None and today > last_day(due, precision or Precision.DAY)
