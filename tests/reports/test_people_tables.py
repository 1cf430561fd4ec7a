"""Tables of people: true sums, small counts hidden in every table at once."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.participation import (
    AgeBand,
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
from reports.people_tables import PeopleRow, PublishedPeople, publish
from tests.reports import samples
from tests.reports.answers import content, record


def with_records(*records: tuple[ParticipationRecord, ...]) -> ReportData:
    """A report whose first projects give these records."""
    data = samples.small()
    projects = []
    for project, own in zip(data.projects, records, strict=False):
        update = replace(content("running", 1), participation=own)
        answer = Answer(project.leads[0].acronym, State.APPROVED, content=update)
        projects.append(replace(project, areas=(1,), answers=(answer,), is_part_of_another=False))
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
    kinds = [(type(row.dimension).__name__, str(row.dimension)) for row in table.rows]
    assert ("Country", "not_recorded") in kinds
    assert ("AgeBand", "not_recorded") in kinds
    for dimension in (Country, AgeBand):
        rows = [row for row in table.rows if isinstance(row.dimension, dimension)]
        assert sum(row.total.value or 0 for row in rows) == table.rows[0].total.value


def test_what_is_not_split_of_a_typed_total_has_no_sex() -> None:
    data = with_records((ParticipationRecord("A", Measure.ATTENDANCES, Depth.NONE, total=120),))
    (table,) = publish(data).tables[1, "GTPA"]
    assert table.sexes == (Sex.NOT_RECORDED,)
    assert table.rows[0].coverage == 0
    assert table.rows[0].share_of_women is None


def test_a_typed_zero_is_printed_and_nothing_typed_is_not() -> None:
    zero = ParticipationRecord("A", Measure.ATTENDANCES, Depth.SEX, total=0)
    empty = ParticipationRecord("B", Measure.ATTENDANCES, Depth.SEX)
    (table,) = publish(with_records((zero, empty))).tables[1, "GTPA"]
    assert table.rows[0].total.value == 0


def test_a_small_count_takes_its_share_with_it() -> None:
    (table,) = publish(with_records((by_sex(3, 40),))).tables[1, "GTPA"]
    row = table.rows[0]
    assert row.by_sex[Sex.WOMEN].is_hidden
    assert row.by_sex[Sex.MEN].is_hidden
    assert row.total.value == 43
    assert (row.share_of_women, row.coverage, row.parity_index) == (None, None, None)


def test_a_sum_over_projects_does_not_give_away_what_a_project_hides() -> None:
    published = publish(with_records((by_sex(3, 40),), (by_sex(50, 60),)))
    other = published.tables[2, "GTAP"][0].rows[0]
    women_known = other.by_sex[Sex.WOMEN].value is not None and published.whole.by_sex[Sex.WOMEN].value is not None
    men_known = other.by_sex[Sex.MEN].value is not None and published.whole.by_sex[Sex.MEN].value is not None
    assert not women_known
    assert not men_known
    assert published.whole.total.value == 153


def test_the_limit_of_small_counts_is_a_setting() -> None:
    data = with_records((by_sex(7, 40),))
    assert not publish(data).tables[1, "GTPA"][0].has_hidden
    assert publish(replace(data, hide_below=10)).tables[1, "GTPA"][0].has_hidden


counts = st.one_of(st.integers(0, 6), st.integers(0, 90))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=3))
def test_no_project_s_women_follow_from_the_printed_sum_and_the_other_projects(pairs: list[tuple[int, int]]) -> None:
    published = publish(with_records(*((by_sex(*pair),) for pair in pairs)))
    assert_nothing_follows(published, Sex.WOMEN)
    assert_nothing_follows(published, Sex.MEN)


def assert_nothing_follows(published: PublishedPeople, sex: Sex) -> None:
    own = [table.rows[0].by_sex[sex] for tables in published.tables.values() for table in tables]
    hidden = sum(figure.is_hidden for figure in own)
    assert not (hidden == 1 and published.whole.by_sex[sex].value is not None)
