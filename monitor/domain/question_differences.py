"""Whether a question of one wave can be compared with the one of the same key in another, and if not, why.

    differences_of(before, after) -> {key: (Difference, ...)}    of each question that both have; empty: comparable
    cell_compares(...) -> bool               of one cell of a matrix
    is_reworded(old, new) -> bool            its words changed, though what it asks counts as the same

Words may change (a typo, a translation). Type, options with their scores, lines, and what decides who is asked and what
is accepted may not; nor may that of a question on which it depends.
"""

from collections.abc import Mapping
from enum import StrEnum

from monitor.domain.expressions import ExpressionError, parse, references, unparse
from monitor.domain.questionnaire import Line, Question, Questionnaire, QuestionType
from monitor.domain.words import N_


class Difference(StrEnum):
    """Why two questions of one key cannot be compared."""

    TYPE = "type"
    OPTIONS = "options"
    LINES = "lines"
    LOGIC = "logic"
    DEPENDS = "depends"


DIFFERENCE = {
    Difference.TYPE: N_("cambió el tipo de respuesta"),
    Difference.OPTIONS: N_("cambiaron las opciones o su puntaje"),
    Difference.LINES: N_("cambiaron las filas o las columnas"),
    Difference.LOGIC: N_("cambió a quiénes se pregunta o qué se acepta"),
    Difference.DEPENDS: N_("depende de una pregunta que cambió"),
}


def differences_of(before: Questionnaire, after: Questionnaire) -> dict[str, tuple[Difference, ...]]:
    """Of each question that both have, why it cannot be compared; empty where it can."""
    both = [each for each in questions_of(after) if each.key in before.by_key]
    both = [each for each in both if before.by_key[each.key].type is not QuestionType.NOTE]
    found = {each.key: _differences(before, after, before.by_key[each.key], each) for each in both}
    waiting = True
    while waiting:  # a question that looks at one that changed is asked of others than before, and so on
        waiting = False
        for question in both:
            if not found[question.key] and any(
                found.get(key, (Difference.DEPENDS,)) for key in _looks_at(after, question)
            ):
                found[question.key] = (Difference.DEPENDS,)
                waiting = True
    return found


def _looks_at(questionnaire: Questionnaire, question: Question) -> set[str]:
    """The keys of the questions that decide whether this one, or a line of it, is asked."""
    section = questionnaire.section_of(question.key)
    sources = [question.relevant, question.score, section.relevant if section else ""]
    sources += [line.relevant for line in (*question.rows, *question.columns)]
    names = {name for source in sources for name in _references(source)}
    owners = {questionnaire.names[name].key for name in names if name in questionnaire.names}
    return (owners | ({question.within} if question.within else set())) - {question.key}


def _references(source: str) -> frozenset[str]:
    try:
        return references(parse(source)) if source.strip() else frozenset()
    except ExpressionError:
        return frozenset()


def _differences(before: Questionnaire, after: Questionnaire, old: Question, new: Question) -> tuple[Difference, ...]:
    checks = (
        (Difference.TYPE, old.type, new.type),
        (Difference.OPTIONS, _options(old), _options(new)),
        (Difference.LINES, _lines(old), _lines(new)),
        (Difference.LOGIC, _logic(before, old), _logic(after, new)),
    )
    return tuple(why for why, one, another in checks if one != another)


def cell_compares(
    before: Questionnaire,
    after: Questionnaire,
    differences: Mapping[str, tuple[Difference, ...]],
    cell: tuple[str, str, str],
) -> bool:
    """Whether one cell of a matrix (question, row, column) asks the same, even where other lines came or went."""
    key, row, column = cell
    if not differences.get(key, (Difference.TYPE,)):
        return True
    old, new = before.by_key.get(key), after.by_key.get(key)
    if old is None or new is None or (old.type, _options(old)) != (new.type, _options(new)):
        return False
    sources = _sources_of_cell(after, new, row, column)
    if sources is None or sources != _sources_of_cell(before, old, row, column):
        return False
    names = {name for source in sources for name in _references(source)}
    owners = {after.names[name].key for name in names if name in after.names} - {key}
    return not any(differences.get(owner, (Difference.DEPENDS,)) for owner in owners)


def _sources_of_cell(questionnaire: Questionnaire, question: Question, row: str, column: str) -> list[str] | None:
    """The conditions under which a cell is asked; None where there is no such cell."""
    rows = [each for each in question.rows if each.key == row]
    columns = [each for each in question.columns if each.key == column]
    if not rows or not columns:
        return None
    section = questionnaire.section_of(question.key)
    sources = (section.relevant if section else "", question.relevant, rows[0].relevant, columns[0].relevant)
    return [_canonical(source) for source in sources]


def _options(question: Question) -> object:
    """As a set: in which order they stand changes nothing."""
    return {(each.key, each.score, each.exclusive, each.not_applicable) for each in question.options}


def _lines(question: Question) -> object:
    return [{each.key for each in lines} for lines in (question.rows, question.columns)]


def _logic(questionnaire: Questionnaire, question: Question) -> object:
    """Conditions as they are understood, not as they are spaced."""
    section = questionnaire.section_of(question.key)
    sources = (section.relevant if section else "", question.relevant, question.constraint, question.score)
    lines = {(each.key, _canonical(each.relevant)) for each in (*question.rows, *question.columns) if each.relevant}
    limits = (question.minimum, question.maximum, question.within, question.max_choices)
    return [_canonical(source) for source in sources], lines, limits


def _canonical(source: str) -> str:
    try:
        return unparse(parse(source)) if source.strip() else ""
    except ExpressionError:
        return source


def is_reworded(old: Question, new: Question) -> bool:
    def said(question: Question) -> object:
        lines: tuple[Line, ...] = (*question.rows, *question.columns)
        return (
            dict(question.labels),
            {each.key: dict(each.labels) for each in question.options},
            {each.key: dict(each.labels) for each in lines},
        )

    return said(old) != said(new)


def questions_of(questionnaire: Questionnaire) -> list[Question]:
    """All that can be answered."""
    return [question for question in questionnaire.questions if question.type is not QuestionType.NOTE]
