"""Surveys and their waves, as the GTG keeps them.

get_survey(session, plan, questionnaire) -> Survey                 made if there is none
store_questionnaire(session, survey, questionnaire, ...)           a questionnaire of its own for a wave to come
create_wave(session, survey, questionnaire=..., name=..., opens_on=..., closes_on=..., unit_kind=..., ...)
change_wave(session, wave, ...)            name, dates and unit; once it is open only its name and its last day
get_wave(session, id, actor=...), waves_of(session, plan), has_answers(session, wave), wave_day(wave, now)
monitor/services/wave_moves.py             publish, withdraw, open_wave, close, archive
monitor/services/wave_units.py             who answers: panel, extend, decline, ask_again, reopen
monitor/services/survey_answers.py         answering: save_fields, submit
"""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from monitor.domain.errors import Incomplete, NotAllowed, NotFound, WrongState
from monitor.domain.permissions import Permission
from monitor.domain.questionnaire import Questionnaire
from monitor.domain.waves import UnitKind, WaveState
from monitor.models import PersonalAnswer, Plan, StoredQuestionnaire, Survey, SurveyResponse, User, Wave
from monitor.services import events
from monitor.services.insert_once import insert_once


def get_survey(session: Session, plan: Plan, questionnaire: Questionnaire) -> Survey:
    """The plan's survey of the questionnaire's key, made if there is none."""
    name = next(iter(questionnaire.labels.values()))
    insert_once(session, Survey, [{"plan_id": plan.id, "key": questionnaire.key, "name": name}])
    return session.scalars(select(Survey).where(Survey.key == questionnaire.key)).one()


def store_questionnaire(
    session: Session,
    survey: Survey,
    questionnaire: Questionnaire,
    *,
    actor: User | None,
    now: datetime,
    copied_from: StoredQuestionnaire | None = None,
) -> StoredQuestionnaire:
    """A new questionnaire of its own for a wave to come. `copied_from`: whose keys it keeps."""
    stored = StoredQuestionnaire(
        survey_id=survey.id, saved_at=now, saved_by_id=actor.id if actor else None, copied_from_id=None
    )
    stored.write(questionnaire)
    if copied_from:
        stored.copied_from_id = copied_from.id
    session.add(stored)
    session.flush()
    return stored


def create_wave(
    session: Session,
    survey: Survey,
    *,
    questionnaire: StoredQuestionnaire,
    name: str,
    opens_on: date,
    closes_on: date,
    unit_kind: UnitKind,
    actor: User | None,
    now: datetime,
) -> Wave:
    """The next wave of the survey, in preparation. `actor` None: the command line."""
    check_manager(actor)
    _check_dates(opens_on, closes_on)
    last = session.scalar(select(Wave.number).where(Wave.survey_id == survey.id).order_by(Wave.number.desc()).limit(1))
    wave = Wave(
        survey=survey,
        number=(last or 0) + 1,
        name=name.strip(),
        questionnaire=questionnaire,
        unit_kind=unit_kind,
        opens_on=opens_on,
        closes_on=closes_on,
        created_at=now,
        created_by_id=actor.id if actor else None,
    )
    session.add(wave)
    session.flush()
    tell(session, wave, "WaveCreated", actor=actor, now=now, after={"name": wave.name})
    return wave


def change_wave(
    session: Session,
    wave: Wave,
    *,
    name: str,
    opens_on: date,
    closes_on: date,
    unit_kind: UnitKind,
    actor: User,
    now: datetime,
) -> None:
    """Change what a wave is called, its dates and its unit; once it is open only its name and its last day.

    Raises WrongState for a wave that is over, or a change of what is fixed.
    """
    check_manager(actor)
    if wave.state in (WaveState.CLOSED, WaveState.ARCHIVED):
        raise WrongState("Esta versión ya se cerró.")
    if wave.state is WaveState.OPEN and (opens_on, unit_kind) != (wave.opens_on, wave.unit_kind):
        raise WrongState("Esta versión ya está abierta: solo se puede cambiar su nombre y hasta cuándo se responde.")
    _check_dates(opens_on, closes_on)
    before = _shape(wave)
    wave.name, wave.opens_on, wave.closes_on, wave.unit_kind = name.strip(), opens_on, closes_on, unit_kind
    tell(session, wave, "WaveChanged", actor=actor, now=now, before=before, after=_shape(wave))


def get_wave(session: Session, wave_id: int, *, actor: User, permission: Permission = Permission.SURVEY_VIEW) -> Wave:
    """A wave with its survey, for somebody who may see the whole of it. Raises NotFound."""
    wave = session.scalar(
        select(Wave)
        .where(Wave.id == wave_id)
        .options(joinedload(Wave.survey).joinedload(Survey.plan), joinedload(Wave.questionnaire))
    )
    if wave is None or not actor.may(permission):
        raise NotFound("Esa versión de la encuesta no existe.")
    return wave


def waves_of(session: Session, plan: Plan) -> list[Wave]:
    """The waves of all the plan's surveys, the newest first."""
    query = (
        select(Wave)
        .join(Wave.survey)
        .where(Survey.plan_id == plan.id)
        .options(contains_eager(Wave.survey), joinedload(Wave.questionnaire))
        .order_by(Wave.opens_on.desc(), Wave.id.desc())
    )
    return list(session.scalars(query))


def has_answers(session: Session, wave: Wave) -> bool:
    """Whether anything was ever stored in the wave."""
    drafts, personal = (exists().where(each.wave_id == wave.id) for each in (SurveyResponse, PersonalAnswer))
    return bool(session.scalar(select(drafts | personal)))


def wave_day(wave: Wave, now: datetime) -> date:
    """The day it is where the plan lives."""
    return now.astimezone(ZoneInfo(wave.survey.plan.time_zone)).date()


def check_manager(actor: User | None) -> None:
    if actor is not None and not actor.may(Permission.SURVEY_MANAGE):
        raise NotAllowed("Solo la coordinación del GTG lleva la encuesta.")


def _check_dates(opens_on: date, closes_on: date) -> None:
    if closes_on < opens_on:
        raise Incomplete("La encuesta no puede cerrar antes de abrir.", field="closes_on")


def _shape(wave: Wave) -> dict[str, str]:
    return {
        "name": wave.name,
        "opens_on": wave.opens_on.isoformat(),
        "closes_on": wave.closes_on.isoformat(),
        "unit_kind": wave.unit_kind.value,
    }


def tell(
    session: Session,
    wave: Wave,
    kind: str,
    *,
    actor: User | None,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    events.record(
        session,
        kind,
        subject="waves",
        subject_id=wave.id,
        actor=actor,
        now=now,
        before=dict(before or {}),
        after=dict(after or {}),
    )
