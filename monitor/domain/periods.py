"""Quarters and their three dates. Periods come from the calendar, never from the previous update."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.domain.errors import RuleError

_KEY = re.compile(r"(\d{4})-T([1-4])")


class NotAPeriod(RuleError):
    """The text does not name a quarter, or the quarter lies outside the plan."""


@dataclass(frozen=True, order=True)
class Quarter:
    year: int
    number: int

    @property
    def key(self) -> str:
        """The quarter as people write it: `2021-T3`."""
        return f"{self.year}-T{self.number}"

    @property
    def start(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        return self.next().start - timedelta(days=1)

    def next(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    def previous(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    @classmethod
    def containing(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, key: str) -> "Quarter":
        """Read `2021-T3`. Raises NotAPeriod for anything else."""
        match = _KEY.fullmatch(key.strip().upper())
        if match is None or match.group(1) == "0000":
            raise NotAPeriod(
                "«%(key)s» no es un período. Escríbalo así: 2021-T3 (año, guion, T y el trimestre de 1 a 4).", key=key
            )
        return cls(int(match.group(1)), int(match.group(2)))


@dataclass(frozen=True)
class Deadlines:
    """How many days after a quarter's end people are asked, still on time, and locked out. A setting of the plan."""

    due_days: int = 15
    on_time_days: int = 15
    lock_days: int = 45

    def __post_init__(self) -> None:
        if not 0 < self.due_days <= self.on_time_days <= self.lock_days:
            raise RuleError(
                "Los plazos deben ir en orden: primero la fecha límite, luego «a tiempo» y al final el cierre."
            )


@dataclass(frozen=True)
class PeriodDates:
    """The dates of one quarter: what people are told, what statistics use, and when the door closes."""

    opens_on: date
    due_on: date
    on_time_until: date
    locks_on: date


def period_dates(quarter: Quarter, deadlines: Deadlines) -> PeriodDates:
    return PeriodDates(
        opens_on=quarter.end + timedelta(days=1),
        due_on=quarter.end + timedelta(days=deadlines.due_days),
        on_time_until=quarter.end + timedelta(days=deadlines.on_time_days),
        locks_on=quarter.end + timedelta(days=deadlines.lock_days),
    )


def quarters_between(first: date, last: date) -> Iterator[Quarter]:
    """Every quarter that shares a day with the span, in order."""
    quarter = Quarter.containing(first)
    while quarter.start <= last:
        yield quarter
        quarter = quarter.next()
