"""Dates and schedules in Spanish words, never more exact than they are."""

from datetime import date

from monitor.domain.schedules import Precision, Schedule

MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
QUARTERS = ("primer trimestre", "segundo trimestre", "tercer trimestre", "cuarto trimestre")
SEMESTERS = ("primer semestre", "segundo semestre")


def date_in_words(day: date, precision: Precision) -> str:
    """«5 de octubre de 2021», «octubre de 2021», «segundo semestre de 2021», «2021»."""
    return f"{_short(day, precision)} de {day.year}" if precision is not Precision.YEAR else str(day.year)


def schedule_in_words(schedule: Schedule, *, has_milestones: bool = False) -> str:
    """What was understood of a schedule, in one phrase without a full stop."""
    phrase = _dates(schedule) or _without_dates(schedule, has_milestones=has_milestones)
    return f"{phrase} (fechas aproximadas)" if schedule.approximate else phrase


def _dates(schedule: Schedule) -> str:
    start, end = schedule.start, schedule.end
    if start is not None and end is not None:
        return _span(start, schedule.start_precision or Precision.DAY, end, schedule.end_precision or Precision.DAY)
    if start is not None:
        return f"desde {_with_article(start, schedule.start_precision or Precision.DAY)}, sin fecha de término"
    if end is not None:
        return f"hasta {_with_article(end, schedule.end_precision or Precision.DAY)}"
    return ""


def _without_dates(schedule: Schedule, *, has_milestones: bool) -> str:
    if schedule.relative:
        return f"entre {schedule.min_months} y {schedule.max_months} meses, sin fecha de inicio fijada"
    if schedule.open_ended:
        return "permanente, sin fecha de término"
    return "según las fechas de sus hitos" if has_milestones else "sin fecha"


def _span(start: date, start_precision: Precision, end: date, end_precision: Precision) -> str:
    first, last = date_in_words(start, start_precision), date_in_words(end, end_precision)
    if first == last:
        return first
    if start_precision is end_precision is Precision.DAY and (start.year, start.month) == (end.year, end.month):
        return f"del {start.day} al {last}"
    same_year = start.year == end.year and Precision.YEAR not in (start_precision, end_precision)
    beginning = _short(start, start_precision) if same_year else first
    return f"{_from(start_precision)} {beginning} {_to(end_precision)} {last}"


def _short(day: date, precision: Precision) -> str:
    """The date without its year, but for a year, which is nothing else."""
    match precision:
        case Precision.DAY:
            return f"{day.day} de {MONTHS[day.month - 1]}"
        case Precision.MONTH:
            return MONTHS[day.month - 1]
        case Precision.QUARTER:
            return QUARTERS[(day.month - 1) // 3]
        case Precision.SEMESTER:
            return SEMESTERS[(day.month - 1) // 6]
        case Precision.YEAR:
            return str(day.year)


def _has_article(precision: Precision) -> bool:
    return precision in (Precision.DAY, Precision.QUARTER, Precision.SEMESTER)


def _with_article(day: date, precision: Precision) -> str:
    words = date_in_words(day, precision)
    return f"el {words}" if _has_article(precision) else words


def _from(precision: Precision) -> str:
    return "del" if _has_article(precision) else "de"


def _to(precision: Precision) -> str:
    return "al" if _has_article(precision) else "a"
