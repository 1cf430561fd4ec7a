"""Opens a plan's file (Word, Excel, CSV, web page or text), trusting nothing of it: its tables, or one plain reason.

Cells keep their words. A merged cell says its text in every place that it covers.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from monitor.domain.errors import RuleError
from monitor.domain.file_kinds import FileRefused, kind_of
from monitor.domain.plan_cells import cell_text
from monitor.domain.plan_tables import RawDocument, Table
from monitor.domain.sentences import N_
from monitor.domain.spanish_text import fold
from monitor.plan_pages import read_page

LARGEST_FILE = 8 * 1024 * 1024
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_TABLES, MOST_ROWS, MOST_COLUMNS, MOST_LETTERS = 200, 3000, 40, 3_000_000
ACCEPT = ".docx,.xlsx,.csv,.html,.htm,.txt"


class PlanFileRefused(RuleError):
    """A file that is no plan, or cannot be opened safely; the message says why and what to do."""


_NOT_A_PLAN = N_(
    "Este archivo no se puede leer como un plan. Súbalo como documento de Word (.docx), Excel (.xlsx o .csv), página"
    " web (.html) o texto (.txt)."
)
_BROKEN = N_("El archivo está dañado y no se puede leer. Ábralo, guárdelo otra vez y súbalo de nuevo.")
_TOO_BIG = N_(
    "El archivo es demasiado grande para ser un plan. Quite las imágenes o deje solo la tabla, y súbalo de nuevo."
)
_OLD = N_("Este archivo es de un formato antiguo o tiene contraseña. Guárdelo sin contraseña como .docx o .xlsx.")


def read_plan_file(content: bytes) -> RawDocument:
    """What stands in the file, told by its content and not its name. Raises PlanFileRefused, whatever the file is."""
    if len(content) > LARGEST_FILE:
        raise PlanFileRefused(_TOO_BIG)
    if not content.strip():
        raise PlanFileRefused(N_("El archivo está vacío. Elija otro."))
    try:
        raw = _read(content)
    except PlanFileRefused:
        raise
    except Exception as error:
        raise PlanFileRefused(_BROKEN) from error
    _check_size(raw)
    return raw


def _read(content: bytes) -> RawDocument:
    if content.startswith(b"PK"):
        extension = _checked_archive(content)
        return _word(content) if extension == "docx" else _excel(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise PlanFileRefused(_OLD)
    if b"\x00" in content or content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")):
        raise PlanFileRefused(_NOT_A_PLAN)
    text = decoded(content)
    head = text[:2000].lstrip().lower()
    lines = [line for line in text.splitlines() if line.strip()]
    if any(line.count("\t") >= 3 for line in lines):
        return _tabbed(text)
    if head.startswith("<") and "<table" in text.lower():
        return read_page(text)
    return _separated(text)


def _checked_archive(content: bytes) -> str:
    """The kind of an office document without macros, entities or more inside than a plan needs."""
    try:
        kind = kind_of(content)
    except FileRefused as error:
        raise PlanFileRefused(error.sentence) from None
    if kind.extension not in ("docx", "xlsx"):
        raise PlanFileRefused(_NOT_A_PLAN)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
            raise PlanFileRefused(_TOO_BIG)
        for part in archive.infolist():
            if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                inside = archive.read(part)
                if b"\x00" in inside or b"<!DOCTYPE" in inside or b"<!ENTITY" in inside:
                    raise PlanFileRefused(_BROKEN)
    return kind.extension


def _check_size(raw: RawDocument) -> None:
    letters = sum(len(cell) for table in raw.tables for row in table for cell in row)
    rows = sum(map(len, raw.tables))
    wide = any(len(row) > MOST_COLUMNS for table in raw.tables for row in table)
    if len(raw.tables) > MOST_TABLES or rows > MOST_ROWS or wide or letters > MOST_LETTERS:
        raise PlanFileRefused(_TOO_BIG)


def _word(content: bytes) -> RawDocument:
    """Paragraphs and tables in the body's order. What tracked changes deleted is no text of a run: it is left out."""
    document = Document(io.BytesIO(content))
    paragraphs: tuple[list[str], list[str]] = ([], [])
    tables: list[Table] = []
    for block in document.element.body.iterchildren():
        if block.tag == qn("w:p"):
            paragraphs[bool(tables)].append(_paragraph(block))
        elif block.tag == qn("w:tbl"):
            tables.append(_word_table(block))
    return RawDocument(tuple(paragraphs[0]), tuple(tables), tuple(paragraphs[1]))


