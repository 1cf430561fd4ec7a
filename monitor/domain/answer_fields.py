"""Answers taken apart into the fields of a form, and put together again: one field for each question, cell and comment.

    flat(question, value) -> dict                 name → plain value; every name of the question is there
    together(question, stored, given) -> value    the stored answer with the given fields put in
    field_names(question) -> tuple
    field_name(key) -> str, comment_name(key) -> str

The name of a question's field is `q-<key>`; that of a cell has the key by which expressions call it, `q-a4__cl__m`;
that of the comment on a question is `comment-<key>`. Two people who fill different cells of one grid do not clash.
"""

from collections.abc import Mapping
from typing import Any

from monitor.domain.answers import Answers, cell_of, tidy
from monitor.domain.questionnaire import Question, Questionnaire, QuestionType

ANSWER, COMMENT = "q-", "comment-"


def field_name(key: str) -> str:
    """Of a question, or of a cell by its key."""
    return f"{ANSWER}{key}"


def comment_name(key: str) -> str:
    return f"{COMMENT}{key}"


def field_names(question: Question) -> tuple[str, ...]:
    """Of the answer, without the comment. A file is no field: it comes and goes by its own buttons."""
    if question.type in (QuestionType.NOTE, QuestionType.FILE):
        return ()
    if not question.type.has_lines:
        return (field_name(question.key),)
    return tuple(field_name(question.cell_key(row.key, column.key)) for row, column in question.cells)


def flat(question: Question, value: Any) -> dict[str, Any]:
    """Each field with its value; None where there is none, an empty list for a multiple question."""
    if question.type in (QuestionType.NOTE, QuestionType.FILE):
        return {}
    if question.type.has_lines:
        return {
            field_name(question.cell_key(row.key, column.key)): cell_of(value, row.key, column.key)
            for row, column in question.cells
        }
    if question.type is QuestionType.MULTIPLE:
        return {field_name(question.key): [str(key) for key in value] if isinstance(value, list) else []}
    return {field_name(question.key): value}


def together(question: Question, stored: Any, given: Mapping[str, Any]) -> Any:
    """The answer after these fields were typed; what they do not name stays as it is stored."""
    if not question.type.has_lines:
        name = field_name(question.key)
        return tidy(given[name]) if name in given else stored
    kept = {row: dict(cells) for row, cells in stored.items()} if isinstance(stored, Mapping) else {}
    for row, column in question.cells:
        name = field_name(question.cell_key(row.key, column.key))
        if name in given:
            kept.setdefault(row.key, {})[column.key] = given[name]
    return tidy(kept)


def with_fields(questionnaire: Questionnaire, answers: Answers, given: Mapping[str, Any]) -> Answers:
    """The answers after these fields of a page were typed."""
    values = {
        question.key: together(question, answers.values.get(question.key), given)
        for question in questionnaire.questions
        if any(name in given for name in field_names(question))
    }
    comments = {name.removeprefix(COMMENT): text or "" for name, text in given.items() if name.startswith(COMMENT)}
    return answers.with_values(values, comments)


def fields_of(questionnaire: Questionnaire, answers: Answers, section_key: str) -> dict[str, Any]:
    """Every field of a section's page with what is stored in it, hidden questions and comments included."""
    section = questionnaire.section(section_key)
    found: dict[str, Any] = {}
    for question in section.questions if section else ():
        found |= flat(question, answers.values.get(question.key))
        if question.warning:
            found[comment_name(question.key)] = answers.comments.get(question.key, "")
    return found
