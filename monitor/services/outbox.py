"""The outbox: mails are queued in the transaction that caused them, and sent after its commit."""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from monitor.models import MailState, OutboxMessage, User
from monitor.services.insert_once import insert_once


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
