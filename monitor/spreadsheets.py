"""Writes the offline spreadsheet: the rows of `update_sheet_rows` as cells that can be filled in, all others locked."""

import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

from monitor.domain import words
from monitor.domain.counts import LARGEST
from monitor.domain.participation import Sex
from monitor.domain.sentences import Sentence
from monitor.domain.spanish_text import shortened
from monitor.domain.update_sheet import ANSWER, LABEL, NAME, PREVIOUS, SHORT, BookSpec, Kind, Question, Row, SheetSpec
from monitor.domain.update_sheet_rows import rows
from monitor.domain.update_sheet_values import Values, plain

LABEL_SHEET, GUIDE_SHEET = "_datos", "Instrucciones"
LABEL_CHUNK = 30_000
"""Characters of the label in one cell: Excel holds 32,767."""
_WIDTHS = {1: 44, 2: 17, 3: 17, 4: 17, 5: 17, 6: 46}
_LINE = 15
"""Points of one line of text."""
_PADDING = 6
_PLUM, _PALE, _MUTED = "#3b1d4f", "#eee6f3", "#5c5266"
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 15, "font_color": _PLUM, "text_wrap": True, "valign": "vcenter"},
    "subtitle": {"font_color": _MUTED, "text_wrap": True},
    "head": {"bold": True, "font_color": "#ffffff", "bg_color": _PLUM},
    "section": {"bold": True, "font_size": 13, "font_color": _PLUM, "bottom": 2, "bottom_color": _PLUM},
    "block": {"bold": True, "bg_color": _PALE, "text_wrap": True, "valign": "vcenter"},
    "note": {"italic": True, "font_color": _MUTED, "text_wrap": True, "valign": "vcenter"},
    "question": {"bold": True, "text_wrap": True, "valign": "vcenter"},
    "grid_head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"},
    "grid": {"indent": 1, "valign": "vcenter"},
    "strong": {"bold": True},
    "hint": {"font_color": _MUTED, "font_size": 9},
    "grid_sex": {"bold": True, "bottom": 1, "align": "right", "text_wrap": True, "valign": "bottom"},
    "previous": {"font_color": _MUTED, "text_wrap": True, "valign": "vcenter", "indent": 1},
    "fixed": {"text_wrap": True, "valign": "vcenter", "indent": 1},
    "link": {"font_color": "#4d2867", "underline": 1, "text_wrap": True, "valign": "top"},
}
_ANSWER = {
    "locked": False,
    "border": 1,
    "border_color": "#776c80",
    "bg_color": "#fff8e6",
    "text_wrap": True,
    "valign": "vcenter",
    "indent": 1,
}
_FORMATS = {Kind.TEXT: "@", Kind.CHOICE: "@", Kind.PERCENT: '0" %"', Kind.COUNT: "#,##0", Kind.DAY: "dd/mm/yyyy"}
_ALIGNED = {Kind.COUNT: "right"}
_HEIGHTS = {Kind.TEXT: {NAME: _LINE, SHORT: 3 * _LINE}}


@dataclass(frozen=True)
class Prefilled:
    """What stands in a sheet when it is handed out: today's answers, and last quarter's beside them."""

    values: Values
    previous: Values


