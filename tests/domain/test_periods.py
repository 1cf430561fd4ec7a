"""Quarters come from the calendar and know their three dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.errors import RuleError
from monitor.domain.periods import Deadlines, NotAPeriod, Quarter, period_dates, quarters_between

QUARTERS = st.builds(Quarter, st.integers(1990, 2100), st.integers(1, 4))


@pytest.mark.parametrize(
    ("key", "start", "end"),
    [
        ("2021-T1", date(2021, 1, 1), date(2021, 3, 31)),
        ("2021-T2", date(2021, 4, 1), date(2021, 6, 30)),
        ("2021-T3", date(2021, 7, 1), date(2021, 9, 30)),
        ("2021-T4", date(2021, 10, 1), date(2021, 12, 31)),
    ],
)
def test_a_quarter_is_three_whole_months(key: str, start: date, end: date) -> None:
    quarter = Quarter.parse(key)

    assert (quarter.start, quarter.end, quarter.key) == (start, end, key)


def test_small_letters_and_blanks_do_not_matter() -> None:
    assert Quarter.parse(" 2021-t3 ") == Quarter(2021, 3)


@pytest.mark.parametrize(
    "text", ["", "2021", "2021-T0", "2021-T5", "2021T3", "21-T3", "2021-Q3", "0000-T1", "2021-T33", "2021-T3\nx"]
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotAPeriod, match="2021-T3"):
        Quarter.parse(text)


@given(QUARTERS)
def test_quarters_follow_each_other_without_gap(quarter: Quarter) -> None:
    assert quarter.next().previous() == quarter
    assert quarter.next().start == quarter.end + timedelta(days=1)
    assert Quarter.parse(quarter.key) == quarter
    assert quarter < quarter.next()


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_day_lies_in_its_quarter(day: date) -> None:
    quarter = Quarter.containing(day)

    assert quarter.start <= day <= quarter.end


def test_the_three_dates_of_the_plans_defaults() -> None:
    dates = period_dates(Quarter(2021, 3), Deadlines())

    assert dates.opens_on == date(2021, 10, 1)
    assert dates.due_on == date(2021, 10, 15)
    assert dates.on_time_until == date(2021, 10, 15)
    assert dates.locks_on == date(2021, 11, 14)


@pytest.mark.parametrize("days", [(0, 15, 45), (20, 15, 45), (15, 50, 45), (-1, 15, 45)])
def test_deadlines_that_are_out_of_order_are_refused(days: tuple[int, int, int]) -> None:
    with pytest.raises(RuleError, match="en orden"):
        Deadlines(*days)


def test_the_plan_has_twelve_quarters() -> None:
    keys = [quarter.key for quarter in quarters_between(date(2021, 1, 1), date(2023, 12, 31))]

    assert len(keys) == 12
    assert (keys[0], keys[-1]) == ("2021-T1", "2023-T4")


def test_a_span_inside_one_quarter_touches_one() -> None:
    assert list(quarters_between(date(2021, 8, 1), date(2021, 8, 31))) == [Quarter(2021, 3)]
    assert list(quarters_between(date(2021, 9, 30), date(2021, 10, 1))) == [Quarter(2021, 3), Quarter(2021, 4)]
    assert list(quarters_between(date(2021, 9, 30), date(2021, 7, 1))) == [Quarter(2021, 3)]
    assert list(quarters_between(date(2021, 9, 30), date(2021, 6, 30))) == []
