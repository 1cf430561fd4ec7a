"""The questionnaire of a wave as the GTG edits it: one change at a time, by whoever of the GTG is at it.

    to_edit(session, wave_id, actor=...) -> Wave         its questionnaire is wave.questionnaire.read()
    change(session, wave, edit, ...)                     any operation of monitor.domain.questionnaire_editing
    put_question(session, wave, question, seen=...)      a question as it was typed; StaleVersion if it changed since
    put_whole(session, wave, questionnaire, seen=...)    one that comes from outside, over the wave's
    copy_from(session, wave, other, ...)                 the questionnaire of another wave, keys and all
    fingerprint(question) -> str                         what `seen` compares

A change is made on the questionnaire as it stands at that moment, so two people who change different questions lose
nothing. From the first stored response on only words change, and each mended word is written down.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, StaleVersion, WrongState
from monitor.domain.permissions import Permission
from monitor.domain.questionnaire import Question, Questionnaire, Section
from monitor.domain.questionnaire_checks import problems
from monitor.domain.questionnaire_editing import put_question as with_question
from monitor.domain.questionnaire_json import as_json
from monitor.domain.questionnaire_wording import wording_changes
from monitor.domain.waves import WaveState
from monitor.models import StoredQuestionnaire, User, Wave
from monitor.services.surveys import get_wave, tell

Edit = Callable[[Questionnaire], Questionnaire]
CHANGED = "QuestionnaireChanged"
MENDED = "QuestionnaireWordingMended"
COPIED = "QuestionnaireCopied"
BROUGHT_IN = "QuestionnaireBroughtIn"


def to_edit(session: Session, wave_id: int, *, actor: User) -> Wave:
    """The wave, for somebody who may change its questionnaire. Raises NotFound."""
    return get_wave(session, wave_id, actor=actor, permission=Permission.SURVEY_MANAGE)


def can_change(wave: Wave) -> bool:
    """Whether its questions may change, and not only its words."""
    return wave.questionnaire.frozen_at is None and wave.state not in (WaveState.CLOSED, WaveState.ARCHIVED)


def change(session: Session, wave: Wave, edit: Edit, *, place: str, actor: User, now: datetime) -> Questionnaire:
    """Make one change, named by the key of the question or section that it is about; gives the questionnaire after it.

    Raises WrongState for an archived wave, MoreThanWording once there are answers, Incomplete if a wave that is no
    longer in preparation would be left with something wrong, and whatever the edit raises.
    """
    stored = _locked(session, wave)
    before = stored.read()
    after = edit(before)
    if after == before:
        return before
    if wave.state is WaveState.ARCHIVED:
        raise WrongState("Esta versión está archivada: su cuestionario ya no cambia.")
    if can_change(wave):
        _check_usable(wave, after)
        tell(session, wave, CHANGED, actor=actor, now=now, before=_at(before, place), after=_at(after, place))
    else:
        _mend_words(session, wave, before, after, actor=actor, now=now)
    _write(stored, after, actor=actor, now=now)
    return after


def put_question(
    session: Session, wave: Wave, question: Question, *, seen: str, actor: User, now: datetime
) -> Questionnaire:
    """Save a question as it was typed. Raises StaleVersion if it is no longer as whoever typed saw it."""

    def edit(questionnaire: Questionnaire) -> Questionnaire:
        held = questionnaire.by_key.get(question.key)
        if held is not None and fingerprint(held) != seen:
            raise StaleVersion("Otra persona del GTG cambió esta pregunta mientras usted la editaba.")
        return with_question(questionnaire, question)

    return change(session, wave, edit, place=question.key, actor=actor, now=now)


def copy_from(session: Session, wave: Wave, other: Wave, *, actor: User, now: datetime) -> Questionnaire:
    """Start from the questionnaire of another wave of the survey, so that both compare."""
    if other.survey_id != wave.survey_id or other.id == wave.id:
        raise WrongState("Elija otra versión de la misma encuesta.")
    stored, copied = _locked(session, wave), other.questionnaire.read()
    if not can_change(wave):
        raise WrongState("Ya hay respuestas: el cuestionario no se puede cambiar por otro.")
    _check_usable(wave, copied)
    stored.copied_from_id = other.questionnaire_id
    tell(session, wave, COPIED, actor=actor, now=now, before={"sha256": stored.sha256}, after={"title": other.name})
    _write(stored, copied, actor=actor, now=now)
    return copied


def put_whole(
    session: Session, wave: Wave, questionnaire: Questionnaire, *, seen: str, actor: User, now: datetime
) -> None:
    """Put a whole questionnaire over the wave's. `seen`: the checksum of the one it was compared with.

    Raises StaleVersion if somebody changed it since, and MoreThanWording once there are answers.
    """
    stored = _locked(session, wave)
    if stored.sha256 != seen:
        raise StaleVersion("Otra persona del GTG cambió el cuestionario mientras usted revisaba. Mire otra vez.")
    before = stored.read()
    if wave.state is WaveState.ARCHIVED:
        raise WrongState("Esta versión está archivada: su cuestionario ya no cambia.")
    if can_change(wave):
        _check_usable(wave, questionnaire)
        tell(session, wave, BROUGHT_IN, actor=actor, now=now, before={"questionnaire": as_json(before)},
             after={"questionnaire": as_json(questionnaire)})  # fmt: skip
    else:
        _mend_words(session, wave, before, questionnaire, actor=actor, now=now)
    _write(stored, questionnaire, actor=actor, now=now)


def fingerprint(question: Question) -> str:
    """The same for equal questions."""
    return hashlib.sha256(json.dumps(_question_json(question), sort_keys=True).encode()).hexdigest()


def _locked(session: Session, wave: Wave) -> StoredQuestionnaire:
    """The stored questionnaire as it stands now; others wait until this change is through."""
    return session.scalars(
        select(StoredQuestionnaire)
        .where(StoredQuestionnaire.id == wave.questionnaire_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _write(stored: StoredQuestionnaire, questionnaire: Questionnaire, *, actor: User, now: datetime) -> None:
    stored.write(questionnaire)
    stored.lock_version += 1
    stored.saved_at, stored.saved_by_id = now, actor.id


def _check_usable(wave: Wave, questionnaire: Questionnaire) -> None:
    """In preparation a questionnaire may be half made; one that people may open any moment may not."""
    if wave.state is WaveState.DRAFT:
        return
    if found := problems(questionnaire):
        raise Incomplete(
            "Esta versión ya salió de preparación y el cambio la dejaría con algo por corregir: %(problem)s",
            problem=found[0].sentence,
        )


def _mend_words(
    session: Session, wave: Wave, before: Questionnaire, after: Questionnaire, *, actor: User, now: datetime
) -> None:
    for mended in wording_changes(before, after):
        tell(
            session,
            wave,
            MENDED,
            actor=actor,
            now=now,
            before={"words": mended.before},
            after={"title": mended.place, "field": mended.where, "language": mended.language, "words": mended.after},
        )


def _at(questionnaire: Questionnaire, place: str) -> dict[str, Any]:
    """What stands at the place, as JSON; of a section without its questions, whose own changes are told apart."""
    question = questionnaire.by_key.get(place)
    if question is not None:
        section = questionnaire.section_of(place)
        order = [each.key for each in section.questions] if section else []
        return {
            "title": place,
            "question": _question_json(question),
            "section": section and section.key,
            "order": order,
        }
    section = questionnaire.section(place)
    if section is None:
        return {"title": place}
    return {"title": place, "labels": dict(section.labels), "hints": dict(section.hints), "relevant": section.relevant,
            "order": [each.key for each in questionnaire.sections]}  # fmt: skip


def _question_json(question: Question) -> dict[str, Any]:
    held = Questionnaire("k", "1", {}, (Section("s", {}, (question,)),))
    read: dict[str, Any] = as_json(held)["sections"][0]["questions"][0]
    return read
