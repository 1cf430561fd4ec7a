"""Whoever holds the whole report cannot find a hidden count of people: tables of projects, areas and plan together."""

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.age_bands import AgeBand
from monitor.domain.co_leads import AnswerKind
from monitor.domain.participation import Cell, Country, Depth, Measure, ParticipationRecord, Sex
from monitor.domain.updates import State
from reports.data import Answer, Project, ReportData
from reports.people_rows import Column, PeopleRow
from reports.people_tables import PublishedPeople, publish
from tests.attacker import Attacker
from tests.reports import samples
from tests.reports.answers import content

Name = tuple[object, ...]
SAMPLE = samples.small()
ANSWERED = content("running", 1)
Key = tuple[Name, Column | None]
AGES = (AgeBand.UNDER_18, AgeBand.FROM_18, AgeBand.FROM_30, AgeBand.FROM_45)
GROUPS = ("GTPA", "GTAP", "GTPA", "GTT")
"""Who coordinates each project; `GTL` may add people beside them."""
COUNTS = st.one_of(st.integers(0, 6), st.integers(0, 12), st.integers(0, 90))


def record_of(activity: str, measure: Measure, counts: tuple[int, int, int, int]) -> ParticipationRecord:
    cells = {Cell(sex): count for sex, count in zip(Sex, counts, strict=True)}
    return ParticipationRecord(activity, measure, Depth.SEX, cells)


def by_country(counts: list[tuple[int, int]]) -> ParticipationRecord:
    cells = {
        Cell(sex, country=country): count
        for country, pair in zip(Country, counts, strict=False)
        for sex, count in zip((Sex.WOMEN, Sex.MEN), pair, strict=True)
    }
    return ParticipationRecord("Por país", Measure.UNIQUE_IN_PERIOD, Depth.SEX_COUNTRY, cells)


def by_age_and_country(counts: list[tuple[int, int]]) -> ParticipationRecord:
    """Women and men of each country, all of them in the age band of the same place."""
    cells = {
        Cell(sex, age, country): count
        for country, age, pair in zip(Country, AGES, counts, strict=False)
        for sex, count in zip((Sex.WOMEN, Sex.MEN), pair, strict=True)
    }
    return ParticipationRecord("Por edad y país", Measure.UNIQUE_IN_PERIOD, Depth.ALL, cells)


Given = tuple[ParticipationRecord, ParticipationRecord | None, ParticipationRecord | None, tuple[int, ...], bool]
RECORDS = st.one_of(
    st.builds(
        record_of, st.just("Taller"), st.just(Measure.UNIQUE_IN_PERIOD), st.tuples(COUNTS, COUNTS, COUNTS, COUNTS)
    ),
    st.builds(by_country, st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=4)),
    st.builds(by_age_and_country, st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=4)),
)
SPEAKERS = st.none() | st.builds(
    record_of, st.just("Ponencias"), st.just(Measure.SPEAKERS), st.tuples(COUNTS, COUNTS, st.just(0), st.just(0))
)
ADDED = st.none() | st.builds(
    record_of, st.just("Aporte"), st.just(Measure.UNIQUE_IN_PERIOD), st.tuples(COUNTS, COUNTS, st.just(0), COUNTS)
)
PROJECTS = st.lists(
    st.tuples(RECORDS, SPEAKERS, ADDED, st.sampled_from([(1,), (2,), (1, 2)]), st.booleans()), min_size=1, max_size=4
)


def report(projects: list[Given]) -> ReportData:
    made: list[Project] = []
    for sample, group, (main, speakers, added, areas, part_of_another) in zip(
        SAMPLE.projects, GROUPS, projects, strict=False
    ):
        own = replace(ANSWERED, participation=tuple(filter(None, (main, speakers))))
        answers = [Answer(group, State.APPROVED, content=own)]
        if added:
            other = replace(ANSWERED, participation=(added,), kind=AnswerKind.CONTRIBUTION)
            answers.append(Answer("GTL", State.APPROVED, content=other))
        made.append(
            replace(
                sample, areas=areas, answers=tuple(answers), is_part_of_another=part_of_another, why_not_expected=None
            )
        )
    return replace(SAMPLE, projects=tuple(made))


def printed_rows(data: ReportData, published: PublishedPeople) -> Iterator[tuple[Name, PeopleRow]]:
    """Every line that a reader sees, by a name of its own."""
    for (number, group), tables in published.tables.items():
        for place, table in enumerate(tables):
            for line, row in enumerate(table.rows):
                yield (number, group, place, line), row
    for area in data.areas:
        yield ("area", area.number), published.areas[area.number]
    yield ("whole",), published.whole
    for group, row in published.groups.items():
        yield ("group", group), row
    for spread in (published.countries, published.ages):
        for own in spread.rows:
            yield ("spread", *own.row.dimensions), own.row
        if spread.rest:
            yield ("rest", spread is published.ages), spread.rest


