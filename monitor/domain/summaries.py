"""Summaries for whoever reads everything: how often, of which days, and what changed since the last one. Plain data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from monitor.domain.participation import Country
from monitor.domain.periods import Quarter
from monitor.domain.updates import Status

T = TypeVar("T")

A_WEEK = timedelta(days=7)
MOST_SHOWN = 10
"""Lines of one list in a mail; the rest is counted, and stands in the product."""


class SummaryPace(StrEnum):
    NONE = "none"
    WEEKLY = "weekly"
    QUARTERLY = "quarterly"


@dataclass(frozen=True)
class Window:
    """The days of one summary: written on `scheduled_on`, about what happened from `first` on."""

    first: date
    scheduled_on: date


def window_of(pace: SummaryPace, today: date) -> Window | None:
    """The latest summary that is due: on Mondays about the week before, on a quarter's first day about the last one."""
    if pace is SummaryPace.WEEKLY:
        monday = today - timedelta(days=today.weekday())
        return Window(monday - A_WEEK, monday)
    if pace is SummaryPace.QUARTERLY:
        quarter = Quarter.containing(today)
        return Window(quarter.previous().start, quarter.start)
    return None


def next_day(pace: SummaryPace, today: date) -> date | None:
    """When somebody who chooses this today gets their first one."""
    if pace is SummaryPace.WEEKLY:
        return today - timedelta(days=today.weekday()) + A_WEEK
    if pace is SummaryPace.QUARTERLY:
        return Quarter.containing(today).next().start
    return None


@dataclass(frozen=True)
class ApprovedUpdate:
    project: str
    group: str
    period: str
    status: Status | None
    is_delayed: bool


@dataclass(frozen=True)
class ReachedMilestone:
    """One that was met. `day` is when."""

    project: str
    name: str
    day: date


@dataclass(frozen=True)
class MovedMilestone:
    """One whose date changed; None: it had none, or has none now."""

    project: str
    name: str
    before: date | None
    after: date | None


@dataclass(frozen=True)
class PublishedEdition:
    period: str
    number: str


@dataclass(frozen=True)
class OwingGroup:
    """How many updates a group owes today, and how many of them are late."""

    group: str
    owed: int
    overdue: int


@dataclass(frozen=True)
class Shown(Generic[T]):
    """The first few of a list, and how many there are besides."""

    items: Sequence[T]
    more: int

    def __bool__(self) -> bool:
        return bool(self.items)


def first_of(many: Iterable[T]) -> Shown[T]:
    found = list(many)
    return Shown(found[:MOST_SHOWN], max(0, len(found) - MOST_SHOWN))


@dataclass(frozen=True)
class SummaryPart:
    """What changed in one part of the plan: the reader's own, or the rest."""

    approved: Shown[ApprovedUpdate]
    met: Shown[ReachedMilestone]
    moved: Shown[MovedMilestone]
    owing: Shown[OwingGroup]
    newly_late: int = 0
    """How many updates became late since the last summary."""
    is_own: bool = False
    """Of the reader's country or groups; otherwise the rest, or the whole where nothing is theirs."""

    @property
    def is_empty(self) -> bool:
        return not (self.approved or self.met or self.moved or self.owing)

    @property
    def has_news(self) -> bool:
        return bool(self.approved or self.met or self.moved or self.newly_late)


@dataclass(frozen=True)
class Summary:
    """What one mail says; the reader's own part first."""

    since: date
    until: date
    editions: Sequence[PublishedEdition]
    parts: Sequence[SummaryPart]
    country: Country | None = None
    """Whose part comes first; None where it is the reader's groups, or nothing."""

    @property
    def has_news(self) -> bool:
        return bool(self.editions) or any(part.has_news for part in self.parts)
