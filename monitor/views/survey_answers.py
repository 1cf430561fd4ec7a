"""All answers of a survey as rows to read: what is asked, what was answered, where to change it, what is wrong.

answer_in_words(question, value, language) -> str      "" where nothing was answered
sections_to_read(answering), sections_to_check(answering, findings), sections_of(questionnaire, answers, today)
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from monitor.domain.answer_checks import Finding, Findings, sentence
from monitor.domain.answer_fields import comment_name, field_name
from monitor.domain.answers import Answers, cell_of, read_day, visible
from monitor.domain.questionnaire import Question, Questionnaire, QuestionType, Section, words
from monitor.page_context import day, number
from monitor.services.answering import Answering
from monitor.views.survey_forms import MISSING, WARNING, language

FROM_CHECK = "revisar"
"""Whoever changes one answer from the check comes back to the check."""


@dataclass
class Answer:
    """One row of a summary list."""

    key: str
    label: str
    value: str | None
    change_url: str | None = None
    error: str | None = None


@dataclass(frozen=True)
class AnsweredSection:
    section: Section
    title: str
    answers: list[Answer]


def sections_of(questionnaire: Questionnaire, answers: Answers, today: date) -> list[AnsweredSection]:
    """What is asked with what was answered, in the reader's language."""
    shown = visible(questionnaire, answers, today)
    found = []
    for section in shown.sections:
        rows = []
        for question in shown.of(section):
            if question.type is QuestionType.NOTE:
                continue
            value = answer_in_words(question, answers.values.get(question.key), language())
            comment = answers.comments.get(question.key)
            if comment:
                said = _("Comentario: %(words)s", words=comment)
                value = f"{value}\n{said}"
            rows.append(Answer(question.key, words(question.labels, language()), value or None))
        found.append(AnsweredSection(section, words(section.labels, language()), rows))
    return found


def sections_to_read(answering: Answering) -> list[AnsweredSection]:
    if answering.response is None:
        return []
    return sections_of(answering.questionnaire, answering.answers, answering.today)


def sections_to_check(answering: Answering, findings: Findings) -> list[AnsweredSection]:
    """The same with a link to change each answer, and with what is wrong at its row."""
    found = sections_of(answering.questionnaire, answering.answers, answering.today)
    for section in found:
        for answer in section.answers:
            wrong = [each for each in findings.blocking if each.key == answer.key]
            answer.error = " ".join(dict.fromkeys(said(answering.questionnaire, each) for each in wrong)) or None
            question = answering.questionnaire.by_key[answer.key]
            if question.filled_from is None:
                answer.change_url = link(answering, wrong[0]) if wrong else change_url(answering, question)
    return found


def findings_with_links(answering: Answering, findings: Findings) -> list[tuple[str, str]]:
    """Everything that keeps it from being sent: where it is mended, and what to do, named by its question."""
    return [(link(answering, each), named(answering.questionnaire, each)) for each in findings.blocking]


def named(questionnaire: Questionnaire, finding: Finding) -> str:
    title = words(questionnaire.by_key[finding.key].labels, language())
    return f"{title}{'' if title.endswith('?') else ':'} {said(questionnaire, finding)}"


def said(questionnaire: Questionnaire, finding: Finding) -> str:
    """The sentence, with the row and column of the cell it is about."""
    text = sentence(finding, language(), _)
    question = questionnaire.by_key[finding.key]
    if not finding.row:
        return text
    row = next(words(line.labels, language()) for line in question.rows if line.key == finding.row)
    column = next(words(line.labels, language()) for line in question.columns if line.key == finding.column)
    return _("%(row)s, %(column)s: %(text)s", row=row, column=column, text=text)


def link(answering: Answering, finding: Finding) -> str:
    """Where the finding is mended: its page, at its field."""
    question = answering.questionnaire.by_key[finding.key]
    if finding.message == WARNING:
        return change_url(answering, question, comment_name(finding.key))
    if finding.row:
        return change_url(answering, question, field_name(question.cell_key(finding.row, finding.column)))
    if finding.message in MISSING and question.type.has_lines:
        asked = answering.visible().questions[question.key]
        value = answering.answers.values.get(question.key)
        empty = [
            question.cell_key(row.key, column.key)
            for row, column in asked.cells
            if cell_of(value, row.key, column.key) is None
        ]
        return change_url(answering, question, field_name(empty[0]) if empty else None)
    return change_url(answering, question)


def change_url(answering: Answering, question: Question, anchor: str | None = None) -> str:
    section = answering.questionnaire.section_of(question.key)
    assert section is not None
    cells = list(question.cells)
    first = question.cell_key(cells[0][0].key, cells[0][1].key) if question.type.has_lines else question.key
    anchor = f"question-{question.key}" if question.type is QuestionType.FILE else anchor or field_name(first)
    return url_for("surveys.edit", unit_id=answering.unit.id, section_key=section.key, desde=FROM_CHECK, _anchor=anchor)


def answer_in_words(question: Question, value: Any, language: str) -> str:
    """An answer as people read it."""
    if value in (None, "", [], {}):
        return ""
    if question.type.has_lines:
        return _lines_in_words(question, value, language)
    if question.type.is_choice_of_one:
        return _option(question, value, language)
    if question.type.is_number:
        return number(value) if isinstance(value, int | float) else str(value)
    if question.type is QuestionType.DATE:
        found = read_day(value)
        return day(found) if found else str(value)
    return ", ".join(_parts(question, value, language)) if isinstance(value, list) else str(value)


def _parts(question: Question, value: list[Any], language: str) -> list[str]:
    """The options of a multiple answer, or the names of files."""
    if question.type is QuestionType.FILE:
        return [str(each.get("name", "")) for each in value]
    return [_option(question, key, language) for key in value]


def _option(question: Question, key: Any, language: str) -> str:
    option = question.option(str(key))
    return words(option.labels, language) if option else str(key)


def _lines_in_words(question: Question, value: Any, language: str) -> str:
    """One line for each row with something in it: "Chile: 3 mujeres, 4 hombres"."""
    lines = []
    for row in question.rows:
        cells = [(column, cell_of(value, row.key, column.key)) for column in question.columns]
        given = [
            _named_cell(question, words(column.labels, language), cell, language)
            for column, cell in cells
            if cell is not None
        ]
        if given:
            lines.append(f"{words(row.labels, language)}: {', '.join(given)}")
    if question.type is QuestionType.GRID and lines:
        whole = [cell_of(value, row.key, column.key) for row, column in question.cells]
        lines.append(_("Total: %(n)s", n=number(sum(each for each in whole if isinstance(each, int)))))
    return "\n".join(lines)


def _named_cell(question: Question, column: str, cell: Any, language: str) -> str:
    """A count after its name, an option apart from it."""
    if question.type is QuestionType.SCALE_MATRIX:
        return f"{column} – {_option(question, cell, language)}"
    return f"{column} {number(cell) if isinstance(cell, int) else cell}"
