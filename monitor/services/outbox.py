"""The outbox: mails are queued in the transaction that caused them, and sent after its commit."""

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, exists, func, insert, literal, or_, select, true, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from monitor.models import MailState, OutboxAttempt, OutboxMessage, User
from monitor.services.insert_once import insert_once

LEASE = timedelta(minutes=10)
"""How long a sender has a mail for itself. Whoever dies with it leaves it to the next one after this time."""
BATCH = 500
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""How long a mail waits after each attempt that failed for now; after one more it is given up."""
LONGEST_WAIT = BACKOFF[-1] + timedelta(hours=1)
"""A mail that would wait longer was put there by a clock that was wrong."""
DOUBTS = 3
"""After so many attempts that nobody answered a mail is given up: each may have brought its reader one more copy."""
LINK_SECRET = re.compile(r"(/entrar/|/recordatorios/baja/)[A-Za-z0-9_-]{16,}")


class Result(StrEnum):
    SENT = "sent"
    DEFERRED = "deferred"
    """Not now: the server is not there, or asks to try again later."""
    REFUSED = "refused"
    """Never: the server does not want this mail."""
    UNKNOWN = "unknown"
    """The whole mail was handed over and no answer came: the reader may have it."""


BEGUN = "begun"
"""An attempt whose end is not known yet."""
LOST = "lost"
"""An attempt whose sender died in the middle of it: the reader may have the mail."""
IN_DOUBT = (BEGUN, LOST, Result.UNKNOWN.value)
"""Attempts after which the reader may have the mail, though nobody said so."""


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
    thread: str = ""
    unsubscribe_url: str = ""


def queue(
    session: Session,
    *,
    key: str,
    kind: str,
    user: User | None,
    subject: str,
    text: str,
    html: str,
    now: datetime,
    thread: str = "",
    unsubscribe_url: str = "",
    recipient: str = "",
) -> OutboxMessage | None:
    """Put a mail to the person in the outbox, once for each key. None if the key was already queued.

    Without a person it goes to the address `recipient`.

    Mails of one `thread` stand together in the reader's program; `unsubscribe_url` is where one press stops them.
    """
    # The row names the person and the cause, so both must have been written.
    session.flush()
    new = insert_once(
        session,
        OutboxMessage,
        [
            {
                "key": key,
                "kind": kind,
                "user_id": user.id if user else None,
                "recipient": user.email if user else recipient,
                "subject": " ".join(subject.split()),
                "text": text,
                "html": html,
                "message_id": message_id(key, now),
                "thread": thread,
                "unsubscribe_url": unsubscribe_url,
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


def owners(session: Session) -> set[str]:
    """Who has mails in hand, or died with them."""
    query = select(OutboxMessage.lease_owner).where(
        OutboxMessage.state == MailState.WAITING, OutboxMessage.lease_owner != ""
    )
    return set(session.scalars(query.distinct()))


def claim(
    session: Session,
    *,
    now: datetime,
    owner: str,
    batch: int = BATCH,
    at_work: Collection[str] = (),
    dead: Collection[str] = (),
    only: int | None = None,
) -> list[Letter]:
    """Take waiting mails in hand for the time of a lease. The caller commits before it sends any.

    A conditional update: of two senders at once each mail goes to one (on PostgreSQL the second skips what the first
    has locked, on SQLite it waits for the first). What is known of other senders goes before what the clock says of
    their leases, so that a clock that jumps neither takes a mail from the living nor leaves it to the dead.
    """
    lease = OutboxMessage.lease_until
    free = (
        select(OutboxMessage.id)
        .where(
            OutboxMessage.state == MailState.WAITING,
            or_(OutboxMessage.not_before <= now, OutboxMessage.not_before > now + LONGEST_WAIT),
            # Nobody can have been given a lease of tomorrow, but by a clock that was wrong.
            or_(lease.is_(None), lease <= now, lease > now + 2 * LEASE, OutboxMessage.lease_owner.in_(dead)),
            OutboxMessage.lease_owner.not_in(at_work),
            true() if only is None else OutboxMessage.id == only,
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
    letters = sorted((Letter(*row) for row in rows), key=lambda letter: letter.id)
    _give_up_for_lost(session, letters)
    return letters


def _give_up_for_lost(session: Session, letters: Sequence[Letter]) -> None:
    """Attempts that others began with these mails and never ended will not end any more."""
    session.execute(
        update(OutboxAttempt)
        .where(OutboxAttempt.message_id.in_([letter.id for letter in letters]), OutboxAttempt.result == BEGUN)
        .values(result=LOST)
        .execution_options(synchronize_session=False)
    )


def _cut(column: InstrumentedAttribute[str]) -> ColumnElement[str]:
    return func.regexp_replace(column, LINK_SECRET.pattern, r"\1…", "g")


CUT = {"text": _cut(OutboxMessage.text), "html": _cut(OutboxMessage.html), "unsubscribe_url": literal("")}
"""What the ledger keeps of a mail opens no doors."""


def record(
    session: Session, letter: Letter, outcome: Outcome, *, now: datetime, owner: str, attempt: int | None = None
) -> MailState | None:
    """Write down how one attempt ended and what becomes of the mail. None if another sender has taken it since."""
    values = {"result": outcome.result.value, "detail": outcome.detail[:500]}
    if attempt is None:
        session.execute(insert(OutboxAttempt).values(message_id=letter.id, attempted_at=now, **values))
    else:
        session.execute(
            update(OutboxAttempt)
            .where(OutboxAttempt.id == attempt)
            .values(**values)
            .execution_options(synchronize_session=False)
        )
    statement = update(OutboxMessage).where(OutboxMessage.id == letter.id, OutboxMessage.state == MailState.WAITING)
    if outcome.result is not Result.SENT:
        # What was sent is sent, whoever holds the mail now; a failure is only for the one who holds it.
        statement = statement.where(OutboxMessage.lease_owner == owner)
    return session.scalar(
        statement.values(lease_until=None, lease_owner="", **_becomes(session, letter, outcome, now))
        .returning(OutboxMessage.state)
        .execution_options(synchronize_session=False)
    )


def _becomes(session: Session, letter: Letter, outcome: Outcome, now: datetime) -> dict[str, object]:
    if outcome.result is Result.SENT:
        return {"state": MailState.SENT, "sent_at": now, **CUT}
    if outcome.result is Result.REFUSED:
        return {"state": MailState.FAILED}
    results = session.scalars(select(OutboxAttempt.result).where(OutboxAttempt.message_id == letter.id)).all()
    # A sender that died was not the mail's fault.
    made = sum(result != LOST for result in results)
    if made > len(BACKOFF) or results.count(Result.UNKNOWN) >= DOUBTS:
        return {"state": MailState.FAILED}
    return {"not_before": now + BACKOFF[made - 1]}


def is_in_doubt() -> ColumnElement[bool]:
    """For a query on mails: one was handed over, and nobody said whether it was taken."""
    return exists().where(OutboxAttempt.message_id == OutboxMessage.id, OutboxAttempt.result.in_(IN_DOUBT))


def release(session: Session, letters: Sequence[Letter], *, owner: str) -> None:
    """Give mails back that were claimed and not tried: they may go at once, and what was begun never was."""
    ids = [letter.id for letter in letters]
    session.execute(
        delete(OutboxAttempt)
        .where(OutboxAttempt.message_id.in_(ids), OutboxAttempt.result == BEGUN)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(ids), OutboxMessage.lease_owner == owner)
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
