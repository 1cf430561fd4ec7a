"""People that a survey's grids count: who is in the groups, who leads them, who attended.

A grid's columns say the sex by their keys (SEXES) and its rows the country (`cl`, `co` …) or the webinar.

    people_in(questionnaire, respondent, index) -> People    the grids that feed COMP, LID or COB, added up
    by_country(questionnaire, respondent, index) -> {country: People}
    Composition of several bodies: composition(...)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from monitor.domain.answers import as_value
from monitor.domain.participation import Country, Sex
from monitor.domain.questionnaire import Question, Questionnaire
from monitor.domain.survey_respondents import COUNTRIES, Respondent

COMPOSITION, LEADERSHIP, COVERAGE = "COMP", "LID", "COB"
SEXES: Mapping[str, Sex] = {"m": Sex.WOMEN, "h": Sex.MEN, "o": Sex.OTHER, "sd": Sex.NOT_RECORDED}
"""Key of a column → whom it counts. People of another column are in no sum."""
PARITY_FROM, PARITY_TO = 0.4, 0.6
"""A body in which the share of women lies between them, both included, counts as balanced."""


@dataclass(frozen=True)
class People:
    """How many of each sex. Shares are of those whose sex is known."""

    women: int = 0
    men: int = 0
    other: int = 0
    not_recorded: int = 0

    @property
    def known(self) -> int:
        return self.women + self.men + self.other

    @property
    def total(self) -> int:
        return self.known + self.not_recorded

    @property
    def share_of_women(self) -> float | None:
        return self.women / self.known if self.known else None

    @property
    def parity_index(self) -> float | None:
        """Women for each man."""
        return self.women / self.men if self.men else None

    @property
    def coverage(self) -> float | None:
        """The share of people whose sex is known."""
        return self.known / self.total if self.total else None

    @property
    def is_balanced(self) -> bool:
        return self.share_of_women is not None and PARITY_FROM <= self.share_of_women <= PARITY_TO

    def of(self, sex: Sex) -> int:
        return {
            Sex.WOMEN: self.women,
            Sex.MEN: self.men,
            Sex.OTHER: self.other,
            Sex.NOT_RECORDED: self.not_recorded,
        }[sex]

    def __add__(self, more: "People") -> "People":
        return People(
            self.women + more.women,
            self.men + more.men,
            self.other + more.other,
            self.not_recorded + more.not_recorded,
        )


def grids_of(questionnaire: Questionnaire, index: str) -> list[Question]:
    return questionnaire.grids_by_index.get(index, [])


def by_row(question: Question, answered: Respondent) -> dict[str, People]:
    """The people of each row of a grid in which somebody was counted."""
    found: dict[str, People] = {}
    given = answered.answer(question.key)
    filled = given if isinstance(given, Mapping) else {}
    for row in question.rows:
        if row.key not in filled:
            continue
        counts = {
            SEXES[column.key]: int(value)
            for column in question.columns
            if column.key in SEXES
            and isinstance(value := as_value(question, answered.cell(question.key, row.key, column.key)), float)
        }
        if counts:
            found[row.key] = People(
                counts.get(Sex.WOMEN, 0),
                counts.get(Sex.MEN, 0),
                counts.get(Sex.OTHER, 0),
                counts.get(Sex.NOT_RECORDED, 0),
            )
    return found


def people_in(questionnaire: Questionnaire, answered: Respondent, index: str) -> People | None:
    """All that the grids of the index count; None where the unit answered none of them."""
    rows = [people for question in grids_of(questionnaire, index) for people in by_row(question, answered).values()]
    return sum(rows, People()) if rows else None


def by_country(questionnaire: Questionnaire, answered: Respondent, index: str) -> dict[Country, People]:
    """By the country of the row; rows that are no country count as another one."""
    found: dict[Country, People] = {}
    for question in grids_of(questionnaire, index):
        for key, people in by_row(question, answered).items():
            country = Country(key.upper()) if key.upper() in COUNTRIES else Country.OTHER
            found[country] = found.get(country, People()) + people
    return found


@dataclass(frozen=True)
class BodyPeople:
    """The people of one body, all its units together."""

    body: str
    name: str
    people: People
    countries: Mapping[Country, People]


@dataclass(frozen=True)
class Composition:
    """The people of several bodies. `asked` bodies answered the wave, `bodies` of them told their people."""

    bodies: tuple[BodyPeople, ...]
    asked: int

    @cached_property
    def people(self) -> People:
        return sum((each.people for each in self.bodies), People())

    @cached_property
    def countries(self) -> dict[Country, People]:
        return added(each.countries for each in self.bodies)

    @cached_property
    def with_known_share(self) -> int:
        return sum(each.people.share_of_women is not None for each in self.bodies)

    @cached_property
    def balanced(self) -> int:
        return sum(each.people.is_balanced for each in self.bodies)

    @cached_property
    def share_balanced(self) -> float | None:
        """Of the bodies whose share of women is known."""
        return self.balanced / self.with_known_share if self.with_known_share else None


def added(tables: Iterable[Mapping[Country, People]]) -> dict[Country, People]:
    found: dict[Country, People] = {}
    for table in tables:
        for country, people in table.items():
            found[country] = found.get(country, People()) + people
    return {country: found[country] for country in Country if country in found}


def composition(questionnaire: Questionnaire, answered: Sequence[Respondent], index: str = COMPOSITION) -> Composition:
    """Who is in the bodies (COMP) or leads them (LID), in the order in which the bodies come."""
    found: dict[str, BodyPeople] = {}
    for each in answered:
        own = by_country(questionnaire, each, index)
        if not own:
            continue
        known = found.get(each.body)
        countries = added([known.countries, own] if known else [own])
        found[each.body] = BodyPeople(
            each.body, known.name if known else each.name, sum(countries.values(), People()), countries
        )
    return Composition(tuple(found.values()), len({each.body for each in answered}))


@dataclass(frozen=True)
class Coverage:
    """Attendances against members. It can exceed 100 %: members change, and one may come to several webinars."""

    attended: int
    members: int
    bodies: int
    """Those that told both."""

    @property
    def share(self) -> float | None:
        return self.attended / self.members if self.members else None


def coverage(questionnaire: Questionnaire, answered: Sequence[Respondent]) -> Coverage:
    attended = members = 0
    bodies: set[str] = set()
    for each in answered:
        came, belong = (people_in(questionnaire, each, index) for index in (COVERAGE, COMPOSITION))
        if came is None or not belong or not belong.total:
            continue
        attended, members = attended + came.total, members + belong.total
        bodies.add(each.body)
    return Coverage(attended, members, len(bodies))
