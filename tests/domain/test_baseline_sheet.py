"""The results of an earlier survey in a sheet: what is read, and everything that is wrong."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.answer_checks import MESSAGES, check
from monitor.domain.baseline_questionnaire import only_asked
from monitor.domain.baseline_sheet import Baseline, Unit, read_baseline
from monitor.domain.questionnaire_checks import problems
from monitor.domain.update_sheet_reading import FAULT, FORMULA, Percentage
from monitor.domain.xlsform import SheetIn
from tests.survey_samples import default_questionnaire
from tests.xlsform_samples import cells_of

DAY = date(2019, 6, 30)
UNITS = {"gtpa": Unit("GTPA", "GTPA"), "gt pesca artesanal": Unit("GTPA", "GTPA"), "gtc": Unit("GTC", "GTC")}


def read(*rows: list[Any], **sheet: Any) -> Baseline:
    return read_baseline(default_questionnaire(), {"respuestas": SheetIn(cells_of(rows), **sheet)}, UNITS, DAY)


def told(found: Baseline) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, str(each)) for each in found.problems]


def test_answers_are_read_by_key_or_by_what_they_say() -> None:
    found = read(
        [
            "Grupo",
            "nombre",
            "b1",
            "b3",
            "c1",
            "c2",
            "c7",
            "c8__virtual",
            "c8__beca",
            "a4__cl__m",
            "a4__t__m",
            "a7",
            "e7",
        ],
        ["GTPA", "Pesca", "n2", "Siempre", 8, "3", "2 5", 1, 0, 4, 4, date(2019, 5, 1), "Bien"],
        ["gtc", "", "en preparación", "nunca", 0, None, "", "", "x", 0, 0, "1/5/2019", ""],
    )
    assert told(found) == []
    first, second = found.rows
    assert first.unit == Unit("GTPA", "GTPA")
    assert first.answers.values == {
        "a1": "GTPA",
        "b1": "n2",
        "b3": "n3",
        "c1": 8,
        "c2": 3,
        "c7": ["2", "5"],
        "c8": ["virtual"],
        "a4": {"cl": {"m": 4}},
        "a7": "2019-05-01",
        "e7": "Bien",
    }
    assert second.answers.values["a7"] == "2019-05-01"
    assert second.answers.values["c8"] == ["beca"]
    assert found.asked == {"b1", "b3", "c1", "c2", "c7", "c8", "a4", "a7", "e7"}


def test_several_options_in_one_cell_may_be_their_texts() -> None:
    found = read(["grupo", "c8"], ["GTC", "Becas o apoyos económicos; Horarios compatibles"])
    assert found.rows[0].answers.values["c8"] == ["horario", "beca"]


WRONG = [
    ("b1", "tal vez", "no es una opción"),
    ("c1", 2.5, "número entero"),
    ("c1", "ocho", "número entero"),
    ("c1", -1, "0 a 999"),
    ("a7", "31/2/2019", "fecha que exista"),
    ("a7", "2019-12-31", "no puede ser futura"),
    ("c8", "virtual ninguna", "«Ninguna» no se combina"),
    ("e5", "conocimiento tiempo recursos datos", "Elija hasta 3"),
    ("a5__cl__m", 3, "No puede superar el número de integrantes"),
    ("b1", FORMULA, "fórmula"),
    ("b1", Percentage(0.5), "formato de fecha"),
    ("c1", Percentage(0.5), "número entero"),
    ("c1", float("inf"), "número entero"),
    ("c8__virtual", "quizás", "Escriba 1 si se eligió"),
    ("a4__t__m", 7, "no es la suma de las casillas, que da 0"),
    ("a1", "GTC", "la fila es de «GTPA»"),
]


@pytest.mark.parametrize(("column", "value", "said"), WRONG, ids=[f"{each[0]}-{each[2][:12]}" for each in WRONG])
def test_a_cell_that_does_not_fit_is_told_with_its_place(column: str, value: Any, said: str) -> None:
    found = read(["grupo", "b6", column], ["GTPA", "n0", value])
    (problem,) = found.problems
    assert (problem.row, problem.column) == (2, "C")
    assert said in str(problem)


def test_columns_and_units_that_nobody_knows_are_told() -> None:
    found = read(
        ["grupo", "b1", "zz", "b1", "e9"],
        ["GTX", "n1"],
        ["GTPA", "n1"],
        ["gtpa", "n1"],
        ["", "n1"],
        ["GTC", "n1", "", "", "", "", "sobra"],
    )
    assert {(row, column) for row, column, _said in told(found)} == {
        (1, "C"), (1, "D"), (1, "E"), (2, "A"), (4, "A"), (5, "A"), (6, "G")
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["b1"], ["n1"]], "Falta la columna «grupo»"),
        ([["grupo"], ["GTC"]], "Ninguna columna es de una pregunta"),
        ([["grupo", "b1"]], "No hay ninguna fila"),
        ([], "no tiene una hoja con respuestas"),
    ],
)
def test_a_sheet_without_what_it_needs_is_told(rows: list[list[Any]], said: str) -> None:
    assert any(said in each[2] for each in told(read(*rows)))


def test_what_is_missing_or_was_not_asked_is_only_noticed() -> None:
    found = read(["grupo", "b1", "b4", "b5"], ["GTPA", "", "n0", "nacional"])
    assert told(found) == []
    said = [str(each) for each in found.notices]
    assert any("no se tendrá en cuenta" in each for each in said)
    assert any("sin respuesta en esta fila: b1" in each for each in said)
    assert any("Preguntas sin columna" in each for each in said)
    assert found.rows[0].answers.values == {"a1": "GTPA", "b4": "n0"}


def test_hidden_sheets_and_merged_cells_are_told() -> None:
    found = read(["grupo", "b1"], ["GTC", "n1"], hidden=True, merged=("A2:A3",))
    assert len(found.problems) == 2


def test_countries_of_a_group_are_told_apart() -> None:
    units = {"gtc/cl": Unit("GTC/CL", "GTC"), "gtc/chile": Unit("GTC/CL", "GTC")}
    cells = cells_of([["grupo", "país", "b1"], ["GTC", "Chile", "n1"], ["GTC", "Perú", "n1"]])
    found = read_baseline(default_questionnaire(), {"x": SheetIn(cells)}, units, DAY, by_country=True)
    assert [row.unit.key for row in found.rows] == ["GTC/CL"]
    assert told(found)[0][:2] == (3, "A")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["GTPA", "gtc", "GTX", 3]),
            st.lists(
                st.text(max_size=8)
                | st.integers()
                | st.floats()
                | st.dates()
                | st.booleans()
                | st.sampled_from(["n1", "virtual ninguna", "1/2/2019", FORMULA, FAULT, Percentage(0.5), 3, None]),
                max_size=9,
            ),
        ),
        max_size=4,
    )
)
def test_whatever_stands_in_the_cells_it_is_an_answer_or_a_problem(rows: list[tuple[Any, list[Any]]]) -> None:
    heads = ["grupo", "b1", "c1", "c8", "c8__virtual", "a4__cl__m", "a4__t__m", "a7", "e7", "a1"]
    found = read(heads, *[[unit, *values] for unit, values in rows])
    assert all(str(each) for each in (*found.problems, *found.notices))
    if not found.problems:
        for row in found.rows:
            said = check(default_questionnaire(), row.answers, DAY).problems
            assert {each.message for each in said} <= {MESSAGES["required"], MESSAGES["required_cells"]}


def test_moments_are_days() -> None:
    found = read(["grupo", "a7"], ["GTC", datetime(2019, 5, 1, 8, 30)])  # noqa: DTZ001 - cells keep no zone
    assert found.rows[0].answers.values["a7"] == "2019-05-01"


def test_only_what_was_asked_stays_in_the_questionnaire_with_what_it_hangs_on() -> None:
    form = only_asked(default_questionnaire(), frozenset({"a5", "c2", "e2"}))
    assert [question.key for question in form.questions] == ["a1", "a4", "a5", "c1", "c2", "e1", "e2"]
    assert problems(form) == []


def test_a_row_that_only_names_its_group_is_of_somebody_who_did_not_answer() -> None:
    found = read(["grupo", "nombre", "b1"], ["GTPA", "Pesca", "n2"], ["GTC", "GT Cooperación", None])
    assert (told(found), [row.unit.key for row in found.rows]) == ([], ["GTPA"])

    nobody = read(["grupo", "nombre", "b1"], ["GTPA", "Pesca", None])
    assert [text for _row, _column, text in told(nobody)] == ["No hay ninguna fila con respuestas."]
