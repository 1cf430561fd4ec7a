"""Mails go out on working days of the person's country, in the morning of the person's own clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.domain.participation import Country
from monitor.domain.work_days import (
    TIME_ZONES,
    every_day,
    is_working_day,
    may_send_at,
    sending_day,
    time_zone_of,
    two_clocks,
    works_in,
)


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2021, 9, 17), {Country.CL}),  # Chile's own bridge before its national day
        (date(2021, 10, 18), {Country.CO}),
        (date(2021, 11, 15), {Country.MX, Country.CO}),
        (date(2021, 10, 8), {Country.PE}),
        (date(2021, 10, 13), set()),
        (date(2023, 6, 21), {Country.CL}),  # the day of the indigenous peoples follows the solstice
    ],
)
def test_each_country_keeps_its_own_holidays(day: date, off: set[Country]) -> None:
    assert {country for country in TIME_ZONES if not is_working_day(day, country)} == off


def test_of_nobodys_country_only_the_weekends_are_known() -> None:
    assert is_working_day(date(2021, 10, 18), None)
    assert is_working_day(date(2021, 10, 18), Country.OTHER)
    assert not is_working_day(date(2021, 10, 16), None)


def test_what_falls_on_a_day_off_goes_on_the_next_working_day() -> None:
    saturday = date(2021, 10, 9)

    assert sending_day(saturday, works_in(None)) == date(2021, 10, 11)
    assert sending_day(saturday, works_in(Country.CL)) == date(2021, 10, 12), "Monday is a holiday in Chile"
    assert sending_day(saturday, every_day) == saturday


def test_a_word_that_would_come_after_the_deadline_goes_before_it() -> None:
    sunday = date(2021, 10, 17)

    assert sending_day(sunday, works_in(None), deadline=sunday) == date(2021, 10, 15)
    assert sending_day(sunday - timedelta(days=1), works_in(None), deadline=sunday) == date(2021, 10, 15)
    assert sending_day(sunday, works_in(None), deadline=date(2021, 10, 18)) == date(2021, 10, 18)
    assert sending_day(sunday, works_in(None), deadline=date(2021, 10, 15)) == date(2021, 10, 18), "it was for after"


@pytest.mark.parametrize(
    ("country", "instant", "hour"),
    [
        (Country.CL, datetime(2022, 9, 9, 13, tzinfo=UTC), 9),  # winter
        (Country.CL, datetime(2022, 9, 12, 12, tzinfo=UTC), 9),  # the clock went forward on the 11th
        (Country.MX, datetime(2022, 10, 28, 14, tzinfo=UTC), 9),  # México's last summer time
        (Country.MX, datetime(2023, 7, 3, 15, tzinfo=UTC), 9),  # and none in the next summer
        (Country.CO, datetime(2022, 7, 5, 14, tzinfo=UTC), 9),
        (Country.PE, datetime(2022, 7, 5, 14, tzinfo=UTC), 9),
    ],
)
def test_nine_in_the_morning_is_where_each_person_lives(country: Country, instant: datetime, hour: int) -> None:
    here = instant.astimezone(ZoneInfo(time_zone_of(country)))

    assert here.hour == hour
    assert may_send_at(here, works_in(country))
    assert not may_send_at(here - timedelta(minutes=1), works_in(country))
    assert may_send_at(here + timedelta(minutes=119), works_in(country))
    assert not may_send_at(here + timedelta(minutes=120), works_in(country))


def test_a_deadline_is_told_on_two_clocks_only_where_they_differ() -> None:
    due = date(2021, 10, 15)

    assert two_clocks(due, "America/Bogota", "America/Lima") is None
    clocks = two_clocks(due, "America/Bogota", "America/Santiago")
    assert clocks is not None
    assert (clocks.city, clocks.reader_city) == ("Bogotá", "Santiago")
    assert (clocks.here.date(), clocks.here.hour, clocks.here.minute) == (date(2021, 10, 16), 1, 59)
    winter = two_clocks(date(2022, 7, 15), "America/Bogota", "America/Santiago")
    assert winter is not None
    assert (winter.here.date(), winter.here.hour) == (date(2022, 7, 16), 0)
    before, after = (two_clocks(day, "America/Bogota", "America/Mexico_City") for day in (due, date(2023, 7, 15)))
    assert before is None, "in summer time México was one hour behind Greenwich minus four"
    assert after is not None
    assert (after.here.date(), after.here.hour) == (date(2023, 7, 15), 22)
