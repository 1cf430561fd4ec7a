"""What the GTG may make of a project's milestones: their names, and dates as exact as they are known."""

from collections.abc import Iterable
from datetime import date

from monitor.domain.errors import Incomplete
from monitor.domain.schedules import Precision, last_day
from monitor.domain.spanish_text import fold

LONGEST_NAME = 300


def check_name(name: str, others: Iterable[str]) -> str:
    """The name in one line. `others` are the milestones that stand beside it. Raises Incomplete naming `name`."""
    name = " ".join(name.split())
    if not name:
        raise Incomplete("Escriba cómo se llama el hito.", field="name")
    if len(name) > LONGEST_NAME:
        raise Incomplete("El nombre es muy largo: resúmalo en %(most)s caracteres.", most=LONGEST_NAME, field="name")
    if fold(name) in {fold(other) for other in others}:
        raise Incomplete("El proyecto ya tiene un hito con ese nombre.", field="name")
    return name


def settle_date(day: date | None, precision: Precision) -> tuple[date | None, Precision | None]:
    """The last day of the interval that is known, and how exact it is; a milestone without a date has neither."""
    return (last_day(day, precision), precision) if day else (None, None)


def check_reason(reason: str, field: str = "reason") -> str:
    """Raises Incomplete naming the field."""
    if not reason.strip():
        raise Incomplete("Escriba por qué: queda en el historial del proyecto.", field=field)
    return reason.strip()