def write_book(book: BookSpec, prefilled: Mapping[int, Prefilled], *, label: str, guide: list[str]) -> bytes:
    """The file. `prefilled` goes by update id; `label` is signed text that comes back as it is."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(buffer, options)
    made = datetime(book.made_on.year, book.made_on.month, book.made_on.day)  # noqa: DTZ001 - the file keeps no zone
    workbook.set_properties(
        {"title": Sentence("Avances de %(group)s, %(period)s", group=book.group, period=book.period), "created": made}
    )
    workbook.set_calc_mode("auto")
    writer = _Writer(workbook)
    writer.guide(book, guide)
    for sheet in book.sheets:
        writer.sheet(sheet, prefilled[sheet.update_id])
    writer.label(label)
    workbook.close()
    return buffer.getvalue()


class _Writer:
    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self.formats = {name: workbook.add_format(style) for name, style in _STYLES.items()}
        self.answers = {
            kind: workbook.add_format(_ANSWER | {"num_format": text, "align": _ALIGNED.get(kind, "left")})
            for kind, text in _FORMATS.items()
        }
        self.unused = workbook.add_format({"bg_color": "#d8d2dc", "font_color": "#d8d2dc"})
        self.lists: dict[tuple[str, ...], str] = {}

    def guide(self, book: BookSpec, lines: list[str]) -> None:
        page = self._page(GUIDE_SHEET)
        page.set_column(0, 0, 110)
        page.write_string(
            0,
            0,
            Sentence("Avances de %(group)s · %(period)s", group=book.group, period=book.period),
            self.formats["title"],
        )
        page.set_row(0, 28)
        row = 1
        for line in lines:
            page.write_string(row, 0, line, self.formats["fixed"])
            page.set_row(row, height_of(line, 110))
            row += 1
        page.write_string(row + 1, 0, Sentence("Los proyectos de esta planilla"), self.formats["section"])
        for position, sheet in enumerate(book.sheets, start=row + 2):
            target, text = f"internal:'{sheet.name}'!A1", shortened(sheet.title, 200)
            page.write_url(position, 0, target, self.formats["link"], text, Sentence("Ir a la hoja"))
            page.set_row(position, height_of(text, 110))
        page.protect("", {"format_rows": True, "format_columns": True})

    def sheet(self, spec: SheetSpec, content: Prefilled) -> None:
        page = self._page(spec.name)
        for column, width in _WIDTHS.items():
            page.set_column(column - 1, column - 1, width)
        page.freeze_panes(3, 0)
        page.repeat_rows(0, 2)
        depth_cells: dict[int, str] = {}
        for number, row in enumerate(rows(spec), start=1):
            for question in row.questions:
                if question.key.endswith("-depth"):
                    depth_cells[int(question.key.split("-")[1])] = f"$B${number}"
            self._row(page, number, row, content)
            self._grey_where_not_chosen(page, number, row, depth_cells)
        page.protect("", {"format_rows": True, "format_columns": True})

    def label(self, text: str) -> None:
        """The signed label and the words of the drop-downs, on a sheet that Excel does not even offer to show."""
        page = self.workbook.add_worksheet(LABEL_SHEET)
        for position, start in enumerate(range(0, len(text), LABEL_CHUNK)):
            page.write_string(position, 0, text[start : start + LABEL_CHUNK])
        for column, choices in enumerate(self.lists, start=2):
            for position, word in enumerate(choices):
                page.write_string(position, column, word)
        page.protect("")
        page.very_hidden()

    def _page(self, name: str) -> Any:
        page = self.workbook.add_worksheet(name)
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_footer(Sentence("&L&A&RPágina &P de &N"))
        return page

    def _row(self, page: Any, number: int, row: Row, content: Prefilled) -> None:
        style = self.formats[row.style]
        if row.style in ("title", "subtitle", "section", "block", "note"):
            page.merge_range(number - 1, LABEL - 1, number - 1, PREVIOUS - 1, "", style)
        elif row.style == "head":
            for column in range(PREVIOUS):
                page.write_blank(number - 1, column, None, style)
        if row.hint:
            parts = (self.formats["strong"], row.label, self.formats["hint"], f"\n{row.hint}")
            page.write_rich_string(number - 1, LABEL - 1, *parts, style)
        else:
            page.write_string(number - 1, LABEL - 1, row.text, style)
        for column, text in row.fixed.items():
            own = {"head": "head", "grid_head": "grid_sex"}.get(row.style, "fixed")
            if own == "fixed":
                page.merge_range(number - 1, column - 1, number - 1, PREVIOUS - 2, text, self.formats[own])
            else:
                page.write_string(number - 1, column - 1, text, self.formats[own])
        for question in row.questions:
            self._answer(page, number, question, content.values.get(question.key))
        if row.questions:
            page.write_string(number - 1, PREVIOUS - 1, _previous(row, content.previous), self.formats["previous"])
        page.set_row(number - 1, _row_height(row, content))

    def _answer(self, page: Any, number: int, question: Question, value: Any) -> None:
        row, column, style = number - 1, question.column - 1, self.answers[question.kind]
        if question.kind is not Kind.COUNT or (question.only_at is None and "-cell-" not in question.key):
            page.merge_range(row, column, row, PREVIOUS - 2, "", style)
        if value is None:
            page.write_blank(row, column, None, style)
        elif question.kind is Kind.DAY:
            page.write_datetime(row, column, value, style)
        elif question.kind in (Kind.PERCENT, Kind.COUNT):
            page.write_number(row, column, value, style)
        else:
            page.write_string(row, column, shown(question, value), style)
        page.data_validation(row, column, row, column, self._check(question))

    def _check(self, question: Question) -> dict[str, Any]:
        match question.kind:
            case Kind.CHOICE:
                rule: dict[str, Any] = {"validate": "list", "source": self._list(tuple(question.choices))}
                message = Sentence("Elija una de las opciones de la lista, o deje la casilla vacía.")
            case Kind.PERCENT:
                rule = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 100}
                message = Sentence("Escriba un número entero de 0 a 100: por ejemplo, 45.")
            case Kind.COUNT:
                rule = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": LARGEST}
                message = Sentence("Escriba un número entero, sin decimales. Si no lo sabe, deje la casilla vacía.")
            case Kind.DAY:
                first, last = date(2000, 1, 1), date(2100, 12, 31)
                rule = {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
                message = Sentence("Escriba la fecha así: 5/10/2021 (día, mes y año).")
            case Kind.TEXT:
                rule = {"validate": "length", "criteria": "<=", "value": question.limit}
                message = Sentence(
                    "El texto es muy largo. Resúmalo en %(limit)s caracteres o menos.", limit=question.limit
                )
        return rule | {"ignore_blank": True, "error_title": Sentence("Revise esta respuesta"), "error_message": message}

    def _list(self, choices: tuple[str, ...]) -> str:
        """Where the words of a drop-down stand. Not in the cell's own rule: there a comma would part a word in two."""
        if choices not in self.lists:
            column = chr(ord("C") + len(self.lists))
            self.lists[choices] = f"='{LABEL_SHEET}'!${column}$1:${column}${len(choices)}"
        return self.lists[choices]

    def _grey_where_not_chosen(self, page: Any, number: int, row: Row, depth_cells: Mapping[int, str]) -> None:
        """The tables of the other depths go grey as soon as one is chosen."""
        only_at = row.questions[0].only_at if row.questions else None
        if only_at is None:
            return
        chosen = depth_cells[only_at[0]]
        rule = {
            "type": "formula",
            "criteria": f'=AND({chosen}<>"",{chosen}<>"{only_at[1]}")',
            "format": self.unused,
        }
        page.conditional_format(number - 1, ANSWER - 1, number - 1, PREVIOUS - 2, rule)


