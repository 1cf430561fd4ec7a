"""Printed results of a wave: frozen when asked for, published only when the wave is over, and read by anybody then."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from monitor.domain.errors import NotAllowed, NotFound, WrongState
from monitor.domain.open_answers import Visibility
from monitor.domain.permissions import Role
from monitor.models import BuildState, SurveyDocument, SurveyVersion, User, Wave
from monitor.services import open_answers, survey_prints, wave_moves
from tests.factories import make_coordinator, make_group, make_user
from tests.survey_factories import NOW, make_wave, submitted_by, units_of

LATER = NOW + timedelta(days=30)


@pytest.fixture
def gtg(session: Session) -> User:
    return make_coordinator(session)


@pytest.fixture
def version(session: Session) -> SurveyVersion:
    group = make_group(session)
    wave = make_wave(session, group)
    found = submitted_by(session, units_of(session, wave)[0], make_user(session, lead_of=group))
    assert found is not None
    return found


@pytest.fixture
def wave(session: Session, version: SurveyVersion) -> Wave:
    return session.get_one(Wave, version.wave_id)


def ask(session: Session, wave: Wave, gtg: User, *, ready: bool = True) -> SurveyDocument:
    made = survey_prints.ask(session, wave, actor=gtg, now=LATER, language="es", fictional=False)
    if ready:
        made.state, made.pdf = BuildState.READY, b"%PDF-1.7"
        session.flush()
    return made


def test_asking_twice_gives_the_same_while_it_waits(session: Session, wave: Wave, gtg: User) -> None:
    first = ask(session, wave, gtg, ready=False)
    assert ask(session, wave, gtg) is first
    assert ask(session, wave, gtg) is not first
    assert first.data is not None
    assert first.data["answered"] == 1


def test_only_the_gtg_asks_and_nothing_is_printed_of_nothing(session: Session, wave: Wave, gtg: User) -> None:
    with pytest.raises(NotAllowed):
        ask(session, wave, make_user(session, role=Role.OBSERVER))
    with pytest.raises(WrongState):
        ask(session, make_wave(session, make_group(session)), gtg)


def test_results_of_an_open_wave_are_not_published(session: Session, wave: Wave, gtg: User) -> None:
    early = ask(session, wave, gtg)
    wave_moves.close(session, wave, actor=gtg, now=LATER + timedelta(days=1))
    with pytest.raises(WrongState, match="versión cerrada"):
        survey_prints.publish(session, early.id, actor=gtg, now=LATER)


def test_published_results_are_read_by_anybody_and_others_by_nobody(session: Session, wave: Wave, gtg: User) -> None:
    wave_moves.close(session, wave, actor=gtg, now=NOW)
    made = ask(session, wave, gtg)
    with pytest.raises(NotFound):
        survey_prints.published(session, made.id)
    assert survey_prints.get_print(session, made.id, actor=make_user(session, role=Role.OBSERVER)) is made
    with pytest.raises(NotAllowed):
        survey_prints.get_print(session, made.id, actor=make_user(session))
    survey_prints.publish(session, made.id, actor=gtg, now=LATER)
    survey_prints.publish(session, made.id, actor=gtg, now=LATER + timedelta(days=1))
    assert survey_prints.published(session, made.id).published_at == LATER


def test_a_text_taken_back_since_keeps_a_print_from_being_published(
    session: Session, wave: Wave, version: SurveyVersion, gtg: User
) -> None:
    def decide(visibility: Visibility) -> None:
        open_answers.decide(session, version.id, "e7", visibility=visibility, actor=gtg, now=NOW)

    wave_moves.close(session, wave, actor=gtg, now=NOW)
    decide(Visibility.PUBLISHABLE)
    made = ask(session, wave, gtg)
    decide(Visibility.INTERNAL)
    with pytest.raises(WrongState, match="ya no se puede publicar"):
        survey_prints.publish(session, made.id, actor=gtg, now=LATER)
    decide(Visibility.PUBLISHABLE)
    survey_prints.publish(session, made.id, actor=gtg, now=LATER)


def test_a_wave_that_closed_is_printed_by_itself_once(session: Session, wave: Wave, gtg: User) -> None:
    make_wave(session, make_group(session))
    assert survey_prints.ask_missing(session, now=NOW, fictional=False) == 0
    wave_moves.close(session, wave, actor=gtg, now=NOW)
    assert survey_prints.ask_missing(session, now=LATER, fictional=False) == 1
    assert survey_prints.ask_missing(session, now=LATER, fictional=False) == 0
    assert [survey_prints.is_final(each) for each in survey_prints.prints_of(session, wave)] == [True]
