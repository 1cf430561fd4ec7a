"""Answering a wave: save a page of one's response, and send it. Opening it: monitor/services/answering.py.

    fingerprint(answering, section_key) -> str              which a page carries, to be told when it is stale
    save_fields(session, answering, section_key, values, ...) -> names that keep somebody else's answer
    submit(session, answering, actor=..., now=...) -> SurveyVersion | None     None: a personal answer has no name

Saving settles two people's answers field by field, as the pages of an update do (monitor/domain/merging.py).
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy import update as sql_update
from sqlalchemy.orm import Session

from monitor.domain.answer_checks import Findings
from monitor.domain.answer_fields import fields_of, with_fields
from monitor.domain.answers import Answers, cleared
from monitor.domain.errors import Incomplete, NotAllowed, StaleVersion, WrongState
from monitor.domain.merging import ClashingAnswers, mark_of, settle
from monitor.domain.sentences import N_, Sentence
from monitor.domain.waves import WaveState, folio
from monitor.models import (
    Event,
    StoredQuestionnaire,
    SurveyResponse,
    SurveyVersion,
    User,
    Wave,
)
from monitor.services import events, personal_urn
from monitor.services.answering import Answering, may_submit, may_write
from monitor.services.insert_once import insert_once
from monitor.services.wave_changes import answers_changed, standing_changed
from monitor.services.wave_units import current_response

ONE_EVENT_EACH = timedelta(hours=1)
"""A person who saves page after page leaves one line in the history, not ten."""

JUST_CLOSED = N_("Esta encuesta se acaba de cerrar: ya no recibe respuestas.")


class IncompleteResponse(Incomplete):
    """The response cannot be sent yet; `findings` says why."""

    def __init__(self, findings: Findings) -> None:
        super().__init__("Todavía hay respuestas por completar para poder enviar la encuesta.")
        self.findings = findings


def fingerprint(answering: Answering, section_key: str) -> str:
    """The same while nobody changes an answer of this section: "field=mark field=mark"."""
    stored = fields_of(answering.questionnaire, answering.answers, section_key)
    return " ".join(f"{name}={mark_of(value)}" for name, value in stored.items())


def marks_in(seen: str | None) -> dict[str, str]:
    """The marks of a fingerprint, by field; those of nonsense are none."""
    return dict(part.split("=", 1) for part in (seen or "").split() if "=" in part)


def save_fields(
    session: Session,
    answering: Answering,
    section_key: str,
    values: Mapping[str, Any],
    *,
    actor: User,
    now: datetime,
    lock_version: int,
    seen: str | None = None,
    sent: Mapping[str, Collection[Any]] | None = None,
) -> tuple[str, ...]:
    """Save the fields of one section that `values` names; what it does not name stays.

    `lock_version` and `seen` (see `fingerprint`) are those of when the page was drawn; `sent` as in `settle`. Gives the
    fields that keep another person's answer. Raises NotAllowed, WrongState, ClashingAnswers where two people answered
    the same, or StaleVersion where somebody saved in the same instant.
    """
    check_writable(answering, actor)
    stored = fields_of(answering.questionnaire, answering.answers, section_key)
    typed = {name: value for name, value in values.items() if name in stored}
    theirs: tuple[str, ...] = ()
    now_is = " ".join(f"{name}={mark_of(value)}" for name, value in stored.items())
    is_stale = lock_version != answering.lock_version if seen is None else seen != now_is
    if is_stale:
        settled = settle(stored, typed, drawn=marks_in(seen), sent=sent)
        if settled.clashes:
            raise ClashingAnswers(who_was_faster(answering, actor), settled)
        if not settled.to_save:
            return settled.theirs
        typed, theirs = settled.to_save, settled.theirs
    write(session, answering, with_fields(answering.questionnaire, answering.answers, typed), actor=actor, now=now)
    return theirs


def check_writable(answering: Answering, actor: User) -> None:
    if not may_write(answering.unit, actor):
        raise NotAllowed("Esta respuesta es de otro grupo o de otra persona.")
    if closed := answering.why_closed():
        raise WrongState(closed)


def write(session: Session, answering: Answering, answers: Answers, *, actor: User, now: datetime) -> None:
    """Keep these answers as the draft, starting it where there is none. Raises StaleVersion if somebody was faster."""
    if answering.response is None:
        _start(session, answering, answers, actor=actor, now=now)
        return
    response = answering.response
    claimed = session.scalar(
        sql_update(SurveyResponse)
        .where(SurveyResponse.id == response.id, SurveyResponse.lock_version == response.lock_version)
        .values(lock_version=response.lock_version + 1, answers=answers.as_json(), saved_at=now, saved_by_id=actor.id)
        .returning(SurveyResponse.id)
        .execution_options(synchronize_session=False)
    )
    if claimed is None:
        raise StaleVersion("Otra persona guardó esta encuesta al mismo tiempo. Vuelva a abrirla para ver cómo quedó.")
    session.refresh(response)
    _record_save(session, answering, actor=actor, now=now)


def _start(session: Session, answering: Answering, answers: Answers, *, actor: User, now: datetime) -> None:
    """The first save of a unit. From the first of a wave on its questionnaire is frozen."""
    values = {
        "wave_id": answering.wave.id,
        "unit_id": answering.unit.id,
        "is_current": True,
        "is_submitted": False,
        "submitted_number": 0,
        "answers": answers.as_json(),
        "lock_version": 1,
        "started_at": now,
        "saved_at": now,
        "saved_by_id": actor.id,
    }
    new = insert_once(session, SurveyResponse, [values])
    answering.response = current_response(session, answering.unit)
    if not new:
        raise StaleVersion("Otra persona de su grupo empezó esta encuesta al mismo tiempo.")
    session.execute(
        sql_update(StoredQuestionnaire)
        .where(StoredQuestionnaire.id == answering.wave.questionnaire_id, StoredQuestionnaire.frozen_at.is_(None))
        .values(frozen_at=now)
        .execution_options(synchronize_session=False)
    )
    standing_changed(session, answering.wave.id)
    _tell(session, answering, "SurveyResponseStarted", actor=actor, now=now)


def submit(
    session: Session, answering: Answering, *, actor: User, now: datetime, lock_version: int | None = None
) -> SurveyVersion | None:
    """Freeze what is asked and answered as the unit's next version; of a person, put it where nobody's name is.

    Raises NotAllowed, WrongState, StaleVersion where somebody saved since `lock_version`, or IncompleteResponse.
    """
    if not may_submit(answering.unit, actor):
        raise NotAllowed("Solo una persona responsable del grupo puede enviar la encuesta.")
    if closed := answering.why_closed():
        raise WrongState(closed)
    if lock_version is not None and lock_version != answering.lock_version:
        raise StaleVersion(who_was_faster(answering, actor))
    findings = answering.findings()
    if findings.blocking:
        raise IncompleteResponse(findings)
    _hold_open(session, answering)
    answers = cleared(answering.questionnaire, answering.answers, answering.today)
    if answering.response is None:  # nothing is required, and nothing was typed
        _start(session, answering, answering.answers, actor=actor, now=now)
    else:
        write(session, answering, answering.answers, actor=actor, now=now)
    if answering.wave.is_personal:
        _put_in_the_urn(session, answering, answers)
        version = None
    else:
        version = _freeze(session, answering, answers, actor=actor, now=now)
    answering.unit.answered_on = answering.today
    return version


def _hold_open(session: Session, answering: Answering) -> None:
    """Hold the wave's row until this submission is seen; one that was closed in the same instant takes no more."""
    answers_changed(session, answering.wave)
    state = session.scalar(select(Wave.state).where(Wave.id == answering.wave.id))
    if state is not WaveState.OPEN:
        raise WrongState(JUST_CLOSED)


