"""How figures of people add up: nobody twice, no unique people over quarters, shares of sums."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.participation import (
    MEASURES,
    Adding,
    Cell,
    Depth,
    Measure,
    ParticipationRecord,
    QuarterParticipation,
    Sex,
    Tally,
)
from monitor.domain.participation_sums import (
    ProjectParticipation,
    counted_records,
    people_of,
    people_so_far,
    sum_participation,
)

IN_PERIOD, SINCE_START, ATTENDANCES = Measure.UNIQUE_IN_PERIOD, Measure.UNIQUE_SINCE_START, Measure.ATTENDANCES


def record(**values: Any) -> ParticipationRecord:
    defaults: dict[str, Any] = {"activity": "Taller", "measure": IN_PERIOD, "depth": Depth.SEX}
    return ParticipationRecord(**(defaults | values))


def women(count: int, **values: Any) -> ParticipationRecord:
    return record(cells={Cell(Sex.WOMEN): count}, **values)


RECORDS = st.builds(
    record,
    activity=st.sampled_from(["Taller", "Feria", "Curso"]),
    measure=st.sampled_from(Measure),
    cells=st.dictionaries(st.builds(Cell, st.sampled_from(Sex)), st.integers(0, 900), max_size=4),
    total=st.none() | st.integers(0, 5000),
)
SOME_RECORDS = st.lists(RECORDS, max_size=4).map(tuple)
PROJECTS = st.lists(
    st.builds(ProjectParticipation, st.integers(1, 6), SOME_RECORDS, st.booleans(), SOME_RECORDS),
    max_size=6,
    unique_by=lambda project: project.project,
)
QUARTERS = st.lists(st.none() | SOME_RECORDS, max_size=5).map(
    lambda quarters: [QuarterParticipation(f"2021-T{n}", each) for n, each in enumerate(quarters, start=1)]
)


def test_every_measure_says_what_may_be_added() -> None:
    assert set(MEASURES) == set(Measure)
    unique = {IN_PERIOD, SINCE_START}
    assert all(not measure.rules.over_periods for measure in unique)
    assert all(measure.rules.over_projects is Adding.AS_RECORDS for measure in unique)
    assert ATTENDANCES.rules.over_periods
    assert ATTENDANCES.rules.over_projects is Adding.YES
    assert {measure for measure in Measure if not measure.rules.by_age} == {Measure.ENTERPRISES}


def test_one_project_counts_by_one_measure_only() -> None:
    records = [
        record(measure=ATTENDANCES, total=300),
        women(40),
        record(activity="Feria", cells={Cell(Sex.MEN): 10}),
        record(measure=Measure.SPEAKERS, total=7),
    ]

    assert people_of(records) == Tally(women=40, men=10)
    assert people_of(records[:1]) == Tally(not_recorded=300)
    assert people_of(records[3:]) is None


def test_an_empty_record_does_not_hide_another_measure() -> None:
    assert people_of([record(), record(measure=ATTENDANCES, total=9)]) == Tally(not_recorded=9)


def test_projects_inside_others_are_left_out_of_sums_and_said_so() -> None:
    whole = ProjectParticipation(1, (women(50),))
    part = ProjectParticipation(2, (women(20),), is_part_of_another=True)
    silent = ProjectParticipation(3, ())

    total = sum_participation([whole, part, silent])

    assert (total.tally, total.projects_reporting, total.projects_left_out) == (Tally(women=50), 1, 1)


def test_what_a_co_lead_adds_counts_only_where_the_coordinating_group_does_not_count_it() -> None:
    own = (women(40, activity="Taller"),)
    added = (
        women(40, activity=" taller "),
        women(7, activity="Feria"),
        women(99, activity="Curso", measure=ATTENDANCES),
    )

    assert people_of(own, added) == Tally(women=47)
    assert people_of((), added[1:2]) == Tally(women=7)
    assert people_of((record(measure=Measure.SPEAKERS, total=3),), added[1:2]) == Tally(women=7)


@given(PROJECTS, st.randoms())
def test_a_sum_depends_neither_on_the_order_nor_on_the_number_of_areas(
    projects: list[ProjectParticipation], rng: Any
) -> None:
    twice = [*projects, *projects[:2]]
    rng.shuffle(twice)

    assert sum_participation(twice) == sum_participation(projects)


@given(PROJECTS)
def test_a_sum_is_that_of_its_projects_without_those_inside_others(projects: list[ProjectParticipation]) -> None:
    found = sum_participation(projects)
    counted = [each for each in projects if people_of(each.records, each.added) is not None]
    whole = [each for each in counted if not each.is_part_of_another]

    assert found.tally == sum((people_of(each.records, each.added) or Tally() for each in whole), Tally())
    assert (found.projects_reporting, found.projects_left_out) == (len(whole), len(counted) - len(whole))


@given(SOME_RECORDS, SOME_RECORDS)
def test_nobody_is_counted_under_two_measures_or_in_an_activity_twice(
    records: tuple[ParticipationRecord, ...], added: tuple[ParticipationRecord, ...]
) -> None:
    counted = counted_records(records, added)

    assert len({each.measure for each in counted}) <= 1
    assert all(each.measure.counts_people and not each.is_empty for each in counted)
    own = {id(each) for each in records}
    known = {each.key for each in records if each.measure.counts_people and not each.is_empty}
    if any(id(each) in own for each in counted):
        assert all(id(each) in own or each.key not in known for each in counted)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=6))
def test_the_share_is_of_the_sums_and_never_the_average_of_shares(pairs: list[tuple[int, int]]) -> None:
    projects = [
        ProjectParticipation(n, (record(cells={Cell(Sex.WOMEN): w, Cell(Sex.MEN): m}),))
        for n, (w, m) in enumerate(pairs)
    ]
    share = sum_participation(projects).tally.share_of_women
    all_women, everybody = sum(w for w, _ in pairs), sum(w + m for w, m in pairs)

    assert share == (all_women / everybody if everybody else None)


def test_unique_people_of_quarters_are_at_least_the_largest() -> None:
    quarters = [
        QuarterParticipation("2021-T1", (women(40),)),
        QuarterParticipation("2021-T2", None),
        QuarterParticipation("2021-T3", (women(35), women(20, activity="Feria"))),
    ]

    so_far = people_so_far(quarters)

    assert so_far is not None
    assert (so_far.measure, so_far.tally, so_far.at_least) == (IN_PERIOD, Tally(women=55), True)
    assert (so_far.reporting, so_far.expected) == (2, 3)
    only = people_so_far(quarters[:1])
    assert only is not None
    assert not only.at_least


def test_the_last_cumulative_figure_of_each_activity_is_the_number_of_people() -> None:
    quarters = [
        QuarterParticipation(
            "2021-T1", (women(30, measure=SINCE_START), women(9, activity="Feria", measure=SINCE_START))
        ),
        QuarterParticipation("2021-T2", (women(45, measure=SINCE_START), women(20))),
    ]

    so_far = people_so_far(quarters)

    assert so_far is not None
    assert (so_far.measure, so_far.tally, so_far.at_least) == (SINCE_START, Tally(women=54), False)


def test_people_counted_after_the_last_cumulative_figure_make_it_a_lower_bound() -> None:
    start = QuarterParticipation("2021-T1", (women(30, measure=SINCE_START),))

    for later, known in ((women(4), 30), (women(64), 64), (women(10, activity="Feria"), 30)):
        so_far = people_so_far([start, QuarterParticipation("2021-T2", (later,))])
        assert so_far is not None
        assert (so_far.tally.total, so_far.at_least) == (known, True)


def test_attendances_add_up_over_quarters_and_stand_where_no_people_were_counted() -> None:
    quarters = [
        QuarterParticipation("2021-T1", (women(30, measure=ATTENDANCES),)),
        QuarterParticipation("2021-T2", (women(12, measure=ATTENDANCES),)),
    ]

    so_far = people_so_far(quarters)

    assert so_far is not None
    assert (so_far.measure, so_far.tally, so_far.at_least) == (ATTENDANCES, Tally(women=42), False)
    assert people_so_far([QuarterParticipation("2021-T1", (women(3, measure=Measure.SPEAKERS),))]) is None


@given(QUARTERS)
def test_unique_people_are_never_added_over_quarters(quarters: list[QuarterParticipation]) -> None:
    so_far = people_so_far(quarters)
    if so_far is None or so_far.measure is ATTENDANCES:
        return
    one_quarter = [
        sum(each.whole or 0 for each in quarter.records or () if each.measure is IN_PERIOD) for quarter in quarters
    ]
    last_cumulative: dict[str, int] = {}
    for quarter in quarters:
        records = [each for each in quarter.records or () if each.measure is SINCE_START and each.whole is not None]
        for key in {each.key for each in records}:
            last_cumulative[key] = sum(each.whole or 0 for each in records if each.key == key)

    assert so_far.tally.total <= max([*one_quarter, sum(last_cumulative.values())])
    assert so_far.reporting <= so_far.expected == len(quarters)
