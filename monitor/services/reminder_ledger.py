"""The ledger of reminders: for any day and person what was planned, sent, silenced or failed, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from monitor.domain.errors import NotFound
from monitor.domain.reminders import Silence
from monitor.models import (
    MailState,
    OutboxAttempt,
    OutboxMessage,
    Project,
    Reminder,
    ReminderRule,
    User,
)
from monitor.services.outbox import IN_DOUBT
from monitor.services.thing_names import ThingName, names_of, of_project

ROWS_SHOWN = 100
A_WEEK = timedelta(days=7)


class Fate(StrEnum):
    """What became of a planned reminder."""

    PLANNED = "planned"
    WAITING = "waiting"
    """Its mail is written and about to leave."""
    SENT = "sent"
    SILENCED = "silenced"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    """Handed over without an answer, and no longer true when it could have been sent again."""


@dataclass(frozen=True)
class Entry:
    """The reminders of one person that one rule planned for one day and that ended in the same way."""

    scheduled_on: date
    user: User
    rule: ReminderRule
    fate: Fate
    silence: Silence | None
    sent_at: datetime | None
    trouble: str
    about: tuple[ThingName, ...]
    mail: OutboxMessage | None = None
    doubt: str = ""
    """`once` when nobody knows whether the mail arrived, `twice` when it may have arrived twice."""


@dataclass(frozen=True)
class Days:
    """Some days as people in this time zone count them; an end that is None is open."""

    zone: ZoneInfo
    first: date | None = None
    last: date | None = None

    def holds(self) -> ColumnElement[bool]:
        """A reminder belongs to the day on which its mail was written, or else to the day it is planned for."""
        planned: list[ColumnElement[bool]] = [Reminder.message_id.is_(None)]
        written: list[ColumnElement[bool]] = [Reminder.message_id.is_not(None)]
        if self.first is not None:
            planned.append(Reminder.scheduled_on >= self.first)
            written.append(OutboxMessage.created_at >= self._midnight(self.first))
        if self.last is not None:
            planned.append(Reminder.scheduled_on <= self.last)
            written.append(OutboxMessage.created_at < self._midnight(self.last + timedelta(days=1)))
        return or_(and_(*planned), and_(*written))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)


@dataclass(frozen=True)
class Counts:
    sent: int
    planned: int
    silenced: int
    failed: int


_fate_of: ColumnElement[str] = case(
    (Reminder.silenced_at.is_not(None), Fate.SILENCED.value),
    (Reminder.message_id.is_(None), Fate.PLANNED.value),
    (OutboxMessage.state == MailState.SENT, Fate.SENT.value),
    (OutboxMessage.state == MailState.FAILED, Fate.FAILED.value),
    (OutboxMessage.state == MailState.WITHDRAWN, Fate.UNCERTAIN.value),
    else_=Fate.WAITING.value,
)


def entries(
    session: Session,
    days: Days,
    *,
    user_id: int | None = None,
    project: int | None = None,
    fate: Fate | None = None,
    newest_first: bool = False,
) -> tuple[list[Entry], bool]:
    """The reminders of these days, of this person, project (number) and fate if asked; and whether there are more."""
    order = Reminder.scheduled_on.desc() if newest_first else Reminder.scheduled_on
    query = (
        select(Reminder, _fate_of)
        .join(Reminder.user)
        .join(Reminder.rule)
        .outerjoin(Reminder.message)
        .options(contains_eager(Reminder.user), contains_eager(Reminder.rule), contains_eager(Reminder.message))
        .where(days.holds())
        .order_by(order, User.name, User.id, ReminderRule.id, Reminder.subject, Reminder.subject_id, Reminder.id)
        .limit(ROWS_SHOWN + 1)
    )
    if user_id is not None:
        query = query.where(Reminder.user_id == user_id)
    if project is not None:
        query = query.where(of_project(project))
    if fate is not None:
        query = query.where(_fate_of == fate.value)
    rows = [(reminder, Fate(value)) for reminder, value in session.execute(query)]
    return _in_words(session, rows[:ROWS_SHOWN]), len(rows) > ROWS_SHOWN


def _in_words(session: Session, rows: Sequence[tuple[Reminder, Fate]]) -> list[Entry]:
    things = names_of(session, {(row.subject, row.subject_id) for row, _ in rows})
    mails = {row.message_id for row, _ in rows if row.message_id is not None}
    troubles, doubts = _last_words(session, mails), doubtful(session, mails)
    found: dict[tuple[object, ...], Entry] = {}
    for row, fate in rows:
        thing = things.get((row.subject, row.subject_id))
        key = (row.scheduled_on, row.user_id, row.rule_id, fate, row.silenced_reason, row.message_id)
        entry = found.get(key) or Entry(
            scheduled_on=row.scheduled_on,
            user=row.user,
            rule=row.rule,
            fate=fate,
            silence=Silence(row.silenced_reason) if row.silenced_reason else None,
            sent_at=row.message.sent_at if row.message else None,
            trouble=troubles.get(row.message_id or 0, ""),
            about=(),
            mail=row.message,
            doubt=doubts.get(row.message_id or 0, ""),
        )
        found[key] = replace(entry, about=(*entry.about, *([thing] if thing else [])))
    return list(found.values())


def _last_words(session: Session, message_ids: set[int]) -> dict[int, str]:
    """What the mail server last said about each mail that did not leave at once."""
    latest = (
        select(func.max(OutboxAttempt.id))
        .where(OutboxAttempt.message_id.in_(message_ids))
        .group_by(OutboxAttempt.message_id)
    )
    query = select(OutboxAttempt.message_id, OutboxAttempt.detail).where(OutboxAttempt.id.in_(latest))
    return dict(session.execute(query).all())


def doubtful(session: Session, message_ids: set[int]) -> dict[int, str]:
    """Which of these mails nobody ever answered for: they may have arrived (`once`), or arrived `twice`."""
    query = (
        select(
            OutboxAttempt.message_id,
            func.sum(case((OutboxAttempt.result.in_(IN_DOUBT), 1), else_=0)),
            func.sum(case((OutboxAttempt.result == "sent", 1), else_=0)),
        )
        .where(OutboxAttempt.message_id.in_(message_ids))
        .group_by(OutboxAttempt.message_id)
    )
    return {
        number: "twice" if unanswered + sent > 1 else "once"
        for number, unanswered, sent in session.execute(query)
        if unanswered
    }


def projects(session: Session) -> list[tuple[int, str]]:
    """Number and title of every project, to choose one."""
    rows = session.execute(select(Project.number, Project.title).order_by(Project.number))
    return [(row.number, row.title) for row in rows]


def get_mail(session: Session, message_id: int) -> OutboxMessage:
    """One mail with its attempts. Raises NotFound."""
    message = session.get(OutboxMessage, message_id)
    if message is None:
        raise NotFound("Ese correo no existe.")
    return message


def counts(session: Session, zone: ZoneInfo, *, today: date) -> Counts:
    """What was sent, silenced or failed in the last seven days, today included, and what is planned for the next."""
    past = _count_by_fate(session, Days(zone, today - A_WEEK, today))
    coming = _count_by_fate(session, Days(zone, today, today + A_WEEK))
    return Counts(
        sent=past.get(Fate.SENT, 0),
        planned=coming.get(Fate.PLANNED, 0) + coming.get(Fate.WAITING, 0),
        silenced=past.get(Fate.SILENCED, 0),
        failed=past.get(Fate.FAILED, 0),
    )


def _count_by_fate(session: Session, days: Days) -> dict[str, int]:
    query = (
        select(_fate_of, func.count())
        .select_from(Reminder)
        .outerjoin(Reminder.message)
        .where(days.holds())
        .group_by(_fate_of)
    )
    return dict(session.execute(query).all())


def people(session: Session) -> list[User]:
    """Everybody who has a reminder, by name."""
    query = select(User).where(User.id.in_(select(Reminder.user_id))).order_by(User.name)
    return list(session.scalars(query))


def failed_mails(session: Session) -> list[tuple[OutboxMessage, str]]:
    """Mails of any kind that were given up or came back, newest first, with the server's last words."""
    query = (
        select(OutboxMessage)
        .where(or_(OutboxMessage.state == MailState.FAILED, OutboxMessage.bounced_at.is_not(None)))
        .order_by(OutboxMessage.id.desc())
        .limit(ROWS_SHOWN)
    )
    messages = list(session.scalars(query))
    words = _last_words(session, {message.id for message in messages})
    return [(message, message.bounce_detail or words.get(message.id, "")) for message in messages]