def _freeze(session: Session, answering: Answering, answers: Answers, *, actor: User, now: datetime) -> SurveyVersion:
    response = answering.response
    assert response is not None
    number = response.submitted_number + 1
    name = folio(
        wave_number=answering.wave.number,
        year=answering.wave.opens_on.year,
        unit_key=answering.unit.key,
        version=number,
    )
    version = SurveyVersion(
        wave_id=answering.wave.id,
        response=response,
        number=number,
        answers=answers.as_json(),
        questionnaire_sha256=answering.wave.questionnaire.sha256,
        folio=name,
        sha256=hash_of(name, answering.wave.questionnaire.sha256, now, answers),
        submitted_at=now,
        submitted_by_id=actor.id,
    )
    session.add(version)
    response.submitted_number, response.is_submitted = number, True
    after = {"folio": name, "sha256": version.sha256}
    _tell(session, answering, "SurveyResponseSubmitted", actor=actor, now=now, after=after)
    return version


def hash_of(name: str, questionnaire_sha256: str, submitted_at: datetime, answers: Answers) -> str:
    """What the receipt prints: of the canonical JSON of folio, questionnaire, moment and answers."""
    said = {
        "folio": name,
        "questionnaire": questionnaire_sha256,
        "submitted_at": submitted_at.isoformat(timespec="seconds"),
        "answers": answers.as_json(),
    }
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _put_in_the_urn(session: Session, answering: Answering, answers: Answers) -> None:
    """What was answered goes where nothing says whose it is; the draft, which says it, goes. No event is written."""
    assert answering.response is not None
    session.delete(answering.response)
    answering.response = None
    answering.unit.answered_on = answering.today
    personal_urn.put(session, answering.wave.id, answers)


def who_was_faster(answering: Answering, actor: User) -> Sentence:
    saver = answering.response.saved_by if answering.response else None
    if saver is None:
        return Sentence("Esta encuesta cambió mientras usted escribía.")
    if saver is actor or saver.id == actor.id:
        return Sentence("Usted guardó esta página en otra ventana mientras escribía aquí.")
    return Sentence("%(name)s guardó esta página mientras usted escribía.", name=saver.name)


def _record_save(session: Session, answering: Answering, *, actor: User, now: datetime) -> None:
    assert answering.response is not None
    recent = session.scalar(
        select(Event.id)
        .where(
            Event.subject == "survey_responses",
            Event.subject_id == answering.response.id,
            Event.actor_id == actor.id,
            Event.kind.in_(("SurveyResponseStarted", "SurveyResponseSaved")),
            Event.happened_at > now - ONE_EVENT_EACH,
        )
        .limit(1)
    )
    if recent is None:
        _tell(session, answering, "SurveyResponseSaved", actor=actor, now=now)


def _tell(
    session: Session,
    answering: Answering,
    kind: str,
    *,
    actor: User,
    now: datetime,
    after: dict[str, Any] | None = None,
) -> None:
    """Nothing is written of a person's own answer: an event has a moment and a name."""
    if answering.wave.is_personal or answering.response is None:
        return
    events.record(
        session,
        kind,
        subject="survey_responses",
        subject_id=answering.response.id,
        actor=actor,
        now=now,
        after={"unit": answering.unit.key, **(after or {})},
    )
