"""The tables of people that may be printed: every figure of the report in one system, small ones hidden throughout.

First categories are put together: "another identity" with "not recorded" wherever that saves a small count, then small
countries and ages with others. What is still small is hidden, with a second figure where a sum would give it away.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace

from monitor.domain.age_bands import AgeBand
from monitor.domain.participation import (
    Cell,
    Country,
    ParticipationRecord,
    Sex,
    Tally,
)
from monitor.domain.participation_sums import counted_records
from monitor.domain.small_cells import Total, hidden_counts, merge_small_rows
from reports.data import Project, ReportData
from reports.people_rows import Column, Dimension, Figure, PeopleRow
from reports.people_spread import Spread, spread

Counts = Mapping[Column, int]
Key = tuple[str, Column | None]
"""A record or a sum by name, and a column (None: its total)."""

WHOLE = "whole"
SUMS_BY_GROUP = 3
"""The first schema whose editions print people by group."""
_WORTH = {
    Column.WOMEN: 2,
    Column.MEN: 2,
    Column.OTHER: 0,
    Column.NOT_RECORDED: 0,
    Column.OTHER_OR_NOT_RECORDED: 0,
    None: 1,
}
"""What a reader misses most where one of several figures must be hidden. A sum is worth more than one of its parts."""


@dataclass(frozen=True)
class PeopleTable:
    """What is printed of one record."""

    record: ParticipationRecord
    columns: tuple[Column, ...]
    rows: tuple[PeopleRow, ...]
    leaves_out_detail: bool
    """Whether the group gave countries or ages of which nothing can be printed."""

    @property
    def has_hidden(self) -> bool:
        return _has_hidden(self.rows)


@dataclass(frozen=True)
class PublishedPeople:
    """All tables of people of a report."""

    columns: tuple[Column, ...]
    """Those of the sums."""
    tables: Mapping[tuple[int, str], tuple[PeopleTable, ...]]
    """By project number and group."""
    areas: Mapping[int, PeopleRow]
    whole: PeopleRow
    groups: Mapping[str, PeopleRow]
    """By acronym, of those that counted people."""
    countries: Spread
    ages: Spread

    @property
    def sums_hidden(self) -> bool:
        return _has_hidden((*self.areas.values(), *self.groups.values(), self.whole))


def publish(data: ReportData) -> PublishedPeople:
    """Decide for all tables at once: a sum over projects could give away what a project's own table hides."""
    records = {name: record for _, _, record, name in _records(data)}
    merges = any(0 < value < data.hide_below for record in records.values() for value in _others(record))
    known = {name: _by_column(record.tally(), merges=merges) for name, record in records.items()}
    sums = _sums(data)
    columns = _columns(merges)
    system = _System(known)
    for target, names in sums.items():
        system.add_sum(target, names, columns)
    if data.schema >= SUMS_BY_GROUP:
        system.add_tables_of_sums(sums, columns)
    hidden = hidden_counts(system.counts, system.totals, below=data.hide_below, cost=_cost(set(sums)))

    printer = _Printer(system.counts, hidden, data.hide_below, merges=merges)
    printed = [printer.table(name, record) for _, _, record, name in _records(data)]
    tables: dict[tuple[int, str], list[PeopleTable]] = {}
    for (project, group, _, _), table in zip(_records(data), printed, strict=True):
        tables.setdefault((project.number, group), []).append(table)
    rows = {
        target: printer.row(target, sum((records[name].tally() for name in names), Tally()))
        for target, names in sums.items()
    }
    counted = set(sums[WHOLE])
    detail = [
        (project.number, row)
        for (project, _, _, name), table in zip(_records(data), printed, strict=True)
        if name in counted
        for row in table.rows[1:]
    ]
    return PublishedPeople(
        columns=columns,
        tables={key: tuple(own) for key, own in tables.items()},
        areas={area.number: rows[f"area {area.number}"] for area in data.areas},
        whole=rows[WHOLE],
        groups={target.removeprefix("group "): row for target, row in rows.items() if target.startswith("group ")},
        countries=spread(Country, detail, rows[WHOLE]),
        ages=spread(AgeBand, detail, rows[WHOLE]),
    )


