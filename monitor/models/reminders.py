"""Reminders: the rules, and one row for each message planned to one person about one thing on one day."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.domain.reminder_pace import Pace
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
    """Which date of the thing the days count from: a value of `monitor.domain.reminders.Anchor`."""
    offset_days: Mapped[int]
    recipient: Mapped[Recipient] = mapped_column(enum_column(Recipient, "recipient"))
    is_active: Mapped[bool] = mapped_column(default=True)

    def as_rule(self) -> Rule:
        return Rule(self.about, Anchor(self.anchor), self.offset_days, self.recipient, self.id)


class ReminderSettings(Base):
    """What holds for all rules together: one row, or none while nobody changed anything."""

    __tablename__ = "reminder_settings"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    """Raised each time that rules are applied, so that nobody applies over changes they have not seen."""
    gap_days: Mapped[int]
    most_per_thing: Mapped[int]

    def as_pace(self) -> Pace:
        return Pace(self.gap_days, self.most_per_thing)


class Reminder(Base):
    """Planned once, whatever runs how often: unique on rule, thing, person and day."""

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("rule_id", "subject", "subject_id", "user_id", "scheduled_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("reminder_rules.id"))
    subject: Mapped[str]
    """The table of the thing: `updates`, `milestones` or `projects`."""
    subject_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    scheduled_on: Mapped[date] = mapped_column(index=True)
    """The day that the rule names. Never moved: it is part of what makes the row unique."""
    send_on: Mapped[date] = mapped_column(index=True)
    """The working day of the person's country on which it may go: `scheduled_on`, or one near it."""
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    silenced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    silenced_reason: Mapped[str] = mapped_column(default="")
    """A value of `monitor.domain.reminders.Silence`, or empty."""
    message_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_messages.id"), index=True)
    """The digest that carried it; None while it waits or was silenced."""

    rule: Mapped[ReminderRule] = relationship()
    user: Mapped[User] = relationship()
    message: Mapped[OutboxMessage | None] = relationship()
