"""The page of a section of a survey: its form, what of it is asked, and what the page's script has to know.

    form_for(answering, section, formdata) -> SectionForm
    shown(answering, section, form, tell=...) -> list[Shown]      what surveys/_question.html draws
    page_data(answering, section) -> dict                          the attributes that survey.js reads
The preview of a questionnaire draws the same `Shown` from answers of its own: `drawn(questionnaire, …)`.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import request
from flask_babel import get_locale, gettext
from werkzeug.datastructures import MultiDict

from forms.surveys import SectionForm, cell_name, section_form
from monitor.domain.answer_checks import MESSAGES, Finding, sentence
from monitor.domain.answer_fields import comment_name, field_name, fields_of
from monitor.domain.answers import Answers, environment, visible
from monitor.domain.expression_values import Value
from monitor.domain.expressions import as_data, parse
from monitor.domain.questionnaire import Line, Question, Questionnaire, QuestionType, Section
from monitor.services.answering import Answering
from monitor.services.survey_answers import fingerprint, marks_in
from monitor.views.kept_words import author_here

FormData = MultiDict[str, str]
Draw = Callable[[FormData | None], SectionForm]

MISSING = frozenset({MESSAGES["required"], MESSAGES["required_cells"]})
WARNING = MESSAGES["warning"]
KINDS = {
    QuestionType.INTEGER: "number",
    QuestionType.DECIMAL: "number",
    QuestionType.GRID: "number",
    QuestionType.DATE: "day",
    QuestionType.MULTIPLE: "many",
}


@dataclass(frozen=True)
class Shown:
    """One question of the page, asked or waiting to be."""

    question: Question
    is_asked: bool
    relevant: str
    """Its condition as JSON for the script; empty where it is always asked."""
    hidden_lines: frozenset[str] = frozenset()
    """The keys of rows and columns that are not asked now."""
    told: str = ""
    """The answer that the link itself gives."""
    files: tuple[Mapping[str, Any], ...] = ()
    is_odd: bool = False
    """Whether its comment is asked for."""
    lines: Mapping[str, str] = field(default_factory=dict)
    """The conditions of rows and columns, by key."""

    @property
    def kind(self) -> str:
        return KINDS.get(self.question.type, "text")


def language() -> str:
    return str(get_locale().language)


def form_for(answering: Answering, section: Section, formdata: FormData | None) -> SectionForm:
    """The section's form with what was typed, or else with what is stored.

    What was sent without saying which version it was drawn from does not count as drawn from this one.
    """
    stored = fields_of(answering.questionnaire, answering.answers, section.key)
    data = stored if formdata is not None else stored | drawn_from(answering, section)
    return section_form(section.questions, language(), formdata=formdata, data=data)


def drawn_from(answering: Answering, section: Section) -> dict[str, str]:
    """The hidden fields by which a stale page is recognised, and its writer."""
    return {
        "lock_version": str(answering.lock_version),
        "seen": fingerprint(answering, section.key),
        "author": author_here(),
    }


def shown(answering: Answering, section: Section) -> list[Shown]:
    findings = answering.findings() if any(question.warning for question in section.questions) else None
    odd = {finding.key for finding in findings.warnings} if findings else set()
    return drawn(answering.questionnaire, section, answering.answers, answering.today, odd=odd)


def drawn(
    questionnaire: Questionnaire, section: Section, answers: Answers, today: date, *, odd: set[str] | None = None
) -> list[Shown]:
    """Every question of the section as it stands with these answers."""
    asked = visible(questionnaire, answers, today).questions
    return [
        Shown(
            question=question,
            is_asked=question.key in asked,
            relevant=condition(question.relevant),
            hidden_lines=_hidden_lines(question, asked.get(question.key)),
            told=str(answers.values.get(question.key, "")) if question.filled_from else "",
            files=tuple(answers.values.get(question.key, ())) if question.type is QuestionType.FILE else (),
            is_odd=question.key in (odd or set()) or question.key in answers.comments,
            lines={line.key: condition(line.relevant) for line in (*question.rows, *question.columns)},
        )
        for question in section.questions
    ]


def condition(source: str) -> str:
    return json.dumps(as_data(parse(source)), separators=(",", ":")) if source.strip() else ""


def _hidden_lines(question: Question, asked: Question | None) -> frozenset[str]:
    def missing(lines: tuple[Line, ...], left: tuple[Line, ...]) -> set[str]:
        return {line.key for line in lines} - {line.key for line in left}

    if asked is None:
        return frozenset()
    return frozenset(missing(question.rows, asked.rows) | missing(question.columns, asked.columns))


def page_data(questionnaire: Questionnaire, section: Section, answers: Answers, today: date) -> dict[str, str]:
    """What survey.js reads: the answers of other sections that conditions of this one look at, and the day."""
    own = {name for question in section.questions for name in question.names}
    asked = visible(questionnaire, answers, today).questions
    elsewhere = Answers({key: value for key, value in answers.values.items() if key in asked})
    seen = environment(questionnaire, elsewhere)
    values = {name: _plain(value) for name, value in seen.items() if name not in own}
    return {
        "data-survey": "yes",
        "data-elsewhere": json.dumps(values, separators=(",", ":")),
        "data-today": today.isoformat(),
    }


def _plain(value: Value) -> Any:
    return {"day": value.isoformat()} if isinstance(value, date) else value


def asked_names(answering: Answering, section: Section) -> set[str]:
    """What of the section is asked now: questions, rows and columns, to tell whether saving brought new ones."""
    return {
        f"{each.question.key} {line}"
        for each in drawn(answering.questionnaire, section, answering.answers, answering.today)
        if each.is_asked
        for line in ("", *(set(each.lines) - each.hidden_lines))
    }


def tell(form: SectionForm, findings: tuple[Finding, ...], *, missing_too: bool) -> None:
    """Put what is wrong or odd beside its field. What is only missing is told where somebody came to mend it."""
    for finding in findings:
        if not missing_too and is_missing(finding):
            continue
        target = form._fields.get(field_of(form, finding))
        if target is not None:
            target.errors = [*target.errors, sentence(finding, form.language, gettext)]


def wrong_in(form: SectionForm) -> list[tuple[str, str]]:
    """Everything that is wrong on the page: the element to look at, and what to do, named by its question."""
    found = []
    for each in form:
        title = form.name_of(re.sub("^comment-", "q-", each.name))
        of_which = "" if title == each.name else f"{title} " if title.endswith("?") else f"{title}: "
        found += [(each.id, of_which + error) for error in each.errors if isinstance(error, str)]
    return found


def field_of(form: SectionForm, finding: Finding) -> str:
    """The field to look at: the cell, the comment of an odd answer, or the first empty cell of a grid."""
    question = next((each for each in form.questions if each.key == finding.key), None)
    if question is None:
        return ""
    if finding.message == WARNING:
        return comment_name(question.key)
    if not question.type.has_lines:
        return field_name(question.key)
    if finding.row:
        return field_name(question.cell_key(finding.row, finding.column))
    names = [cell_name(question, row, column) for row, column in question.cells]
    return next((name for name in names if form[name].data in (None, "")), names[0])


def is_missing(finding: Finding) -> bool:
    return finding.message in MISSING


def came_to_mend() -> bool:
    """Whether somebody came from the check, or was shown what is wrong after saving."""
    return "desde" in request.args or "aviso" in request.args


def drawn_now(answering: Answering, section: Section, form: SectionForm, errors: dict[str, str]) -> dict[str, str]:
    """The hidden fields for the next save. What was not saved keeps its old mark: it may have changed unseen."""
    fresh = drawn_from(answering, section)
    marks = marks_in(fresh["seen"]) | {name: mark for name, mark in marks_in(form.seen.data).items() if name in errors}
    return fresh | {"seen": " ".join(f"{name}={mark}" for name, mark in marks.items())}
