"""The Alliance's presidency goes from country to country: who presides on a day, and what a table of terms lacks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise, zip_longest

from monitor.domain.participation import Country

MEMBERS = (Country.CL, Country.CO, Country.MX, Country.PE)
"""The countries of the Alliance, which preside and have a national coordination."""
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Term:
    """One country's presidency. Without an end it lasts until the next one begins."""

    country: Country
    starts_on: date
    ends_on: date | None = None
    id: int = 0


@dataclass(frozen=True)
class Gap:
    """Days, both included, on which nobody presides."""

    first: date
    last: date


def in_order(terms: Iterable[Term]) -> list[Term]:
    return sorted(terms, key=lambda term: term.starts_on)


def last_days(terms: Iterable[Term]) -> list[tuple[Term, date | None]]:
    """The terms in order, each with its last day: its own, or the one before the next begins; None while it is open."""
    ordered = in_order(terms)
    found = []
    for term, after in zip_longest(ordered, ordered[1:]):
        last = after.starts_on - A_DAY if after else None
        found.append((term, term.ends_on or last))
    return found


def presiding(terms: Iterable[Term], day: date) -> Term | None:
    """The term that the day falls into."""
    for term, last in last_days(terms):
        if term.starts_on <= day and (last is None or day <= last):
            return term
    return None


def overlapping(terms: Iterable[Term], new: Term) -> Term | None:
    """A term that would be in office on a day of the new one. Of itself, by id, a term is not in the way."""
    others = [term for term in terms if not new.id or term.id != new.id]
    ordered: Sequence[Term] = in_order([*others, new])
    for before, after in pairwise(ordered):
        ends = before.ends_on or after.starts_on - A_DAY
        if new in (before, after) and (before.starts_on == after.starts_on or ends >= after.starts_on):
            return before if after is new else after
    return None


def gaps(terms: Iterable[Term]) -> list[Gap]:
    """The days between two terms on which nobody presides."""
    found = last_days(terms)
    return [
        Gap(last + A_DAY, after.starts_on - A_DAY)
        for (_, last), (after, _) in pairwise(found)
        if last and last + A_DAY < after.starts_on
    ]
