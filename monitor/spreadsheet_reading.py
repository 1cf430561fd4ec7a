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

from monitor.domain.sentences import N_, Sentence
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
_QUOTED = re.compile(r'"[^"]*"|\\.')


@dataclass(frozen=True)
class RawBook:
    """What stands in a file: its hidden label as it came, and the cells of every sheet by its name."""

    label: str
    sheets: dict[str, dict[tuple[int, int], RawValue]]


def read_book(content: bytes) -> RawBook:
    """Everything that stands in the file. Raises SheetRefused with the reason, whatever the file is."""
    _check_archive(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it does not keep; nothing of it is kept here
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            try:
                found = {page.title: dict(_cells(page)) for page in book.worksheets}
            finally:
                book.close()
    except SheetRefused:
        raise
    except Exception as error:
        raise SheetRefused(_BROKEN) from error
    label = found.pop(LABEL_SHEET, {})
    found.pop(GUIDE_SHEET, None)
    parts = [label[place] for place in sorted(label) if place[1] == 1]
    if not parts or not all(isinstance(part, str) for part in parts):
        raise SheetRefused(NOT_OURS)
    return RawBook("".join(str(part) for part in parts), found)


def _check_archive(content: bytes) -> None:
    if len(content) > LARGEST_FILE:
        raise SheetRefused(_TOO_BIG)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetRefused(_LOCKED)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_parts(parts)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _check_xml(archive.read(part))
    except SheetRefused:
        raise
    except Exception as error:
        raise SheetRefused(_BROKEN if content.startswith(b"PK") else _NOT_EXCEL) from error


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    """Sizes as the archive states them: reading stops there, whatever really follows."""
    names = [part.filename.lower() for part in parts]
    if "mimetype" in names and "content.xml" in names:
        raise SheetRefused(_OPEN_DOCUMENT)
    if "xl/workbook.xml" not in names:
        raise SheetRefused(_NOT_EXCEL)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise SheetRefused(_TOO_BIG)
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


def _cells(page: Any) -> Iterator[tuple[tuple[int, int], RawValue]]:
    page.reset_dimensions()  # what the file says of its own size may be wrong
    for number, row in enumerate(page.iter_rows(max_col=MOST_COLUMNS), start=1):
        if number > MOST_ROWS:
            raise SheetRefused(_ROWS, name=page.title[:31])
        for column, cell in enumerate(row, start=1):
            value = _value(cell)
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
