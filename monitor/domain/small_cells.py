"""Which published counts must be hidden so that nobody can be singled out.

A count of 1 to 4 could point to a person. It is hidden, and so is a second figure wherever a total would give the first
away. All hidden figures look alike in print: a reader must not see which of two is the small one. Zeros stay visible.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

HIDE_BELOW = 5


@dataclass(frozen=True)
class Total(Generic[K]):
    """One sum that a reader can check: `whole` is the sum of `parts`."""

    whole: K
    parts: tuple[K, ...]

    @property
    def members(self) -> tuple[K, ...]:
        return (self.whole, *self.parts)


def hidden_counts(counts: Mapping[K, int], totals: Sequence[Total[K]], *, below: int = HIDE_BELOW) -> frozenset[K]:
    """The keys of the counts that must not be printed.

    No hidden count can be computed from the printed ones and the totals, and the hidden parts of a printed total stand
    for at least `below`. Tables that share figures must come in one call. The same input gives the same answer.
    """
    hidden = {key for key, value in counts.items() if 0 < value < below}
    order = {key: position for position, key in enumerate(counts)}

    def smallest_shown(members: Iterable[K]) -> K | None:
        shown = [key for key in members if key not in hidden and counts[key] > 0]
        return min(shown, key=lambda key: (counts[key], order[key]), default=None)

    while True:
        exposed = next((total for total in totals if _gives_away(total, counts, hidden, below)), None)
        if exposed is not None:
            extra = smallest_shown(exposed.parts)
            hidden.add(exposed.whole if extra is None else extra)
            continue
        computable = _computable(totals, hidden)
        if not computable:
            return frozenset(hidden)
        first = min(computable, key=lambda key: order[key])
        own = [key for total in totals if first in total.members for key in total.members]
        extra = smallest_shown(own)
        if extra is None:
            extra = smallest_shown(key for total in totals for key in total.members if hidden & set(total.members))
        if extra is None:  # everything that counts somebody is hidden already
            return frozenset(hidden)
        hidden.add(extra)


def _gives_away(total: Total[K], counts: Mapping[K, int], hidden: set[K], below: int) -> bool:
    """Whether this one sum betrays a hidden figure: by one subtraction, or because so little is left to share out."""
    parts = [key for key in total.parts if key in hidden]
    if total.whole in hidden:
        return not parts
    return bool(parts) and (len(parts) == 1 or sum(counts[key] for key in parts) < below)


def _computable(totals: Iterable[Total[K]], hidden: set[K]) -> list[K]:
    """The hidden figures that follow from all the sums taken together: Gauss-Jordan over what is not printed."""
    solved: dict[K, dict[K, Fraction]] = {}
    for total in totals:
        row: dict[K, Fraction] = {}
        if total.whole in hidden:
            row[total.whole] = Fraction(-1)
        for key in total.parts:
            if key in hidden:
                row[key] = row.get(key, Fraction(0)) + 1
        for pivot in [key for key in row if key in solved]:
            _subtract(row, solved[pivot], pivot)
        if not row:
            continue
        pivot = next(iter(row))
        scale = row[pivot]
        row = {key: value / scale for key, value in row.items()}
        for other in solved.values():
            if pivot in other:
                _subtract(other, row, pivot)
        solved[pivot] = row
    return [pivot for pivot, row in solved.items() if len(row) == 1]


def _subtract(row: dict[K, Fraction], solved: Mapping[K, Fraction], pivot: K) -> None:
    """Clear the pivot from the row, in place."""
    factor = row[pivot]
    for key, value in solved.items():
        rest = row.get(key, Fraction(0)) - factor * value
        if rest:
            row[key] = rest
        else:
            row.pop(key, None)
