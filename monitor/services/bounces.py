"""Mails that came back: notices of mail servers (RFC 3464) are matched with the mail that they speak of.

An address bounces from the first such notice on, until a later mail to it has stayed away for some days.
"""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from monitor.models import MailState, OutboxMessage

log = logging.getLogger(__name__)

LONGEST_WAY_BACK = timedelta(days=14)
"""Mail servers give up after some days; a notice without the mail's own id is about a mail not older than this."""
STAYED_AWAY_FOR = timedelta(days=3)
"""A mail that has not come back for so long is taken to have arrived."""
REPORT = "multipart/report"
"""What machines write: of failures, delays and receipts. Letters of people are something else, and left alone."""
OUR_ID = re.compile(r"<?([0-9a-f]{32})@[^<>\s]+>?")


class Notice(StrEnum):
    """What a message in the mailbox of notices turned out to be."""

    BOUNCED = "bounced"
    KNOWN = "known"
    """Of a mail that was already known to have come back."""
    NOT_OURS = "not_ours"
    """A mail came back that nobody here knows."""
    NO_NOTICE = "no_notice"
    """A letter of a person or an out-of-office reply: left to a human."""
    NO_FAILURE = "no_failure"
    """Another report of a machine: a delay, after which the server goes on trying, a receipt, or garbage."""


@dataclass(frozen=True)
class Failure:
    """One recipient of a notice: the mail did not reach them for good."""

    addresses: tuple[str, ...]
    detail: str


def read_notice(session: Session, message: Message, *, now: datetime) -> Notice:
    """Write down what the notice says, once however often it is read."""
    try:
        failures, our_id = failures_in(message), _id_of_the_mail(message)
    except Exception:
        # Anybody can write to this mailbox, and nobody's garbage may keep the next notices from being read.
        log.exception("a notice could not be understood")
        return Notice.NO_FAILURE
    if not failures:
        return Notice.NO_FAILURE if message.get_content_type() == REPORT else Notice.NO_NOTICE
    found = Notice.NOT_OURS
    for failure in failures:
        mail_id = _mail(session, our_id, failure, now)
        if mail_id is None:
            continue
        new = session.scalar(
            update(OutboxMessage)
            .where(OutboxMessage.id == mail_id, OutboxMessage.bounced_at.is_(None))
            .values(bounced_at=now, bounce_detail=failure.detail[:500])
            .returning(OutboxMessage.id)
            .execution_options(synchronize_session=False)
        )
        found = Notice.BOUNCED if new or found is Notice.BOUNCED else Notice.KNOWN
    return found


def failures_in(message: Message) -> list[Failure]:
    """The recipients that a delivery status notification gives up; none for any other message."""
    if message.get_content_type() != REPORT:
        return []
    failures = []
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = [block for block in part.get_payload() or [] if isinstance(block, Message)]
            failures += [_failure(block) for block in blocks if str(block["Action"]).strip().lower() == "failed"]
    return failures


def _failure(block: Message) -> Failure:
    named = (block["Original-Recipient"], block["Final-Recipient"])
    addresses = [str(value).rpartition(";")[2].strip().strip("<>").lower() for value in named if value]
    diagnosis = str(block["Diagnostic-Code"] or "")
    words = f"{block['Status'] or ''} {diagnosis.partition(';')[2] or diagnosis}"
    return Failure(tuple(addresses), " ".join(words.split()))


def _id_of_the_mail(message: Message) -> str:
    """The left part of the Message-ID of the mail that came back, from its headers in the notice; or empty."""
    for part in message.walk():
        original: object = None
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            original = part.get_payload(0)["Message-ID"]  # type: ignore[index]
        elif part.get_content_type() == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            headers = text.decode(errors="replace") if isinstance(text, bytes) else ""
            original = next((line for line in headers.splitlines() if line.lower().startswith("message-id:")), None)
        match = OUR_ID.search(str(original or ""))
        if match:
            return match.group(1)
    return ""


def _mail(session: Session, our_id: str, failure: Failure, now: datetime) -> int | None:
    if our_id:
        return session.scalar(select(OutboxMessage.id).where(OutboxMessage.message_id == our_id))
    query = (
        select(OutboxMessage.id)
        .where(
            OutboxMessage.recipient.in_(failure.addresses),
            OutboxMessage.state == MailState.SENT,
            OutboxMessage.sent_at >= now - LONGEST_WAY_BACK,
        )
        .order_by(OutboxMessage.id.desc())
    )
    return session.scalar(query.limit(1))


def bouncing(session: Session, *, now: datetime, addresses: Iterable[str] | None = None) -> dict[str, OutboxMessage]:
    """The addresses that mails come back from, each with the latest mail that did."""
    latest = select(func.max(OutboxMessage.id)).where(OutboxMessage.bounced_at.is_not(None))
    if addresses is not None:
        latest = latest.where(OutboxMessage.recipient.in_(list(addresses)))
    messages = session.scalars(
        select(OutboxMessage).where(OutboxMessage.id.in_(latest.group_by(OutboxMessage.recipient)))
    )
    returned = {message.recipient: message for message in messages}
    arrived = (
        select(OutboxMessage.recipient, func.max(OutboxMessage.sent_at))
        .where(
            OutboxMessage.recipient.in_(list(returned)),
            OutboxMessage.bounced_at.is_(None),
            OutboxMessage.sent_at <= now - STAYED_AWAY_FOR,
        )
        .group_by(OutboxMessage.recipient)
    )
    for address, sent_at in session.execute(arrived):
        bounced_at = returned[address].bounced_at
        if bounced_at and sent_at and sent_at > bounced_at:
            del returned[address]
    return returned
