"""Age bands: each plan may have its own. A band's key says what it is, so that its words need no plan at hand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from monitor.domain.errors import Incomplete

_KEY = re.compile(r"under_(\d{1,3})|(\d{1,3})_(\d{1,3})|(\d{1,3})_plus|not_recorded")
DEFAULT_LIMITS = (18, 30, 45, 60)
MOST_BANDS, OLDEST = 8, 110


class AgeBand(str):
    """The key of a band: `under_18`, `18_29`, `60_plus` or `not_recorded`. Raises ValueError for any other text."""

    __slots__ = ()
    UNDER_18: ClassVar["AgeBand"]
    FROM_18: ClassVar["AgeBand"]
    FROM_30: ClassVar["AgeBand"]
    FROM_45: ClassVar["AgeBand"]
    FROM_60: ClassVar["AgeBand"]
    NOT_RECORDED: ClassVar["AgeBand"]

    def __new__(cls, key: str) -> "AgeBand":
        if not _KEY.fullmatch(key):
            raise ValueError(f"no key of an age band: {key!r}")
        return super().__new__(cls, key)

    @property
    def value(self) -> str:
        return str(self)

    @property
    def ages(self) -> tuple[int | None, int | None]:
        """First and last age, both inside the band; None where it is open or nothing is known."""
        match = _KEY.fullmatch(self)
        assert match is not None
        under, first, last, oldest = (int(part) if part else None for part in match.groups())
        if under is not None:
            return None, under - 1
        return (oldest, None) if oldest is not None else (first, last)

    @property
    def order(self) -> tuple[bool, int]:
        """Youngest first, "not recorded" last."""
        return self == AgeBand.NOT_RECORDED, self.ages[0] or 0


AgeBand.UNDER_18 = AgeBand("under_18")
AgeBand.FROM_18 = AgeBand("18_29")
AgeBand.FROM_30 = AgeBand("30_44")
AgeBand.FROM_45 = AgeBand("45_59")
AgeBand.FROM_60 = AgeBand("60_plus")
AgeBand.NOT_RECORDED = AgeBand("not_recorded")


@dataclass(frozen=True)
class AgeBands:
    """The bands of a plan, made from the ages at which a new one begins."""

    limits: tuple[int, ...] = DEFAULT_LIMITS

    @property
    def bands(self) -> tuple[AgeBand, ...]:
        """From the youngest to the oldest, then "not recorded"."""
        between = [AgeBand(f"{low}_{high - 1}") for low, high in pairwise(self.limits)]
        first, last = AgeBand(f"under_{self.limits[0]}"), AgeBand(f"{self.limits[-1]}_plus")
        return first, *between, last, AgeBand.NOT_RECORDED


DEFAULT_AGE_BANDS = AgeBands()


def read_limits(text: str) -> tuple[int, ...]:
    """«18, 30, 45, 60» as typed. Raises Incomplete, which says what to write instead."""
    parts = [part for part in re.split(r"[\s,;]+", text.strip()) if part]
    if not parts or not all(part.isascii() and part.isdecimal() for part in parts):
        raise Incomplete("Escriba las edades en que empieza cada tramo, por ejemplo: 18, 30, 45, 60.", field="limits")
    limits = tuple(map(int, parts))
    check_limits(limits)
    return limits


def check_limits(limits: Sequence[int]) -> None:
    """Raises Incomplete if the ages make no bands."""
    if not limits or len(limits) >= MOST_BANDS:
        raise Incomplete(
            "Use de 1 a %(ages)s edades: son de 2 a %(bands)s tramos.",
            ages=MOST_BANDS - 1,
            bands=MOST_BANDS,
            field="limits",
        )
    if any(low >= high for low, high in pairwise(limits)):
        raise Incomplete("Escriba las edades de menor a mayor, sin repetir ninguna.", field="limits")
    if limits[0] < 1 or limits[-1] > OLDEST:
        raise Incomplete("Las edades van de 1 a %(oldest)s.", oldest=OLDEST, field="limits")
