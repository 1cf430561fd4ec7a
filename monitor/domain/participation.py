"""Counts of people by sex, age band and country: what is counted, and how far it is split.

Empty is not zero: a cell has a value or does not exist. "Not recorded" counts people whose sex, age or country nobody
wrote down. What may be typed: participation_checks. How figures add up: participation_sums.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from monitor.domain.age_bands import AgeBand


class Sex(StrEnum):
    WOMEN = "women"
    MEN = "men"
    OTHER = "other"
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


class Modality(StrEnum):
    """How people took part."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    MIXED = "mixed"


class Adding(StrEnum):
    """Whether figures of several projects may be added, and under which name."""

    YES = "yes"
    AS_RECORDS = "as_records"
    """Only as "records of participation", never as "people": one person may stand in several projects."""


@dataclass(frozen=True)
class MeasureRules:
    """What may be done with the figures of a measure."""

    counts_people: bool
    """Whether one unit is one person taking part, so that the figure may enter the sums of people."""
    over_periods: bool
    """Whether the figures of several quarters may be added: those of unique people may not."""
    over_projects: Adding
    over_countries: bool = True
    by_age: bool = True
    """Whether what is counted has an age."""


class Measure(StrEnum):
    UNIQUE_IN_PERIOD = "unique_in_period"
    UNIQUE_SINCE_START = "unique_since_start"
    ATTENDANCES = "attendances"
    SPEAKERS = "speakers"
    LEADERSHIP = "leadership"
    APPLICATIONS = "applications"
    ENTERPRISES = "enterprises"

    @property
    def rules(self) -> MeasureRules:
        return MEASURES[self]

    @property
    def counts_people(self) -> bool:
        return self.rules.counts_people


MEASURES = {
    Measure.UNIQUE_IN_PERIOD: MeasureRules(counts_people=True, over_periods=False, over_projects=Adding.AS_RECORDS),
    Measure.UNIQUE_SINCE_START: MeasureRules(counts_people=True, over_periods=False, over_projects=Adding.AS_RECORDS),
    Measure.ATTENDANCES: MeasureRules(counts_people=True, over_periods=True, over_projects=Adding.YES),
    Measure.SPEAKERS: MeasureRules(counts_people=False, over_periods=False, over_projects=Adding.AS_RECORDS),
    Measure.LEADERSHIP: MeasureRules(counts_people=False, over_periods=False, over_projects=Adding.AS_RECORDS),
    Measure.APPLICATIONS: MeasureRules(counts_people=False, over_periods=True, over_projects=Adding.YES),
    Measure.ENTERPRISES: MeasureRules(
        counts_people=False, over_periods=False, over_projects=Adding.AS_RECORDS, by_age=False
    ),
}
"""The one table of what each measure allows."""


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
    modality: Modality | None = None
    counting_rule: str = ""
    """How people were counted, in the group's words: «lista de asistencia, sin repetir»."""
    correction_reason: str = ""
    """Why a cumulative figure is lower than the last one: the declared correction."""

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

    @property
    def whole(self) -> int | None:
        """Everybody: the typed total, or else the cells added up; None while nothing is typed."""
        return None if self.is_empty else max(self.split, self.total or 0)

    @property
    def key(self) -> str:
        """By what the same activity is known again in another record or quarter: its name as people say it."""
        return " ".join(self.activity.casefold().split())

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
class QuarterParticipation:
    """What one quarter's approved update of a project counted; None where there is no approved update."""

    period: str
    records: tuple[ParticipationRecord, ...] | None
