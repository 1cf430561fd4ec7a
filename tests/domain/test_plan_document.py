"""The reader of the plan document: the real one, and broken ones."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.plan_document import Abbreviation, PlanDocument, decode_plan, read_plan_document
from monitor.domain.plan_problems import PlanDocumentError, Problem
from tests.domain.plan_files import PLAN_TEXT, plan_with

DOCUMENT = read_plan_document(PLAN_TEXT)
ROWS = {row.number: row for row in DOCUMENT.rows}


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(PlanDocumentError) as refusal:
        read_plan_document(text)
    return refusal.value.problems


def outcome_of(text: str) -> PlanDocument | PlanDocumentError:
    try:
        return read_plan_document(text)
    except PlanDocumentError as refusal:
        return refusal


def test_the_plan_has_forty_rows_in_five_areas() -> None:
    assert list(ROWS) == list(range(1, 41))
    assert DOCUMENT.stated_total == DOCUMENT.row_count == 40
    assert Counter(row.area for row in DOCUMENT.rows) == {1: 1, 2: 6, 3: 1, 4: 12, 5: 20}


def test_each_area_has_its_name_and_all_its_actions_also_across_a_page_break() -> None:
    codes = {area.number: [action.code for action in area.actions] for area in DOCUMENT.areas}
    assert codes == {
        number: [f"{number}.{action}" for action in range(1, count + 1)]
        for number, count in {1: 6, 2: 7, 3: 2, 4: 4, 5: 3}.items()
    }
    assert DOCUMENT.areas[3].name == "Avanzar hacia la disminución de la brecha digital de género"
    assert DOCUMENT.areas[1].actions[4].text.startswith("Incentivar la transición de las empresas informales")


def test_a_row_without_an_action_cell_keeps_its_other_cells() -> None:
    assert ROWS[15].responsible == "Subcomité de Economía Digital"
    assert ROWS[15].activity == "Promover la participación de laboral de las mujeres en los sectores TIC"
    assert ROWS[15].schedule == "Mediano plazo: de uno (1) año a (3) años"


def test_the_words_of_a_cell_stay_and_its_html_goes() -> None:
    assert ROWS[8].activity.split("\n")[1].startswith("Preguntas guía: ¿Cómo es la participación")
    assert ROWS[8].activity_cell.startswith("<p>Realización de mini-videos")
    assert ROWS[9].schedule.split("\n")[0] == "Informes: a Julio de 2022"
    assert ROWS[14].responsible.split("\n")[1:3] == ["• GT Género", "• GT Pymes"]
    assert not any("<" in text for row in DOCUMENT.rows for text in (row.activity, row.responsible, row.schedule))


def test_every_abbreviation_is_read_also_after_the_blank_line() -> None:
    assert len(DOCUMENT.abbreviations) == 22
    assert DOCUMENT.abbreviations[0] == Abbreviation("FONDO DE COOPERACION", None)
    assert DOCUMENT.abbreviations[14] == Abbreviation("SUBCOMITÉ DE SERVICIOS", "SCS")
    assert DOCUMENT.abbreviations[-1].acronym == "EUROsocial+"


def test_line_ends_of_windows_and_a_byte_order_mark_change_nothing() -> None:
    data = b"\xef\xbb\xbf" + PLAN_TEXT.replace("\n", "\r\n").encode()
    assert read_plan_document(decode_plan(data)) == DOCUMENT


def test_an_empty_file_is_refused() -> None:
    assert problems_of(" \n\n") == (Problem(None, "", "El archivo está vacío."),)


def test_a_file_that_is_no_plan_is_refused() -> None:
    assert "No se encontró la tabla del plan" in problems_of("Querida Ana:\n\tte escribo para saludarte.")[0].why


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(PlanDocumentError, match="no es un texto en UTF-8"):
        decode_plan(b"PK\x03\x04\xff\xfe\x80")


def test_a_row_with_a_missing_cell_is_named() -> None:
    broken = plan_with("5.\t\tGT Cooperación\tDifusión de resultados", "5.\tDifusión de resultados")
    (problem,) = problems_of(broken)
    assert problem.row == 39
    assert problem.why == "Tiene 3 celdas y debe tener 5, o 4 si no trae acciones."
    assert "Programa de Voluntariado" in problem.text


def test_a_row_that_lost_its_last_cell_is_not_taken_for_one_without_actions() -> None:
    (problem,) = problems_of(plan_with("\tNov 2021 - Oct 2022\n", "\n"))
    assert (problem.row, problem.why[:14]) == (12, "Tiene 4 celdas")


def test_an_empty_schedule_is_named() -> None:
    (problem,) = problems_of(
        plan_with("sectores TIC\tMediano plazo: de uno (1) año a (3) años", "sectores TIC\t<p></p>")
    )
    assert problem == Problem(15, problem.text, "Falta el texto de la celda «cronograma».")


def test_a_row_of_an_area_that_the_document_does_not_name_is_refused() -> None:
    (problem,) = problems_of(plan_with("5.\t\tGTCu\tIncluir", "7.\t\tGTCu\tIncluir"))
    assert (problem.row, problem.why) == (27, "El área 7 no tiene nombre en el documento.")


def test_actions_of_another_area_are_refused() -> None:
    (problem,) = problems_of(plan_with("<p>5.2. Promover", "<p>4.2. Promover"))
    assert (problem.row, problem.why) == (22, "El texto es del área 4 y la fila, del área 5.")


def test_an_action_with_two_texts_is_refused() -> None:
    (problem,) = problems_of(plan_with("<p>2.5. Incentivar", "<p>2.4. Incentivar"))
    assert (problem.row, problem.why) == (3, "La acción 2.4 ya estaba en el documento con otras palabras.")


def test_a_total_that_is_not_the_number_of_rows_is_refused() -> None:
    (problem,) = problems_of(plan_with("\n40\n", "\n41\n"))
    assert problem.why == "El documento dice que son 41 proyectos y la tabla tiene 40 filas."


def test_a_total_on_the_same_line_is_read() -> None:
    assert read_plan_document(plan_with("Total proyectos:\n\n40", "Total proyectos: 40")) == DOCUMENT


def test_a_line_of_the_abbreviations_that_was_cut_is_refused() -> None:
    (problem,) = problems_of(PLAN_TEXT[: PLAN_TEXT.rindex("\t")])
    assert problem.text == "Programa para la cohesión social en América Latina"


def test_all_problems_are_listed_each_with_its_row_and_words() -> None:
    broken = plan_with("\t31 de agosto al 3", "\t\t31 de agosto al 3").replace("1.\t<p>1.", "I\t<p>1.", 1)
    with pytest.raises(PlanDocumentError) as refusal:
        read_plan_document(broken)
    lines = str(refusal.value).split("\n")
    assert [line[:8] for line in lines] == ["Fila 1: ", "Fila 33:"]
    assert "VII Macrorrueda de Turismo" in lines[1]


@given(st.integers(0, len(PLAN_TEXT) - 1))
def test_a_document_cut_anywhere_is_refused_unless_only_the_last_acronym_is_cut(length: int) -> None:
    outcome = outcome_of(PLAN_TEXT[:length])
    if isinstance(outcome, PlanDocument):
        # What is left is a whole table that lacks names; the decisions beside it notice that (test_portfolio).
        assert outcome.rows == DOCUMENT.rows
        assert length > PLAN_TEXT.index("ABREVIATURAS")
    else:
        assert all(problem.why.endswith(".") for problem in outcome.problems)


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fail_otherwise(text: str) -> None:
    assert isinstance(outcome_of(text), PlanDocumentError)
    outcome = outcome_of(PLAN_TEXT.replace("GTPA, con el apoyo del GTG", text, 1))
    assert isinstance(outcome, PlanDocument) or outcome.problems
