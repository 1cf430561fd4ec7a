"""When people work: the time zones and holidays of the countries, and the days and hours at which a mail may go."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from zoneinfo import ZoneInfo

import holidays

from monitor.domain.participation import Country
from monitor.domain.sentences import N_

TIME_ZONES = {
    Country.CL: "America/Santiago",
    Country.CO: "America/Bogota",
    Country.MX: "America/Mexico_City",
    Country.PE: "America/Lima",
}
"""Where most people of a country live; whoever lives elsewhere says so in their preferences."""
DEFAULT_TIME_ZONE = "America/Bogota"
CITIES = {
    "America/Santiago": "Santiago",
    "America/Bogota": N_("Bogotá"),
    "America/Mexico_City": N_("Ciudad de México"),
    "America/Lima": "Lima",
}
SENDING_STARTS_AT, SENDING_ENDS_AT = 9, 11
"""The hours of the person's own day between which the scheduler sends."""
SATURDAY = 5
LAST_MINUTE = time(23, 59)
A_DAY = timedelta(days=1)

Works = Callable[[date], bool]
"""Whether somebody works on a day."""


def time_zone_of(country: Country | None, default: str = DEFAULT_TIME_ZONE) -> str:
    return TIME_ZONES.get(country, default) if country else default


def city_of(time_zone: str) -> str:
    """How people call a time zone: `America/Mexico_City` is Ciudad de México. Not translated yet."""
    return CITIES.get(time_zone) or time_zone.rpartition("/")[2].replace("_", " ")


@dataclass(frozen=True)
class TwoClocks:
    """The last minute of a day where the plan lives, and what the reader's clock shows then."""

    there: datetime
    city: str
    here: datetime
    reader_city: str


def two_clocks(day: date, plan_zone: str, reader_zone: str) -> TwoClocks | None:
    """The end of a deadline on both clocks; None when they agree, so that nobody reads the same hour twice."""
    there = datetime.combine(day, LAST_MINUTE, tzinfo=ZoneInfo(plan_zone))
    here = there.astimezone(ZoneInfo(reader_zone))
    if here.replace(tzinfo=None) == there.replace(tzinfo=None):
        return None
    return TwoClocks(there, city_of(plan_zone), here, city_of(reader_zone))


def is_working_day(day: date, country: Country | None) -> bool:
    """No Saturday, Sunday or national holiday; of a person whose country nobody said, only the weekends are known."""
    return day.weekday() < SATURDAY and (country not in TIME_ZONES or day not in _holidays_of(country.value, day.year))


def works_in(country: Country | None) -> Works:
    return partial(is_working_day, country=country)


def every_day(_day: date) -> bool:
    return True


@cache
def _holidays_of(country_code: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country_code, years=year))


def sending_day(wanted: date, works: Works, *, deadline: date | None = None) -> date:
    """The working day for a mail wanted on a day: the next one, or the last one before if that comes too late.

    Too late is a word that was meant before the deadline, or on it, and would arrive after it.
    """
    following = wanted
    while not works(following):
        following += A_DAY
    if deadline is None or wanted > deadline or following <= deadline:
        return following
    earlier = wanted
    while not works(earlier):
        earlier -= A_DAY
    return earlier


def may_send_at(here: datetime, works: Works) -> bool:
    """Whether this moment of the person's own clock is one at which they may be written to."""
    return SENDING_STARTS_AT <= here.hour < SENDING_ENDS_AT and works(here.date())
