"""A plan comes in from whatever file it is kept in, word for word, and a file that means harm does not come in."""

import contextlib
import io
import zipfile

import pytest
import xlsxwriter
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import plan_files
from monitor.domain.plan_document import read_plan_document
from monitor.domain.plan_problems import PlanDocumentError
from monitor.domain.plan_tables import PlanSource, read_tables
from monitor.plan_files import PlanFileRefused, read_plan_file
from tests import plan_samples
from tests.domain.plan_files import PLAN_TEXT

FORMS = {
    "docx": plan_samples.as_docx(2024),
    "xlsx": plan_samples.as_xlsx(2024),
    "csv": plan_samples.as_csv(2024),
    "csv with commas": plan_samples.as_csv(2024, delimiter=",", encoding="utf-8-sig"),
    "html": plan_samples.as_html(2024),
    "text": plan_samples.as_text(2024),
}


def read(content: bytes) -> PlanSource:
    return read_tables(read_plan_file(content))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_rows_word_for_word(form: str) -> None:
    source = read(FORMS[form])
    said = [(row.area, row.responsible, row.activity, row.schedule) for row in source.rows]
    assert said == [(int(row[0][0]), row[2], row[3], row[4]) for row in plan_samples.rows(2024)]
    assert {area.number: area.name for area in source.areas} == plan_samples.AREA_NAMES
    assert [[action.code for action in area.actions] for area in source.areas] == [
        ["1.1", "1.2"],
        ["2.1", "2.2"],
        ["3.1", "3.2"],
    ]
    assert source.problems == ()


@pytest.mark.parametrize("form", ["docx", "xlsx", "text"])
def test_the_table_of_names_is_told_from_that_of_the_rows(form: str) -> None:
    names = [(known.name, known.acronym) for known in read(FORMS[form]).abbreviations]
    assert names == list(plan_samples.ABBREVIATIONS)


@pytest.mark.parametrize("form", ["docx", "xlsx", "html", "text"])
def test_the_heading_tells_the_plan(form: str) -> None:
    assert read(FORMS[form]).heading == plan_samples.heading(2024)


def test_the_real_plan_says_the_same_by_this_way_as_by_the_other() -> None:
    source, document = read(PLAN_TEXT.encode()), read_plan_document(PLAN_TEXT)
    assert [(row.area, row.responsible, row.activity, row.schedule) for row in source.rows] == [
        (row.area, row.responsible, row.activity, row.schedule) for row in document.rows
    ]
    assert (source.areas, source.abbreviations, source.stated_total) == (document.areas, document.abbreviations, 40)
    assert source.problems == ()


def test_real_dates_of_a_spreadsheet_are_written_day_first() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    for column, text in enumerate(("Eje", "Responsable", "Proyecto", "Inicio", "Fin")):
        sheet.write_string(0, column, text)
    for column, text in enumerate(("1", "GTG", "Taller")):
        sheet.write_string(1, column, text)
    sheet.write_number(1, 3, 45327, book.add_format({"num_format": "dd/mm/yyyy"}))
    sheet.write_number(1, 4, 45444, book.add_format({"num_format": "mmm yyyy"}))
    book.close()
    (row,) = read(buffer.getvalue()).rows
    assert (row.area, row.schedule) == (1, "Inicio: 05/02/2024. Fin: 06/2024")


def word_table(*lines: tuple[str, ...]) -> bytes:
    document = Document()
    table = document.add_table(rows=0, cols=len(lines[0]))
    for line in lines:
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


HEAD = ("Área", "Responsables", "Actividad", "Cronograma")


def test_what_is_missing_is_said_with_table_row_and_words_and_the_row_stays() -> None:
    source = read(word_table(HEAD, ("", "GTG", "Taller", "2024"), ("1", "", "Foro", "2024"), ("1", "GTL", "Guía", "")))
    assert len(source.rows) == 3
    assert [(problem.table, problem.row, problem.why) for problem in source.problems] == [
        (1, 1, "No dice a qué área pertenece."),
        (1, 2, "Falta el texto de la celda «grupo responsable»."),
        (1, 3, "Falta el texto de la celda «cronograma»."),
    ]
    assert "Foro" in source.problems[1].text


def test_a_row_over_the_whole_table_names_the_area_of_those_below_it() -> None:
    source = read(
        word_table(
            ("Responsables", "Actividad", "Plazo"),
            ("Área 2. Empresas de mujeres",) * 3,
            ("GTG", "Taller", "2024"),
            ("Responsables", "Actividad", "Plazo"),
            ("GTL", "Foro", "2025"),
            ("Total de proyectos", "3", "3"),
        )
    )
    assert [(row.area, row.activity) for row in source.rows] == [(2, "Taller"), (2, "Foro")]
    assert [(area.number, area.name) for area in source.areas] == [(2, "Empresas de mujeres")]
    assert [problem.why for problem in source.problems] == [
        "El documento dice que son 3 proyectos y la tabla tiene 2 filas."
    ]


def test_a_column_of_allies_is_kept_beside_the_responsible_groups() -> None:
    head = ("Área", "Grupo responsable", "Organizaciones aliadas", "Actividad", "Fecha")
    (row,) = read(word_table(head, ("1", "GTG", "BID", "Taller", "2024"))).rows
    assert row.responsible == "GTG\nAliados: BID"


def test_a_file_without_a_plans_table_says_what_it_lacks() -> None:
    with pytest.raises(PlanDocumentError, match="grupo responsable, la actividad"):
        read(word_table(("Nombre", "Correo"), ("Ana", "ana@example.org")))


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(FORMS["docx"])) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return zipped(parts | {name: content})


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
REFUSED = {
    "empty": (b"  \n", "vacío"),
    "pdf": (b"%PDF-1.7 ...", "no se puede leer como un plan"),
    "old": (b"\xd0\xcf\x11\xe0" + b"\x00" * 100, "formato antiguo"),
    "words": (b"Esto no es una tabla.", "no se puede leer como un plan"),
    "zip": (zipped({"a.txt": b"a"}), "comprimidos"),
    "cut": (FORMS["docx"][:900], "dañado"),
    "bomb": (with_part("word/media/a.xml", b" " * (plan_files.LARGEST_UNPACKED + 1)), "demasiado grande"),
    "entities": (with_part("word/document.xml", ENTITIES), "dañado"),
    "macros": (with_part("word/vbaProject.bin", b"x"), "macros"),
    "heavy": (b"a;b;c;d\n" * (plan_files.LARGEST_FILE // 8 + 1), "demasiado grande"),
    "long": (b"a;b;c;d\n" * (plan_files.MOST_ROWS + 1), "demasiado grande"),
    "spans": (b"<table><tr>" + b'<td rowspan="3000" colspan="3000">a</td>' * 2 + b"</tr></table>", "dañado"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_plan_or_means_harm_is_refused_in_plain_words(name: str) -> None:
    content, why = REFUSED[name]
    with pytest.raises(PlanFileRefused, match=why):
        read_plan_file(content)


@settings(max_examples=60)
@given(st.binary(max_size=300), st.sampled_from(sorted(FORMS)), st.integers(0, 8000), st.booleans())
def test_whatever_the_bytes_they_are_read_or_refused(noise: bytes, form: str, at: int, alone: bool) -> None:
    content = FORMS[form]
    with contextlib.suppress(PlanFileRefused, PlanDocumentError):
        read(noise if alone else content[:at] + noise + content[at + len(noise) :])
