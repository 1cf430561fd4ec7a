"""One digest per person per day: made from the reminders whose day has come, queued together with what it settles."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from monitor.domain.digests import DigestItem, cycle_of, headline, in_order, page_to_open
from monitor.domain.reminder_pace import Pace, Told, Waiting, settle
from monitor.domain.reminders import OWN, Family
from monitor.domain.work_days import may_send_at, works_in
from monitor.models import MailState, OutboxMessage, Reminder, ReminderRule, ReminderSettings, TokenPurpose, User
from monitor.services import access_tokens, outbox
from monitor.services.digest_items import items_for
from monitor.services.link_ends import Listed
from monitor.services.link_mails import MailWriter
from monitor.services.reminded_things import Audience, facts_of
from monitor.services.reminders import refusals_of, silence

KIND = "digest"
LINK_LASTS_AT_MOST = timedelta(days=45)
UNSUBSCRIBE_LASTS = timedelta(days=90)
LINK_LASTS_AT_LEAST = timedelta(days=7)
AHEAD = timedelta(days=2)
"""A mail sent later than tomorrow was sent by a clock that was wrong, and keeps nobody from the mail of today."""


@dataclass(frozen=True)
class Digest:
    """What came of one person's day. `subject` is empty when no mail was made."""

    name: str
    email: str
    subject: str = ""
    reminders: int = 0
    silenced: int = 0


def people_owed(session: Session, *, now: datetime, only_in_hours: bool = False) -> list[int]:
    """The people (by id) who may be owed a digest now. With `only_in_hours`, only those whose morning it is."""
    waiting = Reminder.message_id.is_(None) & Reminder.silenced_at.is_(None)
    unsent = (OutboxMessage.kind == KIND) & (OutboxMessage.state == MailState.WAITING)
    query = (
        select(User.id, User.time_zone, User.country, func.min(Reminder.send_on))
        .join(Reminder, Reminder.user_id == User.id)
        .outerjoin(OutboxMessage, OutboxMessage.id == Reminder.message_id)
        .where(or_(waiting, unsent))
        .group_by(User.id, User.time_zone, User.country)
        .order_by(User.id)
    )
    owed = []
    for user_id, time_zone, country, first_day in session.execute(query):
        here = now.astimezone(ZoneInfo(time_zone))
        if first_day <= here.date() and (not only_in_hours or may_send_at(here, works_in(country))):
            owed.append(user_id)
    return owed


def queue_digest(
    session: Session, user_id: int, *, now: datetime, audience: Audience, mails: MailWriter
) -> Digest | None:
    """Make the person's digest of today, if they are owed one and have had none today.

    In the same transaction the reminders it carries are marked with it, and those that it replaces are silenced.
    """
    # One process at a time decides about one person (SQLite already lets only one write).
    user = session.scalars(
        select(User).where(User.id == user_id).with_for_update(key_share=True).execution_options(populate_existing=True)
    ).one()
    day = now.astimezone(ZoneInfo(user.time_zone)).date()
    if _had_one_today(session, user, day, now) or not _withdraw_old(session, user, day, now):
        return None
    rows = _waiting_rows(session, user, day)
    settings = session.scalar(select(ReminderSettings))
    settled = settle(
        _as_waiting(session, rows, audience, now),
        told=_told(session, user, {row.subject_id for row in rows}, now),
        today=day,
        pace=settings.as_pace() if settings else Pace(),
        frequency=user.frequency,
    )
    for each, reason in settled.silence:
        silence(session, each.id, reason, now=now)
    digest = Digest(user.name, user.email, silenced=len(settled.silence))
    if not settled.send:
        return digest if settled.silence else None
    chosen = {each.id for each in settled.send}
    items = in_order(
        items_for(
            session, [row for row in rows if row.id in chosen], now=now, zone=user.time_zone, language=user.locale
        )
    )
    asks_for = {(row.rule.about, row.subject, row.subject_id) for row in rows if row.id in chosen}
    message = _queue(session, user, items, asks_for, day=day, now=now, mails=mails)
    session.execute(update(Reminder).where(Reminder.id.in_(chosen)).values(message_id=message.id))
    return Digest(user.name, user.email, message.subject, len(chosen), len(settled.silence))


