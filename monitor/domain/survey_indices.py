"""The indices of a survey: what each answer is worth, and what that comes to for a unit, a body and the bloc.

Which answer counts in which index stands in the questionnaire (`feeds`, of a question or of a line of it), and so does
what an option is worth. Two kinds of index are told apart by that:
- an index that options with a score, or numbers with a `score`, feed is the mean of those items, 0 to 100;
- COMP, LID and COB are of people in grids (survey_people.py), IMP of before and after (webinar_impact.py).

    sub_indices(questionnaire, respondent) -> {key: SubIndex}     only those with a weight in the overall index
    overall(sub, weights) -> Overall                              IITG: needs three of four
    weights_of(questionnaire) -> {key: weight}                    what they weigh; another mapping may be given
    spread(values_by_body) -> Spread | None                       the bloc: each body weighs one
    band(value) -> Band

docs/survey.md works the figures of one group out by hand; tests/domain/test_survey_indices.py does it again.
"""

import math
import statistics
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.domain.answers import as_value, environment
from monitor.domain.expression_values import evaluate, number
from monitor.domain.expressions import parse, references
from monitor.domain.questionnaire import Feed, Question, Questionnaire, QuestionType
from monitor.domain.rounding import halves_up
from monitor.domain.survey_respondents import Respondent
from monitor.domain.words import N_

ENOUGH = 0.6
"""The share of the items that apply which must be answered."""
ENOUGH_INDICES = 0.75
"""The share of the sub-indices that must be known for the overall one: 3 of 4."""
BEST = 100.0
OVERALL = "IITG"


class Band(StrEnum):
    INITIAL = "initial"
    DEVELOPING = "developing"
    CONSOLIDATING = "consolidating"
    CONSOLIDATED = "consolidated"


BANDS = ((25, Band.INITIAL), (50, Band.DEVELOPING), (75, Band.CONSOLIDATING))
"""Below the number, the band; from the last on, consolidated."""
BAND = {
    Band.INITIAL: N_("Inicial"),
    Band.DEVELOPING: N_("En desarrollo"),
    Band.CONSOLIDATING: N_("En consolidación"),
    Band.CONSOLIDATED: N_("Consolidado"),
}
INSUFFICIENT = N_("insuficiente")
NOT_APPLICABLE = N_("no aplica")


@dataclass(frozen=True)
class Item:
    """One answer that counts in an index: of a question, or of a cell of a matrix."""

    question: str
    row: str = ""
    column: str = ""
    weight: float = 1.0


@dataclass(frozen=True)
class SubIndex:
    """The value is None where too little was answered, or where nothing applies to the unit (`applicable` is 0)."""

    key: str
    value: float | None
    answered: int
    applicable: int

    @property
    def why_not(self) -> str:
        """The word in place of the value, not translated yet."""
        return "" if self.value is not None else INSUFFICIENT if self.applicable else NOT_APPLICABLE


@dataclass(frozen=True)
class Overall:
    value: float | None
    known: int
    """Of how many of its sub-indices the value is known."""
    needed: int


@dataclass(frozen=True)
class Spread:
    """What several bodies come to: the mean, in which each weighs one, and how far apart they are."""

    n: int
    mean: float
    median: float
    lowest: float
    highest: float


def rounded(value: float, digits: int = 1) -> float:
    """As it is printed."""
    return float(halves_up(value, digits))


def band(value: float) -> Band:
    """The band of the value as it is printed, so that figure and word never disagree."""
    return next((name for below, name in BANDS if rounded(value) < below), Band.CONSOLIDATED)


def weights_of(questionnaire: Questionnaire) -> dict[str, float]:
    """The sub-indices of the overall index, in order, with what they weigh."""
    return {index.key: index.weight for index in questionnaire.indices if index.weight > 0}


def items_of(questionnaire: Questionnaire) -> dict[str, tuple[Item, ...]]:
    """By index, the items that score in it. Choices of several never score: that would invite ticking everything."""
    found: dict[str, list[Item]] = {}
    for question in questionnaire.questions:
        for item, feeds in _items(question):
            for feed in feeds:
                found.setdefault(feed.index, []).append(Item(item.question, item.row, item.column, feed.weight))
    return {key: tuple(items) for key, items in found.items()}


def _items(question: Question) -> Iterable[tuple[Item, tuple[Feed, ...]]]:
    if question.type is QuestionType.SCALE_MATRIX:
        for row, column in question.cells:
            yield Item(question.key, row.key, column.key), (*row.feeds, *column.feeds) or question.feeds
    elif question.score or (
        question.type.is_choice_of_one and any(option.score is not None for option in question.options)
    ):
        yield Item(question.key), question.feeds


@dataclass(frozen=True)
class Scored:
    """What an item is worth to a unit: it may not apply, or not be answered (None)."""

    applies: bool
    value: float | None = None


