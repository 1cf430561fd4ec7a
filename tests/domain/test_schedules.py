"""Dates that know how exact they are."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.schedules import Precision, Schedule, first_day, is_late, last_day

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
PRECISIONS = st.sampled_from(list(Precision))


@pytest.mark.parametrize(
    ("precision", "first", "last"),
    [
        (Precision.DAY, date(2024, 2, 10), date(2024, 2, 10)),
        (Precision.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        (Precision.QUARTER, date(2024, 1, 1), date(2024, 3, 31)),
        (Precision.SEMESTER, date(2024, 1, 1), date(2024, 6, 30)),
        (Precision.YEAR, date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_an_interval_goes_from_its_first_to_its_last_day(precision: Precision, first: date, last: date) -> None:
    day = date(2024, 2, 10)
    assert (first_day(day, precision), last_day(day, precision)) == (first, last)


def test_the_second_semester_ends_with_the_year() -> None:
    assert last_day(date(2021, 7, 1), Precision.SEMESTER) == date(2021, 12, 31)
    assert first_day(date(2021, 12, 31), Precision.SEMESTER) == date(2021, 7, 1)


@given(DAYS, PRECISIONS)
def test_every_day_lies_in_its_interval_and_the_next_interval_begins_the_day_after(
    day: date, precision: Precision
) -> None:
    first, last = first_day(day, precision), last_day(day, precision)
    assert first <= day <= last
    assert first_day(last, precision) == first
    assert first_day(last + timedelta(days=1), precision) == last + timedelta(days=1)


@given(DAYS, PRECISIONS)
def test_something_is_late_only_after_the_last_day_of_its_interval(day: date, precision: Precision) -> None:
    last = last_day(day, precision)
    assert not is_late(day, precision, last)
    assert is_late(day, precision, last + timedelta(days=1))


def test_what_has_no_date_is_never_late() -> None:
    assert not is_late(None, None, date(2999, 1, 1))


def test_a_date_without_precision_is_taken_as_a_day() -> None:
    assert is_late(date(2021, 9, 1), None, date(2021, 9, 2))


def test_a_relative_schedule_says_so() -> None:
    assert Schedule("de 6 a 12 meses", min_months=6, max_months=12).relative
    assert not Schedule("2022").relative
