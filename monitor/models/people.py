"""People, their memberships, and the links that let them in."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.domain.participation import Country
from monitor.domain.permissions import Actor, GroupRole, Permission, Role, may, may_somewhere
from monitor.domain.reminder_pace import Frequency
from monitor.domain.summaries import SummaryPace
from monitor.models.base import Base, UtcDateTime, enum_column
from monitor.models.groups import Group


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    """Always in lower case."""
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(enum_column(Role, "role"), default=Role.MEMBER)
    country: Mapped[Country | None] = mapped_column(enum_column(Country, "country"))
    coordinates_country: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether an observer is the national coordination of their country: told of what its groups leave undone."""
    locale: Mapped[str] = mapped_column(default="es")
    time_zone: Mapped[str] = mapped_column(default="America/Bogota")
    frequency: Mapped[Frequency] = mapped_column(enum_column(Frequency, "frequency"), default=Frequency.DAILY)
    """How often the person wants their digest."""
    summary: Mapped[SummaryPace] = mapped_column(
        enum_column(SummaryPace, "summary"), default=SummaryPace.NONE, server_default="none"
    )
    """How often the person wants to be told what changed in the whole plan; for those who may read it."""
    summary_from: Mapped[date | None]
    """The first day for which they want one."""
    paused_until: Mapped[date | None]
    """No reminders up to and including this day; `monitor.domain.reminder_pace.NO_END` until they want them again."""
    is_active: Mapped[bool] = mapped_column(default=True)
    access_ends_on: Mapped[date | None]
    """The last day of somebody whose role in the product went to another; the next day they have no access."""
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the person's data were taken out because they asked for it; their number stays, with a name made up."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    session_number: Mapped[int] = mapped_column(default=0)
    """Raised to end every session of the person at once."""

    memberships: Mapped[list["Membership"]] = relationship(back_populates="user", cascade="all, delete-orphan")

    @property
    def is_coordinator(self) -> bool:
        return self.role is Role.COORDINATOR

    @property
    def actor(self) -> Actor:
        groups = {membership.group_id: membership.role for membership in self.memberships}
        return Actor(self.role, groups, self.is_active)

    def may(self, permission: Permission, *, group_id: int | None = None) -> bool:
        return may(self.actor, permission, group_id=group_id)

    def may_somewhere(self, permission: Permission) -> bool:
        return may_somewhere(self.actor, permission)


class Membership(Base):
    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("user_id", "group_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    role: Mapped[GroupRole] = mapped_column(enum_column(GroupRole, "role"))
    ends_on: Mapped[date | None]
    """The last day of somebody who handed over; they are no longer reminded, and the next day the row goes."""

    user: Mapped[User] = relationship(back_populates="memberships")
    group: Mapped[Group] = relationship()


class TokenPurpose(StrEnum):
    SIGN_IN = "sign_in"
    """Asked for by the person: short-lived, single use."""
    INVITATION = "invitation"
    """Sent by the GTG: some days, single use."""
    REMINDER = "reminder"
    """In a reminder: opens one page, may be used again until it expires or is revoked."""
    UNSUBSCRIBE = "unsubscribe"
    """In a mail's header: pauses the person's reminders, and does nothing else."""
    CALENDAR = "calendar"
    """The secret address of the person's calendar: shows their dates, and does nothing else."""


class AccessToken(Base):
    """A link that lets one person in. Only the hash of the secret is kept."""

    __tablename__ = "access_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    purpose: Mapped[TokenPurpose] = mapped_column(enum_column(TokenPurpose, "purpose"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    opens: Mapped[str] = mapped_column(default="/")
    """The path inside the product that the link leads to."""
    cycle: Mapped[str] = mapped_column(default="")
    """The quarter that a reminder's link is about: `2021-T3`."""
    asks_for: Mapped[list[list[str | int]]] = mapped_column(JSON, default=list, server_default="[]")
    """What its mail asks for, as `[about, table, id]`: the link ends when none of that is open. Empty: it expires."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()


class SignInAttempt(Base):
    """One request for a link, counted by address and by network so that nobody can flood a mailbox or guess."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("ix_sign_in_attempts_subject_at", "subject_hash", "attempted_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_hash: Mapped[str]
    attempted_at: Mapped[datetime] = mapped_column(UtcDateTime)
