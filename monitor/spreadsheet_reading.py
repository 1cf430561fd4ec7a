"""Reads a spreadsheet that somebody hands in, trusting nothing of it: what stands in which cell, or one plain reason.

A file is small when packed and unpacked, holds no macros, links to other files or entities, and formulas are told from
values: what a formula once gave is never taken for an answer.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL

from monitor.domain.sentences import N_, Sentence
from monitor.domain.update_sheet import column_number
from monitor.domain.update_sheet_label import NOT_OURS
from monitor.domain.update_sheet_reading import FAULT, FORMULA, Percentage, RawValue, SheetRefused, Unreadable
from monitor.domain.update_sheet_values import plain
from monitor.spreadsheets import GUIDE_SHEET, LABEL_SHEET

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 25 * 1024 * 1024
MOST_PARTS = 300
MOST_ROWS, MOST_COLUMNS = 4000, 60
_NOT_EXCEL = Sentence("Este archivo no es una planilla de Excel (.xlsx). Suba la que descargó de este sitio.")
_BROKEN = Sentence(
    "La planilla está dañada y no se puede leer. Ábrala, guárdela otra vez como «Libro de Excel (.xlsx)» y súbala."
)
_TOO_BIG = Sentence(
    "La planilla es mucho más grande que la que se descarga. Descargue una nueva y copie en ella sus respuestas."
)
_ROWS = N_(
    "La hoja «%(name)s» tiene más filas que la planilla descargada. Borre lo que esté "
    "debajo del formulario, o descargue una planilla nueva."
)
_LINKED = Sentence(
    "La planilla tiene vínculos a otros archivos. Quítelos (Datos › Editar vínculos), guárdela y súbala otra vez."
)
_MACROS = Sentence("La planilla tiene macros. Guárdela como «Libro de Excel (.xlsx)», sin macros, y súbala otra vez.")
_LOCKED = Sentence(
    "La planilla tiene contraseña o es de un formato antiguo. Guárdela sin contraseña "
    "como «Libro de Excel (.xlsx)» y súbala otra vez."
)
_OPEN_DOCUMENT = Sentence(
    "Este archivo es de LibreOffice (.ods). Guárdelo como «Excel 2007-365 (.xlsx)» y súbalo otra vez."
)
_TIME = Unreadable(Sentence("Aquí hay una hora. Escriba la respuesta sin formato de hora."))
_NO_VALUES = {"f": FORMULA, "e": FAULT}
"""Kinds of cell, as the file names them, that hold no value of their own."""
MOST_MERGED = 100
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([^"']{1,40})["']""")
_FILLED = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r=["']([A-Z]{1,3})[0-9]+["'][^>]*(?<!/)>""")
"""A cell that holds something, and its column."""
_QUOTED = re.compile(r'"[^"]*"|\\.')


@dataclass(frozen=True)
class RawBook:
    """What stands in a file: its hidden label as it came, and the cells of every sheet by its name."""

    label: str
    sheets: dict[str, dict[tuple[int, int], RawValue]]


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file: its cells, whether it is hidden, and the ranges that were merged (`A1:C1`)."""

    cells: dict[tuple[int, int], RawValue]
    hidden: bool
    merged: tuple[str, ...]
    reaches_beyond: bool
    """Whether anything stands to the right of the columns that were read."""


@dataclass(frozen=True)
class Extent:
    """How much a file may hold, and how it is said when it is another kind of file or holds more."""

    rows: int
    columns: int
    not_excel: str
    too_big: str
    too_many: str
    """With %(name)s, the sheet."""


_OURS = Extent(MOST_ROWS, MOST_COLUMNS, _NOT_EXCEL, _TOO_BIG, _ROWS)


def read_book(content: bytes) -> RawBook:
    """Everything that stands in a file of ours. Raises SheetRefused with the reason, whatever the file is."""
    found = {name: sheet.cells for name, sheet in read_sheets(content, _OURS).items()}
    label = found.pop(LABEL_SHEET, {})
    found.pop(GUIDE_SHEET, None)
    parts = [label[place] for place in sorted(label) if place[1] == 1]
    if not parts or not all(isinstance(part, str) for part in parts):
        raise SheetRefused(NOT_OURS)
    return RawBook("".join(str(part) for part in parts), found)


def read_sheets(content: bytes, extent: Extent) -> dict[str, Sheet]:
    """Every sheet of a file that somebody made, by its name. Raises SheetRefused with the reason."""
    _check_archive(content, extent)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it does not keep; nothing of it is kept here
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            try:
                return {page.title: _sheet(page, content, extent) for page in book.worksheets}
            finally:
                book.close()
    except SheetRefused:
        raise
    except Exception as error:
        raise SheetRefused(_BROKEN) from error


def _sheet(page: Any, content: bytes, extent: Extent) -> Sheet:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        # Reading row by row, the library does not tell what was merged; it does tell which part the sheet is.
        part = archive.read(page._worksheet_path)  # noqa: SLF001
    merged = tuple(found.decode("ascii", "replace") for found in _MERGED.findall(part)[:MOST_MERGED])
    beyond = any(column_number(letters.decode("ascii")) > extent.columns for letters in set(_FILLED.findall(part)))
    return Sheet(dict(_cells(page, extent)), page.sheet_state != "visible", merged, beyond)


def _check_archive(content: bytes, extent: Extent) -> None:
    if len(content) > LARGEST_FILE:
        raise SheetRefused(extent.too_big)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetRefused(_LOCKED)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_parts(parts, extent)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _check_xml(archive.read(part))
    except SheetRefused:
        raise
    except Exception as error:
        raise SheetRefused(_BROKEN if content.startswith(b"PK") else extent.not_excel) from error


def _check_parts(parts: list[zipfile.ZipInfo], extent: Extent) -> None:
    """Sizes as the archive states them: reading stops there, whatever really follows."""
    names = [part.filename.lower() for part in parts]
    if "mimetype" in names and "content.xml" in names:
        raise SheetRefused(_OPEN_DOCUMENT)
    if "xl/workbook.xml" not in names:
        raise SheetRefused(extent.not_excel)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise SheetRefused(extent.too_big)
    if len(set(names)) != len(names) or any(part.flag_bits & 0x1 for part in parts):
        raise SheetRefused(_BROKEN)
    if any("externallinks/" in name or name.endswith("connections.xml") for name in names):
        raise SheetRefused(_LINKED)
    if any(name.endswith((".bin", ".vbs", ".exe")) and "vba" in name for name in names):
        raise SheetRefused(_MACROS)


def _check_xml(content: bytes) -> None:
    """No document types, so no entities; only UTF-8, so that none can hide in another encoding."""
    if b"\x00" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise SheetRefused(_BROKEN)


def _cells(page: Any, extent: Extent) -> Iterator[tuple[tuple[int, int], RawValue]]:
    page.reset_dimensions()  # what the file says of its own size may be wrong
    for number, row in enumerate(page.iter_rows(max_col=extent.columns), start=1):
        if number > extent.rows:
            raise SheetRefused(extent.too_many, name=page.title[:31])
        for column, cell in enumerate(row, start=1):
            value = None if cell is EMPTY_CELL else _value(cell)
            if value is not None:
                yield (number, column), value


def _value(cell: Any) -> RawValue | None:
    if cell.data_type in _NO_VALUES:
        return _NO_VALUES[cell.data_type]
    value: RawValue | time | timedelta | None = cell.value
    if isinstance(value, str):
        return value if plain(value) else None
    if isinstance(value, time | timedelta):
        return _TIME
    if isinstance(value, int | float) and not isinstance(value, bool) and _is_percentage(cell.number_format):
        return Percentage(float(value))
    return value


def _is_percentage(number_format: str | None) -> bool:
    """Whether the spreadsheet multiplies by a hundred: a sign in quotes is only drawn."""
    return "%" in _QUOTED.sub("", number_format or "")
