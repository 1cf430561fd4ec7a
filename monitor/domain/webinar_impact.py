"""What the webinars changed, as the bodies see it themselves: before and today, with and without attendees.

It is a look back by those who took part, and never proof of a cause: CAVEAT stands beside every figure of it.

    impact(questionnaire, respondents) -> Impact

Which answers: a matrix of scales with a column that feeds IMP (before) beside one that feeds another index (today); a
choice of several that feeds IMP (what changed; its exclusive option means nothing did); a scored choice that feeds IMP
(how useful). A body attended when the grids that feed COB count somebody.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.domain.questionnaire import Question, Questionnaire, QuestionType
from monitor.domain.survey_indices import Spread, spread
from monitor.domain.survey_people import COVERAGE, people_in
from monitor.domain.survey_respondents import Respondent, bodies_of
from monitor.domain.words import N_

IMPACT = "IMP"
CAVEAT = N_(
    "Es una autoevaluación retrospectiva: cada grupo juzga hoy su capacidad de antes y de ahora. "
    "Muestra una asociación; no prueba que los webinars hayan causado el cambio."
)


@dataclass(frozen=True)
class Impact:
    """Points are of 100; one step of a five-step scale is 25 points. Bodies weigh one each."""

    attended: int
    """Bodies of which somebody attended."""
    not_attended: int
    before: Spread | None
    """Capacity before, among bodies with attendees that answered before and today."""
    today: Spread | None
    """Capacity today, of the same bodies."""
    change: Spread | None
    """Today less before, body by body."""
    without: Spread | None
    """Capacity today of the bodies without attendees: there is no before to compare it with."""
    asked_changes: int
    """Bodies with attendees that said what changed."""
    changed: int
    """Of them, those that named at least one change."""
    usefulness: Spread | None

    @property
    def share_changed(self) -> float | None:
        return self.changed / self.asked_changes if self.asked_changes else None

    @property
    def difference(self) -> float | None:
        """Capacity today, with attendees less without."""
        return self.today.mean - self.without.mean if self.today and self.without else None


def impact(questionnaire: Questionnaire, answered: Sequence[Respondent]) -> Impact:
    came: list[list[Respondent]] = []
    stayed: list[list[Respondent]] = []
    for own in bodies_of(answered).values():
        (came if _attended(questionnaire, own) else stayed).append(own)
    pairs = [(before, today) for own in came for before, today in [_before_and_today(questionnaire, own)]]
    both = [(before, today) for before, today in pairs if before is not None and today is not None]
    said = [named for own in came if (named := _named_change(questionnaire, own)) is not None]
    useful = [value for own in came if (value := _usefulness(questionnaire, own)) is not None]
    without = [today for own in stayed if (today := _before_and_today(questionnaire, own)[1]) is not None]
    return Impact(
        attended=len(came),
        not_attended=len(stayed),
        before=spread([before for before, _ in both]),
        today=spread([today for _, today in both]),
        change=spread([today - before for before, today in both]),
        without=spread(without),
        asked_changes=len(said),
        changed=sum(said),
        usefulness=spread(useful),
    )


def capacity_index(questionnaire: Questionnaire) -> str | None:
    """The index of capacity today: what stands beside the column of before (CAP)."""
    for question in questionnaire.questions:
        if question.type is QuestionType.SCALE_MATRIX and any(_feeds_impact(each.feeds) for each in question.columns):
            others = [feed.index for column in question.columns for feed in column.feeds if feed.index != IMPACT]
            if others:
                return others[0]
    return None


def attended(questionnaire: Questionnaire, answered: Respondent) -> bool:
    people = people_in(questionnaire, answered, COVERAGE)
    return people is not None and people.total > 0


def _attended(questionnaire: Questionnaire, units: Sequence[Respondent]) -> bool:
    return any(attended(questionnaire, each) for each in units)


def _before_and_today(questionnaire: Questionnaire, units: Sequence[Respondent]) -> tuple[float | None, float | None]:
    """The body's means before and today; of a row with both only if both were answered, so that the two compare."""
    before: list[float] = []
    today: list[float] = []
    for question in questionnaire.questions:
        if question.type is not QuestionType.SCALE_MATRIX:
            continue
        first = [column.key for column in question.columns if _feeds_impact(column.feeds)]
        last = [column.key for column in question.columns if column.feeds and not _feeds_impact(column.feeds)]
        if not first or not last:
            continue
        for unit in units:
            for row in question.rows:
                then, now = (_score(question, unit, row.key, columns[0]) for columns in (first, last))
                if now is not None and (then is not None or not attended(questionnaire, unit)):
                    today.append(now)
                    before += [] if then is None else [then]
    return _mean(before), _mean(today)


def _feeds_impact(feeds: Sequence[object]) -> bool:
    return any(getattr(feed, "index", "") == IMPACT for feed in feeds)


def _score(question: Question, unit: Respondent, row: str, column: str) -> float | None:
    value = unit.cell(question.key, row, column)
    option = question.option(value) if isinstance(value, str) else None
    return option.score if option else None


def _mean(values: Sequence[float]) -> float | None:
    return statistics.fmean(values) if values else None


def _fed(questionnaire: Questionnaire, *, several: bool) -> list[Question]:
    return [
        question
        for question in questionnaire.questions
        if _feeds_impact(question.feeds)
        and (question.type is QuestionType.MULTIPLE if several else question.type.is_choice_of_one)
    ]


def _named_change(questionnaire: Questionnaire, units: Sequence[Respondent]) -> bool | None:
    """Whether one of the body's units named a change; None where none said anything."""
    found: list[bool] = []
    for question in _fed(questionnaire, several=True):
        for unit in units:
            chosen = unit.answer(question.key)
            if isinstance(chosen, list | tuple) and chosen:
                found.append(any(key not in question.exclusive_keys for key in chosen))
    return any(found) if found else None


def _usefulness(questionnaire: Questionnaire, units: Sequence[Respondent]) -> float | None:
    scores = [
        option.score
        for question in _fed(questionnaire, several=False)
        for unit in units
        if isinstance(value := unit.answer(question.key), str)
        and (option := question.option(value))
        and option.score is not None
    ]
    return _mean(scores)
