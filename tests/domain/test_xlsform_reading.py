"""What is wrong with an XLSForm is said with its sheet, row, column and word; nothing surely wrong is passed over."""

from datetime import date
from typing import Any

import pytest

from monitor.domain.questionnaire import QuestionType
from monitor.domain.update_sheet_reading import FAULT, FORMULA, Percentage
from monitor.domain.xlsform import SheetIn
from monitor.domain.xlsform_reading import read_form
from tests.xlsform_samples import CHOICES, SETTINGS, SURVEY, book, cells_of, put


def told(found: Any) -> list[tuple[str, int, str, str, str]]:
    return [(each.sheet, each.row, each.column, each.word, str(each)) for each in found.problems]


def test_the_small_form_is_read() -> None:
    found = read_form(book())
    assert told(found) == []
    assert found.questionnaire
    questions = found.questionnaire.by_key
    assert list(questions) == ["b1", "c1", "a4", "e4"]
    assert questions["b1"].option("na").not_applicable  # type: ignore[union-attr]
    assert (questions["c1"].minimum, questions["c1"].maximum, questions["c1"].constraint) == (0, 99, "")
    assert [line.labels["es"] for line in questions["a4"].rows] == ["Chile", "Perú"]
    assert (questions["a4"].row_totals, questions["a4"].column_totals) == (False, False)
    assert questions["e4"].type is QuestionType.SCALE_MATRIX
    assert questions["e4"].labels == {"es": "Capacidad"}
    assert found.questionnaire.version == "2021"


def test_spanish_names_of_sheets_columns_and_types_are_taken() -> None:
    survey = [
        [
            "Tipo",
            "Nombre",
            "Etiqueta::Español (es)",
            "Obligatorio",
            "Relevante",
            "Restricción",
            "Cálculo",
            "Apariencia",
        ],
        *SURVEY[1:],
    ]
    survey = put(put(survey, "A2", "inicio grupo"), "A4", "entero")
    found = read_form(
        {
            "Encuesta": SheetIn(cells_of(survey)),
            "Opciones": SheetIn(cells_of([["Lista", "Nombre", "Etiqueta::Español (es)", "Puntaje"], *CHOICES[1:]])),
            "Configuración": SheetIn(
                cells_of([["Título", "Identificador", "version", "Idioma predeterminado"], SETTINGS[1]])
            ),
        }
    )
    assert told(found) == []
    assert found.questionnaire == read_form(book()).questionnaire


SURELY_WRONG = [
    ("D3", "sí", "yes_or_no", "haría otra cosa"),
    ("E4", "field-list", "expression", "no se entiende"),
    ("E4", "1 = 1", "always", "no depende de ninguna respuesta"),
    ("E4", "${zz} > 1", "unknown", "nombra «zz», que no existe"),
    ("E4", "${c1} > 1", "own", "depende de su propia respuesta"),
    ("C1", "label:Español (es)", "colon", "label::Español (es)"),
    ("C1", "label::Klingon", "code", "No se sabe qué idioma"),
    ("E1", "relevent", "column", "no se puede usar aquí"),
    ("E1", "required", "twice", "está dos veces"),
    ("A3", "select_one nada", "list", "no tiene la lista «nada»"),
    ("A3", "select_one", "no list", "Falta el nombre de la lista"),
    ("A3", "geopoint", "type", "«geopoint» no se puede usar"),
    ("A3", "begin_repeat", "repeat", "«begin_repeat» no se puede usar"),
    ("A3", "select_one grado or_other", "other", "no se puede usar"),
    ("B3", "", "name", "Falta la clave"),
    ("B3", "c1", "duplicate", "está repetida"),
    ("B3", "á1", "key", "no sirve"),
    ("C3", "¿De ${c1}?", "inserted", "respuestas de otras preguntas"),
    ("C3", FORMULA, "formula", "fórmula"),
    ("C3", FAULT, "fault", "error de la hoja"),
    ("C3", date(2021, 1, 1), "date", "formato de fecha"),
    ("C3", Percentage(0.5), "percent", "porcentaje"),
    ("F4", True, "truth", "verdadero/falso"),
    ("C3", 1e300, "number", "Escriba un número"),
    ("C3", "x" * 40_000, "long", "demasiado largo"),
    ("G4", "1 + 1", "calculation", "no se usa en una fila de tipo «integer»"),
    ("H3", "map", "appearance", "apariencia «map»"),
    ("A6", "text", "cell", "«text» no puede ir en él"),
    ("B6", "a4__co__m", "hole", "Falta la casilla"),
    ("B6", "a4_cl_m", "cell name", "no es una casilla"),
    ("B7", "a4__cl__m", "same cell", "está dos veces"),
    ("C7", "Bolivia: hombres", "labels", "no es «fila: columna»"),
    ("D6", "yes", "cells differ", "deben decir todas lo mismo"),
    ("G10", "coalesce(${a4__cl__m}, 0)", "sum", "no es la suma"),
    ("B10", "total", "no total", "Solo se pueden calcular los totales"),
    ("A15", "", "no end", "no termina"),
    ("A16", "end_group", "no begin", "no tiene comienzo"),
    ("B15", "sec_b", "end name", "cierra «sec_a»"),
    ("A16", "text", "outside", "fuera de toda sección"),
]


