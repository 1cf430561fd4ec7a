"""What counts as coming in the next days, also where the day is not known."""

from datetime import date

import pytest

from monitor.domain.coming import Coming, Happening, begins_soon, falls_soon, in_order
from monitor.domain.schedules import Precision

TODAY = date(2021, 10, 5)


@pytest.mark.parametrize(
    ("day", "precision", "soon"),
    [
        (date(2021, 10, 5), Precision.DAY, True),
        (date(2021, 10, 4), Precision.DAY, False),
        (date(2021, 11, 4), Precision.DAY, True),
        (date(2021, 11, 5), Precision.DAY, False),
        (date(2021, 10, 1), Precision.MONTH, True),  # it may be any day of October, which ends in 26 days
        (date(2021, 10, 1), Precision.QUARTER, False),  # until the end of the year
        (date(2021, 10, 31), None, True),
    ],
)
def test_a_date_falls_soon_when_its_last_possible_day_does(day: date, precision: Precision | None, soon: bool) -> None:
    assert falls_soon(day, precision, TODAY) is soon


def test_a_beginning_counts_from_the_first_day_on_which_it_can_begin() -> None:
    assert begins_soon(date(2021, 11, 30), Precision.MONTH, TODAY)
    assert not begins_soon(date(2021, 10, 31), Precision.MONTH, TODAY)  # it can have begun already


def test_the_nearest_comes_first_and_deadlines_before_the_rest_of_the_day() -> None:
    start = Coming(Happening.STARTS, date(2021, 10, 15), project=3)
    due = Coming(Happening.UPDATES_DUE, date(2021, 10, 15), count=7)
    milestone = Coming(Happening.MILESTONE, date(2021, 10, 12), project=9)

    assert in_order([start, due, milestone]) == [milestone, due, start]
