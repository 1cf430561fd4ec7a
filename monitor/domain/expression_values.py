"""What an expression is worth, in the sense ODK gives to XPath, so that a questionnaire means the same in both.

A value is a text, a number, a truth or a day. An unanswered question is the empty text:
- as a number the empty text is "not a number", and every comparison with it is false but `!=`, which is true;
- `${x} = ''` is true while x is unanswered, and so is `${x} != 'a'`;
- an arithmetic with it stays "not a number"; `coalesce(${x}, 0)` is how one says "count it as nothing";
- the empty text and "not a number" are false where a truth is asked.
The answer of a multiple question is its keys with spaces between; of a date, the day.

    evaluate(expression, values, today=..., current="") -> Value
    holds(source, values, today=..., current="") -> bool    an empty source holds
"""

import math
from collections.abc import Callable, Mapping
from datetime import date

from monitor.domain.expressions import (
    Binary,
    Call,
    Current,
    Expression,
    Negative,
    Number,
    Reference,
    Text,
    parse,
)

Value = str | float | bool | date
_EPOCH = date(1970, 1, 1)
_SAME = 1e-12
_MOST_DIGITS = 12


def holds(source: str, values: Mapping[str, Value], *, today: date, current: Value = "") -> bool:
    """Whether a condition is met. A condition that says nothing is met."""
    return not source.strip() or truth(evaluate(parse(source), values, today=today, current=current))


def evaluate(expression: Expression, values: Mapping[str, Value], *, today: date, current: Value = "") -> Value:
    """What the expression is worth; a key that `values` does not know counts as unanswered."""
    return _Evaluation(values, today, current).value(expression)


def truth(value: Value) -> bool:
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return value if isinstance(value, bool) else bool(text(value))


def number(value: Value) -> float:
    """NaN for what is no number. A day counts from 1970-01-01."""
    if isinstance(value, date):
        return float((value - _EPOCH).days)
    if isinstance(value, str):
        plain = value.strip()
        signless = plain.removeprefix("-")
        whole, _, part = signless.partition(".")
        digits = whole + part
        return float(plain) if digits.isascii() and digits.isdigit() and len(digits) < 300 else math.nan
    return float(value)


def text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        return str(int(value)) if math.isfinite(value) and value == int(value) else repr(value)
    return value.isoformat() if isinstance(value, date) else value


def _words(value: Value) -> list[str]:
    return text(value).split()


def _equal(left: Value, right: Value) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if isinstance(left, float) or isinstance(right, float):
        return abs(number(left) - number(right)) < _SAME
    return text(left) == text(right)


_COMPARE: dict[str, Callable[[Value, Value], bool]] = {
    "=": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": lambda left, right: number(left) < number(right),
    "<=": lambda left, right: number(left) <= number(right),
    ">": lambda left, right: number(left) > number(right),
    ">=": lambda left, right: number(left) >= number(right),
}
_RECKON: dict[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "div": lambda left, right: left / right if right else math.nan,
    "mod": lambda left, right: math.fmod(left, right) if right and math.isfinite(left) else math.nan,
}


class _Evaluation:
    def __init__(self, values: Mapping[str, Value], today: date, current: Value) -> None:
        self.values, self.today, self.current = values, today, current

    def value(self, expression: Expression) -> Value:  # noqa: PLR0911 - one line per kind
        match expression:
            case Reference(key):
                return self.values.get(key, "")
            case Current():
                return self.current
            case Number(value):
                return float(value)
            case Text(written):
                return written
            case Negative(operand):
                return -number(self.value(operand))
            case Binary(operator, left, right):
                return self.binary(operator, left, right)
            case Call(name, arguments):
                return self.call(name, arguments)

    def binary(self, operator: str, left: Expression, right: Expression) -> Value:
        if operator == "and":
            return truth(self.value(left)) and truth(self.value(right))
        if operator == "or":
            return truth(self.value(left)) or truth(self.value(right))
        if operator in _COMPARE:
            return _COMPARE[operator](self.value(left), self.value(right))
        return _RECKON[operator](number(self.value(left)), number(self.value(right)))

    def call(self, name: str, arguments: tuple[Expression, ...]) -> Value:
        if name == "today":
            return self.today
        if name == "if":
            condition, then, otherwise = arguments
            return self.value(then if truth(self.value(condition)) else otherwise)
        return _CALLS[name](*(self.value(each) for each in arguments))


def _round(value: Value, digits: Value = 0.0) -> Value:
    """Halves go up, as in XPath."""
    amount, places = number(value), number(digits)
    if not math.isfinite(amount) or not abs(places) <= _MOST_DIGITS:
        return math.nan
    scale = 10.0 ** int(places)
    scaled = amount * scale + 0.5
    return math.floor(scaled) / scale if math.isfinite(scaled) else amount


def _date(value: Value) -> Value:
    try:
        return date.fromisoformat(text(value))
    except ValueError:
        return ""


_CALLS: dict[str, Callable[..., Value]] = {
    "not": lambda value: not truth(value),
    "selected": lambda value, option: text(option).strip() in _words(value),
    "count-selected": lambda value: float(len(_words(value))),
    "string-length": lambda value: float(len(text(value))),
    "coalesce": lambda first, second: second if text(first) in ("", "NaN") else first,
    "round": _round,
    "date": _date,
}
