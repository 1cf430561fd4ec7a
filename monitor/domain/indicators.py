"""Indicators of a project: what is measured, from where it starts, where it should be each quarter, how far it is.

A percentage is a numerator and a denominator, never a bare percentage: shares are of sums, they are never averaged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from monitor.domain.counts import NotACount, read_number
from monitor.domain.participation import Sex
from monitor.domain.sentences import N_, Sentence

WHOLE = "all"
"""The one part of a value that is not split by sex."""
YES, NO = "yes", "no"
HUNDRED = Decimal(100)


class IndicatorKind(StrEnum):
    NUMBER = "number"
    PERCENTAGE = "percentage"
    YES_NO = "yes_no"
    TEXT = "text"

    @property
    def may_be_by_sex(self) -> bool:
        return self in (IndicatorKind.NUMBER, IndicatorKind.PERCENTAGE)

    @property
    def is_measured(self) -> bool:
        """Whether its values are numbers, which can be drawn and divided."""
        return self.may_be_by_sex


@dataclass(frozen=True)
class Amount:
    """A number, or for a percentage so many `of` so many."""

    value: Decimal
    of: Decimal | None = None


@dataclass(frozen=True)
class IndicatorValue:
    """What was measured in one quarter. Empty is not zero, nor "no"."""

    amounts: Mapping[str, Amount] = field(default_factory=dict)
    """By sex, or one for `WHOLE`."""
    yes: bool | None = None
    text: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.amounts and self.yes is None and not self.text.strip()


@dataclass(frozen=True)
class IndicatorAnswer:
    """What a group says of one indicator in one quarter, with the indicator as it stood when it was said."""

    indicator_id: int
    name: str
    unit: str
    kind: IndicatorKind
    by_sex: bool = False
    value: IndicatorValue = IndicatorValue()
    comment: str = ""
    target: str = ""
    """Where it should be this quarter, as `read_goal` gives it; empty where there is no target."""
    baseline: str = ""
    baseline_year: int | None = None
    baseline_source: str = ""

    @property
    def is_empty(self) -> bool:
        return self.value.is_empty and not self.comment.strip()


def parts_of(*, by_sex: bool) -> tuple[str, ...]:
    return tuple(sex.value for sex in Sex) if by_sex else (WHOLE,)


def total(value: IndicatorValue) -> Amount | None:
    """All parts together: numbers added, and for a percentage numerators and denominators apart."""
    if not value.amounts:
        return None
    of = [amount.of for amount in value.amounts.values() if amount.of is not None]
    return Amount(sum((amount.value for amount in value.amounts.values()), Decimal(0)), sum(of, Decimal(0)) or None)


def measured(kind: IndicatorKind, value: IndicatorValue) -> Decimal | None:
    """The one number that is compared with the target: the sum, or the percentage of the sums."""
    whole = total(value)
    if whole is None or not kind.is_measured:
        return None
    if kind is IndicatorKind.NUMBER:
        return whole.value
    return whole.value * HUNDRED / whole.of if whole.of else None


def of_part(kind: IndicatorKind, amount: Amount) -> Decimal | None:
    """The number of one part by itself."""
    return measured(kind, IndicatorValue({WHOLE: amount}))


def combine(values: Iterable[IndicatorValue]) -> IndicatorValue:
    """Several measurements as one: part by part, numerators and denominators added, percentages never averaged."""
    amounts: dict[str, Amount] = {}
    for value in values:
        for part, amount in value.amounts.items():
            known = amounts.get(part)
            if known is None:
                amounts[part] = amount
                continue
            of = None if known.of is None and amount.of is None else (known.of or 0) + (amount.of or Decimal(0))
            amounts[part] = Amount(known.value + amount.value, of)
    return IndicatorValue(amounts)


def read_goal(kind: IndicatorKind, text: str) -> str:
    """A baseline or target as it was typed, in its one written form. Raises NotACount with what to write instead."""
    clean = text.strip()
    if not clean or kind is IndicatorKind.TEXT:
        return clean
    if kind is IndicatorKind.YES_NO:
        word = clean.casefold()
        if word in ("sí", "si", YES):
            return YES
        if word == NO:
            return NO
        raise NotACount("Escriba «sí» o «no».")
    number = read_number(clean.removesuffix("%"))
    return "" if number is None else f"{number:f}"


def goal_number(kind: IndicatorKind, goal: str) -> Decimal | None:
    return Decimal(goal) if goal and kind.is_measured else None


@dataclass(frozen=True)
class Progress:
    """How far an indicator is on its way: `share` of the way from the baseline, or else from nothing, to the target."""

    met: bool
    share: Decimal | None = None


def progress(answer: IndicatorAnswer) -> Progress | None:
    """Against the quarter's target; None where there is no target or nothing measured that can be compared."""
    if not answer.target or answer.value.is_empty:
        return None
    if answer.kind is IndicatorKind.YES_NO:
        return Progress(answer.value.yes is (answer.target == YES))
    value, target = measured(answer.kind, answer.value), goal_number(answer.kind, answer.target)
    if value is None or target is None:
        return None
    baseline = goal_number(answer.kind, answer.baseline)
    falling = baseline is not None and baseline > target
    met = value <= target if falling else value >= target
    start = baseline if baseline is not None and baseline != target else Decimal(0)
    return Progress(met, (value - start) / (target - start) if target != start else None)


NO_ANSWER = N_("Escriba el dato de «%(name)s»; si este trimestre no lo hay, diga por qué en el comentario.")
DENOMINATOR = N_("«%(name)s»: para un porcentaje escriba las dos cifras, y la segunda mayor que cero.")
OVER_HUNDRED = N_("«%(name)s» supera el 100 %%. Corríjalo o explíquelo en el comentario.")


def problems(answer: IndicatorAnswer) -> list[tuple[str, str]]:
    """What must be mended before the update can be sent: field (`value` or `comment`) and words."""
    if answer.is_empty:
        return [("value", Sentence(NO_ANSWER, name=answer.name))]
    if answer.kind is not IndicatorKind.PERCENTAGE or answer.value.is_empty:
        return []
    if any(not amount.of for amount in answer.value.amounts.values() if amount.value or amount.of is None):
        return [("value", Sentence(DENOMINATOR, name=answer.name))]
    share = measured(answer.kind, answer.value)
    if share is not None and share > HUNDRED and not answer.comment.strip():
        return [("comment", Sentence(OVER_HUNDRED, name=answer.name))]
    return []


def value_as_json(value: IndicatorValue) -> dict[str, Any]:
    return {
        "amounts": {
            part: [f"{amount.value:f}", None if amount.of is None else f"{amount.of:f}"]
            for part, amount in value.amounts.items()
        },
        "yes": value.yes,
        "text": value.text,
    }


def value_from_json(data: Mapping[str, Any]) -> IndicatorValue:
    amounts = {
        part: Amount(Decimal(number), None if of is None else Decimal(of))
        for part, (number, of) in data["amounts"].items()
    }
    return IndicatorValue(amounts, data["yes"], data["text"])
