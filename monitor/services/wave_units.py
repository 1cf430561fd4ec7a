"""Who answers a wave, and where each of them stands.

panel(session, wave, today=...) -> list[UnitRow]      every unit with its state: one query, however many there are
get_unit(session, unit_id, actor=...) -> WaveUnit
current_response(session, unit) -> SurveyResponse | None
facts_of(wave, unit, response) -> UnitFacts
extend(session, unit, until=..., reason=..., actor=..., now=...)
decline(session, unit, reason=..., ...), ask_again(session, unit, ...), may_decline(unit, actor)
reopen(session, unit, reason=..., ...)
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from monitor.domain.errors import Incomplete, NotAllowed, NotFound, WrongState
from monitor.domain.permissions import Permission
from monitor.domain.waves import UnitFacts, UnitState, WaveState
from monitor.models import Group, Survey, SurveyResponse, User, Wave, WaveUnit
from monitor.services.surveys import check_manager, tell
from monitor.services.wave_changes import standing_changed


@dataclass(frozen=True)
class UnitRow:
    """One unit of a wave with its state today."""

    unit: WaveUnit
    response: SurveyResponse | None
    """None also for a person that has answered: nothing leads to what they said."""
    state: UnitState
    last_day: date


def panel(session: Session, wave: Wave, *, today: date) -> list[UnitRow]:
    """Every unit of the wave with its state, by name. Answers are not read."""
    query = (
        select(WaveUnit, SurveyResponse)
        .outerjoin(SurveyResponse, (SurveyResponse.unit_id == WaveUnit.id) & SurveyResponse.is_current)
        .outerjoin(WaveUnit.group)
        .outerjoin(WaveUnit.user)
        .where(WaveUnit.wave_id == wave.id)
        .options(contains_eager(WaveUnit.group), contains_eager(WaveUnit.user))
        .options(joinedload(SurveyResponse.saved_by).load_only(User.name))
        .order_by(Group.name, WaveUnit.country, User.name, WaveUnit.id)
    )
    rows = []
    for unit, response in session.execute(query):
        facts = facts_of(wave, unit, response)
        rows.append(UnitRow(unit, response, facts.state(today), facts.last_day))
    return rows


def counts_of(session: Session, waves: Collection[Wave]) -> dict[int, tuple[int, int]]:
    """How many have answered, and how many were asked, by wave: one query for all of them."""
    query = (
        select(WaveUnit.wave_id, func.count(WaveUnit.answered_on), func.count())
        .where(WaveUnit.wave_id.in_([wave.id for wave in waves]))
        .group_by(WaveUnit.wave_id)
    )
    return {wave_id: (answered, asked) for wave_id, answered, asked in session.execute(query)}


def get_unit(session: Session, unit_id: int, *, actor: User) -> WaveUnit:
    """A unit with its wave, for whoever runs waves. Raises NotFound."""
    unit = session.scalar(
        select(WaveUnit)
        .where(WaveUnit.id == unit_id)
        .options(
            joinedload(WaveUnit.group),
            joinedload(WaveUnit.user),
            joinedload(WaveUnit.wave).joinedload(Wave.survey).joinedload(Survey.plan),
        )
    )
    if unit is None or not actor.may(Permission.SURVEY_MANAGE):
        raise NotFound("Esa respuesta no existe.")
    return unit


def current_response(session: Session, unit: WaveUnit) -> SurveyResponse | None:
    query = select(SurveyResponse).where(SurveyResponse.unit_id == unit.id, SurveyResponse.is_current)
    return session.scalar(query.options(joinedload(SurveyResponse.saved_by)))


def facts_of(wave: Wave, unit: WaveUnit, response: SurveyResponse | None) -> UnitFacts:
    return UnitFacts(
        wave_state=wave.state,
        closes_on=wave.closes_on,
        extended_until=unit.extended_until,
        is_declined=unit.declined_at is not None,
        is_started=response is not None,
        is_submitted=unit.answered_on is not None,
        was_submitted=unit.answered_on is not None or (response is not None and response.submitted_number > 0),
    )


def extend(session: Session, unit: WaveUnit, *, until: date, reason: str, actor: User, now: datetime) -> None:
    """Give one unit until this day, while the wave is open."""
    check_manager(actor)
    check_open(unit.wave)
    if until <= unit.wave.closes_on:
        raise Incomplete("La nueva fecha debe ser posterior al cierre de la versión.", field="until")
    if not reason.strip():
        raise Incomplete("Escriba por qué se da más plazo.", field="reason")
    before = {"until": unit.extended_until.isoformat() if unit.extended_until else None}
    unit.extended_until, unit.extension_reason = until, reason.strip()
    after = {"until": until.isoformat(), "reason": reason.strip(), "unit": unit.key}
    tell(session, unit.wave, "WaveUnitExtended", actor=actor, now=now, before=before, after=after)


def decline(session: Session, unit: WaveUnit, *, reason: str, actor: User, now: datetime) -> None:
    """Write down that the unit will not answer, and why: it is reminded no more, and counts as asked.

    A group's lead may say so of its own group, a person of themselves, the GTG of anybody.
    """
    if not may_decline(unit, actor):
        raise NotAllowed("Solo una persona responsable del grupo, o el GTG, puede decir que no responderá.")
    check_open(unit.wave)
    if unit.answered_on is not None:
        raise WrongState("Esta respuesta ya se envió.")
    if not reason.strip():
        raise Incomplete("Escriba por qué no responderá.", field="reason")
    if unit.declined_at is not None:
        return
    unit.declined_at, unit.declined_by_id, unit.declined_reason = now, actor.id, reason.strip()
    standing_changed(session, unit.wave_id)
    after = {"unit": unit.key, "reason": reason.strip()}
    tell(session, unit.wave, "WaveUnitDeclined", actor=actor, now=now, after=after)


def may_decline(unit: WaveUnit, actor: User) -> bool:
    if actor.may(Permission.SURVEY_MANAGE):
        return True
    if unit.group_id is None:
        return unit.user_id == actor.id
    return actor.may(Permission.SURVEY_SUBMIT, group_id=unit.group_id)


def ask_again(session: Session, unit: WaveUnit, *, actor: User, now: datetime) -> None:
    """Take back that the unit will not answer."""
    if not may_decline(unit, actor):
        raise NotAllowed("Solo una persona responsable del grupo, o el GTG, puede cambiar esto.")
    check_open(unit.wave)
    if unit.declined_at is None:
        return
    before = {"reason": unit.declined_reason}
    unit.declined_at, unit.declined_by_id, unit.declined_reason = None, None, ""
    standing_changed(session, unit.wave_id)
    tell(session, unit.wave, "WaveUnitAskedAgain", actor=actor, now=now, before=before, after={"unit": unit.key})


def reopen(session: Session, unit: WaveUnit, *, reason: str, actor: User, now: datetime) -> None:
    """Let a group correct what it submitted, until the wave closes; its last submission counts until it sends again."""
    check_manager(actor)
    check_open(unit.wave)
    if unit.wave.is_personal:
        raise WrongState("Una respuesta personal no se puede reabrir: nadie sabe cuál es.")
    if not reason.strip():
        raise Incomplete("Escriba por qué se reabre.", field="reason")
    response = current_response(session, unit)
    if response is None or not response.is_submitted:
        raise WrongState("Esta respuesta no está enviada.")
    response.is_submitted, unit.answered_on = False, None
    response.lock_version += 1
    standing_changed(session, unit.wave_id)
    after = {"unit": unit.key, "reason": reason.strip()}
    tell(session, unit.wave, "SurveyResponseReopened", actor=actor, now=now, after=after)


def check_open(wave: Wave) -> None:
    if wave.state is not WaveState.OPEN:
        raise WrongState("Esta versión de la encuesta no está abierta.")
