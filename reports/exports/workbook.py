"""The tables as a styled workbook: one sheet each, heads that stay, filters, and the data dictionary at the end."""

import io
from collections.abc import Sequence
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from monitor.translations import DEFAULT
from reports.data import ReportData
from reports.open_data import Table
from reports.open_data_columns import Column, Kind, Value

WIDTHS = {Kind.TEXT: 28, Kind.COUNT: 13, Kind.SHARE: 13, Kind.DATE: 13, Kind.YES_NO: 11}
WIDE = frozenset({"activity", "achieved", "obstacles", "next_steps", "womens_role", "text", "meaning", "schedule"})
YES_NO = {"es": ("sí", "no"), "en": ("yes", "no")}
"""By language: the workbook is read by people. In CSV and JSON it is true and false."""
LINE = 15
"""Points of one line of text."""
TALLEST = 400
"""Excel knows no row of more than 409 points."""
WIDEST = 400
"""Characters of all columns that still can be read on one page's width."""
FORMATS = {Kind.SHARE: "0 %", Kind.DATE: "yyyy-mm-dd", Kind.COUNT: "#,##0"}


def workbook_of(data: ReportData, tables: list[Table]) -> bytes:
    """The workbook of a report; the same data gives the same bytes."""
    return book_of(
        tables,
        title=f"{data.plan_short} {data.period}",
        author=data.publisher,
        created=data.generated_at,
        language=data.language,
    )


def book_of(tables: Sequence[Table], *, title: str, author: str, created: datetime, language: str = DEFAULT) -> bytes:
    """Tables of anything as a workbook. The library would write the moment of the run: `created` is written instead."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "author": author, "created": created.replace(tzinfo=None)})
    head = book.add_format(
        {"bold": True, "bg_color": "#3B1D4F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}
    )
    bodies = {
        kind: book.add_format({"valign": "top", "text_wrap": kind is Kind.TEXT} | _number_format(kind, language))
        for kind in Kind
    }
    for table in tables:
        _sheet(book.add_worksheet(table.title[:31]), table, head, bodies, YES_NO[language])
    book.close()
    return out.getvalue()


def _number_format(kind: Kind, language: str) -> dict[str, str]:
    if kind is Kind.SHARE and language != DEFAULT:
        return {"num_format": "0%"}
    return {"num_format": FORMATS[kind]} if kind in FORMATS else {}


def _sheet(sheet: Worksheet, table: Table, head: Format, bodies: dict[Kind, Format], yes_no: tuple[str, str]) -> None:
    for position, column in enumerate(table.columns):
        sheet.set_column(position, position, _width(column))
        sheet.write_string(0, position, column.title, head)
    sheet.set_row(0, _height([column.title for column in table.columns], table.columns))
    for line, row in enumerate(table.rows, start=1):
        sheet.set_row(line, _height(row, table.columns))
        for position, (column, own) in enumerate(zip(table.columns, row, strict=True)):
            value = own if not isinstance(own, bool) else yes_no[0] if own else yes_no[1]
            # A mean is written with its decimals: in the general format, which «yes» and «no» have too.
            has_decimals = isinstance(value, float) and column.kind is Kind.COUNT
            _cell(sheet, line, position, value, bodies[Kind.YES_NO if has_decimals else column.kind])
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    if sum(map(_width, table.columns)) <= WIDEST:
        sheet.fit_to_pages(1, 0)
    else:
        sheet.repeat_columns(0)
    sheet.repeat_rows(0)


def _height(row: Sequence[Value], columns: Sequence[Column]) -> int:
    """In points. It is written down because LibreOffice takes the rows of a file by Excel as high as they say."""
    lines = (
        sum(1 + len(part) // _width(column) for part in value.splitlines())
        for column, value in zip(columns, row, strict=True)
        if isinstance(value, str)
    )
    return min(TALLEST, LINE * max([1, *lines]))


def _width(column: Column) -> int:
    return 60 if column.key in WIDE else WIDTHS[column.kind]


def _cell(sheet: Worksheet, line: int, position: int, value: Value, body: Format) -> None:
    match value:
        case None:
            sheet.write_blank(line, position, None, body)
        case date():
            sheet.write_datetime(line, position, value, body)
        case str():
            sheet.write_string(line, position, value, body)
        case _:
            sheet.write_number(line, position, value, body)