def _waiting_rows(session: Session, user: User, day: date) -> list[Reminder]:
    query = (
        select(Reminder)
        .where(
            Reminder.user_id == user.id,
            Reminder.message_id.is_(None),
            Reminder.silenced_at.is_(None),
            Reminder.send_on <= day,
        )
        .options(joinedload(Reminder.rule))
        .order_by(Reminder.scheduled_on, Reminder.id)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def _as_waiting(session: Session, rows: list[Reminder], audience: Audience, now: datetime) -> list[Waiting]:
    facts = facts_of(session, {(row.subject, row.subject_id) for row in rows}, now=now)
    refusals = refusals_of(session, rows, audience, now=now, facts=facts)
    waiting = []
    for row in rows:
        standing = facts.get((row.subject, row.subject_id))
        thing = standing.thing if standing and row.rule.recipient in OWN else None
        deadline = thing.deadline if thing else None
        family = (row.rule.about, row.subject, row.subject_id)
        waiting.append(Waiting(row.id, family, row.scheduled_on, refusals[row.id], deadline))
    return waiting


def _told(session: Session, user: User, subject_ids: Collection[int], now: datetime) -> Told:
    """What the person was already told of these things, and the day of their last digest."""
    query = (
        select(
            ReminderRule.about,
            Reminder.subject,
            Reminder.subject_id,
            func.max(Reminder.scheduled_on),
            func.count(Reminder.message_id.distinct()),
        )
        .join(Reminder.rule)
        .where(Reminder.user_id == user.id, Reminder.message_id.is_not(None), Reminder.subject_id.in_(subject_ids))
        .group_by(ReminderRule.about, Reminder.subject, Reminder.subject_id)
    )
    latest: dict[Family, date] = {}
    times: dict[Family, int] = {}
    for about, subject, number, day, count in session.execute(query):
        latest[about, subject, number] = day
        times[about, subject, number] = count
    last = session.scalar(
        select(func.max(OutboxMessage.sent_at)).where(
            OutboxMessage.user_id == user.id,
            OutboxMessage.kind == KIND,
            OutboxMessage.state == MailState.SENT,
            OutboxMessage.sent_at < _midnight(user, now) + AHEAD,
        )
    )
    return Told(latest, times, last.astimezone(ZoneInfo(user.time_zone)).date() if last else None)


def _midnight(user: User, now: datetime) -> datetime:
    """When the person's own day began."""
    return now.astimezone(ZoneInfo(user.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)


def _had_one_today(session: Session, user: User, day: date, now: datetime) -> bool:
    """Whether a digest was queued for this day, or an earlier one reached them only today."""
    midnight = _midnight(user, now)
    today = (OutboxMessage.sent_at >= midnight) & (OutboxMessage.sent_at < midnight + AHEAD)
    found = session.scalar(
        select(OutboxMessage.id)
        .where(
            OutboxMessage.user_id == user.id,
            OutboxMessage.kind == KIND,
            or_(OutboxMessage.key == _key(user, day), today),
        )
        .limit(1)
    )
    return found is not None


def _withdraw_old(session: Session, user: User, day: date, now: datetime) -> bool:
    """Take back unsent digests of earlier days; False while a sender has one of them in hand."""
    old = session.scalars(
        select(OutboxMessage.id).where(
            OutboxMessage.user_id == user.id,
            OutboxMessage.kind == KIND,
            OutboxMessage.state == MailState.WAITING,
            OutboxMessage.key != _key(user, day),
        )
    ).all()
    withdrawn = [withdraw(session, message_id, now=now) for message_id in old]
    return all(withdrawn)


def withdraw(session: Session, message_id: int, *, now: datetime, owner: str | None = None) -> bool:
    """Take back a digest that has not left, and free its reminders for the next one; False if it is being sent, or may
    have arrived without anybody saying so.

    A sender takes back what it has in hand itself by giving its name as `owner`.
    """
    free: ColumnElement[bool] = or_(OutboxMessage.lease_until.is_(None), OutboxMessage.lease_until <= now)
    if owner:
        free = or_(free, OutboxMessage.lease_owner == owner)
    withdrawn = session.scalar(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.state == MailState.WAITING, free, ~outbox.is_in_doubt())
        # The key is given back, so that the day can have another digest.
        .values(
            state=MailState.WITHDRAWN,
            key=OutboxMessage.key + f":withdrawn:{message_id}",
            lease_until=None,
            text="",
            html="",
        )
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    )
    if withdrawn is None:
        return False
    session.execute(
        update(Reminder)
        .where(Reminder.message_id == message_id)
        .values(message_id=None)
        .execution_options(synchronize_session=False)
    )
    return True


def still_true(session: Session, message_id: int, *, now: datetime, audience: Audience) -> bool:
    """Whether everything a waiting digest says is still wanted."""
    rows = list(session.scalars(select(Reminder).where(Reminder.message_id == message_id)))
    return not any(refusals_of(session, rows, audience, now=now).values())


def _queue(
    session: Session,
    user: User,
    items: tuple[DigestItem, ...],
    asks_for: Collection[Listed],
    *,
    day: date,
    now: datetime,
    mails: MailWriter,
) -> OutboxMessage:
    opens = page_to_open(items)
    latest = max(item.link_until for item in items)
    lifetime = min(max(latest - day + timedelta(days=1), LINK_LASTS_AT_LEAST), LINK_LASTS_AT_MOST)
    cycle = cycle_of(items, day)
    secret = access_tokens.issue(
        session,
        user=user,
        purpose=TokenPurpose.REMINDER,
        opens=opens,
        now=now,
        lifetime=lifetime,
        cycle=cycle,
        asks_for=asks_for,
    )
    mail = mails.render(
        KIND,
        locale=user.locale,
        name=user.name,
        url=mails.address_of(secret),
        until=day + lifetime,
        headline=headline(items),
        items=items,
        today=day,
    )
    message = outbox.queue(
        session,
        key=_key(user, day),
        kind=KIND,
        user=user,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        now=now,
        thread=sha256(f"{KIND} {cycle} {user.id} {user.email}".encode()).hexdigest()[:32],
        unsubscribe_url=_unsubscribe_url(session, user, now=now, mails=mails),
    )
    if message is None:
        # Nobody else can have queued it: the person is locked and the key was free a moment ago.
        raise RuntimeError(f"the digest {_key(user, day)} was queued by somebody else")
    return message


def _unsubscribe_url(session: Session, user: User, *, now: datetime, mails: MailWriter) -> str:
    """Where the mail program's own button stops these mails; the address lets nobody in."""
    if mails.unsubscribe_of is None:
        return ""
    secret = access_tokens.issue(
        session, user=user, purpose=TokenPurpose.UNSUBSCRIBE, opens="/", now=now, lifetime=UNSUBSCRIBE_LASTS
    )
    return mails.unsubscribe_of(secret)


def _key(user: User, day: date) -> str:
    return f"{KIND}:{day.isoformat()}:{user.id}"
