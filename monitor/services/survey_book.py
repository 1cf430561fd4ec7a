"""All that was submitted to a wave, read once, and what is reckoned from it.

    book(session, wave) -> Book            raises WrongState for a personal wave that is not closed yet
    Book.results(kind, country), .indices(weights), .impact, .composition(index), .coverage, .comparison(earlier, ...)

A book is kept in the process for as long as nothing changes (`wave.answers_version`, the questionnaire's words): a page
of results costs the same with 2 responses and with 2,000. The first page after a change reads only what was sent since,
and adds up anew. The first in a process reads all: at 2,000 responses of the default questionnaire half a second.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from monitor.domain import survey_indices, survey_results, wave_comparison, webinar_impact
from monitor.domain.errors import WrongState
from monitor.domain.participation import Country
from monitor.domain.questionnaire import Questionnaire
from monitor.domain.survey_indices import Spread, SubIndex, UnitIndices
from monitor.domain.survey_people import COMPOSITION, Composition, Coverage, composition, coverage
from monitor.domain.survey_respondents import Respondent, respondent
from monitor.domain.survey_results import QuestionResult
from monitor.domain.wave_comparison import Comparison, WaveAnswers
from monitor.domain.waves import LEAST_PERSONAL, WaveState
from monitor.models import Wave
from monitor.services.survey_versions import Sent, answers_of, sent_to, submitted
from monitor.services.wave_changes import may_keep

MOST_BOOKS = 4
MOST_KEPT = 48
"""Of one book: as many answers to filters and weights."""
T = TypeVar("T")


@dataclass(eq=False)
class Book:
    wave_id: int
    questionnaire: Questionnaire
    respondents: tuple[Respondent, ...]
    """By name. Of a personal wave they have numbers for names."""
    is_personal: bool
    versions: Mapping[str, int] = field(default_factory=dict)
    """By unit, the id of the version that counts."""
    sub: dict[str, Mapping[str, SubIndex]] = field(default_factory=dict)
    """By unit, what its answers come to: reckoned once, whatever the weights are."""
    _kept: dict[Hashable, Any] = field(default_factory=dict)

    @property
    def least(self) -> int:
        """Of how many answers at least something is told."""
        return LEAST_PERSONAL if self.is_personal else 1

    @property
    def tells(self) -> bool:
        """Whether enough answered for anything to be told."""
        return len(self.respondents) >= self.least

    def chosen(self, kind: str = "", country: str = "") -> list[Respondent]:
        """Those a filter leaves. A personal wave knows no filter: two of them would tell what one person said."""
        if self.is_personal:
            return list(self.respondents)
        return self._once(
            ("chosen", kind, country), lambda: survey_results.chosen(self.respondents, kind=kind, country=country)
        )

    def results(self, kind: str = "", country: str = "") -> list[QuestionResult]:
        return self._once(
            ("results", kind, country),
            lambda: survey_results.results(self.questionnaire, self.chosen(kind, country), least=self.least),
        )

    def indices(self, weights: Mapping[str, float] | None = None) -> list[UnitIndices]:
        key = ("indices", None if weights is None else tuple(sorted(weights.items())))
        return self._once(
            key, lambda: survey_indices.unit_indices(self.questionnaire, self.respondents, weights, self.sub)
        )

    def bloc(self, key: str, weights: Mapping[str, float] | None = None) -> Spread | None:
        """What an index comes to over the bodies; None where too few have it."""
        given = None if weights is None else tuple(sorted(weights.items()))
        found = self._once(("bloc", key, given), lambda: (survey_indices.bloc(self.indices(weights), key),))[0]
        return found if found is not None and found.n >= self.least else None

    @cached_property
    def impact(self) -> webinar_impact.Impact:
        return webinar_impact.impact(self.questionnaire, self.respondents)

    def composition(self, index: str = COMPOSITION) -> Composition:
        return self._once(("composition", index), lambda: composition(self.questionnaire, self.respondents, index))

    @cached_property
    def coverage(self) -> Coverage:
        return coverage(self.questionnaire, self.respondents)

    def comparison(self, earlier: "Book", successors: Mapping[str, str]) -> Comparison:
        """This wave beside an earlier one; `successors` by unit."""
        key = ("comparison", id(earlier), tuple(sorted(successors.items())))
        # The earlier book stands in what is kept: as long as it does, no other has its id.
        kept = self._once(
            key, lambda: (earlier, wave_comparison.compare(earlier.as_answers(), self.as_answers(), successors))
        )
        return kept[1]

    def as_answers(self) -> WaveAnswers:
        return WaveAnswers(self.questionnaire, self.respondents, self.is_personal)

    def _once(self, key: Hashable, reckon: Callable[[], T]) -> T:
        kept = self._kept.get(key)  # one step: another thread may empty it at any moment
        if kept is not None:
            return cast("T", kept)
        found = reckon()
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[key] = found
        return found


_BOOKS: WeakKeyDictionary[Any, dict[int, tuple[tuple[Any, ...], Book]]] = WeakKeyDictionary()
"""By database, so that two of them in one process never read each other's."""


