"""Indicators as people read them: what was measured, where it should be, and how far it is."""

from decimal import Decimal

from babel.numbers import format_decimal
from flask_babel import get_locale
from flask_babel import gettext as _

from monitor.domain import words
from monitor.domain.indicators import (
    WHOLE,
    YES,
    Amount,
    IndicatorAnswer,
    IndicatorKind,
    Progress,
    goal_number,
    measured,
    of_part,
    progress,
)
from monitor.domain.participation import Sex
from monitor.page_context import percent


def plain(value: Decimal) -> str:
    """1.234,5: at most two decimals."""
    return str(format_decimal(value, format="#,##0.##", locale=get_locale()))


def value_words(answer: IndicatorAnswer) -> str | None:
    """None while nothing was answered."""
    value = answer.value
    if value.is_empty:
        return None
    if answer.kind is IndicatorKind.TEXT:
        return value.text
    if answer.kind is IndicatorKind.YES_NO:
        return _("Sí") if value.yes else _("No")
    number = measured(answer.kind, value)
    whole = number_words(answer, number) if number is not None else _("sin calcular")
    parts = [_part_words(answer, part, amount) for part, amount in value.amounts.items()]
    return f"{whole} ({', '.join(parts)})" if parts != [""] else whole


def _part_words(answer: IndicatorAnswer, part: str, amount: Amount) -> str:
    """`12 de 40`, `mujeres 30`, or `mujeres 30 % (12 de 40)`; nothing for a plain number."""
    of = _("%(n)s de %(all)s", n=plain(amount.value), all=plain(amount.of or Decimal(0)))
    is_percentage = answer.kind is IndicatorKind.PERCENTAGE
    if part == WHOLE:
        return of if is_percentage else ""
    sex = _(words.SEX[Sex(part)]).lower()
    share = of_part(answer.kind, amount)
    return f"{sex} {of}" if is_percentage and share is not None else f"{sex} {plain(amount.value)}"


def number_words(answer: IndicatorAnswer, number: Decimal) -> str:
    if answer.kind is IndicatorKind.PERCENTAGE:
        return f"{plain(number)}\u00a0%"
    return f"{plain(number)} {answer.unit}".strip()


def goal_words(answer: IndicatorAnswer, goal: str) -> str:
    """A baseline or a target in words; empty where there is none."""
    number = goal_number(answer.kind, goal)
    if number is not None:
        return number_words(answer, number)
    if answer.kind is IndicatorKind.YES_NO and goal:
        return _("Sí") if goal == YES else _("No")
    return goal


def target_words(answer: IndicatorAnswer) -> str:
    """«Meta: 50 %. Va en el 75 % del camino.» Empty where there is no target."""
    if not answer.target:
        return ""
    goal = _("Meta: %(goal)s.", goal=goal_words(answer, answer.target))
    return f"{goal} {progress_words(progress(answer))}".strip()


def progress_words(found: Progress | None) -> str:
    if found is None:
        return ""
    if found.met:
        return _("Cumplida.")
    if found.share is None:
        return _("No cumplida.")
    if found.share < 0:
        return _("Está por debajo de la línea de base.")
    return _("Va en el %(share)s del camino.", share=percent(float(found.share)))


def baseline_words(answer: IndicatorAnswer) -> str:
    """«Línea de base: 40 % (2019, Encuesta de hogares).»"""
    if not answer.baseline:
        return ""
    source = ", ".join(filter(None, (str(answer.baseline_year or ""), answer.baseline_source)))
    value = goal_words(answer, answer.baseline)
    if not source:
        return _("Línea de base: %(value)s.", value=value)
    return _("Línea de base: %(value)s (%(source)s).", value=value, source=source)


def in_one_line(answer: IndicatorAnswer) -> str | None:
    """Value, target and comment together; None while nothing was answered."""
    parts = [value_words(answer), target_words(answer) if not answer.value.is_empty else "", answer.comment]
    given = [part.rstrip(".") + "." for part in parts if part]
    return " ".join(given) if not answer.is_empty else None
