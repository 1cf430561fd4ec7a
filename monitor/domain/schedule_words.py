"""Dates and schedules in words, never more exact than they are."""

from datetime import date

from monitor.domain.schedules import Precision, Schedule
from monitor.domain.sentences import MONTHS, N_, Sentence

QUARTERS = (N_("primer trimestre"), N_("segundo trimestre"), N_("tercer trimestre"), N_("cuarto trimestre"))
SEMESTERS = (N_("primer semestre"), N_("segundo semestre"))


def date_in_words(day: date, precision: Precision) -> Sentence:
    """«5 de octubre de 2021», «octubre de 2021», «segundo semestre de 2021», «2021»."""
    match precision:
        case Precision.DAY:
            return Sentence("%(day)s", day=day)
        case Precision.MONTH:
            return Sentence("%(month)s de %(year)s", month=_short(day, precision), year=day.year)
        case Precision.YEAR:
            return _short(day, precision)
        case _:
            return Sentence("%(part)s de %(year)s", part=_short(day, precision), year=day.year)


def schedule_in_words(schedule: Schedule, *, has_milestones: bool = False) -> Sentence:
    """What was understood of a schedule, in one phrase without a full stop."""
    phrase = _dates(schedule) or _without_dates(schedule, has_milestones=has_milestones)
    return Sentence("%(phrase)s (fechas aproximadas)", phrase=phrase) if schedule.approximate else phrase


def _dates(schedule: Schedule) -> Sentence | None:
    start, end = schedule.start, schedule.end
    if start is not None and end is not None:
        return _span(start, schedule.start_precision or Precision.DAY, end, schedule.end_precision or Precision.DAY)
    if start is not None:
        precision = schedule.start_precision or Precision.DAY
        message = _SINCE[_has_article(precision)]
        return Sentence(message, date=date_in_words(start, precision))
    if end is not None:
        precision = schedule.end_precision or Precision.DAY
        return Sentence(_UNTIL[_has_article(precision)], date=date_in_words(end, precision))
    return None


_SINCE = {
    True: N_("desde el %(date)s, sin fecha de término"),
    False: N_("desde %(date)s, sin fecha de término"),
}
_UNTIL = {True: N_("hasta el %(date)s"), False: N_("hasta %(date)s")}


def _without_dates(schedule: Schedule, *, has_milestones: bool) -> Sentence:
    if schedule.relative:
        return Sentence(
            "entre %(fewest)s y %(most)s meses, sin fecha de inicio fijada",
            fewest=schedule.min_months,
            most=schedule.max_months,
        )
    if schedule.open_ended:
        return Sentence("permanente, sin fecha de término")
    return Sentence("según las fechas de sus hitos") if has_milestones else Sentence("sin fecha")


def _span(start: date, start_precision: Precision, end: date, end_precision: Precision) -> Sentence:
    first, last = date_in_words(start, start_precision), date_in_words(end, end_precision)
    if first == last:
        return first
    message = _FROM_TO[_has_article(start_precision), _has_article(end_precision)]
    if start_precision is end_precision is Precision.DAY and (start.year, start.month) == (end.year, end.month):
        return Sentence(message, first=start.day, last=last)
    same_year = start.year == end.year and Precision.YEAR not in (start_precision, end_precision)
    return Sentence(message, first=_short(start, start_precision) if same_year else first, last=last)


_FROM_TO = {
    (True, True): N_("del %(first)s al %(last)s"),
    (True, False): N_("del %(first)s a %(last)s"),
    (False, True): N_("de %(first)s al %(last)s"),
    (False, False): N_("de %(first)s a %(last)s"),
}


def _short(day: date, precision: Precision) -> Sentence:
    """The date without its year, but for a year, which is nothing else."""
    match precision:
        case Precision.DAY:
            return Sentence("%(day)s de %(month)s", day=day.day, month=Sentence(MONTHS[day.month - 1]))
        case Precision.MONTH:
            return Sentence(MONTHS[day.month - 1])
        case Precision.QUARTER:
            return Sentence(QUARTERS[(day.month - 1) // 3])
        case Precision.SEMESTER:
            return Sentence(SEMESTERS[(day.month - 1) // 6])
        case Precision.YEAR:
            return Sentence("%(year)s", year=day.year)


def _has_article(precision: Precision) -> bool:
    return precision in (Precision.DAY, Precision.QUARTER, Precision.SEMESTER)
