"""What was answered to a questionnaire, as plain JSON values by the key of the question.

    single, yes/no, scale   "n2"                          the key of the option
    multiple                ["a", "b"]                    in the order of the options
    integer, decimal        3, 2.5                        what is typed and is no number stays a text until mended
    text                    "…"
    date                    "2021-08-01"
    grid                    {"cl": {"m": 4}}              row → column → whole number; a cell without one does not exist
    matrix of scales        {"datos": {"hoy": "3"}}       row → column → key of the option
    file                    [{"id": "…", "name": "…", "size": 1234}]

Empty is absent: `tidy` leaves no empty text, list, cell or row behind.

    Answers(values, comments)                            comments: question key → why an odd answer is right
    visible(questionnaire, answers, today) -> Visible    what is asked, given the answers: sections, questions, lines
    cleared(questionnaire, answers, today) -> Answers    without what is not asked: what a submission stores
    progress(questionnaire, answers, today) -> tuple     per section: how many questions are asked, answered, required
    environment(questionnaire, answers) -> dict          what expressions see
    monitor/domain/answer_checks.py                      check(questionnaire, answers, today) -> Findings
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from monitor.domain.expression_values import Value, holds
from monitor.domain.questionnaire import TOTAL, Line, Question, Questionnaire, QuestionType, Section

SCHEMA = 1


@dataclass(frozen=True)
class Answers:
    values: Mapping[str, Any] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"schema": SCHEMA, "values": dict(self.values), "comments": dict(self.comments)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> "Answers":
        found = data or {}
        return cls(dict(found.get("values", {})), dict(found.get("comments", {})))

    def with_values(self, values: Mapping[str, Any], comments: Mapping[str, str] | None = None) -> "Answers":
        """These and, over them, the given ones; an empty one takes the answer away."""
        merged = {**self.values, **{key: tidy(value) for key, value in values.items()}}
        said = {**self.comments, **(comments or {})}
        return Answers(
            {key: value for key, value in merged.items() if value not in _EMPTY},
            {key: text for key, text in said.items() if text.strip()},
        )


_EMPTY: tuple[Any, ...] = (None, "", [], {})


def tidy(value: Any) -> Any:
    """Without empty cells, rows, texts and lists."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Mapping):
        kept = {key: tidy(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each not in _EMPTY}
    if isinstance(value, list | tuple):
        return [each for each in value if each not in _EMPTY]
    return value


def environment(
    questionnaire: Questionnaire, answers: Answers, only: Collection[str] | None = None
) -> dict[str, Value]:
    """Each name that expressions may use, with its value; totals of a grid count empty cells as nothing.

    `only`: the keys of the questions that are looked at, where those of the others are not worth the time.
    """
    found: dict[str, Value] = {}
    for question in questionnaire.questions:
        if only is not None and question.key not in only:
            continue
        if question.key in answers.values:
            found.update(_names_of(question, answers.values[question.key]))
        elif question.type is QuestionType.GRID:
            found.update(_names_of(question, {}))
    return found


def _names_of(question: Question, value: Any) -> dict[str, Value]:
    if question.type is QuestionType.NOTE:
        return {}
    if not question.type.has_lines:
        return {question.key: as_value(question, value)}
    cells = {
        question.cell_key(row.key, column.key): as_value(question, cell)
        for row, column in question.cells
        if (cell := cell_of(value, row.key, column.key)) is not None
    }
    return cells if question.type is QuestionType.SCALE_MATRIX else {**cells, **totals(question, value)}


def totals(question: Question, value: Any) -> dict[str, Value]:
    """The totals of a grid by their names: `a4__t__m`, `a4__cl__t`, `a4__total`."""
    counts = {
        (row.key, column.key): found if isinstance(found, float) else 0.0
        for row, column in question.cells
        for found in [as_value(question, cell_of(value, row.key, column.key))]
    }
    found: dict[str, Value] = {}
    for column in question.columns:
        found[question.cell_key(TOTAL, column.key)] = sum(counts[row.key, column.key] for row in question.rows)
    for row in question.rows:
        found[question.cell_key(row.key, TOTAL)] = sum(counts[row.key, column.key] for column in question.columns)
    found[f"{question.key}__total"] = sum(counts.values())
    return found


def cell_of(value: Any, row: str, column: str) -> Any:
    """What stands in a cell of a grid's or matrix's answer; None where nothing does."""
    cells = value.get(row) if isinstance(value, Mapping) else None
    return cells.get(column) if isinstance(cells, Mapping) else None


def as_value(question: Question, value: Any) -> Value:
    """An answer, or the value of a cell, as expressions see it; what cannot be read counts as unanswered."""
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, list | tuple):
        keys = (each.get("name", "") if isinstance(each, Mapping) else each for each in value)
        return " ".join(str(key) for key in keys)
    if not isinstance(value, str) or question.type.is_number or question.type is QuestionType.GRID:
        return ""
    return (read_day(value) or "") if question.type is QuestionType.DATE else value


