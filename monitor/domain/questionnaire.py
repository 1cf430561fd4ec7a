"""A questionnaire as plain data: sections of questions with stable keys, which waves are compared by.

Nothing here is stored or shown; other modules build on these shapes:
    questionnaire_json.py     as_json(questionnaire) -> dict, from_json(dict) -> Questionnaire or NotAQuestionnaire
    questionnaire_checks.py   problems(questionnaire) -> list[QuestionnaireProblem]: all that keeps it from being used
    answers.py                what was answered: visible, check, cleared, progress
    expressions.py            the language of `relevant`, `constraint` and `warning`

Words in several languages are a mapping from language to text ({"es": "Sí", "en": "Yes"}); `words(texts, language)`
falls back to the questionnaire's first language. Keys match expressions.KEY.

Keys that expressions may name (`Questionnaire.names`): each question; of a numeric grid `a4__cl__m` (cell), `a4__t__m`
(total of a column), `a4__cl__t` (total of a row) and `a4__total`; of a matrix of scales its cells, `e4__datos__hoy`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from monitor.domain.expressions import ExpressionError, parse, references

Texts = Mapping[str, str]
TOTAL = "t"
"""No row or column bears this key: it stands for the total."""


def words(texts: Texts, language: str) -> str:
    """The text in the language, else in the first language it is written in."""
    return texts.get(language) or next((text for text in texts.values() if text), "")


class QuestionType(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    YES_NO = "yes_no"
    """Two options, the first of which means yes; their keys are the questionnaire's own."""
    INTEGER = "integer"
    DECIMAL = "decimal"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    DATE = "date"
    SCALE = "scale"
    """One option of a ladder, shown side by side."""
    SCALE_MATRIX = "scale_matrix"
    """The same ladder for each row and column."""
    GRID = "grid"
    """Whole numbers by row and column, with totals."""
    FILE = "file"
    NOTE = "note"
    """Words to read, nothing to answer."""

    @property
    def has_options(self) -> bool:
        return self in (
            QuestionType.SINGLE,
            QuestionType.MULTIPLE,
            QuestionType.YES_NO,
            QuestionType.SCALE,
            QuestionType.SCALE_MATRIX,
        )

    @property
    def is_choice_of_one(self) -> bool:
        return self in (QuestionType.SINGLE, QuestionType.YES_NO, QuestionType.SCALE)

    @property
    def has_lines(self) -> bool:
        return self in (QuestionType.SCALE_MATRIX, QuestionType.GRID)

    @property
    def is_number(self) -> bool:
        return self in (QuestionType.INTEGER, QuestionType.DECIMAL)

    @property
    def is_text(self) -> bool:
        return self in (QuestionType.SHORT_TEXT, QuestionType.LONG_TEXT)


class FilledFrom(StrEnum):
    """What the link already tells, so that nobody types it."""

    GROUP = "group"
    """The acronym of the group that answers; its options name the groups of the day the questionnaire was made."""
    COUNTRY = "country"


@dataclass(frozen=True)
class Feed:
    """The index (COMP, LID, GOB, PLAN, DATOS, CAP, COB, IMP …) that an answer counts in, and how much."""

    index: str
    weight: float = 1.0


@dataclass(frozen=True)
class Index:
    """An index of the questionnaire and its weight in the overall one; a weight of 0 stays out of it."""

    key: str
    labels: Texts
    weight: float = 0.0


@dataclass(frozen=True)
class Option:
    key: str
    labels: Texts
    score: float | None = None
    """0 to 100; None where the option has none."""
    exclusive: bool = False
    """Not together with another: "ninguna"."""
    not_applicable: bool = False
    """Left out of every base: "no aplica a este grupo"."""


@dataclass(frozen=True)
class Line:
    """A row or a column of a grid or matrix. One with a condition is asked only when it holds."""

    key: str
    labels: Texts
    relevant: str = ""
    feeds: tuple[Feed, ...] = ()
    """Where the rows or columns of one question feed different indices; else the question's own."""


