"""The answers of a wave as tables: codes, labels, the code book."""

from datetime import date
from typing import Any

from reports.language import Language
from reports.open_data import Table
from reports.survey_tables import SurveyAbout, SurveyRow, survey_tables
from tests.survey_samples import default_questionnaire, whole_answers

ABOUT = SurveyAbout(default_questionnaire(), (("Encuesta", "Prueba"),))


def made(**changes: Any) -> dict[str, Table]:
    row = SurveyRow(
        whole_answers(**changes), folio="E2-2021-GTPA-1", group="GTPA", group_name="GT Pesca",
        kind="technical_group", submitted_on=date(2021, 9, 20),
    )  # fmt: skip
    return {table.key: table for table in survey_tables(ABOUT, [row], language=Language(), spoken="es")}


def first(table: Table) -> dict[str, Any]:
    return dict(zip((column.key for column in table.columns), table.rows[0], strict=True))


def test_codes_stand_under_the_keys_that_expressions_use() -> None:
    codes = first(made()["codes"])
    assert (codes["folio"], codes["group"], codes["submitted_on"]) == ("E2-2021-GTPA-1", "GTPA", date(2021, 9, 20))
    assert (codes["b1"], codes["c1"], codes["a7"]) == ("n2", 8, date(2021, 8, 31))
    assert (codes["c8"], codes["c8__horario"], codes["c8__cuidado"]) == ("horario virtual", True, False)
    assert (codes["a4__cl__m"], codes["a4__mx__m"], codes["a4__t__m"], codes["a4__total"]) == (3, None, 5, 11)
    assert codes["e4__datos__hoy"] == "3"


def test_labels_say_the_same_in_words() -> None:
    labels = first(made()["labels"])
    assert (labels["b1"], labels["c4"]) == ("Parcialmente", "No aplica a este grupo")
    assert labels["c8"].count("; ") == 1
    assert "c8__horario" not in labels


def test_what_was_not_answered_is_empty_and_not_nothing() -> None:
    codes = first(made(a4=None, a5=None, c8=None, c1=None)["codes"])
    assert [codes[key] for key in ("a4__cl__m", "a4__total", "c8", "c8__horario", "c1")] == [None] * 5


def test_the_code_book_explains_every_column_of_the_questionnaire() -> None:
    tables = made()
    explained = {row[0] for row in tables["code_book"].rows}
    columns = {column.key for column in tables["codes"].columns[6:]}
    assert {key for key in columns if key not in explained} == {
        f"{question.key}__{option.key}"
        for question in default_questionnaire().questions
        if question.type == "multiple"
        for option in question.options
    } | {f"{question.key}__comment" for question in default_questionnaire().questions if question.warning}
    scored = [row for row in tables["code_book"].rows if row[0] == "b1" and row[4] == "n1"]
    assert [(row[6], row[7]) for row in scored] == [(33.3, "GOB")]
    assert next(row[7] for row in tables["code_book"].rows if row[0] == "e4__datos__hoy") == "CAP"


def test_a_wave_of_persons_names_nobody() -> None:
    personal = SurveyAbout(default_questionnaire(), (), is_personal=True)
    tables = survey_tables(personal, [SurveyRow(whole_answers())], language=Language(), spoken="es")
    assert tables[0].columns[0].key == "a1"


def test_what_persons_write_stands_apart_and_nothing_of_fewer_than_five() -> None:
    personal = SurveyAbout(default_questionnaire(), (), is_personal=True)
    words = ("zeta", "Beta", "alfa", "gama", "delta", "Épsilon")
    rows = [
        SurveyRow(whole_answers(e7=word, a6="directorio" if number < 4 else None, a4={"cl": {"m": 1}}))
        for number, word in enumerate(words)
    ]
    rows[0] = SurveyRow(whole_answers(e7="zeta", a6="directorio", a4={"cl": {"m": 1, "h": 2}}))
    tables = {table.key: table for table in survey_tables(personal, rows, language=Language(), spoken="es")}
    texts = [text for question, text in tables["texts"].rows if question == "e7"]
    assert texts == ["alfa", "Beta", "delta", "gama", "zeta", "Épsilon"]
    for key in ("codes", "labels"):
        columns = {column.key for column in tables[key].columns}
        assert not columns & {"e7", "folio", "submitted_on"}
        assert not any(word in row for word in words for row in tables[key].rows)
    told = [dict(zip((each.key for each in tables["codes"].columns), row, strict=True)) for row in tables["codes"].rows]
    assert {row["a6"] for row in told} == {None}  # four people
    assert [row["a4__cl__m"] for row in told] == [1] * 6
    assert {row["a4__cl__h"] for row in told} == {None}  # one person
