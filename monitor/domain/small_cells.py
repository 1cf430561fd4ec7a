"""Which published counts must be hidden so that nobody can be singled out.

A count of 1 to 4 could point to a person. Rows are put together until none is so small; what still is, is hidden, and
so is a second figure wherever a total would give the first away. All hidden figures look alike in print: a reader must
not see which of two is the small one. Zeros stay visible.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

from monitor.domain.small_cell_ranges import certain

K = TypeVar("K", bound=Hashable)
R = TypeVar("R")
C = TypeVar("C", bound=Hashable)

HIDE_BELOW = 5


@dataclass(frozen=True)
class Total(Generic[K]):
    """One sum that a reader can check: `whole` is the sum of `parts`."""

    whole: K
    parts: tuple[K, ...]

    @property
    def members(self) -> tuple[K, ...]:
        return (self.whole, *self.parts)


def hidden_counts(
    counts: Mapping[K, int],
    totals: Sequence[Total[K]],
    *,
    below: int = HIDE_BELOW,
    cost: Callable[[K], int] = lambda _key: 0,
) -> frozenset[K]:
    """The keys of the counts that must not be printed.

    No hidden count can be computed from the printed ones and the totals, and the hidden parts of a printed total stand
    for at least `below`. Tables that share figures must come in one call. Where a second figure must go, the one of the
    least `cost` to the reader goes. The same input gives the same answer.
    """
    small = {key for key, value in counts.items() if 0 < value < below}
    order = {key: position for position, key in enumerate(counts)}
    hidden = set(small)
    while (weak := _weak_spot(totals, counts, hidden, below, order)) is not None:
        shown = [key for key in weak if key not in hidden and counts[key] > 0]
        if not shown:  # everything that counts somebody is hidden already
            break
        hidden.add(min(shown, key=lambda key: (cost(key), _opens(totals, hidden, key), counts[key], order[key])))
    for key in sorted(hidden - small, key=lambda key: (-cost(key), -counts[key], order[key])):
        if _weak_spot(totals, counts, hidden - {key}, below, order) is None:
            hidden.remove(key)  # a later choice made an earlier one needless
    return frozenset(hidden)


def merge_small_rows(
    rows: Sequence[tuple[R, Mapping[C, int]]], *, below: int = HIDE_BELOW, only_neighbours: bool = False
) -> list[tuple[tuple[R, ...], dict[C, int]]]:
    """Put rows together until no count is small, so that nothing needs to be hidden.

    Each row comes back with the names it stands for. Where all would become one there is no detail left: an empty list.
    Rows in an order, such as ages, are put together with `only_neighbours`.
    """
    merged: list[tuple[tuple[R, ...], dict[C, int]]] = [
        ((name,), dict(counts)) for name, counts in rows if any(counts.values())
    ]
    while (position := _row_with_small_count(merged, below)) is not None and len(merged) > 1:
        others = [other for other in range(len(merged)) if other != position]
        if only_neighbours:
            others = [other for other in others if abs(other - position) == 1]
        partner = min(others, key=lambda other: _worth(merged[position][1], merged[other][1], below))
        first, second = sorted((position, partner))
        merged[first] = (merged[first][0] + merged[second][0], _added(merged[first][1], merged[second][1]))
        del merged[second]
    return merged if len(merged) > 1 and _row_with_small_count(merged, below) is None else []


def _row_with_small_count(rows: Sequence[tuple[tuple[R, ...], Mapping[C, int]]], below: int) -> int | None:
    found = [position for position, (_, counts) in enumerate(rows) if _smalls(counts, below)]
    return min(found, key=lambda position: sum(rows[position][1].values()), default=None)


def _worth(counts: Mapping[C, int], partner: Mapping[C, int], below: int) -> tuple[int, int]:
    """How good a partner is: first that it leaves few small counts, then that it costs little detail."""
    return _smalls(_added(counts, partner), below), sum(partner.values())


def _smalls(counts: Mapping[C, int], below: int) -> int:
    return sum(0 < value < below for value in counts.values())


def _added(one: Mapping[C, int], another: Mapping[C, int]) -> dict[C, int]:
    return {key: one.get(key, 0) + another.get(key, 0) for key in {**one, **another}}


def _weak_spot(
    totals: Sequence[Total[K]], counts: Mapping[K, int], hidden: set[K], below: int, order: Mapping[K, int]
) -> list[K] | None:
    """The figures among which one more must be hidden, or None where all that is hidden is safe."""
    for total in totals:
        if _gives_away(total, counts, hidden, below):
            return [*total.parts] if total.whole in hidden else [*total.members]
    rows = _rows_of_hidden(totals, hidden)
    solved = _solved(rows)
    found = [next(iter(row)) for row in solved if len(row) == 1] or certain([*rows, *solved], counts)
    if not found:
        return None
    first = min(found, key=lambda key: order[key])
    near = [key for total in totals if first in total.members for key in total.members]
    if any(key not in hidden and counts[key] > 0 for key in near):
        return near
    return [key for total in totals if hidden & set(total.members) for key in total.members]


def _opens(totals: Iterable[Total[K]], hidden: set[K], key: K) -> int:
    """In how many more sums something else would have to be hidden, if this figure were."""
    return sum(key in total.members and not hidden & set(total.members) for total in totals)


def _gives_away(total: Total[K], counts: Mapping[K, int], hidden: set[K], below: int) -> bool:
    """Whether this one sum betrays a hidden figure: by one subtraction, or because so little is left to share out."""
    parts = [key for key in total.parts if key in hidden]
    if total.whole in hidden:
        return not parts
    return bool(parts) and (len(parts) == 1 or sum(counts[key] for key in parts) < below)


def _rows_of_hidden(totals: Iterable[Total[K]], hidden: set[K]) -> list[dict[K, Fraction]]:
    """Each sum as the coefficients of what is not printed of it."""
    rows = []
    for total in totals:
        row: dict[K, Fraction] = {}
        if total.whole in hidden:
            row[total.whole] = Fraction(-1)
        for key in total.parts:
            if key in hidden:
                row[key] = row.get(key, Fraction(0)) + 1
        rows.append({key: factor for key, factor in row.items() if factor})
    return [row for row in rows if row]


def _solved(rows: Iterable[Mapping[K, Fraction]]) -> list[dict[K, Fraction]]:
    """All the sums taken together, solved by Gauss and Jordan: a row of one figure gives that figure away."""
    solved: dict[K, dict[K, Fraction]] = {}
    for given in rows:
        row = dict(given)
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
    return list(solved.values())


def _subtract(row: dict[K, Fraction], solved: Mapping[K, Fraction], pivot: K) -> None:
    """Clear the pivot from the row, in place."""
    factor = row[pivot]
    for key, value in solved.items():
        rest = row.get(key, Fraction(0)) - factor * value
        if rest:
            row[key] = rest
        else:
            row.pop(key, None)
