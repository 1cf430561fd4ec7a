"""A wave of the default questionnaire with as many submitted responses as asked for, as they lie in the database."""

from datetime import UTC, date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from monitor.domain.permissions import GroupRole, Role
from monitor.domain.waves import UnitKind
from monitor.models import (
    Group,
    GroupKind,
    Membership,
    Plan,
    SurveyResponse,
    SurveyVersion,
    User,
    Wave,
    WaveUnit,
)
from monitor.services import wave_moves
from monitor.services.default_questionnaire import default_questionnaire
from monitor.services.surveys import create_wave, get_survey, store_questionnaire

NOW = datetime(2021, 9, 20, 15, 0, tzinfo=UTC)


def fill(session: Session, stored: int, spare: int) -> tuple[int, list[tuple[int, int]], int]:
    """A wave with `stored` submitted responses; gives it, free units with their leads, and the coordinator."""
    plan = Plan(key="p", name="Plan", starts_on=date(2021, 1, 1), ends_on=date(2023, 12, 31), stated_rows=1)
    plan.time_zone = "America/Bogota"
    session.add(plan)
    coordinator = User(email="gtg@example.org", name="GTG", role=Role.COORDINATOR, created_at=NOW)
    session.add(coordinator)
    names = [f"G{number}" for number in range(stored + spare)]
    session.execute(
        insert(Group),
        [{"key": name, "acronym": name, "name": name, "kind": GroupKind.TECHNICAL_GROUP} for name in names],
    )
    session.execute(
        insert(User),
        [{"email": f"{name}@example.org", "name": name, "role": Role.MEMBER, "created_at": NOW} for name in names],
    )
    session.flush()
    groups = list(session.scalars(select(Group.id).order_by(Group.id)))
    users = list(session.scalars(select(User.id).where(User.role == Role.MEMBER).order_by(User.id)))
    session.execute(
        insert(Membership),
        [
            {"user_id": user, "group_id": group, "role": GroupRole.LEAD}
            for user, group in zip(users, groups, strict=True)
        ],
    )
    wave = open_wave(session, plan)
    units = list(session.scalars(select(WaveUnit.id).where(WaveUnit.wave_id == wave.id).order_by(WaveUnit.group_id)))
    leads = dict(zip(units, users, strict=True))
    store(session, wave, units[:stored], leads)
    return wave.id, [(unit, leads[unit]) for unit in units[stored:]], coordinator.id


def open_wave(session: Session, plan: Plan) -> Wave:
    questionnaire = default_questionnaire()
    survey = get_survey(session, plan, questionnaire)
    kept = store_questionnaire(session, survey, questionnaire, actor=None, now=NOW)
    dates = {"opens_on": date(2021, 9, 1), "closes_on": date(2021, 12, 31)}
    wave = create_wave(
        session, survey, questionnaire=kept, name="V", unit_kind=UnitKind.GROUP, actor=None, now=NOW, **dates
    )
    wave_moves.publish(session, wave, actor=None, now=NOW)
    wave_moves.open_wave(session, wave, actor=None, now=NOW)
    return wave


def store(session: Session, wave: Wave, units: list[int], leads: dict[int, int]) -> None:
    """Submitted responses as they lie in the database."""
    if not units:
        return
    values = {
        "a2": ["CL"],
        "a4": {"cl": {"m": 3, "h": 4}},
        "b1": "n2",
        "b2": "n1",
        "b3": "n1",
        "b4": "n1",
        "b6": "n3",
        "c1": 8,
        "c2": 3,
        "d1": "n3",
        "d4": "n1",
        "d5": "n0",
        "e1": {"w1": {"m": 2}},
        "e2": "n2",
        "e4": {"datos": {"antes": "2", "hoy": "3"}},
        "e6": ["casos"],
        "e7": "Una práctica",
        "e8": "si",
    }
    answers = {"schema": 1, "values": values, "comments": {}}
    at = {"started_at": NOW, "saved_at": NOW, "answers": answers, "is_current": True, "is_submitted": True}
    session.execute(
        insert(SurveyResponse),
        [{"wave_id": wave.id, "unit_id": unit, "submitted_number": 1, "lock_version": 1, **at} for unit in units],
    )
    responses = session.execute(select(SurveyResponse.id, SurveyResponse.unit_id)).all()
    frozen = {"questionnaire_sha256": "", "sha256": "", "submitted_at": NOW, "answers": answers, "number": 1}
    session.execute(
        insert(SurveyVersion),
        [
            {
                "wave_id": wave.id,
                "response_id": row.id,
                "folio": f"F{row.id}",
                "submitted_by_id": leads[row.unit_id],
                **frozen,
            }
            for row in responses
        ],
    )
    for unit in session.scalars(select(WaveUnit).where(WaveUnit.id.in_(units[:500]))):
        unit.answered_on = NOW.date()
