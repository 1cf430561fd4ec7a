"""The outbox: mails are queued in the transaction that caused them, and sent after its commit."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from monitor.models import MailState, OutboxAttempt, OutboxMessage, User
from monitor.services.insert_once import insert_once

LEASE = timedelta(minutes=5)
"""How long a sender has a mail for itself. Whoever dies with it leaves it to the next one after this time."""
BATCH = 20
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""How long a mail waits after each attempt that failed for now; after one more it is given up."""
LINK_SECRET = re.compile(r"(/entrar/)[A-Za-z0-9_-]{16,}")


class Result(StrEnum):
    SENT = "sent"
    DEFERRED = "deferred"
    """Not now: the server is not there, or asks to try again later."""
    REFUSED = "refused"
    """Never: the server does not want this mail."""


@dataclass(frozen=True)
class Outcome:
    """What came of one attempt. `server_is_down` when it was no fault of this mail."""

    result: Result
    detail: str = ""
    server_is_down: bool = False


@dataclass(frozen=True)
class Letter:
    """A claimed mail as plain data, so that no transaction is open while it is being sent."""

    id: int
    kind: str
    recipient: str
    subject: str
    text: str
    html: str
    message_id: str
    created_at: datetime
    lease_until: datetime


def queue(
    session: Session, *, key: str, kind: str, user: User, subject: str, text: str, html: str, now: datetime
) -> OutboxMessage | None:
    """Put a mail to the person in the outbox, once for each key. None if the key was already queued."""
    # The row names the person and the cause, so both must have been written.
    session.flush()
    new = insert_once(
        session,
        OutboxMessage,
        [
            {
                "key": key,
                "kind": kind,
                "user_id": user.id,
                "recipient": user.email,
                "subject": " ".join(subject.split()),
                "text": text,
                "html": html,
                "message_id": message_id(key, now),
                "created_at": now,
                "not_before": now,
                "state": MailState.WAITING,
                "lease_owner": "",
            }
        ],
    )
    return session.get_one(OutboxMessage, new[0]) if new else None


def message_id(key: str, now: datetime) -> str:
    """The left part of the Message-ID: fixed when the mail is queued, and no other installation's."""
    return hashlib.sha256(f"{key} {now.isoformat()}".encode()).hexdigest()[:32]


def claim(session: Session, *, now: datetime, owner: str, batch: int = BATCH) -> list[Letter]:
    """Take waiting mails in hand for the time of a lease. The caller commits before it sends any.

    A conditional update: of two senders at once each mail goes to one (on PostgreSQL the second skips what the first
    has locked, on SQLite it waits for the first).
    """
    free = (
        select(OutboxMessage.id)
        .where(
            OutboxMessage.state == MailState.WAITING,
            OutboxMessage.not_before <= now,
            or_(OutboxMessage.lease_until.is_(None), OutboxMessage.lease_until <= now),
        )
        .order_by(OutboxMessage.not_before, OutboxMessage.id)
        .limit(batch)
        .with_for_update(skip_locked=True)
    )
    columns = [getattr(OutboxMessage, each.name) for each in fields(Letter)]
    rows = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(free.scalar_subquery()))
        .values(lease_until=now + LEASE, lease_owner=owner)
        .returning(*columns)
        .execution_options(synchronize_session=False)
    )
    return sorted((Letter(*row) for row in rows), key=lambda letter: letter.id)


def record(session: Session, letter: Letter, outcome: Outcome, *, now: datetime, owner: str) -> MailState | None:
    """Write down one attempt and what becomes of the mail. None if another sender has taken the mail since."""
    session.add(
        OutboxAttempt(message_id=letter.id, attempted_at=now, result=outcome.result.value, detail=outcome.detail[:500])
    )
    session.flush()  # the attempt just made counts below
    values: dict[str, object] = {"lease_until": None, "lease_owner": ""}
    if outcome.result is Result.SENT:
        # The copy that is kept for the ledger opens no doors.
        values |= {
            "state": MailState.SENT,
            "sent_at": now,
            "text": without_secrets(letter.text),
            "html": without_secrets(letter.html),
        }
    elif outcome.result is Result.REFUSED:
        values["state"] = MailState.FAILED
    else:
        made = session.scalar(
            select(func.count()).select_from(OutboxAttempt).where(OutboxAttempt.message_id == letter.id)
        )
        values |= _after_failure(made or 1, now)
    statement = update(OutboxMessage).where(OutboxMessage.id == letter.id, OutboxMessage.state == MailState.WAITING)
    if outcome.result is not Result.SENT:
        # What was sent is sent, whoever holds the mail now; a failure is only for the one who holds it.
        statement = statement.where(OutboxMessage.lease_owner == owner)
    return session.scalar(
        statement.values(**values).returning(OutboxMessage.state).execution_options(synchronize_session=False)
    )


def _after_failure(attempts: int, now: datetime) -> dict[str, object]:
    if attempts > len(BACKOFF):
        return {"state": MailState.FAILED}
    return {"not_before": now + BACKOFF[attempts - 1]}


def release(session: Session, letters: Sequence[Letter], *, owner: str) -> None:
    """Give mails back that were claimed and not tried."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_([letter.id for letter in letters]), OutboxMessage.lease_owner == owner)
        .values(lease_until=None, lease_owner="")
        .execution_options(synchronize_session=False)
    )


def without_secrets(text: str) -> str:
    """The words of a mail, with its links cut so that they let nobody in."""
    return LINK_SECRET.sub(r"\1…", text)


def waiting(session: Session) -> list[OutboxMessage]:
    """The mails that have not left yet, oldest first."""
    query = select(OutboxMessage).where(OutboxMessage.state == MailState.WAITING).order_by(OutboxMessage.id)
    return list(session.scalars(query))
