"""Waves as the GTG runs them, and who answers them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, NotAllowed, WrongState
from monitor.domain.questionnaire import Question, Questionnaire, QuestionType, Section
from monitor.domain.waves import UnitKind, UnitState, WaveState
from monitor.models import Event, SurveyResponse, WaveUnit
from monitor.services import wave_moves, wave_units
from monitor.services.surveys import change_wave, has_answers, waves_of
from tests.factories import make_coordinator, make_group, make_user
from tests.survey_factories import (
    CLOSES_ON,
    NOW,
    answering_of,
    make_unit,
    make_wave,
    submitted_by,
    units_of,
)

TODAY = NOW.date()


def test_a_wave_opens_to_the_chosen_groups_and_lists_them_for_good(session: Session) -> None:
    first, second, third = make_group(session), make_group(session), make_group(session)
    wave = make_wave(session, first, second)
    assert {unit.key for unit in units_of(session, wave)} == {first.key, second.key}
    assert wave.state is WaveState.OPEN
    assert third.key in {each.key for each in wave_moves.eligible(session, wave)}


def test_a_wave_by_group_and_country_asks_each_country(session: Session) -> None:
    group = make_group(session)
    wave = make_wave(session, group, unit_kind=UnitKind.GROUP_COUNTRY)
    assert [unit.key for unit in units_of(session, wave)] == [
        f"{group.key}/{each}" for each in ("CL", "CO", "MX", "PE")
    ]


def test_a_wave_by_person_asks_everybody_who_belongs_to_a_group(session: Session) -> None:
    person = make_user(session, contributor_to=make_group(session))
    make_coordinator(session)
    wave = make_wave(session, unit_kind=UnitKind.PERSON)
    assert person.id in {unit.user_id for unit in units_of(session, wave)}
    assert all(unit.user_id for unit in units_of(session, wave))


def test_a_wave_with_a_broken_questionnaire_is_not_published(session: Session) -> None:
    question = Question("a", QuestionType.INTEGER, {"es": "¿a?"}, relevant="${b} > 0")
    broken = Questionnaire("rota", "1", {"es": "x"}, (Section("s", {"es": "x"}, (question,)),))
    wave = make_wave(session, questionnaire=broken, opened=False)
    with pytest.raises(Incomplete, match="que no existe"):
        wave_moves.publish(session, wave, actor=None, now=NOW)


def test_a_wave_by_person_asks_for_no_files(session: Session) -> None:
    question = Question("a", QuestionType.FILE, {"es": "¿a?"})
    asks = Questionnaire("archivos", "1", {"es": "x"}, (Section("s", {"es": "x"}, (question,)),))
    wave = make_wave(session, questionnaire=asks, opened=False, unit_kind=UnitKind.PERSON)
    with pytest.raises(Incomplete, match="archivos"):
        wave_moves.publish(session, wave, actor=None, now=NOW)


def test_waves_open_and_close_by_themselves_on_their_days(session: Session) -> None:
    group = make_group(session)
    lead = make_user(session, lead_of=group)
    wave = make_wave(session, opened=False)
    wave_moves.publish(session, wave, actor=None, now=NOW)
    opened, closed = wave_moves.open_and_close_due(session, now=NOW)
    assert (opened, closed) == ([wave], [])
    unit = next(each for each in units_of(session, wave) if each.group_id == group.id)
    after = datetime(2021, 10, 16, 15, 0, tzinfo=UTC)
    wave_units.extend(session, unit, until=date(2021, 10, 20), reason="Feria", actor=make_coordinator(session), now=NOW)
    assert wave_moves.open_and_close_due(session, now=after) == ([], [])
    answering = answering_of(session, unit, lead, now=after)
    assert answering.why_closed() is None
    assert wave_moves.open_and_close_due(session, now=after + timedelta(days=5)) == ([], [wave])
    assert wave.closed_at is not None


def test_an_open_wave_keeps_its_first_day_and_its_unit(session: Session) -> None:
    gtg, wave = make_coordinator(session), make_wave(session, make_group(session))
    shape: dict[str, Any] = {
        "name": "Otra",
        "opens_on": wave.opens_on,
        "closes_on": date(2021, 11, 1),
        "unit_kind": UnitKind.GROUP,
    }
    change_wave(session, wave, actor=gtg, now=NOW, **shape)
    assert (wave.name, wave.closes_on) == ("Otra", date(2021, 11, 1))
    with pytest.raises(WrongState):
        change_wave(session, wave, actor=gtg, now=NOW, **{**shape, "unit_kind": UnitKind.PERSON})
    with pytest.raises(Incomplete):
        change_wave(session, wave, actor=gtg, now=NOW, **{**shape, "closes_on": date(2021, 8, 1)})


def test_only_the_gtg_runs_waves(session: Session) -> None:
    lead, wave = make_user(session, lead_of=make_group(session)), make_wave(session, opened=False)
    with pytest.raises(NotAllowed):
        wave_moves.publish(session, wave, actor=lead, now=NOW)


def test_the_panel_says_where_each_unit_stands_in_one_query(session: Session) -> None:
    groups = [make_group(session, name=f"Grupo {letter}") for letter in "abcd"]
    leads = [make_user(session, lead_of=group) for group in groups]
    gtg, wave = make_coordinator(session), make_wave(session, *groups)
    first, second, third, _fourth = units_of(session, wave)
    submitted_by(session, first, leads[0])
    wave_units.decline(session, second, reason="No hay personal.", actor=leads[1], now=NOW)
    submitted_by(session, third, leads[2])
    wave_units.reopen(session, third, reason="Falta un dato.", actor=gtg, now=NOW)
    states = [row.state for row in wave_units.panel(session, wave, today=TODAY)]
    assert states == [UnitState.SUBMITTED, UnitState.DECLINED, UnitState.REOPENED, UnitState.NOT_STARTED]
    late = [row.state for row in wave_units.panel(session, wave, today=CLOSES_ON + timedelta(days=1))]
    assert late == [UnitState.SUBMITTED, UnitState.DECLINED, UnitState.SUBMITTED, UnitState.MISSED]


def test_an_extension_needs_a_later_day_and_a_reason(session: Session) -> None:
    gtg, unit = make_coordinator(session), make_unit(session)
    for until, reason in ((CLOSES_ON, "Feria"), (CLOSES_ON + timedelta(days=1), " ")):
        with pytest.raises(Incomplete):
            wave_units.extend(session, unit, until=until, reason=reason, actor=gtg, now=NOW)
    wave_units.extend(session, unit, until=CLOSES_ON + timedelta(days=9), reason="Feria", actor=gtg, now=NOW)
    assert wave_units.facts_of(unit.wave, unit, None).last_day == CLOSES_ON + timedelta(days=9)


def test_who_declined_can_be_asked_again(session: Session) -> None:
    group = make_group(session)
    lead, contributor = make_user(session, lead_of=group), make_user(session, contributor_to=group)
    unit = make_unit(session, group)
    with pytest.raises(NotAllowed):
        wave_units.decline(session, unit, reason="x", actor=contributor, now=NOW)
    wave_units.decline(session, unit, reason="No nos corresponde.", actor=lead, now=NOW)
    assert answering_of(session, unit, lead).why_closed() is not None
    wave_units.ask_again(session, unit, actor=lead, now=NOW)
    assert answering_of(session, unit, lead).why_closed() is None


def test_a_submitted_response_is_reopened_with_a_reason_until_the_wave_closes(session: Session) -> None:
    group = make_group(session)
    lead, gtg, unit = make_user(session, lead_of=group), make_coordinator(session), make_unit(session, group)
    with pytest.raises(WrongState):
        wave_units.reopen(session, unit, reason="x", actor=gtg, now=NOW)
    submitted_by(session, unit, lead)
    with pytest.raises(Incomplete):
        wave_units.reopen(session, unit, reason=" ", actor=gtg, now=NOW)
    wave_units.reopen(session, unit, reason="Falta un dato.", actor=gtg, now=NOW)
    again = submitted_by(session, unit, lead, c1=9)
    assert again is not None
    assert (again.number, again.folio[-2:]) == (2, "-2")
    wave_moves.close(session, unit.wave, actor=gtg, now=NOW)
    with pytest.raises(WrongState):
        wave_units.reopen(session, unit, reason="Otra vez", actor=gtg, now=NOW)


def test_the_database_keeps_one_current_response_per_unit(session: Session) -> None:
    unit = make_unit(session)
    values: dict[str, Any] = {"wave_id": unit.wave_id, "unit_id": unit.id, "started_at": NOW, "saved_at": NOW}
    session.add(SurveyResponse(**values))
    session.add(SurveyResponse(**values, is_current=False))
    session.flush()
    session.add(SurveyResponse(**values))
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_database_refuses_to_change_what_was_submitted(session: Session) -> None:
    group = make_group(session)
    version = submitted_by(session, make_unit(session, group), make_user(session, lead_of=group))
    session.flush()
    assert version is not None
    version.answers = {}
    with pytest.raises(DBAPIError, match="append-only"):
        session.flush()


def test_every_move_leaves_an_event(session: Session) -> None:
    gtg, wave = make_coordinator(session), make_wave(session, make_group(session))
    wave_moves.close(session, wave, actor=gtg, now=NOW)
    wave_moves.archive(session, wave, actor=gtg, now=NOW)
    kinds = session.scalars(
        select(Event.kind).where(Event.subject == "waves", Event.subject_id == wave.id).order_by(Event.id)
    )
    assert list(kinds) == ["WaveCreated", "WavePublished", "WaveOpened", "WaveClosed", "WaveArchived"]


def test_waves_are_listed_newest_first_and_know_whether_they_have_answers(session: Session) -> None:
    group = make_group(session)
    lead, unit = make_user(session, lead_of=group), make_unit(session, group)
    plan = unit.wave.survey.plan
    later = make_wave(session, plan=plan, opened=False, opens_on=date(2022, 9, 1), closes_on=date(2022, 10, 1))
    assert waves_of(session, plan) == [later, unit.wave]
    assert (later.number, has_answers(session, unit.wave)) == (2, False)
    submitted_by(session, unit, lead)
    assert has_answers(session, unit.wave)
    assert session.scalars(select(WaveUnit.answered_on).where(WaveUnit.id == unit.id)).one() == TODAY
