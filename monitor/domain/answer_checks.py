"""What is wrong with the answers to a questionnaire, and what is odd and wants a comment.

    check(questionnaire, answers, today) -> Findings
        .problems      keep the answers from being sent
        .warnings      odd; those without a comment keep them from being sent too (`unexplained`)
        .blocking      problems and unexplained warnings, in the order of the questions

A Finding names the question, the cell in a grid, and a sentence: `own` are the words that the questionnaire itself
brings, by language; else `message % values` is the product's, for translation. `sentence(finding, language, translate)`
chooses.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from monitor.domain.answers import Answers, as_value, cell_of, environment, is_complete, read_day, visible
from monitor.domain.expression_values import Value, holds
from monitor.domain.questionnaire import Option, Question, Questionnaire, QuestionType, Texts, words
from monitor.domain.sentences import N_

LONGEST_TEXT = {QuestionType.SHORT_TEXT: 300, QuestionType.LONG_TEXT: 5000}
LARGEST = 999_999_999

MESSAGES = {
    "required": N_("Falta esta respuesta."),
    "required_cells": N_("Faltan respuestas en algunas casillas."),
    "option": N_("Esa opción no está entre las de la pregunta. Elija otra."),
    "exclusive": N_("«%(option)s» no se combina con otras opciones."),
    "max_choices": N_("Elija hasta %(most)s opciones."),
    "integer": N_("Escriba un número entero, sin decimales: por ejemplo, 25."),
    "decimal": N_("Escriba un número: por ejemplo, 12,5."),
    "range": N_("Escriba un número de %(least)s a %(most)s."),
    "minimum": N_("Escriba un número que no sea menor que %(least)s."),
    "maximum": N_("Escriba un número que no sea mayor que %(most)s."),
    "within": N_("No puede ser mayor que %(most)s, lo que se respondió en «%(question)s»."),
    "date": N_("Escriba una fecha que exista, con día, mes y año."),
    "too_short": N_("Escriba al menos %(least)s caracteres."),
    "too_long": N_("Son demasiados caracteres: el máximo es %(most)s."),
    "shape": N_("Esta respuesta no se puede leer. Respóndala de nuevo."),
    "constraint": N_("Revise esta respuesta: no concuerda con las demás."),
    "warning": N_("Esta respuesta llama la atención. Corríjala o explíquela en el comentario."),
}


@dataclass(frozen=True)
class Finding:
    key: str
    message: str
    values: Mapping[str, Any] = field(default_factory=dict)
    row: str = ""
    column: str = ""
    own: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Findings:
    problems: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    explained: frozenset[str]
    """The keys of the questions that carry a comment."""
    order: tuple[str, ...]

    @property
    def unexplained(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.warnings if each.key not in self.explained)

    @property
    def blocking(self) -> tuple[Finding, ...]:
        places = {key: place for place, key in enumerate(self.order)}
        return tuple(sorted((*self.problems, *self.unexplained), key=lambda each: places[each.key]))

    def of(self, key: str) -> tuple[Finding, ...]:
        """Everything said about one question."""
        return tuple(each for each in (*self.problems, *self.warnings) if each.key == key)


def sentence(finding: Finding, language: str, translate: Callable[[str], str] = str) -> str:
    """What to tell the person, in the questionnaire's own words where it has any."""
    own = words(finding.own, language)
    return own or translate(finding.message) % finding.values


def check(questionnaire: Questionnaire, answers: Answers, today: date) -> Findings:
    """All that is wrong or odd in the answers to what is asked; what is not asked is not looked at."""
    asked = visible(questionnaire, answers, today).questions
    shown = Answers({key: value for key, value in answers.values.items() if key in asked}, answers.comments)
    seen = environment(questionnaire, shown)
    problems: list[Finding] = []
    warnings: list[Finding] = []
    for question in asked.values():
        if question.type is QuestionType.NOTE:
            continue
        found = list(_Check(questionnaire, question, shown, seen, today).problems())
        problems += found
        if not found and question.warning:
            warnings += _Check(questionnaire, question, shown, seen, today).warnings()
    return Findings(tuple(problems), tuple(warnings), frozenset(answers.comments), tuple(asked))


