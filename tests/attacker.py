"""A reader with a pencil and patience, who wants the hidden counts of printed tables.

Knows every printed figure, which sums are of which rows, that counts are whole, and that zeros are printed, so that
what is hidden is at least one. Solves the equations exactly, and narrows the range of each hidden count by every
equation and every difference of two of them until nothing narrows any more. A count is found when its range is a
single number.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
Row = dict[K, Fraction]
MOST = 10**9


@dataclass
class Attacker(Generic[K]):
    """`equations` are the sums as coefficients of hidden counts, and what they must come to."""

    lows: dict[K, int] = field(default_factory=dict)
    highs: dict[K, int] = field(default_factory=dict)
    equations: list[tuple[Row[K], Fraction]] = field(default_factory=list)

    @classmethod
    def of(cls, printed: Mapping[K, int | None], sums: Iterable[tuple[K, Iterable[K]]]) -> "Attacker[K]":
        """`printed` has None where a figure is hidden; a sum is a whole and its parts."""
        attacker = cls()
        for key, value in printed.items():
            if value is None:
                attacker.lows[key], attacker.highs[key] = 1, MOST
        for whole, parts in sums:
            row: Row[K] = {}
            rest = Fraction(0)
            for key, sign in ((whole, -1), *((part, 1) for part in parts)):
                value = printed[key]
                if value is None:
                    row[key] = row.get(key, Fraction(0)) + sign
                else:
                    rest -= sign * value
            row = {key: factor for key, factor in row.items() if factor}
            if row:
                attacker.equations.append((row, rest))
        return attacker

    def found(self) -> dict[K, int]:
        """Every hidden count whose range has shrunk to one number."""
        known = [*self.equations, *self._solved()]
        known += [
            ({key: a.get(key, Fraction(0)) - b.get(key, Fraction(0)) for key in {**a, **b}}, x - y)
            for (a, x), (b, y) in combinations(self.equations, 2)
            if set(a) & set(b)
        ]
        while any(self._narrow(row, value) for row, value in known):
            pass
        return {key: low for key, low in self.lows.items() if low == self.highs[key]}

    def _narrow(self, given: Row[K], value: Fraction) -> bool:
        row = {key: factor for key, factor in given.items() if factor}
        ranges = {key: sorted((factor * self.lows[key], factor * self.highs[key])) for key, factor in row.items()}
        least, most = sum(low for low, _ in ranges.values()), sum(high for _, high in ranges.values())
        narrowed = False
        for key, factor in row.items():
            low, high = ranges[key]
            ends = sorted(((value - (most - high)) / factor, (value - (least - low)) / factor))
            new_low, new_high = max(self.lows[key], _up(ends[0])), min(self.highs[key], _down(ends[1]))
            assert new_low <= new_high, "the printed figures contradict each other"
            narrowed |= (new_low, new_high) != (self.lows[key], self.highs[key])
            self.lows[key], self.highs[key] = new_low, new_high
        return narrowed

    def _solved(self) -> list[tuple[Row[K], Fraction]]:
        """The equations after Gauss and Jordan."""
        solved: list[tuple[K, Row[K], Fraction]] = []
        for equation in self.equations:
            row, value = equation
            for pivot, other, known in solved:
                row, value = _cleared(row, value, pivot, other, known)
            if not row:
                continue
            pivot = next(iter(row))
            scale = row[pivot]
            row, value = {key: factor / scale for key, factor in row.items()}, value / scale
            solved = [(p, *_cleared(other, known, pivot, row, value)) for p, other, known in solved]
            solved.append((pivot, row, value))
        return [(row, value) for _, row, value in solved]


def _cleared(row: Row[K], value: Fraction, pivot: K, other: Row[K], known: Fraction) -> tuple[Row[K], Fraction]:
    """The row without the pivot, which the other row tells."""
    factor = row.get(pivot)
    return (_minus(row, other, factor), value - factor * known) if factor else (row, value)


def _minus(row: Row[K], other: Row[K], factor: Fraction) -> Row[K]:
    less = {key: row.get(key, Fraction(0)) - factor * other.get(key, Fraction(0)) for key in {**row, **other}}
    return {key: value for key, value in less.items() if value}


def _up(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)


def _down(value: Fraction) -> int:
    return value.numerator // value.denominator
