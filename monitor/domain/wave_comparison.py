"""Two waves of a survey side by side, as far as they can be compared at all.

    compare(earlier, later, successors={}) -> Comparison

Only questions with equal key, type, options and logic are compared, on the units that answered both; of the others the
comparison says why not. A unit is known again by its `unit`; `successors` leads from one that was renamed or merged to
what it became. Renamed units go on as one. Of merged ones the figures before are the mean of those that became one:
they enter the indices, and stay out of the tables by question, where half an answer means nothing. Cells of matrices
and grids are compared on the units that answered the cell, or the grid, both times (compared_questions.py).
"""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.domain.compared_questions import ComparedQuestion, compared_grid, compared_lines, counts
from monitor.domain.question_differences import (
    Difference,
    cell_compares,
    differences_of,
    is_reworded,
    questions_of,
)
from monitor.domain.questionnaire import Question, Questionnaire
from monitor.domain.survey_indices import (
    OVERALL,
    Item,
    UnitIndices,
    items_of,
    unit_indices,
    weights_of,
)
from monitor.domain.survey_respondents import Respondent
from monitor.domain.survey_results import question_result
from monitor.domain.webinar_impact import attended, capacity_index
from monitor.domain.words import N_

NO_PAIRS = N_("ninguna unidad respondió ambas versiones")
PERSONAL = N_("en una versión por persona no se sabe quién respondió ambas")
INDEX_CHANGED = N_("cambiaron las preguntas que la alimentan o los pesos")


@dataclass(frozen=True)
class WaveAnswers:
    """One wave: its questionnaire and those that answered."""

    questionnaire: Questionnaire
    respondents: Sequence[Respondent]
    is_personal: bool = False


@dataclass(frozen=True)
class Pair:
    """A unit that answered both; several before it where they were merged."""

    before: tuple[Respondent, ...]
    after: Respondent

    @property
    def is_merged(self) -> bool:
        return len(self.before) > 1

    @property
    def is_renamed(self) -> bool:
        return len(self.before) == 1 and self.before[0].unit != self.after.unit


@dataclass(frozen=True)
class ChangedQuestion:
    key: str
    before: Question
    after: Question
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class IndexChange:
    """An index in both waves, over the bodies that have it in both; `why_not` says why it cannot be compared."""

    key: str
    n: int = 0
    before: float | None = None
    after: float | None = None
    points: float | None = None
    risen: int = 0
    fallen: int = 0
    why_not: str = ""


@dataclass(frozen=True)
class BodyChange:
    """One body's overall index in both waves."""

    pair: Pair
    before: float | None
    after: float | None

    @property
    def points(self) -> float | None:
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class Comparison:
    pairs: tuple[Pair, ...]
    only_before: tuple[Respondent, ...]
    only_after: tuple[Respondent, ...]
    compared: tuple[ComparedQuestion, ...]
    changed: tuple[ChangedQuestion, ...]
    added: tuple[Question, ...]
    removed: tuple[Question, ...]
    indices: tuple[IndexChange, ...]
    bodies: tuple[BodyChange, ...]
    with_attendees: IndexChange | None = None
    """The change of capacity of the bodies that sent somebody to a webinar, as the later wave tells."""
    without_attendees: IndexChange | None = None
    why_none: str = ""
    """Why no unit of the two waves can be found in both, not translated yet."""

    @property
    def n(self) -> int:
        return len(self.pairs)


def compare(earlier: WaveAnswers, later: WaveAnswers, successors: Mapping[str, str] | None = None) -> Comparison:
    """`successors`: what a unit of the earlier wave is called in the later one, where it was renamed or merged."""
    before, after = earlier.questionnaire, later.questionnaire
    differences = differences_of(before, after)
    personal = earlier.is_personal or later.is_personal
    pairs = () if personal else _pairs(earlier.respondents, later.respondents, successors or {})
    paired = {each.unit for pair in pairs for each in pair.before}, {pair.after.unit for pair in pairs}
    units = _paired_indices(before, after, pairs)
    changes = _index_changes(before, after, differences, units)
    came, stayed = _by_attendance(after, changes, units)
    return Comparison(
        pairs=pairs,
        only_before=tuple(each for each in earlier.respondents if not personal and each.unit not in paired[0]),
        only_after=tuple(each for each in later.respondents if not personal and each.unit not in paired[1]),
        compared=_compared(before, after, differences, pairs),
        changed=tuple(
            ChangedQuestion(key, before.by_key[key], after.by_key[key], why) for key, why in differences.items() if why
        ),
        added=tuple(each for each in questions_of(after) if each.key not in before.by_key),
        removed=tuple(each for each in questions_of(before) if each.key not in after.by_key),
        indices=tuple(changes),
        bodies=() if changes[0].why_not else tuple(BodyChange(*each) for each in _values(units, OVERALL)),
        with_attendees=came,
        without_attendees=stayed,
        why_none=PERSONAL if personal else "" if pairs else NO_PAIRS,
    )