def _word_table(table: Any) -> Table:
    """The cells by place: a cell over several columns is said in each, one over several rows is said in each too."""
    rows: list[tuple[str, ...]] = []
    for row in table.iterchildren(qn("w:tr")):
        texts: list[str] = []
        for cell in row.iterchildren(qn("w:tc")):
            properties = cell.tcPr
            span = 1 if properties is None else properties.grid_span
            merge = None if properties is None else properties.find(qn("w:vMerge"))
            goes_on = merge is not None and merge.get(qn("w:val"), "continue") == "continue"
            above = rows[-1][len(texts)] if goes_on and rows and len(texts) < len(rows[-1]) else None
            text = "\n".join(_paragraph(each) for each in cell.iter(qn("w:p"))) if above is None else above
            texts += [text] * min(span, MOST_COLUMNS)
        rows.append(tuple(texts))
    return tuple(rows)


def _paragraph(paragraph: Any) -> str:
    """The visible words; a bullet or number that Word draws by itself is no text of the document."""
    parts: list[str] = []
    for part in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:noBreakHyphen")):
        if part.tag == qn("w:t"):
            parts.append(part.text or "")
        elif part.getparent().tag == qn("w:r"):
            parts.append({qn("w:tab"): " ", qn("w:br"): "\n"}.get(part.tag, "-"))
    return "".join(parts)


def _excel(content: bytes) -> RawDocument:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it does not keep; nothing of it is kept here
        book = load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
    pages = (page for page in book.worksheets if page.sheet_state == "visible")
    return RawDocument((), tuple(table for page in pages for table in _blocks(_excel_rows(page))))


def _excel_rows(page: Any) -> Table:
    if page.max_row > MOST_ROWS * 4 or page.max_column > MOST_COLUMNS * 4:
        raise PlanFileRefused(_TOO_BIG)
    merged = {}
    for area in page.merged_cells.ranges:
        for row in range(area.min_row, area.max_row + 1):
            for column in range(area.min_col, area.max_col + 1):
                merged[row, column] = (area.min_row, area.min_col)
    values = {(cell.row, cell.column): _excel_text(cell) for row in page.iter_rows() for cell in row}
    width = max((column for (_, column), text in values.items() if text), default=0)
    return tuple(
        tuple(values.get(merged.get((row, column), (row, column)), "") for column in range(1, width + 1))
        for row in range(1, page.max_row + 1)
    )


def _excel_text(cell: Any) -> str:
    """The words of a cell. A real date is written out in full, so that nobody has to guess its order."""
    value = cell.value
    if value is None or cell.data_type == "e":
        return ""
    if isinstance(value, datetime | date):
        only_month = "d" not in (cell.number_format or "d").lower()
        return f"{value:%m/%Y}" if only_month else f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def decoded(content: bytes) -> str:
    """The text of a file that says nothing of its encoding: what Word, Excel and editors write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")  # what Excel in Spanish writes as CSV


def _tabbed(text: str) -> RawDocument:
    """The text form: cells parted by tabs, with HTML inside. Rows of four cells leave out that of the actions."""
    blocks: tuple[list[str], list[str]] = ([], [])
    rows: list[tuple[str, ...]] = []
    names: list[tuple[str, ...]] = []
    abbreviated = False
    for line in text.lstrip("\ufeff").splitlines():
        cells = tuple(cell_text(cell) for cell in line.split("\t"))
        abbreviated = abbreviated or fold(line).strip() in ("abreviaturas", "siglas")
        if len(cells) > 2 and not abbreviated:
            rows.append(_with_actions(cells, len(rows[0]) if rows else 0))
        elif len(cells) == 2 and rows:
            names.append(cells)
        elif line.strip():
            blocks[bool(rows)].append(line.strip())
    after = tuple(blocks[1])
    joined = (" ".join(after),) if after else ()  # the number of the total may stand on a line of its own
    return RawDocument(tuple(blocks[0]), tuple(filter(None, (tuple(rows), tuple(names)))), joined)


def _with_actions(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (cells[0], "", *cells[1:]) if width == 5 and len(cells) == 4 else cells


def _separated(text: str) -> RawDocument:
    """CSV with commas or semicolons, as Excel writes it."""
    first = text.lstrip("\ufeff")[:4000]
    delimiter = max(",;", key=first.count)
    rows = tuple(tuple(row) for row in csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter, strict=True))
    tables = tuple(_blocks(rows))
    if not any(len(row) > 2 for row in rows):
        raise PlanFileRefused(_NOT_A_PLAN)
    return RawDocument((), tables)


def _blocks(rows: Sequence[tuple[str, ...]]) -> Iterator[Table]:
    """The tables of one sheet, parted by empty lines, each without the empty columns at its right."""
    table: list[tuple[str, ...]] = []
    for row in (*rows, ()):
        if any(cell.strip() for cell in row):
            table.append(row)
        elif table:
            width = max(place for each in table for place, cell in enumerate(each, 1) if cell.strip())
            yield tuple(each[:width] for each in table)
            table = []