@dataclass(frozen=True)
class Question:
    """What does not apply to the type stays as it is by default."""

    key: str
    type: QuestionType
    labels: Texts
    hints: Texts = field(default_factory=dict)
    required: bool = False
    """In a grid or matrix: every cell that is asked."""
    relevant: str = ""
    """The condition under which it is asked; empty means always."""
    options: tuple[Option, ...] = ()
    options_name: str = ""
    """The name of the list of options, where several questions share one."""
    rows: tuple[Line, ...] = ()
    columns: tuple[Line, ...] = ()
    row_totals: bool = False
    column_totals: bool = False
    minimum: float | None = None
    maximum: float | None = None
    """Of a number or of each cell of a grid; of a text, how many characters."""
    within: str = ""
    """The key of another grid with the same rows and columns: each cell is at most that one's (unanswered counts 0)."""
    max_choices: int | None = None
    constraint: str = ""
    """Must hold of the answer (`.`) where there is one; in a grid or matrix, of each cell that has a value."""
    constraint_messages: Texts = field(default_factory=dict)
    """Also said when a cell is out of its range or over `within`."""
    warning: str = ""
    """Should hold likewise; where it does not, a comment explains why."""
    warning_messages: Texts = field(default_factory=dict)
    feeds: tuple[Feed, ...] = ()
    score: str = ""
    """What an answer without scored options is worth, 0 to 100: `100 * . div ${c1}`."""
    filled_from: FilledFrom | None = None

    def option(self, key: str) -> Option | None:
        return next((option for option in self.options if option.key == key), None)

    @property
    def exclusive_keys(self) -> frozenset[str]:
        return frozenset(option.key for option in self.options if option.exclusive)

    @property
    def cells(self) -> Iterator[tuple[Line, Line]]:
        """Row and column of each cell, row by row."""
        return ((row, column) for row in self.rows for column in self.columns)

    def cell_key(self, row: str, column: str) -> str:
        return f"{self.key}__{row}__{column}"

    @property
    def names(self) -> tuple[str, ...]:
        """Every key that an expression may call this question or its parts by."""
        if not self.type.has_lines:
            return () if self.type is QuestionType.NOTE else (self.key,)
        found = [self.cell_key(row.key, column.key) for row, column in self.cells]
        if self.type is QuestionType.GRID:
            found += [self.cell_key(TOTAL, column.key) for column in self.columns]
            found += [self.cell_key(row.key, TOTAL) for row in self.rows]
            found.append(f"{self.key}__total")
        return tuple(found)


@dataclass(frozen=True)
class Section:
    key: str
    labels: Texts
    questions: tuple[Question, ...] = ()
    hints: Texts = field(default_factory=dict)
    relevant: str = ""


@dataclass(frozen=True)
class Questionnaire:
    key: str
    """Of the survey (XLSForm's form_id)."""
    version: str
    labels: Texts
    sections: tuple[Section, ...] = ()
    languages: tuple[str, ...] = ("es",)
    """The first is the one it is written in."""
    indices: tuple[Index, ...] = ()

    @property
    def questions(self) -> Iterator[Question]:
        return (question for section in self.sections for question in section.questions)

    @cached_property
    def by_key(self) -> Mapping[str, Question]:
        return {question.key: question for question in self.questions}

    @cached_property
    def names(self) -> Mapping[str, Question]:
        """Every key that an expression may use, and the question it belongs to."""
        return {name: question for question in self.questions for name in question.names}

    @cached_property
    def grids_by_index(self) -> Mapping[str, list["Question"]]:
        """The grids that feed each index."""
        grids = [question for question in self.questions if question.type is QuestionType.GRID]
        indices = dict.fromkeys(feed.index for question in grids for feed in question.feeds)
        return {key: [each for each in grids if any(feed.index == key for feed in each.feeds)] for key in indices}

    @cached_property
    def watched(self) -> frozenset[str]:
        """The keys of the questions that conditions look at: no other answer decides what is asked.

        All of them where a condition cannot be read.
        """
        conditions = {section.relevant for section in self.sections}
        for question in self.questions:
            conditions |= {question.relevant, *(line.relevant for line in (*question.rows, *question.columns))}
        try:
            names = {name for each in conditions if each.strip() for name in references(parse(each))}
        except ExpressionError:
            return frozenset(self.by_key)
        return frozenset(self.names[name].key for name in names if name in self.names)

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)

    def section_of(self, question_key: str) -> Section | None:
        return next(
            (section for section in self.sections if any(each.key == question_key for each in section.questions)), None
        )
