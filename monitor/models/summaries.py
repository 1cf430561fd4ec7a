"""Summaries: one row for each that came due for one person, whether it had anything to tell or not."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.models.base import Base, UtcDateTime
from monitor.models.outbox import OutboxMessage
from monitor.models.people import User


class SummaryRow(Base):
    """Made once, whatever runs how often: unique on person and day."""

    __tablename__ = "summaries"
    __table_args__ = (UniqueConstraint("user_id", "scheduled_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    scheduled_on: Mapped[date]
    """The Monday, or the quarter's first day, on which it came due."""
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    """What happened from `since` and before `until` is told in it; the next one goes on from there."""
    message_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_messages.id"), index=True)
    """The mail; None where nothing had changed."""

    user: Mapped[User] = relationship()
    message: Mapped[OutboxMessage | None] = relationship()
