"""The tables of people that may be printed: every figure of the report in one system, small ones hidden throughout."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from monitor.domain.participation import AgeBand, Cell, Country, Measure, ParticipationRecord, Sex
from monitor.domain.small_cells import Total, hidden_counts
from reports.data import Project, ReportData

Dimension = Country | AgeBand
Key = tuple[str, str, Sex | None]
"""A table's name, a row and a column (None: the total)."""

ALL_PEOPLE = ""
"""The row that counts everybody."""

BROADEST_FIRST = (Measure.UNIQUE_IN_PERIOD, Measure.ATTENDANCES, Measure.UNIQUE_SINCE_START)
"""The order in which the domain picks the one measure of a project that enters the sums."""

WHOLE = "whole"


@dataclass(frozen=True)
class Figure:
    """A count as it may be printed. `value` is None where nobody typed one or where it is hidden."""

    value: int | None
    is_hidden: bool = False


NOTHING = Figure(None)


@dataclass(frozen=True)
class PeopleRow:
    """One row: people by sex. The shares are None where a hidden figure could be computed from them."""

    dimension: Dimension | None
    by_sex: Mapping[Sex, Figure]
    total: Figure

    @property
    def known(self) -> int | None:
        """People of known sex, if each of their counts is printed."""
        figures = [self.by_sex.get(sex, NOTHING) for sex in (Sex.WOMEN, Sex.MEN, Sex.OTHER)]
        return None if any(figure.is_hidden for figure in figures) else sum(figure.value or 0 for figure in figures)

    @property
    def share_of_women(self) -> float | None:
        women = self.by_sex.get(Sex.WOMEN, NOTHING)
        return (women.value or 0) / self.known if self.known else None

    @property
    def coverage(self) -> float | None:
        """People of known sex out of all."""
        if self.known is None or not self.total.value:
            return None
        return self.known / self.total.value

    @property
    def parity_index(self) -> float | None:
        women, men = self.by_sex.get(Sex.WOMEN, NOTHING), self.by_sex.get(Sex.MEN, NOTHING)
        if women.value is None or not men.value:
            return None
        return round(women.value / men.value, 2)


@dataclass(frozen=True)
class PeopleTable:
    """What is printed of one record."""

    record: ParticipationRecord
    sexes: tuple[Sex, ...]
    rows: tuple[PeopleRow, ...]
    has_hidden: bool


@dataclass(frozen=True)
class PublishedPeople:
    """All tables of people of a report."""

    tables: Mapping[tuple[int, str], tuple[PeopleTable, ...]]
    """By project number and group."""
    areas: Mapping[int, PeopleRow]
    whole: PeopleRow

    @property
    def sums_hidden(self) -> bool:
        """Whether a figure of the sums is hidden."""
        rows = (*self.areas.values(), self.whole)
        return any(figure.is_hidden for row in rows for figure in (*row.by_sex.values(), row.total))


def publish(data: ReportData) -> PublishedPeople:
    """Decide for all tables at once, since a sum over projects could give away what a project's own table hides."""
    system = _System()
    for project, group, record, name in _records(data):
        system.add_record(name, record)
        if _enters_sums(project, group, record):
            for area in project.areas:
                system.add_to_sum(f"area {area}", name)
            system.add_to_sum(WHOLE, name)
    system.close_sums([WHOLE, *(f"area {area.number}" for area in data.areas)])
    hidden = hidden_counts(system.counts, system.totals, below=data.hide_below)

    tables: dict[tuple[int, str], list[PeopleTable]] = {}
    for project, group, record, name in _records(data):
        tables.setdefault((project.number, group), []).append(_table(record, name, system.counts, hidden))
    return PublishedPeople(
        tables={key: tuple(own) for key, own in tables.items()},
        areas={area.number: _row(f"area {area.number}", None, system.counts, hidden) for area in data.areas},
        whole=_row(WHOLE, None, system.counts, hidden),
    )


def _records(data: ReportData) -> Iterator[tuple[Project, str, ParticipationRecord, str]]:
    for project in data.projects:
        for answer in project.answers:
            if answer.content is None:
                continue
            for position, record in enumerate(answer.content.participation):
                if not record.is_empty:
                    yield project, answer.group, record, f"{project.number} {answer.group} {position}"


