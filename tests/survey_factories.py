"""Waves for tests, made by the same services as the product's."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.questionnaire import Questionnaire
from monitor.domain.waves import UnitKind
from monitor.models import Group, Plan, SurveyVersion, User, Wave, WaveUnit
from monitor.services import wave_moves
from monitor.services.answering import Answering, get_answering
from monitor.services.survey_answers import submit, write
from monitor.services.surveys import create_wave, get_survey, store_questionnaire
from tests.factories import make_group, make_plan
from tests.survey_samples import default_questionnaire, whole_answers

OPENED = datetime(2021, 9, 1, 15, 0, tzinfo=UTC)
NOW = datetime(2021, 9, 20, 15, 0, tzinfo=UTC)
CLOSES_ON = date(2021, 10, 15)


def make_wave(
    session: Session,
    *groups: Group,
    plan: Plan | None = None,
    questionnaire: Questionnaire | None = None,
    unit_kind: UnitKind = UnitKind.GROUP,
    opened: bool = True,
    **values: Any,
) -> Wave:
    """A wave of the default questionnaire, open to these groups (or to the people there are) unless told otherwise."""
    questionnaire = questionnaire or default_questionnaire()
    survey = get_survey(session, plan or make_plan(session), questionnaire)
    stored = store_questionnaire(session, survey, questionnaire, actor=None, now=OPENED)
    defaults: dict[str, Any] = {"name": "Segunda versión", "opens_on": date(2021, 9, 1), "closes_on": CLOSES_ON}
    wave = create_wave(
        session, survey, questionnaire=stored, unit_kind=unit_kind, actor=None, now=OPENED, **(defaults | values)
    )
    if opened:
        wave_moves.publish(session, wave, actor=None, now=OPENED)
        keys = {group.key for group in groups} or None
        units = (
            None
            if keys is None
            else [each.key for each in wave_moves.eligible(session, wave) if each.key.split("/")[0] in keys]
        )
        wave_moves.open_wave(session, wave, units=units, actor=None, now=OPENED)
    return wave


def make_unit(session: Session, group: Group | None = None, **values: Any) -> WaveUnit:
    """The unit of one group in an open wave of its own."""
    group = group or make_group(session)
    wave = make_wave(session, group, **values)
    return units_of(session, wave)[0]


def units_of(session: Session, wave: Wave) -> list[WaveUnit]:
    return list(session.scalars(select(WaveUnit).where(WaveUnit.wave_id == wave.id).order_by(WaveUnit.id)))


def answering_of(session: Session, unit: WaveUnit, actor: User, *, now: datetime = NOW) -> Answering:
    return get_answering(session, unit.id, actor=actor, now=now)


def submitted_by(
    session: Session, unit: WaveUnit, actor: User, *, now: datetime = NOW, **changes: Any
) -> SurveyVersion | None:
    """The unit's whole answers, sent by this person; `changes` as in `whole_answers`."""
    answering = answering_of(session, unit, actor, now=now)
    write(session, answering, whole_answers(**changes), actor=actor, now=now)
    return submit(session, answering, actor=actor, now=now)
