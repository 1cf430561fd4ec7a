"""How closely a reader can bound hidden counts from the printed ones.

The reader knows that counts are whole, and that zeros are printed: what is hidden is at least one. Each sum narrows the
range of what it holds; so does the difference of two sums that share something hidden.
"""

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
Equation = tuple[dict[K, int], int]
"""Coefficients of hidden counts, and what they come to."""

LEAST, MOST = 1, 10**9


def certain(rows: Iterable[Mapping[K, Fraction]], counts: Mapping[K, int]) -> set[K]:
    """The hidden counts of which only one value is possible.

    Each row holds the coefficients of hidden counts in something a reader can add up from printed figures.
    """
    equations = [_equation(row, counts) for row in rows if row]
    hidden = {key for row, _ in equations for key in row}
    lows, highs = dict.fromkeys(hidden, LEAST), dict.fromkeys(hidden, MOST)
    _narrow_all(equations, lows, highs)
    if not _closed(lows, highs):
        _narrow_all([*equations, *_differences(equations)], lows, highs)
    return _closed(lows, highs)


def _closed(lows: Mapping[K, int], highs: Mapping[K, int]) -> set[K]:
    return {key for key, low in lows.items() if low == highs[key]}


def _equation(row: Mapping[K, Fraction], counts: Mapping[K, int]) -> Equation[K]:
    """In whole numbers; what it comes to is known to the reader, so the true counts may tell it here."""
    scale = lcm(*(factor.denominator for factor in row.values()))
    whole = {key: int(factor * scale) for key, factor in row.items()}
    return whole, sum(factor * counts[key] for key, factor in whole.items())


def _differences(equations: list[Equation[K]]) -> list[Equation[K]]:
    found = []
    for (one, value), (other, known) in combinations(equations, 2):
        if one.keys() & other.keys():
            row = {key: one.get(key, 0) - other.get(key, 0) for key in {**one, **other}}
            row = {key: factor for key, factor in row.items() if factor}
            if row:
                found.append((row, value - known))
    return found


def _narrow_all(equations: list[Equation[K]], lows: dict[K, int], highs: dict[K, int]) -> None:
    while any(_narrow(row, value, lows, highs) for row, value in equations):
        pass


def _narrow(row: Mapping[K, int], value: int, lows: dict[K, int], highs: dict[K, int]) -> bool:
    """Shrink the ranges by one equation; whether any shrank."""
    ends = {
        key: (factor * lows[key], factor * highs[key]) if factor > 0 else (factor * highs[key], factor * lows[key])
        for key, factor in row.items()
    }
    least, most = sum(low for low, _ in ends.values()), sum(high for _, high in ends.values())
    narrowed = False
    for key, factor in row.items():
        low, high = ends[key]
        # factor × count lies between what is left when all others are as large, and as small, as they can be.
        from_, to = value - (most - high), value - (least - low)
        if factor < 0:
            from_, to = to, from_
        new_low = max(lows[key], -(-from_ // factor))
        new_high = min(highs[key], to // factor)
        if (new_low, new_high) != (lows[key], highs[key]):
            lows[key], highs[key] = new_low, new_high
            narrowed = True
    return narrowed
