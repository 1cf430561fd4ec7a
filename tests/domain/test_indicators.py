"""Indicators: empty is not zero, percentages are of sums, progress is from the baseline to the target."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.counts import NotACount
from monitor.domain.indicators import (
    WHOLE,
    Amount,
    IndicatorAnswer,
    IndicatorKind,
    IndicatorValue,
    Progress,
    combine,
    measured,
    problems,
    progress,
    read_goal,
    total,
    value_as_json,
    value_from_json,
)

NUMBER, PERCENTAGE, YES_NO, TEXT = IndicatorKind
D = Decimal


def number(value: int | str) -> IndicatorValue:
    return IndicatorValue({WHOLE: Amount(D(value))})


def share(value: int, of: int | None) -> IndicatorValue:
    return IndicatorValue({WHOLE: Amount(D(value), None if of is None else D(of))})


def answer(kind: IndicatorKind, value: IndicatorValue = IndicatorValue(), **more: Any) -> IndicatorAnswer:  # noqa: B008
    return IndicatorAnswer(1, "Mujeres activas", "mujeres", kind, value=value, **more)


def test_nothing_measured_is_not_zero() -> None:
    assert measured(NUMBER, IndicatorValue()) is None
    assert measured(NUMBER, number(0)) == 0
    assert measured(PERCENTAGE, share(0, 0)) is None
    assert IndicatorValue(yes=False).is_empty is False
    assert total(IndicatorValue()) is None


def test_a_value_by_sex_is_the_sum_of_its_parts() -> None:
    by_sex = IndicatorValue({"women": Amount(D(12)), "men": Amount(D("7.5"))})
    assert measured(NUMBER, by_sex) == D("19.5")


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 500)), min_size=1, max_size=6))
def test_percentages_are_of_the_sums_and_never_averaged(pairs: list[tuple[int, int]]) -> None:
    together = combine(share(value, of) for value, of in pairs)
    found = measured(PERCENTAGE, together)

    assert found is not None
    expected = Fraction(100 * sum(value for value, _ in pairs), sum(of for _, of in pairs))
    assert abs(Fraction(found) - expected) < Fraction(1, 10**20)


@pytest.mark.parametrize(
    ("kind", "value", "target", "baseline", "expected"),
    [
        (NUMBER, number(60), "120", "", Progress(met=False, share=D("0.5"))),
        (NUMBER, number(120), "120", "", Progress(met=True, share=D(1))),
        (NUMBER, number(60), "100", "20", Progress(met=False, share=D("0.5"))),
        (NUMBER, number(30), "20", "40", Progress(met=False, share=D("0.5"))),
        (NUMBER, number(15), "20", "40", Progress(met=True, share=D("1.25"))),
        (PERCENTAGE, share(9, 20), "50", "40", Progress(met=False, share=D("0.5"))),
        (NUMBER, number(0), "0", "", Progress(met=True, share=None)),
        (YES_NO, IndicatorValue(yes=True), "yes", "", Progress(met=True)),
        (YES_NO, IndicatorValue(yes=False), "yes", "", Progress(met=False)),
        (TEXT, IndicatorValue(text="Sí"), "Algo", "", None),
        (NUMBER, number(5), "", "3", None),
        (NUMBER, IndicatorValue(), "5", "", None),
    ],
)
def test_progress_is_of_the_way_from_the_baseline_to_the_target(
    kind: IndicatorKind, value: IndicatorValue, target: str, baseline: str, expected: Progress | None
) -> None:
    assert progress(answer(kind, value, target=target, baseline=baseline)) == expected


@pytest.mark.parametrize(
    ("kind", "typed", "written"),
    [
        (NUMBER, "1.234,5", "1234.5"),
        (NUMBER, "0.87", "0.87"),
        (PERCENTAGE, "50 %", "50"),
        (YES_NO, "Sí", "yes"),
        (YES_NO, "no", "no"),
        (TEXT, " Publicado ", "Publicado"),
        (NUMBER, " ", ""),
    ],
)
def test_goals_are_read_as_people_write_them(kind: IndicatorKind, typed: str, written: str) -> None:
    assert read_goal(kind, typed) == written


@pytest.mark.parametrize(("kind", "typed"), [(NUMBER, "mucho"), (YES_NO, "quizás"), (NUMBER, "-3"), (NUMBER, "1,234")])
def test_goals_that_cannot_be_read_are_refused(kind: IndicatorKind, typed: str) -> None:
    with pytest.raises(NotACount):
        read_goal(kind, typed)


def test_an_indicator_wants_a_value_or_a_comment() -> None:
    assert [field for field, _ in problems(answer(NUMBER))] == ["value"]
    assert problems(answer(NUMBER, comment="El censo se publica en diciembre.")) == []
    assert problems(answer(NUMBER, number(0))) == []
    assert problems(answer(YES_NO, IndicatorValue(yes=False))) == []


def test_a_percentage_wants_both_figures_and_a_word_above_a_hundred() -> None:
    assert [field for field, _ in problems(answer(PERCENTAGE, share(3, None)))] == ["value"]
    assert [field for field, _ in problems(answer(PERCENTAGE, share(3, 0)))] == ["value"]
    assert problems(answer(PERCENTAGE, share(3, 6))) == []
    assert [field for field, _ in problems(answer(PERCENTAGE, share(7, 6)))] == ["comment"]
    assert problems(answer(PERCENTAGE, share(7, 6), comment="Es una razón de salarios.")) == []


@given(
    st.decimals(0, 10**9, places=4), st.none() | st.decimals(0, 10**9, places=4), st.none() | st.booleans(), st.text()
)
def test_a_value_survives_json(value: Decimal, of: Decimal | None, yes: bool | None, text: str) -> None:
    one = IndicatorValue({"women": Amount(value, of)}, yes, text)
    assert value_from_json(json.loads(json.dumps(value_as_json(one)))) == one
