"""Counts of people by sex, age band and country: what may be typed, and how figures add up.

Empty is not zero: a cell has a value or does not exist. "Not recorded" counts people whose sex, age or country nobody
wrote down.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Sex(StrEnum):
    WOMEN = "women"
    MEN = "men"
    OTHER = "other"
    NOT_RECORDED = "not_recorded"


class AgeBand(StrEnum):
    UNDER_18 = "under_18"
    FROM_18 = "18_29"
    FROM_30 = "30_44"
    FROM_45 = "45_59"
    FROM_60 = "60_plus"
    NOT_RECORDED = "not_recorded"


class Country(StrEnum):
    CL = "CL"
    CO = "CO"
    MX = "MX"
    PE = "PE"
    OTHER = "other"
    NOT_RECORDED = "not_recorded"


class Depth(StrEnum):
    """How deep a group can split its people."""

    SEX = "sex"
    SEX_COUNTRY = "sex_country"
    SEX_AGE = "sex_age"
    ALL = "all"
    NONE = "none"

    @property
    def by_country(self) -> bool:
        return self in (Depth.SEX_COUNTRY, Depth.ALL)

    @property
    def by_age(self) -> bool:
        return self in (Depth.SEX_AGE, Depth.ALL)


class Measure(StrEnum):
    UNIQUE_IN_PERIOD = "unique_in_period"
    UNIQUE_SINCE_START = "unique_since_start"
    ATTENDANCES = "attendances"
    SPEAKERS = "speakers"
    LEADERSHIP = "leadership"
    APPLICATIONS = "applications"
    ENTERPRISES = "enterprises"

    @property
    def counts_people(self) -> bool:
        """Whether one unit is one person taking part, so that the figure may enter the sums of people."""
        return self in (Measure.UNIQUE_IN_PERIOD, Measure.UNIQUE_SINCE_START, Measure.ATTENDANCES)


class NoSplitReason(StrEnum):
    NOT_ASKED = "not_asked"
    OPEN_EVENT = "open_event"
    THIRD_PARTY = "third_party"
    PRIVACY = "privacy"
    OTHER = "other"


@dataclass(frozen=True, order=True)
class Cell:
    """Where a count stands. A dimension nobody split by is `not_recorded`."""

    sex: Sex
    age_band: AgeBand = AgeBand.NOT_RECORDED
    country: Country = Country.NOT_RECORDED


@dataclass(frozen=True)
class Tally:
    """People by sex, whatever else is known of them."""

    women: int = 0
    men: int = 0
    other: int = 0
    not_recorded: int = 0

    def __add__(self, another: "Tally") -> "Tally":
        return Tally(
            self.women + another.women,
            self.men + another.men,
            self.other + another.other,
            self.not_recorded + another.not_recorded,
        )

    @property
    def known(self) -> int:
        return self.women + self.men + self.other

    @property
    def total(self) -> int:
        return self.known + self.not_recorded

    @property
    def share_of_women(self) -> float | None:
        """Women ÷ people of known sex, 0 to 1; None where no sex is known. Percentages are never averaged."""
        return self.women / self.known if self.known else None

    @property
    def coverage(self) -> float | None:
        """People of known sex ÷ all people, 0 to 1; None where there is nobody."""
        return self.known / self.total if self.total else None

    @property
    def parity_index(self) -> float | None:
        """Women ÷ men with two decimals; None where there are no men."""
        return round(self.women / self.men, 2) if self.men else None


@dataclass(frozen=True)
class ParticipationRecord:
    """The people of one activity, as a group typed them. What of the typed `total` is not split is not recorded."""

    activity: str
    measure: Measure
    depth: Depth
    cells: Mapping[Cell, int] = field(default_factory=dict)
    total: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    no_split_reason: NoSplitReason | None = None
    comment: str = ""

    @property
    def split(self) -> int:
        return sum(self.cells.values())

    @property
    def remainder(self) -> int:
        """People of the typed total whose sex nobody recorded in a cell; negative where the parts exceed the whole."""
        return 0 if self.total is None else self.total - self.split

    @property
    def is_empty(self) -> bool:
        return self.total is None and not self.cells

    def tally(self) -> Tally:
        sums = dict.fromkeys(Sex, 0)
        for cell, value in self.cells.items():
            sums[cell.sex] += value
        return Tally(
            women=sums[Sex.WOMEN],
            men=sums[Sex.MEN],
            other=sums[Sex.OTHER],
            not_recorded=sums[Sex.NOT_RECORDED] + max(self.remainder, 0),
        )


@dataclass(frozen=True)
class Problem:
    """What keeps a record from being right. `field` is the part of the form to look at."""

    field: str
    message: str


def problems(record: ParticipationRecord) -> list[Problem]:
    """Everything that must be mended before the record can be submitted, in plain words."""
    found = []
    if not record.activity.strip():
        found.append(Problem("activity", "Escriba el nombre de la actividad."))
    if record.starts_on and record.ends_on and record.ends_on < record.starts_on:
        found.append(Problem("ends_on", "La actividad no puede terminar antes de empezar."))
    if record.is_empty:
        found.append(Problem("total", "Escriba cuántas personas participaron; si no hubo ninguna, escriba 0."))
    if record.remainder < 0:
        found.append(
            Problem(
                "total",
                f"Las partes suman {record.split}, más que el total de {record.total}."
                " Corrija el total o las casillas.",
            )
        )
    if record.depth is Depth.NONE and not record.is_empty and record.no_split_reason is None:
        found.append(Problem("no_split_reason", "Elija por qué no hay datos por sexo."))
    return found


def fit(cells: Mapping[Cell, int], depth: Depth) -> dict[Cell, int]:
    """The same people at another depth: what is no longer split is added up, nobody is lost or invented."""
    fitted: dict[Cell, int] = {}
    if depth is Depth.NONE:
        return fitted
    for cell, value in cells.items():
        place = Cell(
            cell.sex,
            cell.age_band if depth.by_age else AgeBand.NOT_RECORDED,
            cell.country if depth.by_country else Country.NOT_RECORDED,
        )
        fitted[place] = fitted.get(place, 0) + value
    return fitted


@dataclass(frozen=True)
class ProjectParticipation:
    """The people of one project in one quarter. Records are of its coordinating group's approved update."""

    project: int
    records: tuple[ParticipationRecord, ...]
    is_part_of_another: bool = False
    """Contained in, or a subset of, another project: its people are already counted there."""


