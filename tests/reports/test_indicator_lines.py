"""Indicators in the report: one line each, and no small number of people."""

from decimal import Decimal
from typing import Any

import pytest

from monitor.domain.indicators import WHOLE, Amount, IndicatorAnswer, IndicatorKind, IndicatorValue
from reports.indicator_lines import indicator_line
from reports.language import Language

NUMBER, PERCENTAGE, YES_NO, TEXT = IndicatorKind


def line(kind: IndicatorKind, value: IndicatorValue, **more: Any) -> str:
    answer = IndicatorAnswer(1, "Indicador", more.pop("unit", ""), kind, value=value, **more)
    return indicator_line(answer, Language(), hide_below=5).replace("\u00a0", " ")


def of(value: str, whole: str | None = None) -> IndicatorValue:
    return IndicatorValue({WHOLE: Amount(Decimal(value), None if whole is None else Decimal(whole))})


def by_sex(women: int, men: int) -> IndicatorValue:
    return IndicatorValue({"women": Amount(Decimal(women)), "men": Amount(Decimal(men))})


@pytest.mark.parametrize(
    ("kind", "value", "more", "expected"),
    [
        (
            NUMBER,
            of("41"),
            {"unit": "organizaciones", "target": "40"},
            "41 organizaciones. Meta: 40 organizaciones, cumplida.",
        ),
        (NUMBER, of("0.87"), {"target": "0.9"}, "0,87. Meta: 0,9, no alcanzada."),
        (PERCENTAGE, of("61", "142"), {"target": "45"}, "42,96 % (61 de 142). Meta: 45 %, no alcanzada."),
        (YES_NO, IndicatorValue(yes=False), {"target": "yes"}, "no. Meta: sí, no alcanzada."),
        (TEXT, IndicatorValue(text="Publicada."), {}, "Publicada."),
        (NUMBER, IndicatorValue(), {"comment": "Sale en diciembre."}, "sin dato. Sale en diciembre."),
    ],
)
def test_each_kind_reads_as_a_sentence(
    kind: IndicatorKind, value: IndicatorValue, more: dict[str, Any], expected: str
) -> None:
    assert line(kind, value, **more) == expected


def test_few_people_are_not_counted_out() -> None:
    assert line(NUMBER, by_sex(2, 1), by_sex=True, unit="personas") == "menos de 5."
    assert line(NUMBER, by_sex(20, 1), by_sex=True, unit="personas") == "21 personas."
    assert line(PERCENTAGE, of("2", "40")) == "5 %."
    assert line(PERCENTAGE, of("38", "40")) == "95 %."