@pytest.mark.parametrize(("place", "value", "name", "said"), SURELY_WRONG, ids=[each[2] for each in SURELY_WRONG])
def test_what_is_wrong_in_the_survey_is_said_where_it_stands(place: str, value: Any, name: str, said: str) -> None:
    found = read_form(book(survey=put(SURVEY, place, value)))
    assert found.questionnaire is None
    problems = [each for each in found.problems if said in str(each)]
    assert problems, told(found)
    assert all(each.sheet == "survey" for each in problems)
    if name not in ("duplicate", "hole", "cells differ", "no end", "outside", "name", "labels", "cell"):
        assert (problems[0].row, problems[0].column) in ((int(place[1:]), place[0]), (int(place[1:]), "A"))


def test_a_problem_names_the_word() -> None:
    (problem,) = read_form(book(survey=put(SURVEY, "D3", "sí"))).problems
    assert (problem.sheet, problem.row, problem.column, problem.word) == ("survey", 3, "D", "sí")


def test_all_problems_are_listed_at_once() -> None:
    survey = put(put(put(SURVEY, "D3", "sí"), "E4", "field-list"), "A6", "geopoint")
    settings = put(SETTINGS, "D2", "English (en)")
    found = read_form(book(survey=survey, settings=settings, choices=put(CHOICES, "D2", "mucho")))
    assert {(each.sheet, each.row) for each in found.problems} >= {
        ("survey", 3),
        ("survey", 4),
        ("survey", 6),
        ("settings", 2),
        ("choices", 2),
    }


@pytest.mark.parametrize(
    ("sheets", "where", "said"),
    [
        ({"settings": put(SETTINGS, "D2", "English (en)")}, ("settings", 2, "D"), "Ninguna columna está en «English"),
        ({"settings": put(SETTINGS, "D2", "Español")}, ("settings", 2, "D"), "«Español (es)»"),
        ({"settings": put(SETTINGS, "B2", "")}, ("settings", 2, "B"), "Falta «form_id»"),
        ({"settings": put(SETTINGS, "A3", "Otra")}, ("settings", 3, ""), "una sola fila"),
        ({"choices": put(CHOICES, "C1", "label")}, ("choices", 1, "C"), "label::Español (es)"),
        ({"choices": put(CHOICES, "B3", "n0")}, ("survey", 3, "A"), "está repetida"),
        ({"choices": put(CHOICES, "A3", "")}, ("choices", 3, "A"), "Falta el nombre de la lista"),
        ({"choices": put(CHOICES, "D3", 101)}, ("survey", 3, "A"), "va de 0 a 100"),
        ({"entities": [["x"]]}, ("entities", 0, ""), "no se puede usar aquí"),
        ({"Encuesta": [["tipo"]]}, ("Encuesta", 0, ""), "Deje una sola"),
        ({"survey": []}, ("survey", 1, ""), "encabezados"),
    ],
)
def test_what_is_wrong_in_the_other_sheets_is_said_too(sheets: Any, where: tuple[str, int, str], said: str) -> None:
    found = read_form(book(**sheets))
    assert found.questionnaire is None
    assert [each for each in told(found) if each[:3] == where and said in each[4]], told(found)


