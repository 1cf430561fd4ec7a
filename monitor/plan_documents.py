"""Writes a plan as a Word document or an Excel sheet, in the table in which it is published."""

import io
import math
from datetime import date, datetime
from typing import Any

import xlsxwriter
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from monitor.domain.plan_sheet import HEADINGS, NAMES, TOTAL, PlanSheet

_WIDTHS = (1.4, 6.2, 4.6, 8.6, 4.4)
"""Centimetres of the columns on a page that lies."""
_SHEET_WIDTHS = (7, 46, 32, 60, 28)
_PLUM, _LINE = "3B1D4F", "B9AEC2"


def as_word(sheet: PlanSheet, *, made_on: date) -> bytes:
    document = Document()
    _prepare(document, sheet, made_on)
    for words in sheet.title.split("\n"):
        document.add_paragraph().add_run(words).bold = True
    table = document.add_table(rows=0, cols=len(HEADINGS))
    table.style = "Table Grid"
    table.autofit = False
    _fill(table.add_row(), HEADINGS, head=True)
    for line in sheet.lines():
        _fill(table.add_row(), line)
    document.add_paragraph()
    document.add_paragraph(f"{TOTAL} {len(sheet.rows)}")
    if sheet.names:
        document.add_paragraph().add_run(NAMES).bold = True
        names = document.add_table(rows=0, cols=2)
        names.style = "Table Grid"
        for pair in sheet.names:
            _fill(names.add_row(), pair, widths=(16, 6))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _prepare(document: Any, sheet: PlanSheet, made_on: date) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(10)
    style.paragraph_format.space_after = Pt(3)
    properties = document.core_properties
    properties.title, properties.author, properties.language = sheet.name, "HRAEM Monitor", "es"
    properties.created = properties.modified = datetime(made_on.year, made_on.month, made_on.day)  # noqa: DTZ001


def _fill(row: Any, texts: tuple[str, ...], *, head: bool = False, widths: tuple[float, ...] = _WIDTHS) -> None:
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        cell.width = Cm(width)
        paragraphs = text.split("\n")
        for place, words in enumerate(paragraphs):
            paragraph = cell.paragraphs[0] if not place else cell.add_paragraph()
            paragraph.add_run(words).bold = head
    if head:
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no other way to repeat a row
        repeated = OxmlElement("w:tblHeader")
        repeated.set(qn("w:val"), "true")
        properties.append(repeated)


def as_excel(sheet: PlanSheet, *, made_on: date) -> bytes:
    """Everything is text: what begins like a formula stays words."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    made = datetime(made_on.year, made_on.month, made_on.day)  # noqa: DTZ001 - the file keeps no zone
    book.set_properties({"title": sheet.name, "created": made})
    title = book.add_format({"bold": True, "font_size": 13, "font_color": f"#{_PLUM}", "text_wrap": True})
    head = book.add_format(
        {
            "bold": True,
            "font_color": "#ffffff",
            "bg_color": f"#{_PLUM}",
            "text_wrap": True,
            "valign": "vcenter",
            "border": 1,
        }
    )
    words = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": f"#{_LINE}"})
    page = book.add_worksheet("Plan")
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    for column, width in enumerate(_SHEET_WIDTHS):
        page.set_column(column, column, width)
    row = 0
    for text in sheet.title.split("\n"):
        page.merge_range(row, 0, row, len(HEADINGS) - 1, text, title)
        page.set_row(row, 34)
        row += 1
    for column, text in enumerate(HEADINGS):
        page.write_string(row, column, text, head)
    page.set_row(row, 34)
    page.repeat_rows(row)
    page.freeze_panes(row + 1, 0)
    for line in sheet.lines():
        row += 1
        for column, text in enumerate(line):
            page.write_string(row, column, text, words)
        page.set_row(row, _height(line))
    page.write_string(row + 1, 0, f"{TOTAL} {len(sheet.rows)}")
    row += 3
    if sheet.names:
        page.write_string(row, 0, NAMES, book.add_format({"bold": True}))
    for name, acronym in sheet.names:
        row += 1
        page.write_string(row, 0, name)
        page.write_string(row, 1, acronym)
    book.close()
    return buffer.getvalue()


def _height(line: tuple[str, ...]) -> float:
    lines = (
        sum(max(1, math.ceil(len(words) / (width * 0.95))) for words in text.split("\n"))
        for text, width in zip(line, _SHEET_WIDTHS, strict=True)
    )
    return min(400, 15 * max(lines) + 4)
