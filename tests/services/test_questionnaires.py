"""Editing the questionnaire of a wave: what may change when, what two people at once lose, and what is written down."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, NotAllowed, NotFound, StaleVersion, WrongState
from monitor.domain.questionnaire import Question, QuestionType
from monitor.domain.questionnaire_editing import add_question, move, remove
from monitor.domain.questionnaire_wording import MoreThanWording
from monitor.models import Event, Wave
from monitor.services import questionnaires, wave_moves
from tests.factories import make_coordinator, make_group, make_user
from tests.survey_factories import NOW, answering_of, make_wave, submitted_by, units_of

EXTRA = Question("b9", QuestionType.INTEGER, {"es": "¿Cuántas reuniones?", "en": "How many meetings?"})
HALF_MADE = Question("b9", QuestionType.SINGLE, {"es": "¿Cuál?", "en": "Which?"})


def kinds(session: Session, wave: Wave) -> list[str]:
    query = select(Event.kind).where(Event.subject == "waves", Event.subject_id == wave.id).order_by(Event.id)
    return [kind for kind in session.scalars(query) if kind.startswith("Questionnaire")]


def add(session: Session, wave: Wave, question: Question) -> None:
    questionnaires.change(
        session,
        wave,
        lambda held: add_question(held, held.sections[1].key, question),
        place=question.key,
        actor=make_coordinator(session),
        now=NOW,
    )


def answered_wave(session: Session) -> Wave:
    group = make_group(session)
    wave = make_wave(session, group)
    assert submitted_by(session, units_of(session, wave)[0], make_user(session, lead_of=group))
    return wave


def test_in_preparation_anything_changes_and_is_written_down(session: Session) -> None:
    wave = make_wave(session, opened=False)
    before = wave.questionnaire.sha256
    add(session, wave, HALF_MADE)
    assert wave.questionnaire.read().by_key["b9"] == HALF_MADE
    assert wave.questionnaire.sha256 != before
    assert kinds(session, wave) == ["QuestionnaireChanged"]


def test_a_change_that_changes_nothing_leaves_no_trace(session: Session) -> None:
    wave = make_wave(session, opened=False)
    questionnaires.change(
        session, wave, lambda held: move(held, "a1", -1), place="a1", actor=make_coordinator(session), now=NOW
    )
    assert kinds(session, wave) == []
    assert wave.questionnaire.lock_version == 0


def test_an_open_wave_without_answers_takes_only_what_can_be_used(session: Session) -> None:
    wave = make_wave(session, make_group(session))
    with pytest.raises(Incomplete, match="algo por corregir"):
        add(session, wave, HALF_MADE)
    add(session, wave, EXTRA)
    assert "b9" in wave.questionnaire.read().by_key


def test_with_answers_only_words_change_and_each_is_written_down(session: Session) -> None:
    wave = answered_wave(session)
    coordinator = make_coordinator(session)
    with pytest.raises(MoreThanWording):
        add(session, wave, EXTRA)
    question = wave.questionnaire.read().by_key["b3"]
    mended = replace(question, labels={**question.labels, "es": "¿Cada cuánto se trata la igualdad de género?"})
    questionnaires.put_question(
        session, wave, mended, seen=questionnaires.fingerprint(question), actor=coordinator, now=NOW
    )
    session.flush()
    told = session.scalars(select(Event).where(Event.kind == questionnaires.MENDED)).one()
    assert told.before == {"words": question.labels["es"]}
    assert told.after == {"title": "b3", "field": "labels", "language": "es", "words": mended.labels["es"]}
    assert wave.questionnaire.read().by_key["b3"] == mended


def test_a_draft_freezes_the_questions_too(session: Session) -> None:
    from monitor.services.survey_answers import fingerprint, save_fields

    group = make_group(session)
    wave = make_wave(session, group)
    lead = make_user(session, lead_of=group)
    answering = answering_of(session, units_of(session, wave)[0], lead)
    save_fields(
        session, answering, "sec_c", {"c1": 8}, actor=lead, now=NOW,
        lock_version=answering.lock_version, seen=fingerprint(answering, "sec_c"),
    )  # fmt: skip
    session.flush()
    session.expire_all()
    assert not questionnaires.can_change(wave)
    with pytest.raises(MoreThanWording):
        add(session, wave, EXTRA)


def test_who_saves_a_question_that_changed_meanwhile_is_told_and_nothing_is_overwritten(session: Session) -> None:
    wave = make_wave(session, opened=False)
    coordinator = make_coordinator(session)
    question = wave.questionnaire.read().by_key["b3"]
    seen = questionnaires.fingerprint(question)
    theirs = replace(question, hints={"es": "Lo de ella"})
    questionnaires.put_question(session, wave, theirs, seen=seen, actor=coordinator, now=NOW)
    with pytest.raises(StaleVersion):
        questionnaires.put_question(
            session, wave, replace(question, hints={"es": "Lo de él"}), seen=seen, actor=coordinator, now=NOW
        )
    assert wave.questionnaire.read().by_key["b3"] == theirs


def test_two_people_on_different_questions_lose_nothing(session: Session) -> None:
    wave = make_wave(session, opened=False)
    coordinator = make_coordinator(session)
    read = wave.questionnaire.read()
    seen = {key: questionnaires.fingerprint(read.by_key[key]) for key in ("b3", "b4")}
    for key in ("b3", "b4"):
        changed = replace(read.by_key[key], hints={"es": f"Ayuda de {key}"})
        questionnaires.put_question(session, wave, changed, seen=seen[key], actor=coordinator, now=NOW)
    after = wave.questionnaire.read()
    assert [after.by_key[key].hints["es"] for key in ("b3", "b4")] == ["Ayuda de b3", "Ayuda de b4"]


def test_another_wave_of_the_survey_gives_its_questionnaire_keys_and_all(session: Session) -> None:
    first = make_wave(session, opened=False)
    second = make_wave(session, plan=first.survey.plan, opened=False, name="Tercera versión")
    coordinator = make_coordinator(session)
    questionnaires.change(session, first, lambda held: remove(held, "b3"), place="b3", actor=coordinator, now=NOW)
    questionnaires.copy_from(session, second, first, actor=coordinator, now=NOW)
    assert second.questionnaire.read() == first.questionnaire.read()
    assert second.questionnaire.copied_from_id == first.questionnaire_id
    assert second.questionnaire_id != first.questionnaire_id
    with pytest.raises(WrongState):
        questionnaires.copy_from(session, second, second, actor=coordinator, now=NOW)


def test_answers_keep_their_questionnaire_from_being_replaced(session: Session) -> None:
    wave = answered_wave(session)
    other = make_wave(session, plan=wave.survey.plan, opened=False, name="Otra")
    with pytest.raises(WrongState):
        questionnaires.copy_from(session, wave, other, actor=make_coordinator(session), now=NOW)


def test_an_archived_wave_keeps_its_words(session: Session) -> None:
    wave = answered_wave(session)
    coordinator = make_coordinator(session)
    wave_moves.close(session, wave, actor=coordinator, now=NOW)
    wave_moves.archive(session, wave, actor=coordinator, now=NOW)
    question = wave.questionnaire.read().by_key["b3"]
    with pytest.raises(WrongState):
        questionnaires.put_question(
            session, wave, replace(question, hints={}, labels={"es": "Otra", "en": "Other"}),
            seen=questionnaires.fingerprint(question), actor=coordinator, now=NOW,
        )  # fmt: skip


def test_only_the_coordination_edits(session: Session) -> None:
    wave = make_wave(session, opened=False)
    with pytest.raises((NotFound, NotAllowed)):
        questionnaires.to_edit(session, wave.id, actor=make_user(session))