def _enters_sums(project: Project, group: str, record: ParticipationRecord) -> bool:
    """As the domain sums people: the coordinating group's records of the project's broadest measure."""
    if project.is_part_of_another or group != project.answers[0].group or project.headline is None:
        return False
    given = {own.measure for own in project.headline.participation if not own.is_empty}
    return record.measure is next((measure for measure in BROADEST_FIRST if measure in given), None)


class _System:
    """The counts of all tables and every sum a reader can make with them."""

    def __init__(self) -> None:
        self.counts: dict[Key, int] = {}
        self.totals: list[Total[Key]] = []
        self._parts_of_sums: dict[Key, list[Key]] = {}

    def add_record(self, name: str, record: ParticipationRecord) -> None:
        cells = dict(record.cells)
        if record.remainder > 0:
            unknown = Cell(Sex.NOT_RECORDED)
            cells[unknown] = cells.get(unknown, 0) + record.remainder
        for cell, value in sorted(cells.items()):
            rows = [ALL_PEOPLE]
            rows += [_row_key(cell.country)] * record.depth.by_country + [_row_key(cell.age_band)] * record.depth.by_age
            for row, sex in product(rows, (cell.sex, None)):
                self.counts[name, row, sex] = self.counts.get((name, row, sex), 0) + value
        if not cells:  # a typed zero
            self.counts[name, ALL_PEOPLE, None] = 0
        self._add_totals(name)

    def _add_totals(self, name: str) -> None:
        own = [key for key in self.counts if key[0] == name]
        for row in dict.fromkeys(key[1] for key in own):
            parts = tuple(key for key in own if key[1] == row and key[2] is not None)
            self.totals.append(Total((name, row, None), parts))
        for dimension, sex in product(("Country", "AgeBand"), dict.fromkeys(key[2] for key in own)):
            parts = tuple(key for key in own if key[1].startswith(dimension) and key[2] is sex)
            if parts:
                self.totals.append(Total((name, ALL_PEOPLE, sex), parts))

    def add_to_sum(self, target: str, name: str) -> None:
        for sex in (*Sex, None):
            if (name, ALL_PEOPLE, sex) in self.counts:
                self._parts_of_sums.setdefault((target, ALL_PEOPLE, sex), []).append((name, ALL_PEOPLE, sex))

    def close_sums(self, targets: list[str]) -> None:
        for target in targets:
            for sex in (*Sex, None):
                key: Key = (target, ALL_PEOPLE, sex)
                parts = self._parts_of_sums.get(key, [])
                self.counts[key] = sum(self.counts[part] for part in parts)
                self.totals.append(Total(key, tuple(parts)))
            self.totals.append(Total((target, ALL_PEOPLE, None), tuple((target, ALL_PEOPLE, sex) for sex in Sex)))


def _row_key(dimension: Dimension | None) -> str:
    """`Country.CL`: with the kind in it, for "other" and "not recorded" exist in both and would be equal as text."""
    return ALL_PEOPLE if dimension is None else f"{type(dimension).__name__}.{dimension.name}"


def _table(record: ParticipationRecord, name: str, counts: Mapping[Key, int], hidden: frozenset[Key]) -> PeopleTable:
    given = {key[1] for key in counts if key[0] == name}
    dimensions = [dimension for dimension in (None, *Country, *AgeBand) if _row_key(dimension) in given]
    rows = tuple(_row(name, dimension, counts, hidden) for dimension in dimensions)
    sexes = tuple(sex for sex in Sex if (name, ALL_PEOPLE, sex) in counts)
    return PeopleTable(record, sexes, rows, has_hidden=any(key[0] == name for key in hidden))


def _row(name: str, dimension: Dimension | None, counts: Mapping[Key, int], hidden: frozenset[Key]) -> PeopleRow:
    def figure(sex: Sex | None) -> Figure:
        key = (name, _row_key(dimension), sex)
        return Figure(None, is_hidden=True) if key in hidden else Figure(counts.get(key))

    return PeopleRow(dimension, {sex: figure(sex) for sex in Sex}, figure(None))
