"""Answering: drafts shared by a group's people, what is sent and by whom, and what a personal wave does not know."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, inspect, select, text, update
from sqlalchemy.orm import Session

from monitor.domain.errors import NotAllowed, NotFound, StaleVersion, WrongState
from monitor.domain.merging import ClashingAnswers
from monitor.domain.participation import Country
from monitor.domain.waves import UnitKind, UnitState
from monitor.models import Event, Group, PersonalAnswer, SurveyResponse, User, Wave, WaveUnit
from monitor.services import wave_moves
from monitor.services.answering import Answering, get_answering, mine
from monitor.services.survey_answers import IncompleteResponse, fingerprint, save_fields, submit, write
from monitor.services.survey_versions import get_version, submitted
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
from tests.survey_samples import whole_answers


@pytest.fixture
def group(session: Session) -> Group:
    return make_group(session)


@pytest.fixture
def lead(session: Session, group: Group) -> User:
    return make_user(session, lead_of=group)


@pytest.fixture
def unit(session: Session, group: Group) -> WaveUnit:
    return make_unit(session, group)


def save(session: Session, answering: Answering, actor: User, values: dict[str, Any], seen: str) -> tuple[str, ...]:
    return save_fields(
        session, answering, "sec_c", values, actor=actor, now=NOW, lock_version=answering.lock_version, seen=seen
    )


def test_the_first_save_starts_the_response_and_freezes_the_questionnaire(
    session: Session, unit: WaveUnit, lead: User
) -> None:
    answering = answering_of(session, unit, lead)
    assert answering.state is UnitState.NOT_STARTED
    save(session, answering, lead, {"q-c1": 8, "q-c2": None}, fingerprint(answering, "sec_c"))
    again = answering_of(session, unit, lead)
    assert (again.answers.values["c1"], again.lock_version, again.state) == (8, 1, UnitState.DRAFT)
    session.refresh(unit.wave.questionnaire)
    assert unit.wave.questionnaire.frozen_at == NOW


def test_the_link_itself_tells_which_group_answers(session: Session, unit: WaveUnit, lead: User) -> None:
    assert answering_of(session, unit, lead).answers.values == {"a1": unit.key}


def test_two_people_on_different_questions_lose_nothing(
    session: Session, unit: WaveUnit, group: Group, lead: User
) -> None:
    colleague = make_user(session, contributor_to=group)
    start = answering_of(session, unit, lead)
    seen = fingerprint(start, "sec_c")
    save(session, start, lead, {"q-c1": 8, "q-c3": None}, seen)
    theirs = save(session, answering_of(session, unit, colleague), colleague, {"q-c1": None, "q-c3": "n2"}, seen)
    assert theirs == ("q-c1",)
    values = answering_of(session, unit, lead).answers.values
    assert (values["c1"], values["c3"]) == (8, "n2")


def test_two_people_on_the_same_question_are_told_and_nothing_is_written_over(
    session: Session, unit: WaveUnit, group: Group, lead: User
) -> None:
    colleague = make_user(session, contributor_to=group, name="Rosa")
    start = answering_of(session, unit, lead)
    seen = fingerprint(start, "sec_c")
    save(session, start, colleague, {"q-c1": 8}, seen)
    with pytest.raises(ClashingAnswers, match="Rosa") as clash:
        save(session, answering_of(session, unit, lead), lead, {"q-c1": 9}, seen)
    assert clash.value.settled.clashes == ("q-c1",)
    assert answering_of(session, unit, lead).answers.values["c1"] == 8


def test_two_people_in_one_grid_fill_different_cells(
    session: Session, unit: WaveUnit, group: Group, lead: User
) -> None:
    colleague = make_user(session, contributor_to=group)
    start = answering_of(session, unit, lead)
    seen = fingerprint(start, "sec_a")
    more: dict[str, Any] = {"actor": lead, "now": NOW, "lock_version": 0, "seen": seen}
    save_fields(session, start, "sec_a", {"q-a4__cl__m": 3}, **more)
    save_fields(
        session, answering_of(session, unit, colleague), "sec_a", {"q-a4__pe__h": 2}, **(more | {"actor": colleague})
    )
    assert answering_of(session, unit, lead).answers.values["a4"] == {"cl": {"m": 3}, "pe": {"h": 2}}


def test_a_save_in_the_same_instant_is_told_apart_by_the_version(session: Session, unit: WaveUnit, lead: User) -> None:
    first, second = answering_of(session, unit, lead), answering_of(session, unit, lead)
    save(session, first, lead, {"q-c1": 8}, fingerprint(first, "sec_c"))
    with pytest.raises(StaleVersion):
        save(session, second, lead, {"q-c3": "n1"}, fingerprint(second, "sec_c"))


def test_fields_of_other_sections_are_not_saved(session: Session, unit: WaveUnit, lead: User) -> None:
    answering = answering_of(session, unit, lead)
    save(session, answering, lead, {"q-b1": "n1", "q-c1": 1, "nada": 2}, fingerprint(answering, "sec_c"))
    assert set(answering_of(session, unit, lead).answers.values) == {"a1", "c1"}


def test_another_groups_response_does_not_exist(session: Session, unit: WaveUnit) -> None:
    with pytest.raises(NotFound):
        get_answering(session, unit.id, actor=make_user(session, lead_of=make_group(session)), now=NOW)
    with pytest.raises(NotFound):
        get_answering(session, unit.id, actor=make_coordinator(session), now=NOW)


def test_of_a_country_its_own_people_and_the_leads_write(session: Session, group: Group, lead: User) -> None:
    chilean = make_user(session, contributor_to=group, country=Country.CL)
    peruvian = make_user(session, contributor_to=group, country=Country.PE)
    chile = units_of(session, make_wave(session, group, unit_kind=UnitKind.GROUP_COUNTRY))[0]
    assert chile.country is Country.CL
    for person in (chilean, lead):
        assert answering_of(session, chile, person).why_closed() is None
    with pytest.raises(NotFound):
        answering_of(session, chile, peruvian)


def test_only_a_lead_sends(session: Session, unit: WaveUnit, group: Group) -> None:
    with pytest.raises(NotAllowed):
        submitted_by(session, unit, make_user(session, contributor_to=group))


def test_what_is_sent_is_whole_without_what_was_not_asked_and_has_folio_and_hash(
    session: Session, unit: WaveUnit, lead: User
) -> None:
    version = submitted_by(session, unit, lead, b4="n0")
    assert version is not None
    assert "b5" not in version.answers["values"]
    assert version.response.answers["values"]["b5"] == ["nacional"]
    assert version.folio == f"E1-2021-{unit.key}-1"
    assert len(version.sha256) == 64
    assert (unit.answered_on, answering_of(session, unit, lead).state) == (NOW.date(), UnitState.SUBMITTED)
    with pytest.raises(WrongState):
        submit(session, answering_of(session, unit, lead), actor=lead, now=NOW)


def test_an_incomplete_response_is_not_sent(session: Session, unit: WaveUnit, lead: User) -> None:
    with pytest.raises(IncompleteResponse) as refused:
        submitted_by(session, unit, lead, c2=9, b1=None)
    assert [each.key for each in refused.value.findings.blocking] == ["b1", "c2"]


def test_nobody_sends_what_somebody_changed_while_they_checked(session: Session, unit: WaveUnit, lead: User) -> None:
    answering = answering_of(session, unit, lead)
    save(session, answering, lead, {"q-c1": 8}, fingerprint(answering, "sec_c"))
    with pytest.raises(StaleVersion):
        submit(session, answering_of(session, unit, lead), actor=lead, now=NOW, lock_version=0)


def test_after_the_last_day_nothing_is_written(session: Session, unit: WaveUnit, lead: User) -> None:
    late = answering_of(session, unit, lead, now=NOW + (CLOSES_ON - NOW.date()) + timedelta(days=1))
    with pytest.raises(WrongState, match="plazo"):
        save(session, late, lead, {"q-c1": 8}, fingerprint(late, "sec_c"))


def test_what_one_can_answer_comes_first_and_other_groups_never(session: Session, unit: WaveUnit, lead: User) -> None:
    make_wave(session, make_group(session))
    assert [each.unit.id for each in mine(session, actor=lead, now=NOW)] == [unit.id]


def test_what_counts_is_the_last_submission_of_each_unit(session: Session, group: Group, lead: User) -> None:
    other = make_group(session)
    wave = make_wave(session, group, other)
    for each in units_of(session, wave):
        if each.group_id == group.id:
            version = submitted_by(session, each, lead)
    found = submitted(session, wave)
    assert [(each.unit.key if each.unit else None, each.answers.values["c1"]) for each in found] == [(group.key, 8)]
    assert version is not None
    assert get_version(session, version.id, actor=lead) is version
    with pytest.raises(NotFound):
        get_version(session, version.id, actor=make_user(session, lead_of=other))


@pytest.fixture
def urn(session: Session, group: Group) -> tuple[WaveUnit, User]:
    person = make_user(session, contributor_to=group)
    make_user(session, lead_of=group)
    wave = make_wave(session, unit_kind=UnitKind.PERSON)
    return next(each for each in units_of(session, wave) if each.user_id == person.id), person


def test_a_personal_answer_and_who_gave_it_cannot_be_joined(session: Session, urn: tuple[WaveUnit, User]) -> None:
    unit, person = urn
    assert submitted_by(session, unit, person) is None
    session.flush()
    assert (unit.answered_on, unit.declined_by_id) == (NOW.date(), None)
    assert session.scalars(select(SurveyResponse).where(SurveyResponse.unit_id == unit.id)).all() == []
    assert session.scalars(select(Event).where(Event.actor_id == person.id)).all() == []
    [kept] = session.scalars(select(PersonalAnswer).where(PersonalAnswer.wave_id == unit.wave_id))
    columns = {column.key: column for column in inspect(PersonalAnswer).columns}
    assert set(columns) == {"id", "wave_id", "answers"}
    assert {key.target_fullname for column in columns.values() for key in column.foreign_keys} == {"waves.id"}
    assert "a1" not in kept.answers["values"]
    told = str(kept.answers)
    assert not any(word in told for word in (person.name, person.email, unit.key, str(NOW.year) + "-09-20"))
    assert [each.unit for each in submitted(session, unit.wave)] == [None]


def test_closing_a_personal_wave_mixes_its_answers_and_forgets_its_drafts(
    session: Session, urn: tuple[WaveUnit, User], group: Group
) -> None:
    unit, person = urn
    submitted_by(session, unit, person)
    session.flush()
    before = session.scalars(select(PersonalAnswer.id).where(PersonalAnswer.wave_id == unit.wave_id)).all()
    other = next(each for each in units_of(session, unit.wave) if each.user_id not in (None, person.id))
    answering = answering_of(session, other, session.get_one(User, other.user_id))
    save(session, answering, session.get_one(User, other.user_id), {"q-c1": 8}, fingerprint(answering, "sec_c"))
    wave_moves.close(session, unit.wave, actor=None, now=NOW)
    after = session.scalars(select(PersonalAnswer.id).where(PersonalAnswer.wave_id == unit.wave_id)).all()
    assert len(after) == len(before) == 1
    assert set(after) != set(before)
    assert session.scalars(select(SurveyResponse).where(SurveyResponse.wave_id == unit.wave_id)).all() == []


@pytest.fixture
def statements(session: Session) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE")):
            said.append(statement)

    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def test_opening_saving_and_sending_ask_the_database_as_often_however_much_is_stored(
    session: Session, group: Group, lead: User, statements: list[str]
) -> None:
    def asked(groups: int) -> tuple[int, ...]:
        own, others = make_group(session), [make_group(session) for _ in range(groups)]
        writer = make_user(session, lead_of=own)
        unit, *rest = units_of(session, make_wave(session, own, *others))
        for each, other in zip(rest, others, strict=True):
            submitted_by(session, each, make_user(session, lead_of=other))
        session.expire_all()
        counts = []
        statements.clear()
        answering = answering_of(session, unit, writer)
        counts.append(len(statements))
        statements.clear()
        save(session, answering, writer, {"q-c1": 8}, fingerprint(answering, "sec_c"))
        session.flush()
        counts.append(len(statements))
        statements.clear()
        submitted_by(session, unit, writer)
        session.flush()
        counts.append(len(statements))
        return tuple(counts)

    few, many = asked(1), asked(6)
    assert few == many
    assert max(few) <= 14


def test_a_wave_that_closes_in_the_same_instant_takes_nothing_more(
    session: Session, urn: tuple[WaveUnit, User]
) -> None:
    unit, person = urn
    answering = answering_of(session, unit, person)
    write(session, answering, whole_answers(), actor=person, now=NOW)
    session.execute(update(Wave).values(state="closed", closed_at=NOW).execution_options(synchronize_session=False))
    with pytest.raises(WrongState, match="se acaba de cerrar"):
        submit(session, answering, actor=person, now=NOW)


def test_with_every_personal_answer_all_are_written_anew(session: Session, group: Group) -> None:
    """The database remembers in which order rows were written, and which were written together."""
    people = [make_user(session, lead_of=group) for _ in range(6)]
    wave = make_wave(session, unit_kind=UnitKind.PERSON)
    units = {unit.user_id: unit for unit in units_of(session, wave)}
    known: list[set[str]] = []
    for number, person in enumerate(people):
        with session.begin_nested():  # of its own, as a request's is
            submitted_by(session, units[person.id], person, e7=f"Texto {number}")
        known.append(set(session.scalars(select(PersonalAnswer.id))))
    assert [len(each) for each in known] == [1, 2, 3, 4, 5, 6]
    assert not known[-1] & known[-2]
    assert {row.answers["values"]["e7"] for row in session.scalars(select(PersonalAnswer))} == {
        f"Texto {number}" for number in range(6)
    }
    if session.get_bind().dialect.name == "postgresql":
        places = "SELECT count(DISTINCT xmin::text) FROM %s WHERE %s"
        assert session.scalar(text(places % ("personal_answers", "true"))) == 1
        assert session.scalar(text(places % ("wave_units", "answered_on IS NOT NULL"))) == 1
