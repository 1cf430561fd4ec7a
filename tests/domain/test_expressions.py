"""Expressions of a questionnaire: what they mean, how they are written, what is refused and where."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.expression_values import evaluate, holds, text
from monitor.domain.expressions import DEEPEST, ExpressionError, parse, references, unparse, uses_current
from tests.survey_samples import TODAY, expressions


def worth(source: str, current: Any = "", **values: Any) -> Any:
    return evaluate(parse(source), values, today=TODAY, current=current)


@given(expressions())
def test_what_is_written_reads_back_the_same(expression: Any) -> None:
    assert parse(unparse(expression)) == expression


@given(
    expressions(),
    st.fixed_dictionaries({"a1": st.floats() | st.sampled_from(["", "n2", "3", "-2.5", "a b", "٣"]) | st.booleans()}),
)
def test_every_expression_has_a_worth_whatever_was_answered(expression: Any, values: dict[str, Any]) -> None:
    assert isinstance(text(evaluate(expression, values, today=TODAY)), str)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_its_place(source: str) -> None:
    refused = None
    try:
        parse(source)
    except ExpressionError as error:
        refused = error
    assert refused is None or (0 <= refused.position <= len(source) and str(refused))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3", 9.0),
        ("7 div 2 - 1", 2.5),
        ("7 mod 2", 1.0),
        ("2 - 1 - 1", 0.0),
        ("-2 + 3", 1.0),
        ("1 < 2 and 2 < 3 or 1 = 2", True),
        ("not(1 = 1)", False),
        ("if(1 > 2, 'a', 'b')", "b"),
        ("round(2.5)", 3.0),
        ("round(2.345, 2)", 2.35),
        ("string-length('año')", 3.0),
        ("coalesce('', 4)", 4.0),
        ("coalesce(3, 4)", 3.0),
        ("today() > date('2021-09-19')", True),
        ("'2' = 2", True),
    ],
)
def test_an_expression_is_worth_what_one_expects(source: str, expected: Any) -> None:
    assert worth(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("${x} = ''", True),
        ("${x} != 'n0'", True),
        ("${x} = 'n0'", False),
        ("${x} > 0", False),
        ("${x} <= 0", False),
        ("${x} != 0", True),
        ("${x} + 1 > 0", False),
        ("coalesce(${x}, 0) + 1 = 1", True),
        ("not(${x})", True),
        ("count-selected(${x}) = 0", True),
        ("string-length(${x}) > 0", False),
        ("${x} + 1", False),
    ],
)
def test_an_unanswered_question_counts_as_in_odk(source: str, expected: bool) -> None:
    assert holds(source, {}, today=TODAY) is expected


def test_a_multiple_answer_is_its_keys() -> None:
    assert worth("selected(., 'horario') and count-selected(.) = 2", "horario virtual") is True
    assert worth("selected(., 'hora')", "horario virtual") is False


def test_a_day_compares_with_today() -> None:
    assert worth(". <= today()", TODAY) is True
    assert worth(". <= today()", date(2021, 9, 21)) is False
    assert worth("${d} = '2021-09-20'", d=TODAY) is True


def test_division_by_nothing_is_no_number_and_never_true() -> None:
    assert worth("100 * 3 div 0 >= 0") is False
    assert holds("1 div 0", {}, today=TODAY) is False


@pytest.mark.parametrize(
    ("source", "position", "word"),
    [
        ("", 0, ""),
        ("sí", 0, "sí"),
        ("field-list", 0, "field-list"),
        ("${c1} >", 7, ""),
        ("${c1} > > 2", 8, ">"),
        ("${mi pregunta} = 1", 0, "${mi pregunta}"),
        ("1 == 1", 3, "="),
        ("pulldata('x', 'y')", 0, "pulldata"),
        ("1 + regex(., 'a')", 4, "regex"),
        ("selected(.)", 0, "selected"),
        ("'sin cerrar", 0, "'sin"),
        ("__import__('os')", 0, "__import__"),
        ("(1", 2, ""),
        ("1 2", 2, "2"),
    ],
)
def test_what_is_no_expression_is_refused_with_its_place_and_word(source: str, position: int, word: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(source)
    assert (refused.value.position, refused.value.word) == (position, word)


@pytest.mark.parametrize("source", ["(" * 500, "-" * 3000, "1" + "+1" * (DEEPEST + 1), "not(" * 200 + "1", "1" * 5000])
def test_an_expression_made_to_exhaust_is_refused(source: str) -> None:
    with pytest.raises(ExpressionError):
        parse(source)


def test_an_expression_tells_what_it_names() -> None:
    parsed = parse("coalesce(${a4__cl__m}, 0) >= . and ${c1} > 0")
    assert references(parsed) == {"a4__cl__m", "c1"}
    assert uses_current(parsed)
    assert not uses_current(parse("${c1} > 0"))
