"""Looking through a portfolio: what a filter keeps and in what order it is read. Plain data and pure functions."""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.domain.spanish_text import fold
from monitor.domain.updates import Punctuality, Status

NONE = "none"
UNDATED = "undated"
WITHDRAWN = "withdrawn"


class Sorting(StrEnum):
    """The order of a list; what lacks the thing that is sorted by stands last."""

    NUMBER = "number"
    TITLE = "title"
    START = "start"
    END = "end"
    STATUS = "status"


@dataclass(frozen=True)
class Facts:
    """What is known of one project, as far as a list of projects asks for it."""

    number: int
    title: str
    words: str
    """Everything it can be found by: the plan's own words, its groups and allies, its lines."""
    areas: Set[int]
    groups: Set[int]
    """Ids, also of those that only support it."""
    leads: Set[int]
    status: Status | None
    punctuality: Punctuality | None
    start: date | None
    end: date | None
    asks_for_dates: bool
    is_withdrawn: bool


@dataclass(frozen=True)
class Search:
    """What to show; None shows all that the plan has.

    `status` is `Status`, "none" (no approved update), "undated" (no dates yet) or "withdrawn" (no longer in the plan).
    """

    area: int | None = None
    group: int | None = None
    country: Set[int] | None = None
    """The groups of the country that is asked for."""
    status: Status | str | None = None
    punctuality: Punctuality | None = None
    undated: bool = False
    asked: Set[int] | None = None
    """The numbers of the projects of which an update was asked for in the period."""
    text: str = ""

    def keeps(self, facts: Facts) -> bool:
        if facts.is_withdrawn != (self.status == WITHDRAWN):
            return False
        return (
            (self.area is None or self.area in facts.areas)
            and (self.group is None or self.group in facts.groups)
            and (self.country is None or not self.country.isdisjoint(facts.leads))
            and self._keeps_status(facts)
            and (self.punctuality is None or self.punctuality is facts.punctuality)
            and (not self.undated or facts.asks_for_dates)
            and (self.asked is None or facts.number in self.asked)
            and finds(self.text, facts.words)
        )

    def _keeps_status(self, facts: Facts) -> bool:
        if self.status in (None, WITHDRAWN):
            return True
        if self.status == UNDATED:
            return facts.asks_for_dates
        return self.status == (facts.status or NONE)


def finds(text: str, words: str) -> bool:
    """Whether every word of the text stands somewhere, however it is typed: accents and case do not count."""
    found = fold(words)
    return all(word in found for word in fold(text).split())


def in_order(facts: Iterable[Facts], sorting: Sorting, *, backwards: bool = False) -> list[Facts]:
    """Sorted; equals by number. Backwards too, what lacks the thing that is sorted by stands last."""
    key = _KEYS[sorting]
    found = sorted(facts, key=lambda each: each.number)
    known = [each for each in found if key(each) is not None]
    unknown = [each for each in found if key(each) is None]
    return sorted(known, key=lambda each: str(key(each)), reverse=backwards) + unknown


def _status(facts: Facts) -> str | None:
    return str([*Status].index(facts.status)) if facts.status else None


_KEYS: dict[Sorting, Callable[[Facts], str | None]] = {
    Sorting.NUMBER: lambda facts: f"{facts.number:06}",
    Sorting.TITLE: lambda facts: fold(facts.title),
    Sorting.START: lambda facts: facts.start.isoformat() if facts.start else None,
    Sorting.END: lambda facts: facts.end.isoformat() if facts.end else None,
    Sorting.STATUS: _status,
}
