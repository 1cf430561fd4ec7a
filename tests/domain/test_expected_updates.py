"""Whose update of which project is expected in a quarter."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.expected_updates import ScheduledProject, Span, expected_updates, reporting_span
from monitor.domain.periods import Quarter

PLAN_START = date(2021, 1, 1)
T3 = Quarter(2021, 3)


def project(**values: object) -> ScheduledProject:
    defaults = {
        "number": 1,
        "start": date(2021, 7, 1),
        "end": date(2021, 12, 31),
        "open_ended": False,
        "open_confirmed": False,
        "milestone_dates": (),
        "lead_groups": (10,),
    }
    return ScheduledProject(**(defaults | values))  # type: ignore[arg-type]


def expected(*projects: ScheduledProject, quarter: Quarter = T3) -> list[tuple[int, int]]:
    return list(expected_updates(projects, quarter, plan_start=PLAN_START))


def test_each_lead_of_a_running_project_is_expected_in_order() -> None:
    assert expected(project(lead_groups=(20, 10, 30))) == [(1, 20), (1, 10), (1, 30)]


def test_a_project_without_leads_is_expected_of_nobody() -> None:
    assert expected(project(lead_groups=())) == []


@pytest.mark.parametrize(
    ("start", "end", "runs"),
    [
        (date(2021, 9, 30), date(2021, 12, 31), True),
        (date(2021, 10, 1), date(2021, 12, 31), False),
        (date(2021, 1, 1), date(2021, 7, 1), True),
        (date(2021, 1, 1), date(2021, 6, 30), False),
        (date(2021, 8, 15), date(2021, 8, 15), True),
        (date(2020, 1, 1), date(2023, 12, 31), True),
    ],
)
def test_one_shared_day_is_enough(start: date, end: date, *, runs: bool) -> None:
    assert bool(expected(project(start=start, end=end))) is runs


def test_without_a_start_the_first_milestones_quarter_opens_the_span() -> None:
    dated = project(start=None, end=None, milestone_dates=(date(2021, 12, 31), date(2021, 8, 31)))

    assert reporting_span(dated, plan_start=PLAN_START) == Span(date(2021, 7, 1), date(2021, 12, 31))
    assert expected(dated)
    assert expected(dated, quarter=Quarter(2021, 4))
    assert not expected(dated, quarter=Quarter(2021, 2))
    assert not expected(dated, quarter=Quarter(2022, 1))


def test_without_any_date_nothing_is_expected() -> None:
    assert reporting_span(project(start=None, end=None), plan_start=PLAN_START) is None
    assert expected(project(start=None, end=None)) == []


def test_a_start_without_an_end_is_not_a_span_unless_open() -> None:
    assert reporting_span(project(end=None), plan_start=PLAN_START) is None
    assert reporting_span(project(end=None, open_ended=True), plan_start=PLAN_START) == Span(date(2021, 7, 1), None)


def test_an_open_project_without_start_waits_for_the_gtgs_confirmation() -> None:
    waiting = project(start=None, end=None, open_ended=True)
    confirmed = project(start=None, end=None, open_ended=True, open_confirmed=True)

    assert expected(waiting) == []
    assert expected(confirmed) == [(1, 10)]
    assert expected(confirmed, quarter=Quarter(2021, 1)) == [(1, 10)]


def test_an_open_project_goes_on() -> None:
    assert expected(project(end=None, open_ended=True), quarter=Quarter(2023, 4)) == [(1, 10)]


def test_an_end_without_start_or_milestone_is_not_guessed() -> None:
    assert reporting_span(project(start=None), plan_start=PLAN_START) is None


@given(
    st.dates(date(2020, 1, 1), date(2024, 12, 31)),
    st.dates(date(2020, 1, 1), date(2024, 12, 31)),
    st.builds(Quarter, st.integers(2020, 2024), st.integers(1, 4)),
)
def test_a_span_overlaps_a_quarter_exactly_where_they_share_a_day(one: date, two: date, quarter: Quarter) -> None:
    start, end = sorted((one, two))
    shares = max(start, quarter.start) <= min(end, quarter.end)

    assert Span(start, end).overlaps(quarter) is shares
