"""A quarter walked day by day: what the tests of planning and of digests share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.domain.participation import Country
from monitor.mail import RenderedMail
from monitor.models import OutboxMessage, ProgressUpdate, Reminder, User
from monitor.services import outbox
from monitor.services.digests import people_owed, queue_digest
from monitor.services.link_mails import MailWriter
from monitor.services.outbox import Outcome, Result
from monitor.services.reminded_things import read_audience
from monitor.services.reminders import plan_reminders
from tests.factories import make_update, make_user

OPENS, DUE, LOCKS = date(2021, 10, 1), date(2021, 10, 15), date(2021, 11, 14)


def noon(day: date) -> datetime:
    """Noon in Bogotá, Lima and México or an hour from it: the same date for everybody in these tests."""
    return datetime(day.year, day.month, day.day, 17, 0, tzinfo=UTC)


def after_due(days: int) -> date:
    return DUE + timedelta(days=days)


@dataclass
class Written:
    """A mail writer that keeps what it was asked to write."""

    mails: list[dict[str, Any]] = field(default_factory=list)

    def render(self, _kind: str, **context: Any) -> RenderedMail:
        self.mails.append(context)
        return RenderedMail(f"{context['headline'].topic} {context['headline'].count}", context["url"], context["url"])

    def address_of(self, secret: str) -> str:
        return f"https://monitor.example/entrar/{secret}"


Run = Callable[[date], list[OutboxMessage]]


def runner(session: Session, written: Written) -> Run:
    """One run of the day's work at noon of a day; gives the digests it made."""

    def once(day: date) -> list[OutboxMessage]:
        before = session.scalar(select(func.coalesce(func.max(OutboxMessage.id), 0)))
        plan_reminders(session, now=noon(day))
        audience = read_audience(session, now=noon(day))
        mails = MailWriter(written.render, written.address_of)
        for user_id in people_owed(session, now=noon(day)):
            queue_digest(session, user_id, now=noon(day), audience=audience, mails=mails)
        session.flush()
        query = select(OutboxMessage).where(OutboxMessage.id > before).order_by(OutboxMessage.id)
        return list(session.scalars(query.execution_options(populate_existing=True)))

    return once


def send_all(session: Session, day: date) -> None:
    for letter in outbox.claim(session, now=noon(day), owner="test"):
        outbox.record(session, letter, Outcome(Result.SENT), now=noon(day), owner="test")


@dataclass
class Scene:
    update: ProgressUpdate
    lead: User


def make_scene(session: Session) -> Scene:
    """One update of 2021-T3 that nobody has begun, and the lead of its group."""
    update = make_update(session)
    return Scene(update, make_user(session, lead_of=update.group, name="Ximena", country=Country.CL))


def to(messages: list[OutboxMessage]) -> list[int | None]:
    return [message.user_id for message in messages]


def reasons(session: Session, user: User | None = None) -> dict[str, int]:
    query = select(Reminder.silenced_reason, func.count()).where(Reminder.silenced_at.is_not(None))
    if user:
        query = query.where(Reminder.user_id == user.id)
    return dict(session.execute(query.group_by(Reminder.silenced_reason)).all())