def _records(data: ReportData) -> Iterator[tuple[Project, str, ParticipationRecord, str]]:
    for project in data.projects:
        for answer in project.answers:
            if answer.content is None:
                continue
            for position, record in enumerate(answer.content.participation):
                if not record.is_empty:
                    yield project, answer.group, record, f"{project.number} {answer.group} {position}"


def _sums(data: ReportData) -> dict[str, list[str]]:
    """The records that make up each sum, as the domain picks them."""
    sums: dict[str, list[str]] = {WHOLE: [], **{f"area {area.number}": [] for area in data.areas}}
    for project, group, record, name in _records(data):
        update = project.headline
        if update is None or project.is_part_of_another:
            continue
        if any(record is counted for counted in counted_records(update.participation, project.added_people)):
            for target in (WHOLE, *(f"area {area}" for area in project.areas)):
                sums[target].append(name)
            if data.schema >= SUMS_BY_GROUP:  # an older edition never printed them, and hid what it hid without them
                sums.setdefault(f"group {group}", []).append(name)
    return sums


def _others(record: ParticipationRecord) -> Iterator[int]:
    """Every count of people of another identity that a table of the record could print."""
    cells = [(cell, value) for cell, value in record.cells.items() if cell.sex is Sex.OTHER]
    yield sum(value for _, value in cells)
    for name, given in (("country", record.depth.by_country), ("age_band", record.depth.by_age)):
        rows: dict[object, int] = {}
        for cell, value in cells if given else ():
            rows[getattr(cell, name)] = rows.get(getattr(cell, name), 0) + value
        yield from rows.values()


def _by_column(tally: Tally, *, merges: bool) -> dict[Column, int]:
    counts = {Column.WOMEN: tally.women, Column.MEN: tally.men}
    if merges:
        return counts | {Column.OTHER_OR_NOT_RECORDED: tally.other + tally.not_recorded}
    return counts | {Column.OTHER: tally.other, Column.NOT_RECORDED: tally.not_recorded}


def _columns(merges: bool) -> tuple[Column, ...]:
    return tuple(_by_column(Tally(), merges=merges))


def _cost(sums: set[str]) -> Callable[[Key], int]:
    return lambda key: _WORTH[key[1]] + (3 if key[0] in sums else 0)


class _System:
    """The counts of all records and every sum a reader can make with them."""

    def __init__(self, known: Mapping[str, Counts]) -> None:
        self.counts: dict[Key, int] = {}
        self.totals: list[Total[Key]] = []
        for name, counts in known.items():
            self._add_row(name, counts)

    def _add_row(self, name: str, counts: Counts) -> None:
        self.counts |= {(name, column): value for column, value in counts.items()}
        self.counts[name, None] = sum(counts.values())
        self.totals.append(Total((name, None), tuple((name, column) for column in counts)))

    def add_sum(self, target: str, names: list[str], columns: tuple[Column, ...]) -> None:
        self._add_row(target, {column: sum(self.counts[name, column] for name in names) for column in columns})
        for column in (*columns, None):
            self.totals.append(Total((target, column), tuple((name, column) for name in names)))

    def add_tables_of_sums(self, sums: Mapping[str, list[str]], columns: tuple[Column, ...]) -> None:
        """What a reader adds up in the tables of areas and of groups: the whole, where nothing stands in two rows."""
        for kind in ("area ", "group "):
            parts = [target for target in sums if target.startswith(kind)]
            if sorted(name for part in parts for name in sums[part]) != sorted(sums[WHOLE]):
                continue
            for column in (*columns, None):
                self.totals.append(Total((WHOLE, column), tuple((part, column) for part in parts)))