def successor(unit: str, successors: Mapping[str, str]) -> str:
    """What a unit became in the end; a circle of names ends where it began."""
    seen: set[str] = set()
    while unit in successors and unit not in seen:
        seen.add(unit)
        unit = successors[unit]
    return unit


def _pairs(
    earlier: Sequence[Respondent], later: Sequence[Respondent], successors: Mapping[str, str]
) -> tuple[Pair, ...]:
    became: dict[str, list[Respondent]] = {}
    for each in earlier:
        became.setdefault(successor(each.unit, successors), []).append(each)
    return tuple(Pair(tuple(became[each.unit]), each) for each in later if each.unit in became)


def _compared(
    before: Questionnaire,
    after: Questionnaire,
    differences: Mapping[str, tuple[Difference, ...]],
    pairs: Sequence[Pair],
) -> tuple[ComparedQuestion, ...]:
    single = [pair for pair in pairs if not pair.is_merged]
    if not single:
        return ()
    both = [(pair.before[0], pair.after) for pair in single]
    found = []
    for key, why in differences.items():
        if why:
            continue
        own, then = before.by_key[key], after.by_key[key]
        asked = [each for each in both if key in each[0].asked and key in each[1].asked]
        cells, sums = compared_lines(own, then, asked), compared_grid(own, then, asked)
        told = [each for each in both if counts(own, each[0]) and counts(then, each[1])]
        old = question_result(before, own, [one for one, _ in told])
        new = question_result(after, then, [other for _, other in told])
        found.append(ComparedQuestion(old, new, is_reworded(own, then), cells, sums))
    return tuple(found)


def _index_changes(
    before: Questionnaire,
    after: Questionnaire,
    differences: Mapping[str, tuple[Difference, ...]],
    units: "Paired",
) -> list[IndexChange]:
    """The overall index first. It compares only where all its parts do."""
    old, new = weights_of(before), weights_of(after)
    keys = [key for key in new if key in old]
    same = {key: _is_same_index(before, after, differences, key) for key in keys}
    whole = bool(keys) and old == new and all(same.values())
    found = [_change(OVERALL, units)] if whole else [IndexChange(OVERALL, why_not=INDEX_CHANGED)]
    return found + [_change(key, units) if same[key] else IndexChange(key, why_not=INDEX_CHANGED) for key in keys]


def _is_same_index(
    before: Questionnaire, after: Questionnaire, differences: Mapping[str, tuple[Difference, ...]], key: str
) -> bool:
    old, new = set(items_of(before).get(key, ())), set(items_of(after).get(key, ()))
    return old == new and all(_is_same_item(before, after, differences, item) for item in new)


def _is_same_item(
    before: Questionnaire, after: Questionnaire, differences: Mapping[str, tuple[Difference, ...]], item: Item
) -> bool:
    """A cell of a matrix is the same though a column beside it is new: capacity "before" is asked from some wave on."""
    if item.row:
        return cell_compares(before, after, differences, (item.question, item.row, item.column))
    return not differences.get(item.question, (Difference.TYPE,))


Paired = list[tuple[Pair, list[UnitIndices], UnitIndices]]


def _paired_indices(before: Questionnaire, after: Questionnaire, pairs: Sequence[Pair]) -> Paired:
    new = unit_indices(after, [pair.after for pair in pairs])
    return [(pair, unit_indices(before, pair.before), own) for pair, own in zip(pairs, new, strict=True)]


def _values(units: Paired, key: str) -> list[tuple[Pair, float | None, float | None]]:
    found = []
    for pair, before, after in units:
        old = [value for each in before if (value := each.value(key)) is not None]
        found.append((pair, statistics.fmean(old) if old else None, after.value(key)))
    return found


def _change(key: str, units: Paired) -> IndexChange:
    """Over bodies: of one with several units, the mean."""
    bodies: dict[str, list[tuple[float, float]]] = {}
    for pair, before, after in _values(units, key):
        if before is not None and after is not None:
            bodies.setdefault(pair.after.body, []).append((before, after))
    means = [tuple(statistics.fmean(side) for side in zip(*own, strict=True)) for own in bodies.values()]
    if not means:
        return IndexChange(key, why_not=NO_PAIRS)
    before_all, after_all = (statistics.fmean(each[side] for each in means) for side in (0, 1))
    return IndexChange(
        key,
        n=len(means),
        before=before_all,
        after=after_all,
        points=after_all - before_all,
        risen=sum(round(new - old, 9) > 0 for old, new in means),
        fallen=sum(round(new - old, 9) < 0 for old, new in means),
    )


def _by_attendance(
    after: Questionnaire, changes: Sequence[IndexChange], units: Paired
) -> tuple[IndexChange | None, IndexChange | None]:
    """The change of capacity with and without attendees; None where capacity cannot be compared at all."""
    key = capacity_index(after)
    if key is None or not any(each.key == key and not each.why_not for each in changes):
        return None, None
    came = {unit[0].after.body for unit in units if attended(after, unit[0].after)}
    sides = (
        [unit for unit in units if unit[0].after.body in came],
        [unit for unit in units if unit[0].after.body not in came],
    )
    return _change(key, sides[0]), _change(key, sides[1])