def book(session: Session, wave: Wave) -> Book:
    if wave.is_personal and wave.state not in (WaveState.CLOSED, WaveState.ARCHIVED):
        raise WrongState("Los resultados de una versión por persona se ven cuando se cierra.")
    shelf = _BOOKS.setdefault(session.get_bind(), {})
    key = (wave.answers_version, wave.questionnaire.sha256, wave.is_personal)
    earlier = shelf.get(wave.id)  # one step: another thread may take it away at any moment
    if earlier is not None and earlier[0] == key:
        return earlier[1]
    # What was reckoned under other words of the questionnaire is of no use.
    found = _read(session, wave, earlier[1] if earlier is not None and earlier[0][1:] == key[1:] else None)
    if may_keep(session, wave):
        shelf.pop(wave.id, None)
        while len(shelf) >= MOST_BOOKS:
            shelf.pop(next(iter(shelf)), None)
        shelf[wave.id] = (key, found)
    return found


def _read(session: Session, wave: Wave, earlier: Book | None) -> Book:
    questionnaire = wave.questionnaire.read()
    if wave.is_personal:
        people = [
            respondent(questionnaire, each.answers, day=wave.closes_on, unit=str(number), name=str(number))
            for number, each in enumerate(submitted(session, wave), start=1)
        ]
        return Book(wave.id, questionnaire, tuple(people), is_personal=True)
    every = sent_to(session, wave)
    versions = {_unit(each): each.version_id for each in every}
    old = _still(earlier, versions)
    answers = answers_of(session, wave, [each.version_id for each in every if _unit(each) not in old])
    zone = ZoneInfo(wave.survey.plan.time_zone)
    found = []
    for each in every:
        name = f"{each.group} · {each.country.value}" if each.country else each.group
        known = old.get(_unit(each))
        if known is not None:
            found.append(replace(known, name=name, kind=each.kind.value))
            continue
        made = respondent(
            questionnaire,
            answers[each.version_id],
            day=each.submitted_at.astimezone(zone).date(),
            unit=_unit(each),
            body=str(each.group_id),
            name=name,
            kind=each.kind.value,
            countries=frozenset({each.country.value}) if each.country else frozenset(),
        )
        found.append(made)
    sub = {unit: own for unit, own in (earlier.sub.items() if earlier else ()) if unit in old}
    return Book(wave.id, questionnaire, tuple(found), is_personal=False, versions=versions, sub=sub)


def _unit(sent: Sent) -> str:
    return unit_of(sent.group_id, sent.country)


def unit_of(group_id: int, country: Country | None) -> str:
    """What a body's unit is called in a book, whatever name the body had then; not the key of its row."""
    return f"{group_id}/{country.value}" if country else str(group_id)


def _still(earlier: Book | None, versions: Mapping[str, int]) -> dict[str, Respondent]:
    """Of an earlier book, those of whom the same version counts still."""
    if earlier is None:
        return {}
    return {
        each.unit: each for each in earlier.respondents if versions.get(each.unit) == earlier.versions.get(each.unit)
    }
