"""Who is invited to a survey and reminded of it: only who has not answered."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.participation import Country
from monitor.domain.waves import UnitKind
from monitor.models import Group, Reminder, User, Wave, WaveUnit
from monitor.services import wave_moves, wave_units
from monitor.services.reminders import plan_reminders
from tests.factories import make_coordinator, make_group, make_user
from tests.survey_factories import CLOSES_ON, NOW, OPENED, make_wave, submitted_by, units_of


@pytest.fixture
def group(session: Session) -> Group:
    return make_group(session)


@pytest.fixture
def lead(session: Session, group: Group) -> User:
    return make_user(session, lead_of=group)


@pytest.fixture
def wave(session: Session, group: Group, lead: User) -> Wave:
    return make_wave(session, group)


def waiting(session: Session, person: User, *, now: datetime = OPENED) -> list[date]:
    plan_reminders(session, now=now)
    query = select(Reminder.scheduled_on).where(
        Reminder.subject == "wave_units", Reminder.user_id == person.id, Reminder.silenced_at.is_(None)
    )
    return sorted(session.scalars(query))


def days_before_closing(*days: int) -> list[date]:
    return [CLOSES_ON - timedelta(days=each) for each in days]


def unit_of(session: Session, wave: Wave) -> WaveUnit:
    return units_of(session, wave)[0]


def test_a_lead_is_invited_on_the_first_day_and_reminded_before_the_last(
    session: Session, wave: Wave, lead: User
) -> None:
    assert waiting(session, lead) == [OPENED.date()]
    assert waiting(session, lead, now=NOW) == [OPENED.date(), *days_before_closing(7, 1, 0)]


def test_who_answered_is_reminded_no_more_and_who_is_reopened_is(session: Session, wave: Wave, lead: User) -> None:
    waiting(session, lead, now=NOW)
    unit = unit_of(session, wave)
    submitted_by(session, unit, lead)
    assert waiting(session, lead, now=NOW) == []
    wave_units.reopen(session, unit, reason="Falta un dato.", actor=make_coordinator(session), now=NOW)
    assert set(waiting(session, lead, now=NOW)) >= set(days_before_closing(7, 1, 0))


def test_an_extension_moves_the_reminders(session: Session, wave: Wave, lead: User) -> None:
    until = CLOSES_ON + timedelta(days=4)
    wave_units.extend(
        session, unit_of(session, wave), until=until, reason="Feria", actor=make_coordinator(session), now=NOW
    )
    assert until in waiting(session, lead, now=NOW)
    assert CLOSES_ON not in waiting(session, lead, now=NOW)


def test_who_declined_and_who_belongs_to_a_closed_wave_is_left_in_peace(
    session: Session, wave: Wave, lead: User
) -> None:
    waiting(session, lead, now=NOW)
    wave_units.decline(session, unit_of(session, wave), reason="No nos toca.", actor=lead, now=NOW)
    assert waiting(session, lead, now=NOW) == []
    wave_units.ask_again(session, unit_of(session, wave), actor=lead, now=NOW)
    wave_moves.close(session, wave, actor=None, now=NOW)
    assert waiting(session, lead, now=NOW) == []


def test_of_a_country_its_own_leads_are_reminded(session: Session, group: Group, lead: User) -> None:
    chilean = make_user(session, lead_of=group, country=Country.CL)
    chile = units_of(session, make_wave(session, group, unit_kind=UnitKind.GROUP_COUNTRY))[0]
    plan_reminders(session, now=OPENED)
    told = session.scalars(
        select(Reminder.user_id).where(Reminder.subject == "wave_units", Reminder.subject_id == chile.id)
    )
    assert set(told) == {chilean.id}


def test_of_a_personal_wave_each_person_is_reminded_of_their_own(session: Session, lead: User) -> None:
    wave = make_wave(session, unit_kind=UnitKind.PERSON)
    assert waiting(session, lead) == [OPENED.date()]
    own = next(each for each in units_of(session, wave) if each.user_id == lead.id)
    submitted_by(session, own, lead)
    assert waiting(session, lead) == []
