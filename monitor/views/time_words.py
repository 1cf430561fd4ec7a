"""Days and how far they are, in the words of people: «el 15 de octubre», «faltan 3 días», «hace 2 días»."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time
from flask_babel import get_locale, gettext, ngettext

from monitor.access import load_person
from monitor.clock import today
from monitor.domain.work_days import two_clocks
from monitor.page_context import day
from monitor.settings import settings


def hour(value: datetime) -> str:
    """«14:32» in the reader's time zone."""
    person = load_person()
    zone = ZoneInfo(person.time_zone if person else settings().time_zone)
    return format_time(value, "HH:mm", tzinfo=zone, locale=get_locale())


def near_day(value: date) -> str:
    """«15 de octubre»; with the year where it is not this one."""
    if value.year != today().year:
        return day(value)
    return format_skeleton("MMMMd", datetime.combine(value, time()), locale=get_locale())


def deadline(value: date) -> str:
    """«15 de octubre»; where the reader's clock shows another hour than the plan's, its last minute on both."""
    person = load_person()
    clocks = two_clocks(value, settings().time_zone, person.time_zone) if person else None
    if clocks is None:
        return near_day(value)
    time_here = f"{clocks.here.hour}:{clocks.here:%M}"
    return gettext(
        "%(day)s, 23:59 de %(city)s (%(here)s en %(reader)s)",
        day=near_day(value),
        city=gettext(clocks.city),
        here=time_here if clocks.here.date() == value else f"{near_day(clocks.here.date())}, {time_here}",
        reader=gettext(clocks.reader_city),
    )


def distance(value: date) -> str:
    """How far a day is from today: «es hoy», «es mañana», «faltan 3 días», «venció ayer», «venció hace 3 días»."""
    days = (value - today()).days
    if days == 0:
        return gettext("es hoy")
    if days == 1:
        return gettext("es mañana")
    if days == -1:
        return gettext("venció ayer")
    if days > 0:
        return ngettext("falta %(num)s día", "faltan %(num)s días", days)
    return ngettext("venció hace %(num)s día", "venció hace %(num)s días", -days)
