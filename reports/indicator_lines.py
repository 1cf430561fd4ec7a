"""An indicator of a project in one line of its card: what was measured, against the target, and a word on it."""

from decimal import Decimal

from babel.numbers import format_decimal

from monitor.domain.indicators import (
    YES,
    IndicatorAnswer,
    IndicatorKind,
    goal_number,
    measured,
    progress,
    total,
)
from reports.language import Language


def indicator_line(answer: IndicatorAnswer, language: Language, *, hide_below: int) -> str:
    """Split by sex it counts people: then the whole alone is printed, and not where it is small."""
    parts = [_value(answer, language, hide_below), _target(answer, language), answer.comment]
    return " ".join(part.strip().rstrip(".") + "." for part in parts if part.strip())


def _value(answer: IndicatorAnswer, language: Language, hide_below: int) -> str:
    value = answer.value
    if value.is_empty:
        return language.gettext("sin dato")
    if answer.kind is IndicatorKind.TEXT:
        return value.text
    if answer.kind is IndicatorKind.YES_NO:
        return language.gettext("sí") if value.yes else language.gettext("no")
    return _measured(answer, language, hide_below) or language.gettext("sin dato")


def _measured(answer: IndicatorAnswer, language: Language, hide_below: int) -> str:
    whole, number = total(answer.value), measured(answer.kind, answer.value)
    if whole is None or number is None:
        return ""
    if answer.kind is IndicatorKind.NUMBER:
        few = answer.by_sex and 0 < number < hide_below
        return language.gettext("menos de %(n)s", n=hide_below) if few else _with_unit(answer, number, language)
    share = f"{_plain(number, language)}{language.percent_sign}"
    rest = (whole.of or Decimal(0)) - whole.value
    if any(0 < count < hide_below for count in (whole.value, rest)):
        return share  # «2 de 40» would tell of two people what «5 %» of an unknown number does not
    counts = {"n": _plain(whole.value, language), "all": _plain(whole.of or Decimal(0), language)}
    return language.gettext("%(share)s (%(n)s de %(all)s)", share=share, **counts)


def _target(answer: IndicatorAnswer, language: Language) -> str:
    if not answer.target or answer.value.is_empty:
        return ""
    found = progress(answer)
    goal = language.gettext("Meta: %(goal)s", goal=_goal(answer, answer.target, language))
    if found is None:
        return goal
    met = language.gettext("cumplida") if found.met else language.gettext("no alcanzada")
    return f"{goal}, {met}"


def _goal(answer: IndicatorAnswer, goal: str, language: Language) -> str:
    number = goal_number(answer.kind, goal)
    if number is not None and answer.kind is IndicatorKind.PERCENTAGE:
        return f"{_plain(number, language)}{language.percent_sign}"
    if number is not None:
        return _with_unit(answer, number, language)
    if answer.kind is IndicatorKind.YES_NO:
        return language.gettext("sí") if goal == YES else language.gettext("no")
    return goal


def _with_unit(answer: IndicatorAnswer, number: Decimal, language: Language) -> str:
    return f"{_plain(number, language)} {answer.unit}".strip()


def _plain(number: Decimal, language: Language) -> str:
    if number == number.to_integral_value():
        return language.number(int(number))
    return str(format_decimal(number, format="#,##0.##", locale=language.locale))