class _Printer:
    """Makes the rows a reader sees."""

    def __init__(self, counts: Mapping[Key, int], hidden: frozenset[Key], below: int, *, merges: bool) -> None:
        self.counts, self.hidden, self.below, self.merges = counts, hidden, below, merges

    def table(self, name: str, record: ParticipationRecord) -> PeopleTable:
        whole = self.row(name, record.tally())
        detail = [] if _has_hidden((whole,)) else [*self._detail(record, Country), *self._detail(record, AgeBand)]
        given = _typed(record.cells) | {
            column for column, figure in whole.by_sex.items() if figure.value or figure.is_hidden
        }
        return PeopleTable(
            record=record,
            columns=tuple(column for column in whole.by_sex if column in given),
            rows=(whole, *detail),
            leaves_out_detail=not detail and (record.depth.by_country or record.depth.by_age),
        )

    def _detail(self, record: ParticipationRecord, dimension: type[Country] | type[AgeBand]) -> list[PeopleRow]:
        """The rows by country or by age, put together until none is small."""
        name = "country" if dimension is Country else "age_band"
        if not (record.depth.by_country if dimension is Country else record.depth.by_age):
            return []
        cells = [*record.cells.items(), (Cell(Sex.NOT_RECORDED), max(record.remainder, 0))]
        tallies: dict[Dimension, Tally] = {
            value: ParticipationRecord(
                "", record.measure, record.depth, {cell: n for cell, n in cells if getattr(cell, name) == value}
            ).tally()
            for value in _values(dimension, record)
        }
        merged = merge_small_rows(
            [(value, _by_column(tally, merges=self.merges)) for value, tally in tallies.items()],
            below=self.below,
            only_neighbours=dimension is AgeBand,
        )
        rows = []
        for values, _ in merged:
            row = self._row(values, sum((tallies[value] for value in values), Tally()), set())
            typed = _typed(cell for cell in record.cells if getattr(cell, name) in values)
            by_sex = {
                column: figure if figure.value or column in typed else Figure(None)
                for column, figure in row.by_sex.items()
            }
            rows.append(replace(row, by_sex=by_sex))
        return rows

    def row(self, name: str, tally: Tally) -> PeopleRow:
        """A record's or a sum's own row, with what was hidden of it."""
        return self._row((), tally, {column for own, column in self.hidden if own == name})

    def _row(self, dimensions: tuple[Dimension, ...], tally: Tally, hidden: Set[Column | None]) -> PeopleRow:
        def figure(column: Column | None, value: int) -> Figure:
            return Figure(None, is_hidden=True) if column in hidden else Figure(value)

        by_sex = _by_column(tally, merges=self.merges)
        sexes_shown = not hidden & {Column.WOMEN, Column.MEN}
        others_shown = not hidden and (not self.merges or not tally.other)
        return PeopleRow(
            dimensions=dimensions,
            by_sex={column: figure(column, value) for column, value in by_sex.items()},
            total=figure(None, tally.total),
            share_of_women=self._share(tally, others_shown=others_shown) if sexes_shown else None,
            coverage=tally.coverage if others_shown or self._is_vague(tally.total, 1) else None,
            parity_index=tally.parity_index if sexes_shown else None,
        )

    def _share(self, tally: Tally, *, others_shown: bool) -> float | None:
        """Women out of people of known sex; out of women and men alone where the percentage would betray the others."""
        share = tally.share_of_women
        if share is None or others_shown or self._is_vague(tally.known, share):
            return share
        both = tally.women + tally.men
        return tally.women / both if both else None

    def _is_vague(self, people: int, share: float) -> bool:
        """Whether a percentage, printed without decimals, leaves open too many numbers of people to betray one."""
        return people * 0.01 >= 2 * self.below * share


def _values(dimension: type[Country] | type[AgeBand], record: ParticipationRecord) -> list[Dimension]:
    """The countries, or the age bands of the record, in the order in which they are read."""
    if dimension is Country:
        return [*Country]
    return [*sorted({cell.age_band for cell in record.cells} | {AgeBand.NOT_RECORDED}, key=lambda band: band.order)]


def _typed(cells: Iterable[Cell]) -> set[Column]:
    """The columns for which somebody typed a figure: empty is not zero."""
    typed = {Column(cell.sex.value) for cell in cells}
    return typed | {Column.OTHER_OR_NOT_RECORDED} if typed & {Column.OTHER, Column.NOT_RECORDED} else typed


def _has_hidden(rows: tuple[PeopleRow, ...]) -> bool:
    return any(figure.is_hidden for row in rows for figure in (*row.by_sex.values(), row.total))