def shown(question: Question, value: Any) -> str:
    """An answer as people read it in a cell."""
    if question.kind is Kind.CHOICE:
        return next(word for word, each in question.choices.items() if each == value)
    if question.kind is Kind.DAY:
        return f"{value.day}/{value.month}/{value.year}"
    if question.kind is Kind.PERCENT:
        return f"{value} %"
    return plain(value) if isinstance(value, str) else f"{value:,}".replace(",", ".")


def _previous(row: Row, previous: Values) -> str:
    """Last quarter's answer; of a line of a table, its figures with the sex they are of."""
    found = [(question, previous[question.key]) for question in row.questions if question.key in previous]
    if row.style != "grid":
        return "".join(shown(question, value) for question, value in found)
    return " · ".join(f"{_sex_of(question)} {shown(question, value)}" for question, value in found)


def _sex_of(question: Question) -> str:
    return words.SEX[list(Sex)[question.column - ANSWER]]


def height_of(text: str, width: int) -> float:
    """Points that a wrapped text needs; nobody can make a locked row higher by hand in every program."""
    lines = sum(max(1, math.ceil(len(line) / width)) for line in text.split("\n"))
    return min(400, lines * _LINE + _PADDING)


def _row_height(row: Row, content: Prefilled) -> float:
    if row.style == "title":
        return max(26, height_of(row.text, 95) * 1.35)
    if row.style in ("section", "head"):
        return 22 if row.style == "section" else 18
    if row.style in ("subtitle", "block", "note"):
        return height_of(row.text, 140)
    if row.style == "grid_head":
        return 33
    wanted = [height_of(row.label, 40) + (height_of(row.hint, 58) - _PADDING if row.hint else 0)]
    wanted.append(height_of(_previous(row, content.previous), 48))
    for question in row.questions:
        value = content.values.get(question.key, "")
        if question.kind is Kind.TEXT:
            wanted += [_HEIGHTS[Kind.TEXT].get(question.limit, 5 * _LINE), height_of(str(value), 66)]
    return max(wanted)
