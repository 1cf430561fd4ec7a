"""Tell the GTG which mails did not reach their readers: one mail a day to each coordinator, and each mail told once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from monitor.domain.permissions import Role
from monitor.models import MailState, OutboxAttempt, OutboxMessage, User
from monitor.services import outbox
from monitor.services.link_mails import MailWriter

KIND = "undelivered"
NAMED = 50
"""So many are named in one mail; the rest stands in the ledger."""
NEWS_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Undelivered:
    recipient: str
    subject: str
    came_back: bool
    """Taken by its server and returned later; otherwise never taken."""
    words: str


def untold(session: Session, *, now: datetime) -> list[OutboxMessage]:
    """Mails that did not reach their reader and that the GTG has not been told of. Their own news are not news."""
    query = (
        select(OutboxMessage)
        .where(
            or_(OutboxMessage.state == MailState.FAILED, OutboxMessage.bounced_at.is_not(None)),
            OutboxMessage.told_at.is_(None),
            OutboxMessage.kind.not_in([KIND]),
            or_(OutboxMessage.bounced_at >= now - NEWS_FOR, OutboxMessage.created_at >= now - NEWS_FOR),
        )
        .order_by(OutboxMessage.id)
    )
    return list(session.scalars(query))


def tell(session: Session, *, mails: MailWriter, now: datetime) -> int:
    """Queue the day's mail about them to each coordinator, in the transaction that marks them as told.

    Says how many mails were told of. The news of a second time in a day wait for the next.
    """
    messages = untold(session, now=now)
    if not messages:
        return 0
    words = _last_words(session, [message.id for message in messages])
    listed = [
        Undelivered(
            message.recipient,
            message.subject,
            came_back=message.bounced_at is not None,
            words=message.bounce_detail or words.get(message.id, ""),
        )
        for message in messages[:NAMED]
    ]
    told = 0
    for user in session.scalars(
        select(User).where(User.is_active, User.role == Role.COORDINATOR).order_by(User.id)
    ).all():
        day = now.astimezone(ZoneInfo(user.time_zone)).date()
        mail = mails.render(
            KIND, locale=user.locale, name=user.name, undelivered=listed, more=len(messages) - len(listed)
        )
        queued = outbox.queue(
            session,
            key=f"{KIND}:{day.isoformat()}:{user.id}",
            kind=KIND,
            user=user,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            now=now,
        )
        told += queued is not None
    if not told:
        return 0
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_([message.id for message in messages]))
        .values(told_at=now)
        .execution_options(synchronize_session="evaluate")
    )
    return len(messages)


def _last_words(session: Session, message_ids: Sequence[int]) -> dict[int, str]:
    latest = select(func.max(OutboxAttempt.id)).where(OutboxAttempt.message_id.in_(message_ids))
    query = select(OutboxAttempt.message_id, OutboxAttempt.detail).where(
        OutboxAttempt.id.in_(latest.group_by(OutboxAttempt.message_id))
    )
    return dict(session.execute(query).all())
