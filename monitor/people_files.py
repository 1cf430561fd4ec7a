"""Lists of people as files: what somebody hands in (Excel or CSV), trusting nothing of it, and the template to fill in.

read_people_file(content) -> rows        raises SheetRefused with one plain reason, whatever the file is
write_template(...) -> bytes             Excel with drop-downs; write_csv(...) -> bytes for whoever has none
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from monitor.domain.people_sheet import HEADINGS, MOST_PEOPLE, Column, Row
from monitor.domain.sentences import N_, Sentence
from monitor.domain.spanish_text import fold
from monitor.domain.update_sheet_reading import Cells, SheetRefused, Unreadable
from monitor.domain.update_sheet_values import plain
from monitor.plan_files import decoded
from monitor.spreadsheet_reading import LARGEST_FILE, Extent, read_sheets

ACCEPT = ".xlsx,.csv"
MOST_ROWS, MOST_COLUMNS = 2000, 40
NOT_A_LIST = Sentence("Este archivo no es una lista que se pueda leer. Súbala como Excel (.xlsx) o CSV (.csv).")
TOO_BIG = Sentence("El archivo es demasiado grande: el máximo son 5 MB.")
TOO_MANY = N_("La hoja «%(name)s» tiene demasiadas filas: el máximo son 2.000.")
EXTENT = Extent(MOST_ROWS, MOST_COLUMNS, NOT_A_LIST, TOO_BIG, TOO_MANY)
PEOPLE_SHEET, LISTS_SHEET, GUIDE_SHEET = N_("Personas"), N_("Listas"), N_("Cómo llenarla")
_OWN_NAMES = {"personas", "people"}
_NO_WORDS = Unreadable(Sentence("Aquí hay un número o una fecha. Escriba el texto."))
_WIDTHS = {
    Column.EMAIL: 34,
    Column.NAME: 34,
    Column.GROUP: 60,
    Column.GROUP_ROLE: 18,
    Column.COUNTRY: 16,
    Column.ROLE: 24,
    Column.LANGUAGE: 12,
}
_MADE = datetime(2021, 1, 1)  # noqa: DTZ001 - the file keeps no zone; the same template gives the same bytes


def read_people_file(content: bytes) -> list[Row]:
    """The lines of the list, told by the file's content and not its name."""
    if len(content) > LARGEST_FILE:
        raise SheetRefused(TOO_BIG)
    if not content.strip():
        raise SheetRefused("El archivo está vacío. Elija otro.")
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return _rows(
            _list_in({name: sheet.cells for name, sheet in read_sheets(content, EXTENT).items() if not sheet.hidden})
        )
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")):
        raise SheetRefused(NOT_A_LIST)
    return _separated(content)


def _list_in(sheets: Mapping[str, Cells]) -> Cells:
    """The sheet called «Personas», or else the first that holds something."""
    named = [cells for name, cells in sheets.items() if fold(name).strip() in _OWN_NAMES]
    return next((cells for cells in (*named, *sheets.values()) if cells), {})


def _rows(cells: Cells) -> list[Row]:
    last = max((row for row, _ in cells), default=0)
    width = max((column for _, column in cells), default=0)
    return [
        (row, [_words(cells.get((row, column), "")) for column in range(1, width + 1)]) for row in range(1, last + 1)
    ]


def _words(value: object) -> str | Unreadable:
    if isinstance(value, str):
        return plain(value)
    return value if isinstance(value, Unreadable) else _NO_WORDS


def _separated(content: bytes) -> list[Row]:
    """CSV with commas, semicolons or tabs, as Excel writes it in any of the four countries."""
    try:
        text = decoded(content).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise SheetRefused(NOT_A_LIST) from error
    if "\x00" in text:
        raise SheetRefused(NOT_A_LIST)
    head = text[:4000]
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count), strict=True)
    rows: list[Row] = []
    try:
        for cells in reader:
            if len(rows) == MOST_ROWS or len(cells) > MOST_COLUMNS:
                raise SheetRefused(TOO_MANY, name="CSV")
            rows.append((reader.line_num, [plain(cell) for cell in cells]))
    except csv.Error as error:
        raise SheetRefused(NOT_A_LIST) from error
    return rows


def write_csv(say: Callable[[str], str]) -> bytes:
    """Only the headings, with the mark by which Excel knows the letters."""
    return ("\ufeff" + ";".join(say(heading) for heading in HEADINGS.values()) + "\r\n").encode()


def write_template(
    groups: Sequence[str],
    choices: Mapping[Column, Sequence[str]],
    guide: Sequence[str],
    *,
    say: Callable[[str], str],
) -> bytes:
    """The template in the reader's language: a sheet to fill in, its lists, and how. `groups` are their labels."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": say(PEOPLE_SHEET), "created": _MADE})
    head = book.add_format({"bold": True, "font_color": "#ffffff", "bg_color": "#3b1d4f", "valign": "vcenter"})
    text = book.add_format({"num_format": "@"})
    page, lists, how = (book.add_worksheet(say(name)) for name in (PEOPLE_SHEET, LISTS_SHEET, GUIDE_SHEET))
    page.freeze_panes(1, 0)
    page.set_row(0, 22)
    for place, (column, heading) in enumerate(HEADINGS.items()):
        page.set_column(place, place, _WIDTHS[column], text)
        page.write_string(0, place, say(heading), head)
        offered = groups if column is Column.GROUP else choices.get(column, ())
        if offered:
            _offer(
                page, lists, place, [say(heading), *offered], head, lists_name=say(LISTS_SHEET), width=_WIDTHS[column]
            )
    how.set_column(0, 0, 100, book.add_format({"text_wrap": True, "valign": "top"}))
    for row, line in enumerate(guide):
        how.write_string(row, 0, line)
    book.close()
    return buffer.getvalue()


def _offer(page: Any, lists: Any, place: int, words: Sequence[str], head: Any, *, lists_name: str, width: int) -> None:
    """A drop-down in one column of the list, from a column of the sheet of lists."""
    for row, each in enumerate(words):
        lists.write_string(row, place, each, *([head] if row == 0 else []))
    lists.set_column(place, place, width)
    letter = chr(ord("A") + place)
    source = f"='{lists_name}'!${letter}$2:${letter}${len(words)}"
    page.data_validation(1, place, MOST_PEOPLE, place, {"validate": "list", "source": source, "error_type": "warning"})