class _Check:
    """One question and its answer."""

    def __init__(
        self, questionnaire: Questionnaire, question: Question, answers: Answers, seen: dict[str, Value], today: date
    ) -> None:
        self.questionnaire, self.question, self.answers = questionnaire, question, answers
        self.seen, self.today = seen, today
        self.value = answers.values.get(question.key)

    def finding(self, name: str, row: str = "", column: str = "", own: bool = False, **values: Any) -> Finding:
        texts = {"constraint": self.question.constraint_messages, "warning": self.question.warning_messages}
        brought = texts["warning" if name == "warning" else "constraint"] if own else {}
        return Finding(self.question.key, MESSAGES[name], values, row, column, brought)

    def problems(self) -> Iterator[Finding]:
        question, whole = self.question, is_complete(self.question, self.answers)
        if question.required and not whole:
            partly = question.type.has_lines and bool(self.value)
            yield self.finding("required_cells" if partly else "required")
        if self.value is None:
            return
        if question.type.has_lines:
            yield from self.cells()
            return
        found = list(self.of_value(self.value))
        yield from found
        if not found and not self.keeps(question.constraint, self.value):
            yield self.finding("constraint", own=True)

    def cells(self) -> Iterator[Finding]:
        if not isinstance(self.value, Mapping):
            yield self.finding("shape")
            return
        for row, column in self.question.cells:
            cell = cell_of(self.value, row.key, column.key)
            if cell is None:
                continue
            place = {"row": row.key, "column": column.key}
            found = list(self.of_cell(cell, **place))
            yield from found
            if not found and not self.keeps(self.question.constraint, cell):
                yield self.finding("constraint", own=True, **place)

    def of_cell(self, cell: Any, row: str, column: str) -> Iterator[Finding]:
        question = self.question
        if question.type is QuestionType.SCALE_MATRIX:
            if not isinstance(cell, str) or question.option(cell) is None:
                yield self.finding("option", row, column)
            return
        if found := self.of_number(cell, row, column):
            yield found
            return
        if question.within:
            other = self.questionnaire.by_key[question.within]
            above = as_value(other, cell_of(self.answers.values.get(other.key), row, column))
            most = int(above) if isinstance(above, float) else 0
            if cell > most:
                title = words(other.labels, self.questionnaire.languages[0])
                yield self.finding("within", row, column, own=True, most=most, question=title)

    def of_value(self, value: Any) -> Iterator[Finding]:
        question = self.question
        if question.type.is_number:
            found = self.of_number(value)
            yield from [found] if found else []
        elif question.type.is_text:
            yield from self.of_text(value)
        elif question.type is QuestionType.DATE:
            yield from () if read_day(value) else [self.finding("date")]
        elif question.type is QuestionType.MULTIPLE:
            yield from self.of_choices(value)
        elif question.type is QuestionType.FILE:
            right = isinstance(value, list) and all(isinstance(each, Mapping) for each in value)
            yield from () if right else [self.finding("shape")]
        elif not isinstance(value, str) or (question.option(value) is None and question.filled_from is None):
            yield self.finding("option")

    def of_number(self, value: Any, row: str = "", column: str = "") -> Finding | None:
        whole = self.question.type is not QuestionType.DECIMAL
        kinds = int if whole else int | float
        if (
            isinstance(value, bool)
            or not isinstance(value, kinds)
            or not isinstance(as_value(self.question, value), float)
        ):
            return self.finding("integer" if whole else "decimal", row, column)
        least, most = self.question.minimum, self.question.maximum
        if least is None and self.question.type is QuestionType.GRID:
            least = 0
        limits = {"least": _shown(least), "most": _shown(LARGEST if most is None else most)}
        if value < (-LARGEST if least is None else least):
            return self.finding("minimum" if most is None else "range", row, column, own=True, **limits)
        if value > (LARGEST if most is None else most):
            return self.finding(
                "range" if most is not None and least is not None else "maximum", row, column, own=True, **limits
            )
        return None

    def of_text(self, value: Any) -> Iterator[Finding]:
        if not isinstance(value, str):
            yield self.finding("shape")
            return
        least = self.question.minimum
        most = LONGEST_TEXT[self.question.type] if self.question.maximum is None else self.question.maximum
        if least is not None and len(value) < least:
            yield self.finding("too_short", least=_shown(least))
        if len(value) > most:
            yield self.finding("too_long", most=_shown(most))

    def of_choices(self, value: Any) -> Iterator[Finding]:
        question = self.question
        if not isinstance(value, list) or not all(isinstance(key, str) for key in value):
            yield self.finding("shape")
            return
        if len(set(value)) != len(value) or any(question.option(key) is None for key in value):
            yield self.finding("option")
            return
        alone = [key for key in value if key in question.exclusive_keys]
        if alone and len(value) > 1:
            yield self.finding("exclusive", own=True, option=self.label(question.option(alone[0])))
        if question.max_choices is not None and len(value) > question.max_choices:
            yield self.finding("max_choices", own=not alone, most=question.max_choices)

    def label(self, option: Option | None) -> str:
        return words(option.labels, self.questionnaire.languages[0]) if option else ""

    def keeps(self, source: str, value: Any) -> bool:
        return holds(source, self.seen, today=self.today, current=as_value(self.question, value))

    def warnings(self) -> Iterator[Finding]:
        question = self.question
        if self.value is None:
            return
        if not question.type.has_lines:
            yield from () if self.keeps(question.warning, self.value) else [self.finding("warning", own=True)]
            return
        for row, column in question.cells:
            cell = cell_of(self.value, row.key, column.key)
            if cell is not None and not self.keeps(question.warning, cell):
                yield self.finding("warning", row.key, column.key, own=True)


def _shown(limit: float | None) -> str:
    if limit is None:
        return ""
    return str(int(limit)) if limit == int(limit) else str(limit).replace(".", ",")