def sums_of(data: ReportData, published: PublishedPeople) -> Iterator[tuple[Name, list[Name]]]:
    """Which lines make up which others, as the report itself explains."""
    counted = {
        project.number: [
            (project.number, answer.group, 0, 0)
            for answer in project.answers
            if published.tables.get((project.number, answer.group))
        ]
        for project in data.projects
        if not project.is_part_of_another
    }
    in_sums: list[Name] = [name for names in counted.values() for name in names]
    yield ("whole",), in_sums
    for group in published.groups:
        yield ("group", group), [name for name in in_sums if name[1] == group]
    yield from _sums_by_dimension(published, in_sums)
    for area in data.areas:
        inside = [project.number for project in data.projects if area.number in project.areas]
        yield ("area", area.number), [name for number in inside for name in counted.get(number, [])]
    for (number, group), tables in published.tables.items():
        for place, table in enumerate(tables):
            if len(table.rows) > 1:
                yield (number, group, place, 0), [(number, group, place, line) for line in range(1, len(table.rows))]


def _sums_by_dimension(published: PublishedPeople, in_sums: list[Name]) -> Iterator[tuple[Name, list[Name]]]:
    """What the tables by country and by age add up, and that they are the whole with their rest."""
    lines = [
        ((number, group, place, line), row)
        for (number, group), tables in published.tables.items()
        for place, table in enumerate(tables)
        for line, row in enumerate(table.rows)
        if (number, group, place, 0) in in_sums
    ]
    for spread in (published.countries, published.ages):
        own = [each.row.dimensions for each in spread.rows]
        for dimensions in own:
            yield ("spread", *dimensions), [name for name, row in lines if row.dimensions == dimensions]
        rest: list[Name] = [("rest", spread is published.ages)] if spread.rest else []
        yield ("whole",), [*(("spread", *dimensions) for dimensions in own), *rest]


def attacker_of(data: ReportData, published: PublishedPeople) -> Attacker[Key]:
    columns: tuple[Column | None, ...] = (*published.columns, None)
    printed: dict[Key, int | None] = {}
    sums: list[tuple[Key, list[Key]]] = []
    for name, row in printed_rows(data, published):
        for column in columns:
            figure = row.total if column is None else row.by_sex.get(column)
            printed[name, column] = 0 if figure is None else None if figure.is_hidden else figure.value or 0
        sums.append(((name, None), [(name, column) for column in published.columns]))
    for whole, parts in sums_of(data, published):
        sums += [((whole, column), [(part, column) for part in parts]) for column in columns]
    return Attacker.of(printed, sums)


@settings(max_examples=120, deadline=None)
@given(PROJECTS)
def test_no_hidden_count_is_found_from_the_tables_of_projects_areas_and_plan_together(projects: list[Given]) -> None:
    data = report(projects)
    published = publish(data)

    assert attacker_of(data, published).found() == {}


@settings(max_examples=60, deadline=None)
@given(PROJECTS)
def test_what_a_table_of_sums_hides_of_its_whole_is_never_few(projects: list[Given]) -> None:
    """Two groups of which three people are hidden would be two hidden counts of one or two."""
    data = report(projects)
    published = publish(data)
    tables = [published.groups]
    if not any(len(project.areas) > 1 for project in data.projects):
        tables.append({str(number): row for number, row in published.areas.items()})
    for rows in tables:
        for column in (*published.columns, None):
            whole = published.whole.total if column is None else published.whole.by_sex[column]
            parts = [row.total if column is None else row.by_sex[column] for row in rows.values()]
            if whole.value is not None and any(part.is_hidden for part in parts):
                assert whole.value - sum(part.value or 0 for part in parts) >= data.hide_below


@settings(max_examples=120, deadline=None)
@given(PROJECTS)
def test_no_small_count_is_printed_anywhere(projects: list[Given]) -> None:
    data = report(projects)
    for name, row in printed_rows(data, publish(data)):
        small = [
            figure.value for figure in (*row.by_sex.values(), row.total) if 0 < (figure.value or 0) < data.hide_below
        ]
        assert small == [], name


@settings(max_examples=120, deadline=None)
@given(PROJECTS)
def test_no_percentage_tells_how_few_are_of_another_identity(projects: list[Given]) -> None:
    """Where they stand in one column with those of unknown sex, every number of them fits the printed percentages."""
    published = publish(report(projects))
    for name, row in printed_rows(report(projects), published):
        merged = row.by_sex.get(Column.OTHER_OR_NOT_RECORDED)
        women, men = row.by_sex.get(Column.WOMEN), row.by_sex.get(Column.MEN)
        if not (merged and women and men) or merged.value is None or women.value is None or men.value is None:
            continue
        possible = [
            other for other in range(merged.value + 1) if fits(row, women.value, men.value, other, merged.value - other)
        ]
        assert not (len(possible) == 1 and 0 < possible[0] < 5), name


def fits(row: PeopleRow, women: int, men: int, other: int, unknown: int) -> bool:
    """Whether so many of another identity go with the percentages as they are printed, without decimals."""
    known, total = women + men + other, women + men + other + unknown
    shares = {round(100 * women / whole) for whole in (known, women + men) if whole}
    share_fits = row.share_of_women is None or round(100 * row.share_of_women) in shares
    return share_fits and (row.coverage is None or not total or round(100 * row.coverage) == round(100 * known / total))
