"""A milestone as the report sees it, and what became of it in a period: met, moved, late, or coming next.

A date that is only known to the month, quarter, semester or year stands for its whole interval.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.domain.schedules import Precision, first_day, last_day


@dataclass(frozen=True)
class Move:
    """A milestone's date that was changed. Nothing is overwritten: each move has its old date and its reason."""

    on: date
    """When it was moved."""
    old: date | None
    new: date | None
    reason: str
    old_precision: Precision = Precision.DAY
    decided: bool = False
    """Whether the GTG moved it itself, in whose quarter it is then told; else an approved update did."""


@dataclass(frozen=True)
class Dropped:
    """A milestone that the GTG took off a project, and why."""

    name: str
    on: date
    reason: str
    due: date | None = None
    """The date it had."""
    precision: Precision = Precision.DAY


@dataclass(frozen=True)
class Milestone:
    """A milestone as it stands at the cut-off: the plan's date, and what approved updates said of it."""

    name: str
    due_text: str
    """The date in words, as precise as it is known: «diciembre de 2021»."""
    due: date | None = None
    done_on: date | None = None
    new_due: date | None = None
    reason: str = ""
    is_late: bool = False
    precision: Precision = Precision.DAY
    """How exact the plan's date is."""
    new_precision: Precision = Precision.DAY
    moves: tuple[Move, ...] = ()
    """Every change of its date, oldest first."""
    id: int = 0
    """By which answers speak of it; 0 in older data, which knows it by its name alone."""

    @property
    def stands(self) -> tuple[date, Precision] | None:
        """The date that holds now, and how exact it is; None while it has none."""
        if self.new_due:
            return self.new_due, self.new_precision
        return (self.due, self.precision) if self.due else None


class Coming(StrEnum):
    """Whether a milestone falls into a period."""

    FALLS = "falls"
    """Its last possible day lies in the period."""
    MAY_FALL = "may_fall"
    """The interval of its date begins in or before the period and ends after it: it may fall into it, or later."""


def coming_between(milestone: Milestone, first: date, last: date) -> Coming | None:
    """How a milestone that is not done touches the time from `first` to `last`; None where it does not.

    What was due before is late, not coming. What has no date comes at no time.
    """
    if milestone.done_on is not None or milestone.stands is None:
        return None
    earliest, latest = first_day(*milestone.stands), last_day(*milestone.stands)
    if first <= latest <= last:
        return Coming.FALLS
    return Coming.MAY_FALL if earliest <= last < latest else None
