"""One row of people as it may be printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from monitor.domain.age_bands import AgeBand
from monitor.domain.participation import Country

Dimension = Country | AgeBand


class Column(StrEnum):
    """What a table shows of sex. The last stands for the two before it where one alone would be too small."""

    WOMEN = "women"
    MEN = "men"
    OTHER = "other"
    NOT_RECORDED = "not_recorded"
    OTHER_OR_NOT_RECORDED = "other_or_not_recorded"


@dataclass(frozen=True)
class Figure:
    """A count as it may be printed. `value` is None where nobody typed one or where it is hidden."""

    value: int | None
    is_hidden: bool = False


@dataclass(frozen=True)
class PeopleRow:
    """One row. The shares are None where they would betray a hidden figure, or where there is nothing to share."""

    dimensions: tuple[Dimension, ...]
    """The countries or ages it stands for; none: all the people."""
    by_sex: Mapping[Column, Figure]
    total: Figure
    share_of_women: float | None
    coverage: float | None
    parity_index: float | None