def test_choices_that_lack_the_surveys_language_are_told() -> None:
    survey = put(SURVEY, "I1", "label::English (en)")
    found = read_form(book(survey=put(survey, "I3", "Objectives?")))
    assert [each for each in told(found) if each[:2] == ("choices", 1) and "label::English (en)" in each[4]]
    choices = put(CHOICES, "E1", "label::English (en)")
    found = read_form(book(survey=put(survey, "I3", "Objectives?"), choices=choices))
    assert told(found) == []
    assert found.questionnaire
    assert found.questionnaire.languages == ("es", "en")
    assert [str(each) for each in found.notices] == [
        "Textos sin traducción a «English (en)»: 12. Se mostrarán en el idioma principal."
    ]


def test_several_languages_need_a_main_one() -> None:
    survey, choices = put(SURVEY, "I1", "label::English (en)"), put(CHOICES, "E1", "label::English (en)")
    found = read_form(book(survey=survey, choices=choices, settings=put(SETTINGS, "D2", "")))
    assert "escriba en default_language cuál es el principal" in told(found)[0][4]


def test_two_names_for_one_language_are_told() -> None:
    found = read_form(book(choices=put(CHOICES, "C1", "label::Castellano (es)")))
    assert any("tiene dos nombres" in each[4] for each in told(found))


def test_hidden_sheets_and_merged_cells_are_told() -> None:
    found = read_form(book() | {"choices": SheetIn(cells_of(CHOICES), hidden=True, merged=("A2:A4",))})
    assert [(each[0], each[1], each[2]) for each in told(found)] == [("choices", 0, ""), ("choices", 2, "A")]
    assert found.questionnaire is None


def test_other_sheets_and_lists_that_nobody_uses_are_noticed() -> None:
    choices = put(put(put(CHOICES, "A5", "otra"), "B5", "x"), "C5", "X")
    found = read_form(book(choices=choices, notas=[["algo"]]))
    assert found.questionnaire
    assert {str(each) for each in found.notices} == {
        "La hoja «notas» no se leyó: no es parte de un XLSForm.",
        "Ninguna pregunta usa la lista «otra».",
    }


def test_the_totals_of_a_grid_that_cannot_be_read_are_not_told_one_by_one() -> None:
    found = read_form(book(survey=put(SURVEY, "A6", "geopoint")))
    assert [(each.row, each.word) for each in found.problems] == [(6, "geopoint"), (7, "")]


def test_all_that_is_wrong_in_a_grid_is_told_at_once_each_in_its_own_row() -> None:
    wider = [
        *SURVEY[:9],
        *(["integer", f"a4__mx__{key}", f"México: {words}"] for key, words in (("m", "mujeres"), ("h", "hombres"))),
        *SURVEY[9:],
    ]
    found = read_form(book(survey=put(put(wider, "C6", "Chile: Mujeres"), "C9", "Perú hombres")))
    assert [(each.row, each.word) for each in found.problems] == [(6, "Chile: Mujeres"), (9, "Perú hombres")]
    without = read_form(book(survey=put(wider[:7] + wider[8:], "B6", "cl_m")))
    assert (6, "cl_m") in [(each.row, each.word) for each in without.problems]
    holes = read_form(book(survey=wider[:6] + wider[7:]))
    assert [(each.row, str(each)) for each in holes.problems] == [(6, "Falta la casilla «a4__cl__h».")]


def test_problems_stand_in_the_order_of_the_sheets() -> None:
    found = read_form(book(survey=put(SURVEY, "D3", "sí"), choices=put(CHOICES, "C1", "label")))
    assert list(dict.fromkeys(each.sheet for each in found.problems)) == ["survey", "choices"]
    rows = [each.row for each in found.problems if each.sheet == "survey"]
    assert rows == sorted(rows)


def test_thousands_of_problems_are_cut_off_and_it_is_said() -> None:
    rows = [SURVEY[0], *([["geopoint", f"q{number}", "x"] for number in range(3000)])]
    found = read_form(book(survey=rows))
    assert len(found.problems) == 1001
    assert "Hay más problemas" in str(found.problems[-1])
