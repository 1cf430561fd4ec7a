"""Plan reminders: from rules and due things to rows, once each, and silence those that nobody needs any more."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, and_, func, or_, select, true, update
from sqlalchemy.orm import Session

from monitor.domain.reminded_things import Facts, refusal
from monitor.domain.reminders import DEFAULT_RULES, FOR_GOOD, Planned, Silence, plan
from monitor.domain.work_days import sending_day
from monitor.models import Reminder, ReminderRule, User
from monitor.services import hand_overs
from monitor.services.among import among
from monitor.services.insert_once import insert_once
from monitor.services.reminded_things import Audience, facts_of, open_things, read_audience

T = TypeVar("T")

ROWS_AT_ONCE = 1000
REVIVED_FOR = timedelta(days=31)
"""How far back a silenced reminder can wake again, e.g. when a dispensation is withdrawn."""


class Told(Protocol):
    """What somebody is told: by which rule, and for which day."""

    @property
    def rule_id(self) -> int: ...
    @property
    def user_id(self) -> int: ...
    @property
    def scheduled_on(self) -> date: ...


class Due(Told, Protocol):
    """A planned reminder, as a whole row or as columns."""

    @property
    def id(self) -> int: ...
    @property
    def subject(self) -> str: ...
    @property
    def subject_id(self) -> int: ...


@dataclass(frozen=True)
class PlanningResult:
    planned: int
    silenced: int


def ensure_default_rules(session: Session) -> int:
    """Give an installation that has no rules the usual ones. Rules that the GTG changed stay as they are."""
    if session.scalar(select(ReminderRule.id).limit(1)) is not None:
        return 0
    rows = [
        {
            "about": rule.about,
            "anchor": rule.anchor.value,
            "offset_days": rule.offset_days,
            "recipient": rule.recipient,
            "is_active": True,
        }
        for rule in DEFAULT_RULES
    ]
    return len(insert_once(session, ReminderRule, rows))


def nothing() -> None:
    pass


def plan_reminders(session: Session, *, now: datetime, between: Callable[[], None] = nothing) -> PlanningResult:
    """Write the reminders up to the horizon that do not stand there yet, and silence the ones no longer wanted.

    `between` is done after every thousand: a job commits there, so that a large portfolio keeps nobody from saving
    meanwhile. Whatever is cut short in between is complete after the next run.
    """
    ensure_default_rules(session)
    hand_overs.end_due(session, now=now)
    rules = [rule.as_rule() for rule in session.scalars(select(ReminderRule).where(ReminderRule.is_active))]
    audience = read_audience(session, now=now)
    # The newest day that anybody on earth may call today: each person's own day decides when it is sent.
    today = (now + timedelta(hours=14)).date()
    last_before = session.scalar(select(func.max(Reminder.id))) or 0
    new = 0
    for things in _in_batches(open_things(session, now=now)):
        audience.prepare({group for thing in things for group in thing.groups})
        planned = plan(rules, things, audience, today=today, works_of=audience.works)
        for rows in _in_batches(planned):
            new += _insert(session, rows, now)
            between()
    return PlanningResult(new, silence_unwanted(session, audience, now=now, up_to=last_before, between=between))


def _in_batches(many: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(many)
    while rows := list(islice(rest, ROWS_AT_ONCE)):
        yield rows


def _insert(session: Session, planned: list[Planned], now: datetime) -> int:
    rows = [
        {
            "rule_id": each.rule_id,
            "subject": each.subject,
            "subject_id": each.subject_id,
            "user_id": each.user_id,
            "scheduled_on": each.scheduled_on,
            "send_on": each.send_on,
            "planned_at": now,
            "silenced_reason": "",
        }
        for each in planned
    ]
    return len(insert_once(session, Reminder, rows))


def silence_unwanted(
    session: Session,
    audience: Audience,
    *,
    now: datetime,
    up_to: int | None = None,
    between: Callable[[], None] = nothing,
) -> int:
    """Silence every unsent reminder whose reason has gone, also those of days to come; wake those it came back to.

    `up_to` leaves out those that were planned a moment ago. Says how many were silenced.
    """
    silenced = 0
    last_id = 0
    session.flush()
    # Columns only: an object for each row would cost more than all that is asked about it.
    while rows := session.connection().execute(_unsent(now.date(), after=last_id, up_to=up_to)).all():
        facts = _facts_of_rows(session, rows, now=now)
        refusals = refusals_of(session, rows, audience, now=now, facts=facts)
        for row in rows:
            reason = refusals[row.id]
            if reason is None:
                _keep_on_a_working_day(session, row, facts, audience)
            if (reason or "") != row.silenced_reason:
                silenced += reason is not None
                silence(session, row.id, reason, now=now)
        last_id = rows[-1].id
        between()
    return silenced


def _keep_on_a_working_day(
    session: Session, row: Row[*tuple[Any, ...]], facts: Mapping[tuple[str, int], Facts], audience: Audience
) -> None:
    """Move the day of sending when the person's country, and with it the holidays, has changed since planning."""
    thing = facts[row.subject, row.subject_id].thing
    day = sending_day(row.scheduled_on, audience.works(row.user_id), deadline=thing.deadline if thing else None)
    if day != row.send_on:
        session.execute(
            update(Reminder)
            .where(Reminder.id == row.id, Reminder.message_id.is_(None))
            .values(send_on=day)
            .execution_options(synchronize_session="evaluate")
        )


