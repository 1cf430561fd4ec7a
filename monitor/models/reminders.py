"""Reminders: the rules, and one row for each message planned to one person about one thing on one day."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.domain.reminders import About, Anchor, Recipient, Rule
from monitor.models.base import Base, UtcDateTime, enum_column
from monitor.models.outbox import OutboxMessage
from monitor.models.people import User


class ReminderRule(Base):
    """Who is told about what, how many days before (negative) or after (positive) its date."""

    __tablename__ = "reminder_rules"
    __table_args__ = (UniqueConstraint("about", "anchor", "offset_days", "recipient"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[About] = mapped_column(enum_column(About, "about"))
    anchor: Mapped[str]
    """Which date of the thing the days count from: `opens_on`, `due_on`, `correct_by` or `submitted_on`."""
    offset_days: Mapped[int]
    recipient: Mapped[Recipient] = mapped_column(enum_column(Recipient, "recipient"))
    is_active: Mapped[bool] = mapped_column(default=True)

    def as_rule(self) -> Rule:
        return Rule(self.about, Anchor(self.anchor), self.offset_days, self.recipient, self.id)


class Reminder(Base):
    """Planned once, whatever runs how often: unique on rule, thing, person and day."""

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("rule_id", "subject", "subject_id", "user_id", "scheduled_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("reminder_rules.id"))
    subject: Mapped[str]
    """The table of the thing: `updates` or `milestones`."""
    subject_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    scheduled_on: Mapped[date] = mapped_column(index=True)
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    silenced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    silenced_reason: Mapped[str] = mapped_column(default="")
    """A value of `monitor.domain.reminders.Silence`, or empty."""
    message_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_messages.id"), index=True)
    """The digest that carried it; None while it waits or was silenced."""

    rule: Mapped[ReminderRule] = relationship()
    user: Mapped[User] = relationship()
    message: Mapped[OutboxMessage | None] = relationship()
