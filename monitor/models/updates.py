"""Updates: what one lead group files for one project and one period, with its frozen versions and reviews."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.domain.co_leads import AnswerKind
from monitor.domain.updates import DelayReason, Punctuality, State, Status
from monitor.models.base import Base, UtcDateTime, enum_column
from monitor.models.evidence import Evidence
from monitor.models.groups import Group
from monitor.models.indicators import UpdateIndicator
from monitor.models.participation import Participation
from monitor.models.people import User
from monitor.models.periods import Period
from monitor.models.projects import Milestone, Project


class ProgressUpdate(Base):
    __tablename__ = "updates"
    __table_args__ = (
        UniqueConstraint("period_id", "project_id", "group_id"),
        CheckConstraint("percent_done BETWEEN 0 AND 100", name="percent"),
        CheckConstraint("(state = 'returned') = (correct_by IS NOT NULL)", name="returned_has_date"),
        CheckConstraint("(state = 'waived') = (waived_reason <> '')", name="waived_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    coordinates: Mapped[bool] = mapped_column(default=False)
    """Whether its group coordinated the project when the period was opened; later changes of roles leave it."""
    state: Mapped[State] = mapped_column(enum_column(State, "state"), default=State.NOT_STARTED)
    lock_version: Mapped[int] = mapped_column(default=0)
    """Raised by every save and move; a page that was drawn from a lower one is stale."""

    status: Mapped[Status | None] = mapped_column(enum_column(Status, "status"))
    percent_done: Mapped[int | None]
    punctuality: Mapped[Punctuality | None] = mapped_column(enum_column(Punctuality, "punctuality"))
    delay_reason: Mapped[DelayReason | None] = mapped_column(enum_column(DelayReason, "delay_reason"))
    delay_words: Mapped[str] = mapped_column(Text, default="")
    nothing_to_report: Mapped[bool] = mapped_column(default=False)
    nothing_reason: Mapped[str] = mapped_column(Text, default="")
    achieved: Mapped[str] = mapped_column(Text, default="")
    obstacles: Mapped[str] = mapped_column(Text, default="")
    next_steps: Mapped[str] = mapped_column(Text, default="")
    womens_role: Mapped[str] = mapped_column(Text, default="")
    no_participation: Mapped[bool] = mapped_column(default=False)
    no_participation_reason: Mapped[str] = mapped_column(Text, default="")
    answer_kind: Mapped[AnswerKind] = mapped_column(enum_column(AnswerKind, "answer_kind"), default=AnswerKind.FULL)
    contribution: Mapped[str] = mapped_column(Text, default="")
    """What a co-lead adds to the coordinating group's update, where it files no whole one of its own."""

    first_submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Kept for ever, whatever is returned or corrected later."""
    was_on_time: Mapped[bool | None]
    correct_by: Mapped[date | None]
    waived_reason: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    period: Mapped[Period] = relationship()
    project: Mapped[Project] = relationship()
    group: Mapped[Group] = relationship()
    saved_by: Mapped[User | None] = relationship()
    milestone_answers: Mapped[list["UpdateMilestone"]] = relationship(
        back_populates="update", cascade="all, delete-orphan", order_by="UpdateMilestone.milestone_id"
    )
    participation: Mapped[list[Participation]] = relationship(
        cascade="all, delete-orphan", order_by=Participation.position
    )
    indicator_answers: Mapped[list[UpdateIndicator]] = relationship(
        cascade="all, delete-orphan", order_by=UpdateIndicator.indicator_id
    )
    evidence: Mapped[list[Evidence]] = relationship(
        cascade="save-update, merge",
        primaryjoin=lambda: (ProgressUpdate.id == Evidence.update_id) & Evidence.removed_at.is_(None),
        order_by=Evidence.id,
    )
    """What the group shows now, without what it has taken off."""
    versions: Mapped[list["UpdateVersion"]] = relationship(back_populates="update", order_by="UpdateVersion.number")
    extensions: Mapped[list["Extension"]] = relationship(back_populates="update", order_by="Extension.until")
    waivers: Mapped[list["Waiver"]] = relationship(back_populates="update", order_by="Waiver.id")


class UpdateMilestone(Base):
    """What the group says of one milestone in one update."""

    __tablename__ = "update_milestones"
    __table_args__ = (UniqueConstraint("update_id", "milestone_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    update_id: Mapped[int] = mapped_column(ForeignKey("updates.id"))
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestones.id"))
    done_on: Mapped[date | None]
    new_due: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text, default="")

    update: Mapped[ProgressUpdate] = relationship(back_populates="milestone_answers")
    milestone: Mapped[Milestone] = relationship()


class UpdateVersion(Base):
    """What was submitted, frozen. Append-only: the database refuses to change or delete a row."""

    __tablename__ = "update_versions"
    __table_args__ = (UniqueConstraint("update_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    update_id: Mapped[int] = mapped_column(ForeignKey("updates.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The frozen form of `monitor.domain.update_content.UpdateContent`."""
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    submitted_for: Mapped[str] = mapped_column(Text, default="")
    """Why the GTG handed it in for the group. Empty where somebody of the group itself did."""

    update: Mapped[ProgressUpdate] = relationship(back_populates="versions")
    submitted_by: Mapped[User] = relationship()
    reviews: Mapped[list["Review"]] = relationship(back_populates="version", order_by="Review.id")


class Decision(StrEnum):
    RETURNED = "returned"
    APPROVED = "approved"
    REOPENED = "reopened"


class Review(Base):
    """What the GTG decided about one version."""

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("update_versions.id"), index=True)
    decision: Mapped[Decision] = mapped_column(enum_column(Decision, "decision"))
    reason: Mapped[str] = mapped_column(Text, default="")
    correct_by: Mapped[date | None]
    reviewed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reviewed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    version: Mapped[UpdateVersion] = relationship(back_populates="reviews")
    reviewed_by: Mapped[User] = relationship()


class Extension(Base):
    """More time for one update: until when, and why."""

    __tablename__ = "extensions"

    id: Mapped[int] = mapped_column(primary_key=True)
    update_id: Mapped[int] = mapped_column(ForeignKey("updates.id"), index=True)
    until: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    update: Mapped[ProgressUpdate] = relationship(back_populates="extensions")
    granted_by: Mapped[User] = relationship()


class Waiver(Base):
    """That a group need not answer: who decided so and why, and who asked again and why. Never deleted."""

    __tablename__ = "waivers"
    __table_args__ = (CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_somebody"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    update_id: Mapped[int] = mapped_column(ForeignKey("updates.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    ended_reason: Mapped[str] = mapped_column(Text, default="")

    update: Mapped[ProgressUpdate] = relationship(back_populates="waivers")
    granted_by: Mapped[User] = relationship(foreign_keys=granted_by_id)
    ended_by: Mapped[User | None] = relationship(foreign_keys=ended_by_id)
