"""The outbox: a mail is a row written in the transaction that caused it, and sent after the commit."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.models.base import Base, UtcDateTime, enum_column
from monitor.models.people import User


class MailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    """Given up: refused for good, or tried too often."""
    WITHDRAWN = "withdrawn"
    """Never left: what it said stopped being true, or a newer mail says it."""


class OutboxMessage(Base):
    __tablename__ = "outbox_messages"
    __table_args__ = (Index("ix_outbox_messages_state_not_before", "state", "not_before"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """What the mail is about, so that the same cause never makes two: `digest:2021-10-05:7`."""
    kind: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(unique=True)
    """The left part of the Message-ID: the same at every attempt, so that a receiver can drop a second copy."""
    thread: Mapped[str] = mapped_column(default="")
    """The left part of the thread's id, the same for all digests of one person and quarter; empty: no thread."""
    unsubscribe_url: Mapped[str] = mapped_column(default="")
    """Where one press stops these mails (RFC 8058); empty for mails that somebody asked for."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[MailState] = mapped_column(enum_column(MailState, "state"), default=MailState.WAITING)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """While in the future, one sender has this mail in hand."""
    lease_owner: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_reason: Mapped[str] = mapped_column(default="")
    """Why a withdrawn mail never left: a value of `monitor.domain.reminders.Silence`, or empty."""
    bounced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a notice said that it came back after it had been taken."""
    bounce_detail: Mapped[str] = mapped_column(Text, default="")
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the GTG was told that it did not reach its reader."""

    user: Mapped[User | None] = relationship()
    attempts: Mapped[list["OutboxAttempt"]] = relationship(order_by="OutboxAttempt.id")


class OutboxAttempt(Base):
    __tablename__ = "outbox_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("outbox_messages.id"), index=True)
    attempted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    result: Mapped[str]
    """`begun` until the answer is known; then `sent`, `deferred`, `refused` or, where no answer came, `unknown`."""
    detail: Mapped[str] = mapped_column(Text, default="")
