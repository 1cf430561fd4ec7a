"""XLSForm files: their bytes to sheets of plain cells, and back.

read_xlsform(content) -> Reading        raises SheetRefused for what is no workbook that can be read safely
write_xlsform(questionnaire) -> bytes   the same questionnaire gives the same bytes; no text becomes a formula
"""

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import xlsxwriter

from monitor.domain.questionnaire import Questionnaire, words
from monitor.domain.sentences import N_, Sentence
from monitor.domain.update_sheet_reading import SheetRefused
from monitor.domain.xlsform import SheetIn
from monitor.domain.xlsform_reading import Reading, read_form
from monitor.domain.xlsform_writing import Grid, sheets_of
from monitor.spreadsheet_reading import Extent, read_sheets
from monitor.spreadsheets import height_of

MOST_ROWS, MOST_COLUMNS = 10_000, 100
NOT_EXCEL = Sentence("Este archivo no es un libro de Excel (.xlsx).")
TOO_BIG = Sentence("El archivo es demasiado grande: el máximo son 5 MB.")
TOO_MANY = N_("La hoja «%(name)s» tiene demasiadas filas o columnas: el máximo son 10.000 filas y 100 columnas.")
EXTENT = Extent(MOST_ROWS, MOST_COLUMNS, NOT_EXCEL, TOO_BIG, TOO_MANY)
_MADE = datetime(2021, 1, 1)  # noqa: DTZ001 - the file keeps no zone
"""The library writes the moment of the run unless told another; a form has none."""
_WIDTHS = {"type": 26, "name": 20, "list_name": 20, "relevant": 32, "constraint": 36, "calculation": 40}
_STYLES: dict[str, dict[str, Any]] = {
    "head": {"bold": True, "font_color": "#ffffff", "bg_color": "#3b1d4f"},
    "group": {"bold": True, "bg_color": "#eee6f3", "text_wrap": True, "num_format": "@"},
    "body": {"text_wrap": True, "num_format": "@"},
    "number": {},
}
_NARROW = 14
_WIDE = 44


def read_xlsform(content: bytes) -> Reading:
    """The questionnaire in the file, or everything that is wrong with it. Raises SheetRefused."""
    found = read_sheets(content, EXTENT)
    for name, sheet in found.items():
        if sheet.reaches_beyond:
            raise SheetRefused(TOO_MANY, name=name[:31])
    return read_form({name: SheetIn(sheet.cells, sheet.hidden, sheet.merged) for name, sheet in found.items()})


def write_xlsform(questionnaire: Questionnaire) -> bytes:
    """The questionnaire as an XLSForm workbook."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    title = words(questionnaire.labels, questionnaire.languages[0])
    book.set_properties({"title": title[:200], "created": _MADE})
    styles = {name: book.add_format(style | {"valign": "top"}) for name, style in _STYLES.items()}
    for name, grid in sheets_of(questionnaire).items():
        page = book.add_worksheet(name)
        page.freeze_panes(1, 0)
        _write(page, grid, styles)
    book.close()
    return buffer.getvalue()


def _write(page: Any, grid: Grid, styles: Mapping[str, Any]) -> None:
    widths = [_WIDTHS.get(heading, _WIDE if "::" in heading else _NARROW) for heading in grid.headings]
    for column, heading in enumerate(grid.headings):
        page.set_column(column, column, widths[column])
        page.write_string(0, column, heading, styles["head"])
    for line, row in enumerate(grid.rows, start=1):
        style = styles["group" if row[0] == "begin_group" else "body"]
        page.set_row(line, max(height_of(str(value), width) for value, width in zip(row, widths, strict=True)))
        for column, value in enumerate(row):
            if isinstance(value, str):
                if value or row[0] == "begin_group":
                    page.write_string(line, column, value, style)
            else:
                page.write_number(line, column, value, styles["number"])
