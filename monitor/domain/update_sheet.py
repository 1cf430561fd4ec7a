"""The offline spreadsheet as plain data: which forms it holds, and what stands in which cell.

Where everything stands follows from a `SheetSpec` alone, so that the file that comes back can be compared, row by row,
with what it must look like. Rows and columns count from 1, as people see them. The
sheet speaks the language of whoever downloaded it, and is read back in that language, whoever brings it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from monitor.domain.age_bands import AgeBand
from monitor.domain.participation import Cell, Depth
from monitor.domain.sentences import N_, SPANISH, Tongue, said_in
from monitor.domain.updates import Page

SCHEMA = 2
"""Raised when the rows or their words change: a sheet that was downloaded before is then refused with a reason."""
LABEL, ANSWER, PREVIOUS = 1, 2, 6
"""Columns. A question's answer spreads over 2 to 5; the grid's four columns of sexes are 2 to 5."""
LONG, SHORT, NOTE, NAME = 3000, 600, 1000, 200
"""Most characters of an answer, as on the web."""
LONGEST_NAME = 31
"""Characters of a sheet's name that Excel takes."""
DEPTHS_WITH_GRID = (Depth.SEX, Depth.SEX_COUNTRY, Depth.SEX_AGE, Depth.ALL)


class Kind(StrEnum):
    """What may be written in an answer cell."""

    TEXT = "text"
    CHOICE = "choice"
    PERCENT = "percent"
    COUNT = "count"
    DAY = "day"


@dataclass(frozen=True)
class Question:
    """One answer cell. `key` is the answer's name in `Values`; `choices` go from the word people read to the value."""

    key: str
    page: Page
    kind: Kind
    column: int = ANSWER
    choices: Mapping[str, Any] = field(default_factory=dict)
    limit: int = SHORT
    only_at: tuple[int, str] | None = None
    """(slot, word): a cell of the table that only counts where this depth was chosen in that slot."""

    def said_in(self, tongue: Tongue) -> "Question":
        only_at = (self.only_at[0], tongue.gettext(self.only_at[1])) if self.only_at else None
        return replace(
            self, choices={tongue.gettext(word): value for word, value in self.choices.items()}, only_at=only_at
        )


@dataclass(frozen=True)
class Row:
    """One row: its fixed words by column, and its answer cells."""

    style: str
    """title, subtitle, head, section, block, note, question, grid_head or grid: how it is drawn."""
    label: str
    hint: str = ""
    questions: tuple[Question, ...] = ()
    fixed: Mapping[int, str] = field(default_factory=dict)
    """Fixed words beside the label."""

    @property
    def text(self) -> str:
        """What stands in the first column."""
        return f"{self.label}\n{self.hint}" if self.hint else self.label

    @property
    def heading(self) -> str:
        """How a problem names the row."""
        return self.label

    def said_in(self, tongue: Tongue) -> "Row":
        """The row in another language: what is fixed is the product's own words; its label may hold the group's."""
        return replace(
            self,
            label=said_in(self.label, tongue),
            hint=said_in(self.hint, tongue),
            fixed={column: tongue.gettext(text) for column, text in self.fixed.items()},
            questions=tuple(question.said_in(tongue) for question in self.questions),
        )


@dataclass(frozen=True)
class MilestoneSpec:
    id: int
    name: str
    due: str = ""
    """Its date in words."""


@dataclass(frozen=True)
class ActivitySpec:
    """A block for one activity: one that is in the update (with its depth, which is fixed), or an empty one."""

    id: int | None = None
    depth: Depth | None = None
    bands: tuple[AgeBand, ...] = ()
    """The lines of its tables by age."""


@dataclass(frozen=True)
class SheetSpec:
    """One project's form. `marks` are those of the answers that were prefilled (see `update_sheet_values.marks`)."""

    name: str
    update_id: int
    lock_version: int
    title: str
    subtitle: str
    milestones: tuple[MilestoneSpec, ...] = ()
    activities: tuple[ActivitySpec, ...] = ()
    people_required: bool = False
    marks: Mapping[str, str] = field(default_factory=dict)
    tongue: Tongue = field(default=SPANISH, compare=False)


@dataclass(frozen=True)
class BookSpec:
    """One file: of one group and one period."""

    group_id: int
    group: str
    period_id: int
    period: str
    made_on: date
    sheets: tuple[SheetSpec, ...]
    language: str = "es"


PAGES = (Page.STATUS, Page.PROGRESS, Page.MILESTONES, Page.PARTICIPATION)
"""The pages a sheet carries. Evidence, and whatever else an update holds, is never touched by it."""
YES = {N_("Sí"): True}


def sheet_name(number: int, title: str) -> str:
    """«12 Ventanilla única»: begins with the project's number, is cut at a word, holds nothing that Excel refuses."""
    clean = "".join(" " if character in "[]:*?/\\'\u2019" else character for character in title)
    printable = "".join(character for character in clean if character.isprintable())
    words = f"{number} {printable}".split()
    name = words[0]
    for word in words[1:]:
        if len(name) + 1 + len(word) > LONGEST_NAME:
            break
        name += f" {word}"
    return name


def cell_key(slot: int, depth: Depth, cell: Cell) -> str:
    return f"record-{slot}-cell-{depth.value}-{cell.sex.value}-{cell.age_band.value}-{cell.country.value}"


def column_letter(column: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A → 1, AA → 27."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column


@dataclass(frozen=True)
class SheetProblem:
    """One thing to mend. Errors keep the whole file from being saved; warnings do not."""

    sheet: str
    row: int | None
    column: str
    question: str
    message: str
    is_error: bool = True


def problem_at(
    spec: SheetSpec, number: int, row: Row, question: Question, message: str, *, is_error: bool = True
) -> SheetProblem:
    return SheetProblem(spec.name, number, column_letter(question.column), row.heading, message, is_error)
