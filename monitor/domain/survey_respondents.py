"""Who answered a wave and what: what results, indices and comparisons are reckoned from.

respondent(questionnaire, answers, day=..., unit=..., ...) -> Respondent
consent_to(questionnaire, question) -> Question | None      the yes/no question that lets a text be published
countries_asked(questionnaire) -> Question | None           the question that says which countries an answer speaks for
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from monitor.domain.answers import Answers, cell_of, visible
from monitor.domain.expressions import parse, references
from monitor.domain.participation import Country
from monitor.domain.questionnaire import Question, Questionnaire, QuestionType

COUNTRIES = frozenset({Country.CL, Country.CO, Country.MX, Country.PE})


@dataclass(frozen=True)
class Respondent:
    """One submitted answer of one unit."""

    unit: str
    """The same in every wave: units that answered twice are found by it."""
    body: str
    """The group that the unit belongs to; the unit itself where it stands alone."""
    name: str
    kind: str = ""
    """The kind of its group (monitor.domain.responsible_groups.GroupKind)."""
    countries: frozenset[str] = frozenset()
    """Those that the answer speaks for."""
    answers: Answers = field(default_factory=Answers)
    asked: Mapping[str, Question] = field(default_factory=dict)
    """By key, each question that applied to the unit; of a matrix only the lines that did."""
    day: date = date.min
    """When it was submitted: conditions that look at today mean this day."""

    def answer(self, key: str) -> object:
        """What was answered, None where the question did not apply or was left open."""
        return self.answers.values.get(key) if key in self.asked else None

    def cell(self, key: str, row: str, column: str) -> object:
        return cell_of(self.answer(key), row, column)


def respondent(
    questionnaire: Questionnaire,
    answers: Answers,
    *,
    day: date,
    unit: str,
    name: str,
    body: str = "",
    kind: str = "",
    countries: frozenset[str] = frozenset(),
) -> Respondent:
    """A unit's submitted answers, with what was asked of it. Countries not given are read from the answers."""
    return Respondent(
        unit=unit,
        body=body or unit,
        name=name,
        kind=kind,
        countries=countries or _countries(questionnaire, answers),
        answers=answers,
        asked=visible(questionnaire, answers, day).questions,
        day=day,
    )


def countries_asked(questionnaire: Questionnaire) -> Question | None:
    """The question whose options are countries."""
    return next(
        (
            question
            for question in questionnaire.questions
            if question.type in (QuestionType.SINGLE, QuestionType.MULTIPLE)
            and question.options
            and {option.key for option in question.options} <= COUNTRIES
        ),
        None,
    )


def _countries(questionnaire: Questionnaire, answers: Answers) -> frozenset[str]:
    question = countries_asked(questionnaire)
    found = answers.values.get(question.key) if question else None
    return frozenset([found] if isinstance(found, str) else found if isinstance(found, list | tuple) else ())


def consent_to(questionnaire: Questionnaire, question: Question) -> Question | None:
    """The yes/no question that is asked because of this text; without one nobody was asked and nothing is published."""
    return next(
        (
            each
            for each in questionnaire.questions
            if each.type is QuestionType.YES_NO
            and each.relevant.strip()
            and question.key in references(parse(each.relevant))
        ),
        None,
    )


def consents(questionnaire: Questionnaire, question: Question, answered: Respondent) -> bool:
    """Whether the unit lets its text be published: the first option of the question means yes."""
    asked = consent_to(questionnaire, question)
    return asked is not None and bool(asked.options) and answered.answer(asked.key) == asked.options[0].key


def bodies_of(answered: Sequence[Respondent]) -> dict[str, list[Respondent]]:
    """The units by the body they belong to, in order."""
    found: dict[str, list[Respondent]] = {}
    for each in answered:
        found.setdefault(each.body, []).append(each)
    return found