def read_day(value: Any) -> date | None:
    """The day of an answer, None where it is none: `2021-08-01` and nothing else."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2021-08-01") else None
    except ValueError:
        return None


def _number(value: int | float) -> Value:
    try:
        found = float(value)
    except OverflowError:
        return ""
    return found if math.isfinite(found) and not isinstance(value, bool) else ""


@dataclass(frozen=True)
class Visible:
    """What is asked, given the answers."""

    sections: tuple[Section, ...]
    questions: Mapping[str, Question]
    """In order, by key; a grid or matrix only with the rows and columns that are asked."""

    def of(self, section: Section) -> tuple[Question, ...]:
        return tuple(self.questions[each.key] for each in section.questions if each.key in self.questions)


def visible(questionnaire: Questionnaire, answers: Answers, today: date) -> Visible:
    """Conditions are read in order, and what is not asked counts as unanswered for what comes after it.

    A condition that looks at a later question sees that question's answer as it stands.
    """
    watched = questionnaire.watched
    seen = environment(questionnaire, answers, watched)
    sections, questions = [], {}
    for section in questionnaire.sections:
        open_section = holds(section.relevant, seen, today=today)
        for question in section.questions:
            asked = narrowed(question, seen, today) if open_section else None
            if asked is not None:
                questions[question.key] = asked
            if question.key not in watched:
                continue
            if asked is None:
                _forget(question, question.names, seen)
            elif asked is not question:
                _forget(question, set(question.names) - set(asked.names), seen)
                seen.update(totals(asked, answers.values.get(question.key)) if asked.type is QuestionType.GRID else {})
        if open_section:
            sections.append(section)
    shown = [section for section in sections if any(each.key in questions for each in section.questions)]
    return Visible(tuple(shown), questions)


def narrowed(question: Question, seen: Mapping[str, Value], today: date) -> Question | None:
    """The question with the rows and columns that are asked; None when it is not asked at all."""
    if not holds(question.relevant, seen, today=today):
        return None
    if not question.type.has_lines or not any(line.relevant for line in (*question.rows, *question.columns)):
        return question
    rows, columns = (_asked(lines, seen, today) for lines in (question.rows, question.columns))
    if not rows or not columns:
        return None
    if (rows, columns) == (question.rows, question.columns):
        return question
    return replace(question, rows=rows, columns=columns)


def _asked(lines: tuple[Line, ...], seen: Mapping[str, Value], today: date) -> tuple[Line, ...]:
    return tuple(line for line in lines if holds(line.relevant, seen, today=today))


def _forget(question: Question, names: Iterable[str], seen: dict[str, Value]) -> None:
    """What is not asked is as if it had not been answered; the totals of a grid fall to nothing."""
    for name in names:
        seen.pop(name, None)
    if question.type is QuestionType.GRID:
        seen.update(
            {name: 0.0 for name in names if name.startswith((f"{question.key}__t__", f"{question.key}__total"))}
        )


def cleared(questionnaire: Questionnaire, answers: Answers, today: date) -> Answers:
    """The answers to what is asked and the comments on them; the draft keeps the others, should they be asked again."""
    asked = visible(questionnaire, answers, today).questions
    values = {}
    for key, question in asked.items():
        value = answers.values.get(key)
        if question.type.has_lines and isinstance(value, Mapping):
            value = tidy(
                {
                    row.key: {column.key: cell_of(value, row.key, column.key) for column in question.columns}
                    for row in question.rows
                }
            )
        if value not in _EMPTY:
            values[key] = value
    return Answers(values, {key: text for key, text in answers.comments.items() if key in values})


@dataclass(frozen=True)
class SectionProgress:
    section: Section
    asked: int
    answered: int
    missing: int
    """How many required questions still want an answer."""

    @property
    def is_done(self) -> bool:
        return self.missing == 0

    @property
    def is_begun(self) -> bool:
        return self.answered > 0


def progress(questionnaire: Questionnaire, answers: Answers, today: date) -> tuple[SectionProgress, ...]:
    """Of each asked section. A grid is answered when something stands in it. What the link tells is not counted."""
    shown = visible(questionnaire, answers, today)
    found = []
    for section in shown.sections:
        asked = [each for each in shown.of(section) if each.type is not QuestionType.NOTE]
        missing = [each for each in asked if each.required and not is_complete(each, answers)]
        own = [each for each in asked if each.filled_from is None]
        answered = [each for each in own if is_answered(each, answers)]
        found.append(SectionProgress(section, len(own), len(answered), len(missing)))
    return tuple(found)


def is_answered(question: Question, answers: Answers) -> bool:
    return answers.values.get(question.key) not in _EMPTY


def is_complete(question: Question, answers: Answers) -> bool:
    """Answered, and a required grid or matrix in every cell that is asked."""
    value = answers.values.get(question.key)
    if not question.type.has_lines:
        return value not in _EMPTY
    return all(cell_of(value, row.key, column.key) is not None for row, column in question.cells)