@dataclass(frozen=True)
class ParticipationSum:
    """A sum over projects: records of participation, never "people", since one person may stand in several."""

    tally: Tally
    projects_reporting: int
    projects_left_out: int


def sum_participation(projects: Iterable[ProjectParticipation]) -> ParticipationSum:
    """Add the people of several projects in one quarter.

    Each project enters once, by its broadest measure of people. Contained and subset projects are left out.
    """
    tally, reporting, left_out = Tally(), 0, 0
    for project in projects:
        own = people_of(project.records)
        if own is None:
            continue
        if project.is_part_of_another:
            left_out += 1
            continue
        tally += own
        reporting += 1
    return ParticipationSum(tally, reporting, left_out)


BROADEST_FIRST = (Measure.UNIQUE_IN_PERIOD, Measure.ATTENDANCES, Measure.UNIQUE_SINCE_START)
"""The order in which the one measure of a project that enters the sums is picked."""


def people_of(records: Iterable[ParticipationRecord]) -> Tally | None:
    """The people of one project in one quarter: one measure only, so that nobody is counted under two.

    Unique people of the quarter if the group gave them, else attendances, else unique people since the start.
    """
    records = [record for record in records if record.measure.counts_people and not record.is_empty]
    for measure in BROADEST_FIRST:
        chosen = [record.tally() for record in records if record.measure is measure]
        if chosen:
            return sum(chosen, Tally())
    return None
