"""Who is in the groups, by body, country and sex."""

from sqlalchemy.orm import Session

from monitor.domain.participation import Country, Sex
from monitor.domain.waves import UnitKind
from monitor.services import wave_moves
from monitor.services.survey_composition import (
    CompositionFigure,
    composition_figures,
    group_people,
    latest_composition,
)
from tests.factories import make_group, make_plan, make_user
from tests.survey_factories import NOW, make_wave, submitted_by, units_of


def test_figures_by_body_country_and_sex_come_from_the_last_wave_that_is_over(session: Session) -> None:
    plan, group = make_plan(session), make_group(session, "GTPA")
    lead = make_user(session, lead_of=group)
    wave = make_wave(session, group, plan=plan)
    submitted_by(session, units_of(session, wave)[0], lead)
    assert latest_composition(session, plan) is None
    wave_moves.close(session, wave, actor=None, now=NOW)
    make_wave(session, group, plan=plan)
    assert latest_composition(session, plan) is wave

    figures = composition_figures(session, wave)
    assert CompositionFigure(group.id, "GTPA", Country.CL, Sex.WOMEN, 3, 1) in figures
    assert CompositionFigure(group.id, "GTPA", Country.PE, Sex.NOT_RECORDED, 1, 0) in figures
    assert sum(each.members or 0 for each in figures) == 11
    told = group_people(session, plan)
    assert told
    assert (told.wave, told.whole.members.total, told.whole.leaders.total) == (wave, 11, 2)
    assert sum(each.members.total for each in told.countries) == sum(each.members.total for each in told.groups) == 11
    only = group_people(session, plan, groups={group.id}, country=Country.CL)
    assert only
    assert (only.whole.members.women, only.whole.members.men) == (3, 4)
    assert group_people(session, plan, groups={0}) is None


def test_units_of_one_group_by_country_are_one_body(session: Session) -> None:
    group = make_group(session, "GTPA")
    lead = make_user(session, lead_of=group)
    wave = make_wave(session, group, unit_kind=UnitKind.GROUP_COUNTRY)
    for unit in units_of(session, wave)[:2]:
        assert unit.country is not None
        submitted_by(session, unit, lead, a4={unit.country.value.lower(): {"m": 2}}, a5=None)
    figures = composition_figures(session, wave)
    assert {(each.group, each.country, each.members, each.leaders) for each in figures} == {
        ("GTPA", Country.CL, 2, None),
        ("GTPA", Country.CO, 2, None),
    }
