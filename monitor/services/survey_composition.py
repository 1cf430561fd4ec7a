"""Who is in the groups and who leads them, as a survey counted it: the figures that area 5 and the dashboards can use.

    latest_composition(session, plan) -> Wave | None                  the wave to take them from: the last that is over
    composition_figures(session, wave) -> list[CompositionFigure]     by body, country and sex; where nobody is, none
    group_people(session, plan, ...) -> GroupPeople | None            the same added up, for the dashboard

The figures are the real ones, for people with a role: what is published hides small cells (survey_report.py).
Members are counted once each in their group, so that a sum over groups is of memberships ("registros"), never of
people: one person may sit in two groups. That is why no update takes them over as participation: they stand beside
it. See docs/survey.md.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from monitor.domain.participation import Country, Sex, Tally
from monitor.domain.survey_people import COMPOSITION, LEADERSHIP, BodyPeople
from monitor.domain.waves import UnitKind, WaveState
from monitor.models import Plan, Survey, Wave
from monitor.services.survey_book import Book, book


@dataclass(frozen=True)
class CompositionFigure:
    """So many members and leaders of one body, country and sex. Leaders are among the members; None: nobody told."""

    group_id: int
    group: str
    country: Country
    sex: Sex
    members: int | None
    leaders: int | None


def latest_composition(session: Session, plan: Plan) -> Wave | None:
    """The last wave of bodies that is over; persons are no bodies."""
    return session.scalar(
        select(Wave)
        .join(Wave.survey)
        .where(
            Survey.plan_id == plan.id,
            Wave.unit_kind != UnitKind.PERSON,
            Wave.state.in_([WaveState.CLOSED, WaveState.ARCHIVED]),
        )
        .options(joinedload(Wave.survey).joinedload(Survey.plan), joinedload(Wave.questionnaire))
        .order_by(Wave.closes_on.desc(), Wave.id.desc())
        .limit(1)
    )


def composition_figures(session: Session, wave: Wave) -> list[CompositionFigure]:
    """Of every body that told, by name; a constant number of queries. Of a wave of persons there is none."""
    if wave.is_personal:
        return []
    found = book(session, wave)
    members, leaders = _by_body(found, COMPOSITION), _by_body(found, LEADERSHIP)
    figures = []
    for body in [*members, *(each for each in leaders if each not in members)]:
        own, led = members.get(body), leaders.get(body)
        told = own or led
        assert told is not None
        countries = {*(own.countries if own else ()), *(led.countries if led else ())}
        for country in (each for each in Country if each in countries):
            for sex in Sex:
                figure = CompositionFigure(
                    int(body),
                    told.name.split(" · ")[0],
                    country,
                    sex,
                    _count(own, country, sex),
                    _count(led, country, sex),
                )
                if figure.members or figure.leaders:
                    figures.append(figure)
    return figures


@dataclass(frozen=True)
class PeopleOf:
    """The memberships, and among them the positions of leadership, of a body or a country."""

    name: str | Country
    members: Tally
    leaders: Tally


@dataclass(frozen=True)
class GroupPeople:
    wave: Wave
    countries: tuple[PeopleOf, ...]
    groups: tuple[PeopleOf, ...]
    whole: PeopleOf


def group_people(
    session: Session, plan: Plan, *, groups: Collection[int] | None = None, country: Country | None = None
) -> GroupPeople | None:
    """Of these groups and that country, as the last wave that is over tells; None where it tells nothing of them."""
    wave = latest_composition(session, plan)
    if wave is None:
        return None
    figures = [
        each
        for each in composition_figures(session, wave)
        if (groups is None or each.group_id in groups) and country in (None, each.country)
    ]
    if not figures:
        return None
    countries = [each for each in Country if any(own.country is each for own in figures)]
    names = sorted({each.group for each in figures})
    return GroupPeople(
        wave,
        tuple(_people(each, [own for own in figures if own.country is each]) for each in countries),
        tuple(_people(each, [own for own in figures if own.group == each]) for each in names),
        _people("", figures),
    )


def _people(name: str | Country, figures: Iterable[CompositionFigure]) -> PeopleOf:
    members, leaders = Tally(), Tally()
    for each in figures:
        members += Tally(**{each.sex.value: each.members or 0})
        leaders += Tally(**{each.sex.value: each.leaders or 0})
    return PeopleOf(name, members, leaders)


def _by_body(found: Book, index: str) -> dict[str, BodyPeople]:
    return {each.body: each for each in found.composition(index).bodies}


def _count(told: BodyPeople | None, country: Country, sex: Sex) -> int | None:
    people = told.countries.get(country) if told else None
    return people.of(sex) if people else None