def _facts_of_rows(session: Session, rows: Iterable[Due], *, now: datetime) -> dict[tuple[str, int], Facts]:
    return facts_of(session, {(row.subject, row.subject_id) for row in rows}, now=now)


def _unsent(today: date, *, after: int, up_to: int | None) -> Select[*tuple[Any, ...]]:
    may_wake = and_(Reminder.silenced_reason.not_in(["", *FOR_GOOD]), Reminder.scheduled_on >= today - REVIVED_FOR)
    return (
        select(
            Reminder.id,
            Reminder.rule_id,
            Reminder.subject,
            Reminder.subject_id,
            Reminder.user_id,
            Reminder.scheduled_on,
            Reminder.send_on,
            Reminder.silenced_reason,
        )
        .where(
            Reminder.id > after,
            Reminder.id <= up_to if up_to is not None else true(),
            Reminder.message_id.is_(None),
            or_(Reminder.silenced_at.is_(None), may_wake),
        )
        .order_by(Reminder.id)
        .limit(ROWS_AT_ONCE)
    )


def refusals_of(
    session: Session,
    rows: Iterable[Due],
    audience: Audience,
    *,
    now: datetime,
    facts: Mapping[tuple[str, int], Facts] | None = None,
) -> dict[int, Silence | None]:
    """For each planned reminder (by id) why it is not wanted now, or None. `facts` if they have been read already.

    Asks the database as often for a thousand reminders as for one.
    """
    rows = list(rows)
    facts = _facts_of_rows(session, rows, now=now) if facts is None else facts
    asked = [(row, facts.get((row.subject, row.subject_id))) for row in rows]
    refusals = judge(session, asked, audience, now=now)
    return {row.id: reason for row, reason in zip(rows, refusals, strict=True)}


def judge(
    session: Session, asked: Sequence[tuple[Told, Facts | None]], audience: Audience, *, now: datetime
) -> list[Silence | None]:
    """Of each thing that somebody is told, and where the thing stands, why it is not wanted now, or None."""
    audience.prepare({group for _, each in asked if each and each.thing for group in each.thing.groups})
    rules = {rule.id: (rule.as_rule(), rule.is_active) for rule in session.scalars(select(ReminderRule))}
    people = _people_of(session, {told.user_id for told, _ in asked}, now)
    refusals = []
    for told, facts in asked:
        rule, rule_is_active = rules[told.rule_id]
        person_is_active, person_is_paused = people[told.user_id]
        reason = refusal(
            rule,
            facts,
            user_id=told.user_id,
            planned_for=told.scheduled_on,
            rule_is_active=rule_is_active,
            person_is_active=person_is_active,
            person_is_paused=person_is_paused,
            recipients=audience,
        )
        refusals.append(reason)
    return refusals


def _people_of(session: Session, user_ids: Collection[int], now: datetime) -> dict[int, tuple[bool, bool]]:
    """Of each person whether they are active, and whether they want no reminders on their own today."""
    query = select(User.id, User.is_active, User.paused_until, User.time_zone).where(among(session, User.id, user_ids))
    return {
        user_id: (active, paused_until is not None and now.astimezone(ZoneInfo(zone)).date() <= paused_until)
        for user_id, active, paused_until, zone in session.execute(query)
    }


def silence(session: Session, reminder_id: int, reason: Silence | None, *, now: datetime) -> None:
    """Silence one reminder, or wake it; one that was sent meanwhile stays as it is."""
    session.execute(
        update(Reminder)
        .where(Reminder.id == reminder_id, Reminder.message_id.is_(None))
        .values(silenced_at=now if reason else None, silenced_reason=reason or "")
        .execution_options(synchronize_session="evaluate")
    )
