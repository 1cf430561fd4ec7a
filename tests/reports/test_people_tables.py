"""Tables of people: true sums, small counts hidden in every table at once."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.age_bands import AgeBand
from monitor.domain.participation import (
    Cell,
    Country,
    Depth,
    Measure,
    ParticipationRecord,
    Sex,
)
from monitor.domain.updates import State
from reports import figures
from reports.data import Answer, ReportData
from reports.people_rows import Column, PeopleRow
from reports.people_tables import PublishedPeople, publish
from tests.reports import samples
from tests.reports.answers import content, record


def with_records(*records: tuple[ParticipationRecord, ...]) -> ReportData:
    """A report whose first projects give these records."""
    data = samples.small()
    projects = []
    for project, own in zip(data.projects, records, strict=False):
        update = replace(content("running", 1), participation=own)
        answer = Answer(project.leads[0].acronym, State.APPROVED, content=update)
        projects.append(
            replace(project, areas=(1,), answers=(answer,), why_not_expected=None, is_part_of_another=False)
        )
    return replace(data, projects=tuple(projects))


def by_sex(women: int, men: int) -> ParticipationRecord:
    cells = {Cell(Sex.WOMEN): women, Cell(Sex.MEN): men}
    return ParticipationRecord("Actividad", Measure.UNIQUE_IN_PERIOD, Depth.SEX, cells)


def printed(row: PeopleRow) -> list[int | None]:
    return [*(figure.value for figure in row.by_sex.values()), row.total.value]


def test_the_sums_are_those_of_the_domain() -> None:
    data = samples.realistic()
    published = publish(data)
    tally = figures.people(data.projects).tally
    assert printed(published.whole) == [tally.women, tally.men, tally.other, tally.not_recorded, tally.total]
    for area in data.areas:
        own = figures.people(figures.in_area(data, area.number)).tally
        assert printed(published.areas[area.number]) == [own.women, own.men, own.other, own.not_recorded, own.total]


def test_people_of_unknown_country_and_of_unknown_age_are_two_rows() -> None:
    data = with_records((record(depth=Depth.ALL),))
    (table,) = publish(data).tables[1, "GTPA"]
    kinds = [(type(own).__name__, str(own)) for row in table.rows for own in row.dimensions]
    assert ("Country", "not_recorded") in kinds
    assert ("AgeBand", "not_recorded") in kinds
    for dimension in (Country, AgeBand):
        rows = [row for row in table.rows if row.dimensions and isinstance(row.dimensions[0], dimension)]
        assert sum(row.total.value or 0 for row in rows) == table.rows[0].total.value


def test_what_is_not_split_of_a_typed_total_has_no_sex() -> None:
    data = with_records((ParticipationRecord("A", Measure.ATTENDANCES, Depth.NONE, total=120),))
    (table,) = publish(data).tables[1, "GTPA"]
    assert table.columns == (Column.NOT_RECORDED,)
    assert table.rows[0].coverage == 0
    assert table.rows[0].share_of_women is None


def test_a_typed_zero_is_printed_and_nothing_typed_is_not() -> None:
    zero = ParticipationRecord("A", Measure.ATTENDANCES, Depth.SEX, total=0)
    empty = ParticipationRecord("B", Measure.ATTENDANCES, Depth.SEX)
    (table,) = publish(with_records((zero, empty))).tables[1, "GTPA"]
    assert table.rows[0].total.value == 0


def test_a_small_count_takes_a_second_figure_and_its_share_with_it() -> None:
    (table,) = publish(with_records((by_sex(3, 40),))).tables[1, "GTPA"]
    row = table.rows[0]
    assert row.by_sex[Column.WOMEN].is_hidden
    assert row.by_sex[Column.MEN].is_hidden or row.total.is_hidden
    assert (row.share_of_women, row.coverage, row.parity_index) == (None, None, None)


def test_a_sum_over_projects_does_not_give_away_what_a_project_hides() -> None:
    published = publish(with_records((by_sex(3, 40),), (by_sex(50, 60),)))
    other = published.tables[2, "GTAP"][0].rows[0]
    assert other.by_sex[Column.WOMEN].is_hidden or published.whole.by_sex[Column.WOMEN].is_hidden
    assert published.whole.total.value == 153, "the sum of all stays"


def test_few_people_of_another_identity_are_printed_with_those_of_unknown_sex() -> None:
    cells = {Cell(Sex.WOMEN): 60, Cell(Sex.MEN): 40, Cell(Sex.OTHER): 2}
    record_ = ParticipationRecord("A", Measure.ATTENDANCES, Depth.SEX, cells, total=120)
    published = publish(with_records((record_,)))
    (table,) = published.tables[1, "GTPA"]
    assert table.columns == (Column.WOMEN, Column.MEN, Column.OTHER_OR_NOT_RECORDED)
    assert printed(table.rows[0]) == [60, 40, 20, 120]
    assert table.rows[0].share_of_women == 0.6, "60 of 100 women and men: 59 % of known sex would betray the two"
    assert table.rows[0].coverage is None


def test_in_a_large_crowd_the_percentage_is_the_exact_one() -> None:
    cells = {Cell(Sex.WOMEN): 5000, Cell(Sex.MEN): 4900, Cell(Sex.OTHER): 3}
    published = publish(with_records((ParticipationRecord("A", Measure.ATTENDANCES, Depth.SEX, cells, total=12000),)))
    assert published.whole.share_of_women == 5000 / 9903
    assert published.whole.coverage == 9903 / 12000


def test_small_countries_are_put_together_and_nothing_is_hidden() -> None:
    cells = {
        Cell(sex, country=country): value
        for country, pair in {Country.CL: (2, 9), Country.CO: (8, 30), Country.MX: (50, 40)}.items()
        for sex, value in zip((Sex.WOMEN, Sex.MEN), pair, strict=True)
    }
    (table,) = publish(with_records((ParticipationRecord("A", Measure.ATTENDANCES, Depth.SEX_COUNTRY, cells),))).tables[
        1, "GTPA"
    ]
    assert [row.dimensions for row in table.rows] == [(), (Country.CL, Country.CO), (Country.MX,)]
    assert printed(table.rows[1])[:2] == [10, 39]
    assert not table.has_hidden


def test_detail_that_is_too_small_is_left_out_and_said() -> None:
    cells = {Cell(Sex.WOMEN, country=Country.CL): 9, Cell(Sex.WOMEN, country=Country.CO): 1}
    (table,) = publish(with_records((ParticipationRecord("A", Measure.ATTENDANCES, Depth.SEX_COUNTRY, cells),))).tables[
        1, "GTPA"
    ]
    assert len(table.rows) == 1
    assert table.leaves_out_detail


def test_nothing_typed_is_printed_as_no_data_and_not_as_zero() -> None:
    cells = {
        Cell(Sex.WOMEN, country=Country.CL): 9,
        Cell(Sex.MEN, country=Country.CL): 0,
        Cell(Sex.WOMEN, country=Country.CO): 8,
    }
    (table,) = publish(with_records((ParticipationRecord("A", Measure.ATTENDANCES, Depth.SEX_COUNTRY, cells),))).tables[
        1, "GTPA"
    ]
    chile, colombia = table.rows[1:]
    assert chile.by_sex[Column.MEN].value == 0
    assert colombia.by_sex[Column.MEN].value is None


def test_the_limit_of_small_counts_is_a_setting() -> None:
    data = with_records((by_sex(7, 40),))
    assert not publish(data).tables[1, "GTPA"][0].has_hidden
    assert publish(replace(data, hide_below=10)).tables[1, "GTPA"][0].has_hidden


counts = st.one_of(st.integers(0, 6), st.integers(0, 90))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=3))
def test_no_project_s_women_follow_from_the_printed_sum_and_the_other_projects(pairs: list[tuple[int, int]]) -> None:
    published = publish(with_records(*((by_sex(*pair),) for pair in pairs)))
    assert_nothing_follows(published, Column.WOMEN)
    assert_nothing_follows(published, Column.MEN)


def assert_nothing_follows(published: PublishedPeople, sex: Column) -> None:
    own = [table.rows[0].by_sex[sex] for tables in published.tables.values() for table in tables]
    hidden = sum(figure.is_hidden for figure in own)
    assert not (hidden == 1 and published.whole.by_sex[sex].value is not None)


def sex_country(activity: str, counts: dict[Country, tuple[int, int]], **other: int) -> ParticipationRecord:
    cells = {
        Cell(sex, country=country): value
        for country, pair in counts.items()
        for sex, value in zip((Sex.WOMEN, Sex.MEN), pair, strict=True)
    }
    return ParticipationRecord(activity, Measure.UNIQUE_IN_PERIOD, Depth.SEX_COUNTRY, cells, **other)  # type: ignore[arg-type]


def test_people_by_country_are_added_from_what_projects_print_and_the_rest_is_said() -> None:
    clear = sex_country("A", {Country.CL: (30, 20), Country.PE: (8, 6)}, total=70)
    mixed = sex_country("B", {Country.CL: (2, 9), Country.CO: (8, 30)})
    published = publish(with_records((clear,), (mixed,)))

    rows = {own.row.dimensions: (printed(own.row), own.projects) for own in published.countries.rows}
    assert rows == {(Country.CL,): ([30, 20, 0, 0, 50], 1), (Country.PE,): ([8, 6, 0, 0, 14], 1)}
    assert published.countries.rest is not None
    assert printed(published.countries.rest) == [10, 39, 0, 6, 55], "what could not be parted, and who has no country"
    assert published.countries.coverage == 64 / 119
    assert published.countries.rows[0].row.parity_index == 1.5
    assert published.ages.rows == ()


def test_the_rows_of_a_dimension_and_their_rest_are_the_whole() -> None:
    published = publish(samples.realistic())
    for own in (published.countries, published.ages):
        lines = [each.row for each in own.rows] + ([own.rest] if own.rest else [])
        assert len(lines) > 3
        sums = [sum(value or 0 for value in column) for column in zip(*map(printed, lines), strict=True)]
        assert sums == printed(published.whole)


def test_people_by_group_are_the_people_of_the_whole() -> None:
    published = publish(samples.realistic())
    sums = [
        sum(value or 0 for value in column) for column in zip(*map(printed, published.groups.values()), strict=True)
    ]
    assert sums == printed(published.whole)


def test_an_edition_of_before_hides_what_it_hid_then() -> None:
    """Sums by group came later: they must not move what older editions print."""
    old = replace(with_records((by_sex(3, 40),), (by_sex(50, 60),)), schema=2)
    assert publish(old).groups == {}


def test_two_groups_that_hide_few_people_hide_a_third_with_them() -> None:
    """The whole less the groups that are printed must not leave three or four people between two groups."""
    projects = (by_sex(50, 60),), (by_sex(2, 40),), (by_sex(6, 30),), (by_sex(2, 45),)
    published = publish(with_records(*projects))
    women = [row.by_sex[Column.WOMEN] for row in published.groups.values()]
    assert any(own.is_hidden for own in women)
    whole = published.whole.by_sex[Column.WOMEN].value
    assert whole is None or whole - sum(own.value or 0 for own in women) >= 5
