"""The audit trail: who did what to what, and when. Append-only: the database refuses to change or delete a row."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.models.base import Base, UtcDateTime
from monitor.models.people import User


class Event(Base):
    __tablename__ = "events"
    __table_args__ = (Index("ix_events_subject", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """Named in the past tense: `UpdateSubmitted`."""
    subject: Mapped[str]
    """The table of the thing it happened to."""
    subject_id: Mapped[int]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """None where the product itself acted, for example the scheduler."""
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    actor: Mapped[User | None] = relationship()


class EventSeal(Base):
    """A link of the chain over the events, in the order of their commits. Append-only as well."""

    __tablename__ = "event_seals"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 … without a gap."""
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), unique=True)
    hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 over the seal before and this event, see `monitor.domain.audit_chain`."""
