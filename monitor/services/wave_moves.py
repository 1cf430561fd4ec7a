"""A wave from one state to the next.

    publish(session, wave, actor=..., now=...)     raises Incomplete with what is wrong in the questionnaire
    withdraw(session, wave, actor=..., now=...)
    open_wave(session, wave, units=..., actor=..., now=...) -> int    lists the units for good
    close(session, wave, actor=..., now=...)
    archive(session, wave, actor=..., now=...)
    eligible(session, wave) -> list[Eligible]      whom a wave of this kind could ask
    open_and_close_due(session, now=...)           what a day brings by itself
`actor` None: the command line or the scheduler.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, exists, func, select
from sqlalchemy import update as sql_update
from sqlalchemy.orm import Session

from monitor.domain import wave_moves
from monitor.domain.errors import Incomplete, WrongState
from monitor.domain.participation import Country
from monitor.domain.permissions import GroupRole
from monitor.domain.questionnaire import QuestionType
from monitor.domain.questionnaire_checks import problems
from monitor.domain.responsible_groups import GroupKind
from monitor.domain.waves import UnitKind, WaveState
from monitor.models import Group, Membership, SurveyResponse, User, Wave, WaveUnit
from monitor.services import personal_urn
from monitor.services.insert_once import insert_once
from monitor.services.surveys import check_manager, tell, wave_day
from monitor.services.wave_changes import answers_changed, standing_changed

COUNTRIES = (Country.CL, Country.CO, Country.MX, Country.PE)


@dataclass(frozen=True)
class Eligible:
    """Somebody a wave could ask, before it opens."""

    key: str
    name: str
    group_id: int | None = None
    country: Country | None = None
    user_id: int | None = None
    lacks_lead: bool = False
    """A group that nobody leads now: nobody could send its answer."""


def publish(session: Session, wave: Wave, *, actor: User | None, now: datetime) -> None:
    """Say that the wave is whole: from its day on it opens by itself. Raises Incomplete with what is wrong."""
    questionnaire = wave.questionnaire.read()
    if found := problems(questionnaire):
        raise Incomplete("El cuestionario todavía tiene algo por corregir: %(what)s", what=found[0].sentence)
    asks_files = any(question.type is QuestionType.FILE for question in questionnaire.questions)
    if wave.is_personal and asks_files:
        raise Incomplete("Una versión por persona no puede pedir archivos: dirían quién respondió.")
    _move(session, wave, "publish", actor=actor, now=now)


def withdraw(session: Session, wave: Wave, *, actor: User, now: datetime) -> None:
    _move(session, wave, "withdraw", actor=actor, now=now)


def open_wave(
    session: Session, wave: Wave, *, units: Collection[str] | None = None, actor: User | None, now: datetime
) -> int:
    """Open the wave to the units of these keys (None: all that are eligible), which are listed for good.

    Gives how many. Raises WrongState, or Incomplete where nobody would be asked.
    """
    chosen = [each for each in eligible(session, wave) if units is None or each.key in units]
    if not chosen:
        raise Incomplete("Elija al menos a quién se le pide responder.", field="units")
    _move(session, wave, "open", actor=actor, now=now, after={"units": len(chosen)})
    rows = [
        {
            "wave_id": wave.id,
            "key": each.key,
            "group_id": each.group_id,
            "country": each.country,
            "user_id": each.user_id,
            "declined_reason": "",
            "extension_reason": "",
        }
        for each in chosen
    ]
    listed = len(insert_once(session, WaveUnit, rows))
    standing_changed(session, wave.id)
    return listed


def close(session: Session, wave: Wave, *, actor: User | None, now: datetime) -> None:
    """End the wave for everybody, also for those with an extension. What was last submitted counts.

    The drafts of persons go, and what they sent is mixed once more: not even a database remembers its order then.
    """
    _move(session, wave, "close", actor=actor, now=now)
    if wave.is_personal:
        session.execute(delete(SurveyResponse).where(SurveyResponse.wave_id == wave.id))
        personal_urn.shake(session, wave.id)
    answers_changed(session, wave)


def archive(session: Session, wave: Wave, *, actor: User, now: datetime) -> None:
    _move(session, wave, "archive", actor=actor, now=now)


def _move(
    session: Session,
    wave: Wave,
    name: str,
    *,
    actor: User | None,
    now: datetime,
    after: dict[str, object] | None = None,
) -> None:
    """One move of the table, by a conditional update: of two people who press at once, one is told that it is done."""
    check_manager(actor)
    move = wave_moves.transition(name, wave.state)
    values: dict[str, object] = {"state": move.target}
    if move.target is WaveState.OPEN:
        values["opened_at"] = now
    if move.target is WaveState.CLOSED:
        values["closed_at"] = now
    moved = session.scalar(
        sql_update(Wave)
        .where(Wave.id == wave.id, Wave.state == wave.state)
        .values(**values)
        .returning(Wave.id)
        .execution_options(synchronize_session=False)
    )
    if moved is None:
        raise WrongState(move.refusal)
    before = {"state": wave.state.value}
    session.refresh(wave, ["state", "opened_at", "closed_at"])
    tell(
        session,
        wave,
        move.event,
        actor=actor,
        now=now,
        before=before,
        after={"state": move.target.value, **(after or {})},
    )


def eligible(session: Session, wave: Wave) -> list[Eligible]:
    """Whom a wave of this kind can ask: every body that has people of its own, by name; or its people."""
    if wave.is_personal:
        people = (
            select(User.id, User.name)
            .where(User.is_active, exists().where(Membership.user_id == User.id, Membership.ends_on.is_(None)))
            .order_by(User.name, User.id)
        )
        return [Eligible(f"person/{row.id}", row.name, user_id=row.id) for row in session.execute(people)]
    bodies = select(Group).where(Group.kind != GroupKind.COLLECTIVE, Group.dissolved_on.is_(None)).order_by(Group.name)
    groups, led = list(session.scalars(bodies)), _led(session)
    if wave.unit_kind is UnitKind.GROUP:
        return [
            Eligible(group.key, group.full_name, group_id=group.id, lacks_lead=group.id not in led) for group in groups
        ]
    return [
        Eligible(
            f"{group.key}/{country.value}",
            group.full_name,
            group_id=group.id,
            country=country,
            lacks_lead=group.id not in led,
        )
        for group in groups
        for country in COUNTRIES
    ]


def _led(session: Session) -> set[int]:
    """The groups that somebody leads today."""
    query = (
        select(Membership.group_id)
        .join(Membership.user)
        .where(Membership.role == GroupRole.LEAD, Membership.ends_on.is_(None), User.is_active)
    )
    return set(session.scalars(query))


def open_and_close_due(session: Session, *, now: datetime) -> tuple[list[Wave], list[Wave]]:
    """Open the waves whose day has come, to all that are eligible, and close those that nobody can answer any more.

    A wave stays open for as long as a unit has an extension. Gives the opened ones and the closed ones.
    """
    opened, closed = [], []
    waiting = select(Wave).where(Wave.state.in_([WaveState.PUBLISHED, WaveState.OPEN])).order_by(Wave.id)
    for wave in session.scalars(waiting).all():
        today = wave_day(wave, now)
        if wave.state is WaveState.PUBLISHED and wave.opens_on <= today <= wave.closes_on:
            open_wave(session, wave, actor=None, now=now)
            opened.append(wave)
        elif wave.state is WaveState.OPEN and _last_day(session, wave) < today:
            close(session, wave, actor=None, now=now)
            closed.append(wave)
    return opened, closed


def _last_day(session: Session, wave: Wave) -> date:
    """Until when somebody can still answer."""
    unanswered = (WaveUnit.wave_id == wave.id) & WaveUnit.answered_on.is_(None) & WaveUnit.declined_at.is_(None)
    extended = session.scalar(select(func.max(WaveUnit.extended_until)).where(unanswered))
    return max(wave.closes_on, extended or wave.closes_on)
