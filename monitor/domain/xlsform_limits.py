"""Limits that a question states by themselves and XLSForm writes into its constraint, both ways.

    . >= 0 and . <= 9999                                  minimum and maximum; of a text, string-length(.)
    count-selected(.) <= 3                                max_choices
    not(selected(., 'ninguna') and count-selected(.) > 1) an exclusive option
    . <= coalesce(${a4__cl__m}, 0)                        in a cell: within a4
What else the constraint says is its own; one that could be taken for a limit stands in brackets: `(. >= 0)`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from monitor.domain.expression_parts import conjuncts, unbracketed
from monitor.domain.expressions import (
    Binary,
    Call,
    Current,
    Expression,
    ExpressionError,
    Negative,
    Number,
    Reference,
    Text,
    parse,
)
from monitor.domain.questionnaire import QuestionType
from monitor.domain.xlsform_table import number_text


@dataclass(frozen=True)
class Limits:
    minimum: float | None = None
    maximum: float | None = None
    max_choices: int | None = None
    exclusive: frozenset[str] = frozenset()
    within: str = ""
    """The name of the cell that this one is at most."""
    rest: str = ""


_NONE = Limits()
_COUNTED = Call("count-selected", (Current(),))
_SEVERAL = Binary(">", _COUNTED, Number(Decimal(1)))
_LENGTH = Call("string-length", (Current(),))


def read_limits(source: str, kind: QuestionType) -> Limits:
    """What a constraint says of a question of this type. One that is no expression is all its own."""
    try:
        parse(source)
    except ExpressionError:
        return Limits(rest=source.strip())
    parts = conjuncts(source)
    own = unbracketed(parts[-1])
    rests = []
    if own is not None and all(unbracketed(part) is None for part in parts[:-1]):
        parts.pop()
        rests = [own]
    found: dict[str, object] = {}
    others = []
    for part in parts:
        said = _limit(parse(part), kind)
        if said is None or (said[0] != "exclusive" and said[0] in found):
            others.append(part)
        elif said[0] == "exclusive":
            found["exclusive"] = frozenset({str(said[1])}) | _NONE.exclusive.union(found.get("exclusive", ()))  # type: ignore[arg-type]
        else:
            found[said[0]] = said[1]
    return Limits(rest=" and ".join([*others, *rests]), **found)  # type: ignore[arg-type]


def write_limits(limits: Limits, kind: QuestionType, order: tuple[str, ...] = ()) -> str:
    """The constraint that says it; exclusive options in this order. `read_limits` reads the same from it."""
    parts = list(_written(limits, kind, order))
    if not limits.rest:
        return " and ".join(parts)
    plain = " and ".join([*parts, limits.rest])
    return plain if read_limits(plain, kind) == limits else " and ".join([*parts, f"({limits.rest})"])


def _written(limits: Limits, kind: QuestionType, order: tuple[str, ...]) -> Iterator[str]:
    subject = "string-length(.)" if kind.is_text else "."
    if limits.minimum is not None:
        yield f"{subject} >= {number_text(limits.minimum)}"
    if limits.maximum is not None:
        yield f"{subject} <= {number_text(limits.maximum)}"
    if limits.within:
        yield f". <= coalesce(${{{limits.within}}}, 0)"
    if limits.max_choices is not None:
        yield f"count-selected(.) <= {limits.max_choices}"
    for key in sorted(limits.exclusive, key=lambda each: order.index(each) if each in order else len(order)):
        yield f"not(selected(., '{key}') and count-selected(.) > 1)"


def _limit(part: Expression, kind: QuestionType) -> tuple[str, object] | None:
    """Which limit the part states, and its value."""
    if kind is QuestionType.MULTIPLE:
        return _of_choices(part)
    if not isinstance(part, Binary) or part.operator not in ("<=", ">="):
        return None
    if kind is QuestionType.GRID and (cell := _other_cell(part)):
        return "within", cell
    subject = _LENGTH if kind.is_text else Current()
    value = _number(part.right)
    if value is None or part.left != subject or not (kind.is_text or kind.is_number or kind is QuestionType.GRID):
        return None
    return ("minimum" if part.operator == ">=" else "maximum"), value


def _of_choices(part: Expression) -> tuple[str, object] | None:
    match part:
        case Binary("<=", left, Number(most)) if left == _COUNTED and most == int(most):
            return "max_choices", int(most)
        case Call("not", (Binary("and", Call("selected", (Current(), Text(key))), several),)) if several == _SEVERAL:
            return "exclusive", key
    return None


def _other_cell(part: Binary) -> str:
    match part:
        case Binary("<=", Current(), Call("coalesce", (Reference(key), Number(value)))) if value == 0:
            return key
    return ""


def _number(part: Expression) -> float | None:
    match part:
        case Number(value):
            return _plain(value)
        case Negative(Number(value)):
            return -_plain(value)
    return None


def _plain(value: Decimal) -> float:
    return int(value) if value == int(value) else float(value)
