"""A sheet of an XLSForm as rows of texts by the names of its columns, and whatever is wrong with headings and cells."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from monitor.domain.update_sheet import column_letter, column_number
from monitor.domain.update_sheet_reading import FORMULA, Percentage, RawValue, Unreadable
from monitor.domain.update_sheet_values import plain
from monitor.domain.xlsform import (
    LONGEST_CELL,
    MESSAGES,
    MOST_PROBLEMS,
    SETTINGS,
    TITLE_IN,
    TITLES,
    TRANSLATED,
    SheetIn,
    XlsformProblem,
    column_called,
    language_code,
)

LARGEST_NUMBER = 10**15
"""Beyond it a cell holds no whole number exactly."""
TRUTHS = ("required", "exclusive", "not_applicable")
"""Columns where a cell that is true or false means yes or no."""


Place = tuple[str, int, int]
"""Sheet, row and column; 0 where it is the whole sheet or row."""


class Problems:
    """Everything that is wrong, each thing once."""

    def __init__(self, sheets: Iterable[str] = ()) -> None:
        """`sheets`: in the order in which they are told."""
        self.found: list[XlsformProblem] = []
        self.sheets = tuple(sheets)
        self._seen: set[tuple[Any, ...]] = set()

    def add(self, at: Place, word: str, name: str, **values: Any) -> None:
        self.say(at, word, MESSAGES[name], {"word": word[:80], **values})

    def say(self, at: Place, word: str, message: str, values: Mapping[str, Any]) -> None:
        if len(self.found) >= MOST_PROBLEMS:
            return
        sheet, row, column = at
        problem = XlsformProblem(sheet, row, column_letter(column) if column else "", word[:80], message, values)
        told = (*at, message, str(problem))
        if told not in self._seen:
            self._seen.add(told)
            self.found.append(problem)

    def listed(self) -> list[XlsformProblem]:
        """By sheet, and within one by row."""
        sheets = list(dict.fromkeys([*self.sheets, *(each.sheet for each in self.found)]))
        ordered = sorted(self.found, key=lambda each: (sheets.index(each.sheet), each.row))
        if len(ordered) >= MOST_PROBLEMS:
            ordered.append(XlsformProblem("", 0, "", "", MESSAGES["more"]))
        return ordered


@dataclass(frozen=True)
class Heading:
    """One column: what it is called, and in which language (empty where it does not say)."""

    name: str
    language: str
    position: int
    words: str


@dataclass
class Row:
    """One row: its texts by column, those in several languages by language too."""

    number: int
    values: dict[str, str] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def words(self, name: str) -> dict[str, str]:
        return self.texts.get(name, {})


class Table:
    """A sheet that was read. `title` is the name it bears in the file."""

    def __init__(self, sheet: str, title: str, found: SheetIn, problems: Problems) -> None:
        self.sheet, self.title, self.problems = sheet, title, problems
        self.translated = TITLES if sheet == SETTINGS else TRANSLATED
        if found.hidden:
            problems.add((title, 0, 0), title, "hidden")
        for merged in found.merged:
            self._merged(merged)
        lines: dict[int, dict[int, RawValue]] = {}
        for (row, column), value in sorted(found.cells.items()):
            lines.setdefault(row, {})[column] = value
        heads = lines.pop(1, {})
        if not heads:
            problems.add((title, 1, 0), "", "empty_sheet")
        self.unknown: dict[int, str] = {}
        self.headings = self._headings(heads)
        self.rows = [self._row(number, cells) for number, cells in lines.items()]
        self.rows = [row for row in self.rows if row.values or row.texts]

    def _merged(self, merged: str) -> None:
        match = re.match(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})\b", merged)
        row, column = (int(match[2]), column_number(match[1])) if match else (0, 0)
        self.problems.add((self.title, row, column), merged, "merged")

    def say(self, row: int, name: str, word: str, problem: str, language: str = "", **values: Any) -> None:
        """Something is wrong with a row, in the column of this name where there is one."""
        self.problems.add((self.title, row, self.column(name, language)), word, problem, **values)

    def column(self, name: str, language: str = "") -> int:
        """The position of a column, in the language if it is there; 0 where there is none."""
        found = [each for each in self.headings if each.name == name]
        return next((each.position for each in found if each.language == language), found[0].position if found else 0)

    def has(self, name: str) -> bool:
        return any(each.name == name for each in self.headings)

    # Headings

    def _headings(self, heads: Mapping[int, RawValue]) -> list[Heading]:
        found: list[Heading] = []
        for position, raw in heads.items():
            words = self._text(1, position, raw, "")
            if not words or words.startswith("#"):
                continue
            heading = self._heading(position, words)
            if heading is None:
                continue
            if any((each.name, each.language) == (heading.name, heading.language) for each in found):
                self.problems.add((self.title, 1, position), words, "same_column")
                continue
            found.append(heading)
        return found

    def _heading(self, position: int, words: str) -> Heading | None:
        base, colons, language = (part.strip() for part in words.partition("::"))
        if not colons and ":" in words:
            base, _, language = (part.strip() for part in words.partition(":"))
            if column_called(self.sheet, base):
                self.problems.add((self.title, 1, position), words, "one_colon", right=f"{base}::{language}")
        elif self.sheet == SETTINGS and words.startswith(TITLE_IN):
            base, language = TITLES[0], words[len(TITLE_IN) :]
        name = column_called(self.sheet, base)
        if name is None:
            self.unknown[position] = words
            return None
        if language and name not in self.translated:
            self.problems.add((self.title, 1, position), words, "not_translatable")
            return None
        code = language_code(language) if language or colons else ""
        if code is None:
            self.problems.add((self.title, 1, position), words, "no_code")
            return None
        return Heading(name, code, position, words)

    # Cells

    def _row(self, number: int, cells: Mapping[int, RawValue]) -> Row:
        row = Row(number)
        by_position = {each.position: each for each in self.headings}
        for position, raw in cells.items():
            heading = by_position.get(position)
            if heading is None:
                if position in self.unknown:
                    self.problems.add((self.title, 1, position), self.unknown.pop(position), "unknown_column")
                continue
            text = self._text(number, position, raw, heading.name)
            if text and heading.name in self.translated:
                if "${" in text:
                    self.problems.add((self.title, number, position), text, "inserted_answer")
                row.texts.setdefault(heading.name, {})[heading.language] = text
            elif text:
                row.values[heading.name] = text
        return row

    def _text(self, number: int, position: int, raw: RawValue, name: str) -> str:
        """What the cell says; an empty text where it says nothing that can be read."""
        if isinstance(raw, Unreadable):
            problem = "formula" if raw == FORMULA else "fault" if "#N/A" in raw.message else "kind_of_cell"
            self.problems.add((self.title, number, position), "", problem)
            return ""
        if isinstance(raw, bool) and name in TRUTHS:
            return "yes" if raw else "no"
        if isinstance(raw, bool | date | Percentage):
            self.problems.add((self.title, number, position), _shown(raw), "kind_of_cell")
            return ""
        if isinstance(raw, int | float):
            return self._number(number, position, raw)
        text = plain(raw)
        if len(text) > LONGEST_CELL:
            self.problems.add((self.title, number, position), text[:40], "too_long")
            return ""
        return text

    def _number(self, number: int, position: int, raw: float) -> str:
        if abs(raw) < LARGEST_NUMBER:
            return number_text(raw)
        self.problems.add((self.title, number, position), str(raw), "number")
        return ""


def _shown(raw: RawValue) -> str:
    if isinstance(raw, Percentage):
        return f"{raw.value * 100:g} %"
    return str(raw)


def number_text(value: float) -> str:
    """The number as one writes it in an expression: no exponent, no trailing zeros."""
    return str(int(value)) if value == int(value) else format(Decimal(repr(float(value))), "f")


def languages_of(tables: Iterable[Table]) -> dict[str, str]:
    """Code → name of every language that headings speak, in their order; two names for one are a problem."""
    found: dict[str, str] = {}
    for table in tables:
        for heading in table.headings:
            if not heading.language or heading.name in TITLES:
                continue
            name = heading.words.partition("::")[2].strip() or heading.words.partition(":")[2].strip()
            other = found.setdefault(heading.language, name)
            if other != name:
                values = {"code": heading.language, "other": other}
                table.problems.add((table.title, 1, heading.position), name, "two_names", **values)
    return found
