"""The results of an earlier survey as a file: the template that is handed out, and what comes back.

read_file(content) -> sheets                 raises SheetRefused
write_template(questionnaire, units, ...) -> bytes
"""

import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

import xlsxwriter

from monitor.domain.questionnaire import Line, Question, Questionnaire, QuestionType, words
from monitor.domain.sentences import N_, Sentence
from monitor.domain.xlsform import SheetIn
from monitor.spreadsheet_reading import Extent, SheetRefused, read_sheets
from monitor.spreadsheets import height_of

MOST_ROWS, MOST_COLUMNS = 2000, 1000
_NOT_EXCEL = Sentence("Este archivo no es un libro de Excel (.xlsx).")
_TOO_BIG = Sentence("El archivo es demasiado grande: el máximo son 5 MB.")
_TOO_MANY = N_("La hoja «%(name)s» tiene demasiadas filas o columnas.")
EXTENT = Extent(MOST_ROWS, MOST_COLUMNS, _NOT_EXCEL, _TOO_BIG, _TOO_MANY)
_EXPLAINED = (N_("Columna"), N_("Pregunta"), N_("Qué se escribe"))
_MAY = {
    "several": N_("Una o varias claves, separadas por espacios: %(options)s"),
    "one": N_("Una clave o su texto: %(options)s"),
    "whole": N_("Un número entero; vacío si no se sabe"),
    "number": N_("Un número; vacío si no se sabe"),
    "day": N_("Una fecha: 2021-08-31"),
    "text": N_("Texto"),
}


class _Names(NamedTuple):
    """What the sheets and their first columns are called; reading knows both languages."""

    answers: str
    keys: str
    group: str
    name: str
    country: str


_SPANISH = _Names("respuestas", "claves", "grupo", "nombre", "pais")
_ENGLISH = _Names("answers", "keys", "group", "name", "country")
_MADE = datetime(2021, 1, 1)  # noqa: DTZ001 - the file keeps no zone, and the library would write the moment of the run
_WIDTHS = (24, 60, 90)
_HEAD = {"bold": True, "font_color": "#ffffff", "bg_color": "#3b1d4f", "valign": "top", "text_wrap": True}


def read_file(content: bytes) -> dict[str, SheetIn]:
    """Every sheet. Raises SheetRefused for what is no workbook that can be read safely."""
    found = read_sheets(content, EXTENT)
    for name, sheet in found.items():
        if sheet.reaches_beyond:
            raise SheetRefused(_TOO_MANY, name=name[:31])
    return {name: SheetIn(sheet.cells, sheet.hidden, sheet.merged) for name, sheet in found.items()}


def write_template(
    questionnaire: Questionnaire,
    units: Iterable[tuple[str, str, str]],
    *,
    by_country: bool,
    language: str,
    translate: Callable[[str], str] = str,
) -> bytes:
    """A sheet to fill in, one row for each unit (key, name, country), and one that explains every column."""
    names = _ENGLISH if language == "en" else _SPANISH
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": words(questionnaire.labels, language)[:200], "created": _MADE})
    head, body = book.add_format(_HEAD), book.add_format({"text_wrap": True, "valign": "top"})
    columns = [*_columns(questionnaire, language, translate)]
    page = book.add_worksheet(names.answers)
    page.freeze_panes(1, 3 if by_country else 2)
    first = [names.group, names.name, *([names.country] if by_country else [])]
    for position, heading in enumerate([*first, *(key for key, _words, _values in columns)]):
        page.write_string(0, position, heading, head)
    for row, (key, name, country) in enumerate(units, start=1):
        for position, value in enumerate([key, name, *([country] if by_country else [])]):
            page.write_string(row, position, value, body)
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 34)
    page.set_column(2, len(first) + len(columns), 14)
    _explain(book.add_worksheet(names.keys), columns, [translate(each) for each in _EXPLAINED], (head, body))
    book.close()
    return buffer.getvalue()


def _explain(page: Any, columns: list[tuple[str, str, str]], headings: list[str], styles: tuple[Any, Any]) -> None:
    head, body = styles
    for position, (heading, width) in enumerate(zip(headings, _WIDTHS, strict=True)):
        page.write_string(0, position, heading, head)
        page.set_column(position, position, width)
    page.freeze_panes(1, 0)
    for row, column in enumerate(columns, start=1):
        page.set_row(row, max(height_of(text, width) for text, width in zip(column, _WIDTHS, strict=True)))
        for position, text in enumerate(column):
            page.write_string(row, position, text, body)


def _columns(
    questionnaire: Questionnaire, language: str, translate: Callable[[str], str]
) -> Iterator[tuple[str, str, str]]:
    """Key, words and what may be written, of each column for answers."""
    for question in questionnaire.questions:
        if question.type in (QuestionType.NOTE, QuestionType.FILE) or question.filled_from:
            continue
        title, may = words(question.labels, language), _values(question, language, translate)
        if not question.type.has_lines:
            yield question.key, title, may
            continue
        for row, column in question.cells:
            yield question.cell_key(row.key, column.key), f"{title} · {_cell(row, column, language)}", may


def _cell(row: Line, column: Line, language: str) -> str:
    return f"{words(row.labels, language)}: {words(column.labels, language)}"


def _values(question: Question, language: str, translate: Callable[[str], str]) -> str:
    listed = "; ".join(f"{option.key} = {words(option.labels, language)}" for option in question.options)
    if question.type is QuestionType.MULTIPLE:
        return translate(_MAY["several"]) % {"options": listed}
    if question.type.has_options:
        return translate(_MAY["one"]) % {"options": listed}
    if question.type is QuestionType.GRID:
        return translate(_MAY["whole"])
    names = {QuestionType.INTEGER: "whole", QuestionType.DECIMAL: "number", QuestionType.DATE: "day"}
    return translate(_MAY[names.get(question.type, "text")])
