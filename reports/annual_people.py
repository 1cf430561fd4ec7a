"""The people of a year, from figures that the quarterly reports printed and from nothing else.

What a quarter hid stays hidden: every number here stands in one of the editions, or is a sum that any reader of them
could make. Unique people of several quarters are not added (docs/participation.md).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from monitor.domain.co_leads import AnswerKind
from monitor.domain.participation import Cell, Depth, Measure, ParticipationRecord, QuarterParticipation, Sex
from monitor.domain.participation_sums import PeopleSoFar, people_so_far
from reports.annual_data import AnnualData
from reports.data import Project, ReportData
from reports.people_rows import Column, Figure, PeopleRow
from reports.people_tables import PeopleTable, PublishedPeople, publish

_SEX = {
    Column.WOMEN: Sex.WOMEN,
    Column.MEN: Sex.MEN,
    Column.OTHER: Sex.OTHER,
    Column.NOT_RECORDED: Sex.NOT_RECORDED,
    Column.OTHER_OR_NOT_RECORDED: Sex.NOT_RECORDED,
}
"""As what a printed column counts when its people are put beside those of another quarter."""


@dataclass(frozen=True)
class ProjectYear:
    """The people of one project in the year. `so_far` is None where nothing can be printed."""

    project: Project
    so_far: PeopleSoFar | None
    told_in: tuple[str, ...]
    """The quarters in which it printed people."""
    hidden_in: tuple[str, ...]
    """The quarters in which figures of people were hidden."""


@dataclass(frozen=True)
class RowYear:
    """One row of sums over the year: as each quarter printed it, and the largest, which is what can be said of all."""

    by_period: Mapping[str, PeopleRow]
    at_least: int | None


@dataclass(frozen=True)
class AnnualPeople:
    published: Mapping[str, PublishedPeople]
    projects: tuple[ProjectYear, ...]
    areas: Mapping[int, RowYear]
    whole: RowYear


def annual_people(annual: AnnualData) -> AnnualPeople:
    published = {quarter.period: publish(quarter.data) for quarter in annual.quarters}
    numbers = sorted({area.number for quarter in annual.quarters for area in quarter.data.areas})
    return AnnualPeople(
        published=published,
        projects=tuple(_projects(annual, published)),
        areas={number: _row({key: own.areas[number] for key, own in published.items() if number in own.areas})
               for number in numbers},
        whole=_row({key: own.whole for key, own in published.items()}),
    )  # fmt: skip


def _row(by_period: dict[str, PeopleRow]) -> RowYear:
    shown = [row.total.value for row in by_period.values() if row.total.value]
    return RowYear(by_period, max(shown, default=None))


def _projects(annual: AnnualData, published: Mapping[str, PublishedPeople]) -> Iterator[ProjectYear]:
    latest = {project.number: project for quarter in annual.quarters for project in quarter.data.projects}
    for number in sorted(latest):
        told: dict[str, list[ParticipationRecord]] = {}
        hidden: list[str] = []
        quarters = []
        for period in annual.periods:
            quarter = annual.of(period)
            project = _project(quarter.data, number) if quarter else None
            if project is None or not project.expected:
                if quarter is None:
                    quarters.append(QuarterParticipation(period, None))
                continue
            tables = list(_counted(project, published[period]))
            shown = [table for table in tables if not table.has_hidden]
            if len(shown) < len(tables):
                hidden.append(period)
            if shown:
                told[period] = [as_record(table) for table in shown]
            quarters.append(QuarterParticipation(period, tuple(told.get(period, ())) if project.headline else None))
        if told or hidden:
            so_far = people_so_far(quarters) if told else None
            yield ProjectYear(latest[number], _honest(so_far, annual, told, hidden), tuple(told), tuple(hidden))


def _project(data: ReportData, number: int) -> Project | None:
    return next((own for own in data.projects if own.number == number), None)


def _counted(project: Project, people: PublishedPeople) -> Iterator[PeopleTable]:
    """The tables of those who speak for the project: the coordinating group, and what others counted beside it."""
    for position, answer in enumerate(project.answers):
        content = answer.content
        if content and (position == 0 or content.kind is AnswerKind.CONTRIBUTION):
            yield from people.tables.get((project.number, answer.group), ())


def as_record(table: PeopleTable) -> ParticipationRecord:
    """The printed row of a record as a record: what it hides of small identities is hidden here too."""
    row = table.rows[0]
    cells: dict[Cell, int] = {}
    for column, figure in row.by_sex.items():
        if figure.value:
            cells[Cell(_SEX[column])] = cells.get(Cell(_SEX[column]), 0) + figure.value
    return ParticipationRecord(
        activity=table.record.activity,
        measure=table.record.measure,
        depth=Depth.SEX,
        cells=cells,
        total=row.total.value,
    )


def _honest(
    so_far: PeopleSoFar | None, annual: AnnualData, told: Mapping[str, object], hidden: list[str]
) -> PeopleSoFar | None:
    """It is "at least" also where a quarter hides figures, or came out with none after the last that is known."""
    if so_far is None:
        return None
    later_unknown = so_far.measure is Measure.UNIQUE_SINCE_START and any(
        period > max(told) for period in annual.missing
    )
    return replace(so_far, at_least=so_far.at_least or bool(hidden) or later_unknown)


def printed_total(figure: Figure) -> int | None:
    return None if figure.is_hidden else figure.value