def score(questionnaire: Questionnaire, answered: Respondent, item: Item) -> Scored:
    """0 to 100. What was not asked, or answered with "no aplica", does not apply."""
    question = answered.asked.get(item.question)
    if question is None:
        return Scored(applies=False)
    if item.row:
        if not any(row.key == item.row and column.key == item.column for row, column in question.cells):
            return Scored(applies=False)
        return _of_option(question, answered.cell(item.question, item.row, item.column))
    value = answered.answer(item.question)
    if not question.score:
        return _of_option(question, value)
    if value is None:
        return Scored(applies=True)
    return _reckoned(questionnaire, answered, question, value)


def _of_option(question: Question, value: object) -> Scored:
    option = question.option(value) if isinstance(value, str) else None
    if option is None:
        return Scored(applies=True)
    return Scored(applies=False) if option.not_applicable else Scored(applies=True, value=option.score)


def _reckoned(questionnaire: Questionnaire, answered: Respondent, question: Question, value: object) -> Scored:
    """The worth of a number; one that comes to nothing between 0 and 100 counts as unanswered."""
    source = parse(question.score)
    owners = {questionnaire.names[name].key for name in references(source) if name in questionnaire.names}
    result = number(
        evaluate(
            source,
            environment(questionnaire, answered.answers, owners),
            today=answered.day,
            current=as_value(question, value),
        )
    )
    return Scored(applies=True, value=result if math.isfinite(result) and 0 <= result <= BEST else None)


def sub_indices(
    questionnaire: Questionnaire,
    answered: Respondent,
    items: Mapping[str, tuple[Item, ...]] | None = None,
) -> dict[str, SubIndex]:
    """The sub-indices of the overall index for one unit; `items` saves looking for them again for each unit."""
    found = items if items is not None else items_of(questionnaire)
    return {key: _sub_index(questionnaire, answered, key, found.get(key, ())) for key in weights_of(questionnaire)}


def _sub_index(questionnaire: Questionnaire, answered: Respondent, key: str, items: Sequence[Item]) -> SubIndex:
    scored = [(item.weight, score(questionnaire, answered, item)) for item in items]
    applicable = sum(each.applies for _, each in scored)
    known = [(weight, each.value) for weight, each in scored if each.applies and each.value is not None]
    enough = applicable > 0 and len(known) >= ENOUGH * applicable
    return SubIndex(key, weighted_mean(known) if enough else None, len(known), applicable)


def weighted_mean(values: Sequence[tuple[float, float]]) -> float | None:
    """Of (weight, value); None where nothing weighs."""
    whole = math.fsum(weight for weight, _ in values)
    return math.fsum(weight * value for weight, value in values) / whole if whole > 0 else None


def overall(sub: Mapping[str, SubIndex], weights: Mapping[str, float]) -> Overall:
    """The mean of the known sub-indices by their weights; None where fewer than three of four are known."""
    used = {key: weight for key, weight in weights.items() if weight > 0}
    known = [
        (weight, value) for key, weight in used.items() if (value := sub[key].value if key in sub else None) is not None
    ]
    needed = math.ceil(ENOUGH_INDICES * len(used))
    return Overall(weighted_mean(known) if used and len(known) >= needed else None, len(known), needed)


@dataclass(frozen=True)
class UnitIndices:
    respondent: Respondent
    sub: Mapping[str, SubIndex]
    overall: Overall

    def value(self, key: str) -> float | None:
        return self.overall.value if key == OVERALL else self.sub[key].value


def unit_indices(
    questionnaire: Questionnaire,
    answered: Sequence[Respondent],
    weights: Mapping[str, float] | None = None,
    known: MutableMapping[str, Mapping[str, SubIndex]] | None = None,
) -> list[UnitIndices]:
    """Of each unit, in the order given. `known`, by unit, saves reckoning the sub-indices again; new ones go there."""
    used, items = weights if weights is not None else weights_of(questionnaire), items_of(questionnaire)
    found = []
    for each in answered:
        sub = None if known is None else known.get(each.unit)
        if sub is None:
            sub = sub_indices(questionnaire, each, items)
        if known is not None:
            known[each.unit] = sub
        found.append(UnitIndices(each, sub, overall(sub, used)))
    return found


def bloc(indices: Sequence[UnitIndices], key: str) -> Spread | None:
    """What the index comes to over the bodies that have it; a body of several units is their mean."""
    values: dict[str, list[float]] = {}
    for each in indices:
        value = each.value(key)
        if value is not None:
            values.setdefault(each.respondent.body, []).append(value)
    return spread([statistics.fmean(own) for own in values.values()])


def spread(values: Sequence[float]) -> Spread | None:
    """None where there is no body."""
    if not values:
        return None
    return Spread(len(values), statistics.fmean(values), statistics.median(values), min(values), max(values))
