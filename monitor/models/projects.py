"""Projects: the plan's own words beside what was understood from them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.domain.plan_decisions import LinkKind
from monitor.domain.schedules import Precision, Schedule
from monitor.models.base import Base, UtcDateTime, enum_column
from monitor.models.groups import Ally, Group
from monitor.models.indicators import Indicator
from monitor.models.people import User
from monitor.models.plans import Area, Plan


class ProjectRole(StrEnum):
    LEAD = "lead"
    SUPPORT = "support"


class Project(Base):
    __tablename__ = "projects"
    __table_args__ = (
        UniqueConstraint("plan_id", "number"),
        CheckConstraint("starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on", name="dates_in_order"),
        CheckConstraint("NOT (open_ended AND ends_on IS NOT NULL)", name="open_has_no_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    number: Mapped[int]
    """The document's first row of this project: how people call it."""
    title: Mapped[str]
    activity: Mapped[str] = mapped_column(Text)
    notes: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What the document adds in brackets, for example «evaluar su viabilidad»."""

    schedule_verbatim: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    start_precision: Mapped[Precision | None] = mapped_column(enum_column(Precision, "start_precision"))
    end_precision: Mapped[Precision | None] = mapped_column(enum_column(Precision, "end_precision"))
    approximate: Mapped[bool] = mapped_column(default=False)
    open_ended: Mapped[bool] = mapped_column(default=False)
    min_months: Mapped[int | None]
    max_months: Mapped[int | None]
    open_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a new version of the plan no longer had it: its updates stay, and no more are expected."""
    participation_required: Mapped[bool] = mapped_column(default=False)
    participation_reason: Mapped[str] = mapped_column(Text, default="")
    participation_decided: Mapped[bool] = mapped_column(default=False)
    """Whether the GTG decided it for this project alone: then the plan's areas no longer say it."""

    plan: Mapped[Plan] = relationship()
    rows: Mapped[list["ProjectRow"]] = relationship(back_populates="project", order_by="ProjectRow.number")
    groups: Mapped[list["ProjectGroup"]] = relationship(
        back_populates="project", order_by="ProjectGroup.role, ProjectGroup.position"
    )
    allies: Mapped[list["ProjectAlly"]] = relationship(back_populates="project", order_by="ProjectAlly.position")
    milestones: Mapped[list["Milestone"]] = relationship(
        back_populates="project",
        primaryjoin="and_(Milestone.project_id == Project.id, Milestone.dropped_at.is_(None))",
        order_by="Milestone.position",
    )
    """Those that stand, without the dropped ones."""
    indicators: Mapped[list[Indicator]] = relationship(order_by=Indicator.position)
    """Also those that are no longer asked for."""
    links: Mapped[list["ProjectLink"]] = relationship(
        back_populates="project", foreign_keys="ProjectLink.project_id", order_by="ProjectLink.id"
    )

    @property
    def schedule(self) -> Schedule:
        return Schedule(
            verbatim=self.schedule_verbatim,
            start=self.starts_on,
            end=self.ends_on,
            start_precision=self.start_precision,
            end_precision=self.end_precision,
            approximate=self.approximate,
            open_ended=self.open_ended,
            min_months=self.min_months,
            max_months=self.max_months,
        )

    @property
    def asks_for_dates(self) -> bool:
        """Whether it has no date to report by, so that no update is expected until somebody gives it one."""
        dated = self.starts_on is not None or any(milestone.due_on for milestone in self.milestones)
        return not dated and self.open_confirmed_at is None

    @property
    def is_shared(self) -> bool:
        """Whether it stands in several lines of the plan, under different areas."""
        return len(self.rows) > 1

    @property
    def leads(self) -> list[Group]:
        return [part.group for part in self.groups if part.role is ProjectRole.LEAD]

    @property
    def supports(self) -> list[Group]:
        return [part.group for part in self.groups if part.role is ProjectRole.SUPPORT]

    @property
    def coordinating_group(self) -> Group:
        return self.leads[0]

    @property
    def areas(self) -> list[Area]:
        return sorted({row.area for row in self.rows}, key=lambda area: area.number)


class ProjectRow(Base):
    """One line of the document as it is printed, kept word for word; `in_plan` until a new version leaves it out."""

    __tablename__ = "project_rows"
    __table_args__ = (
        Index(
            "ix_project_rows_plan_id_number",
            "plan_id",
            "number",
            unique=True,
            sqlite_where=text("in_plan"),
            postgresql_where=text("in_plan"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    number: Mapped[int]
    in_plan: Mapped[bool] = mapped_column(default=True)
    responsible_verbatim: Mapped[str] = mapped_column(Text)
    activity_verbatim: Mapped[str] = mapped_column(Text)
    schedule_verbatim: Mapped[str] = mapped_column(Text)

    project: Mapped[Project] = relationship(back_populates="rows")
    area: Mapped[Area] = relationship()


class ProjectGroup(Base):
    __tablename__ = "project_groups"
    __table_args__ = (UniqueConstraint("project_id", "role", "position"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    role: Mapped[ProjectRole] = mapped_column(enum_column(ProjectRole, "role"))
    position: Mapped[int]
    since: Mapped[date | None]
    """The first day of the first quarter in which it has this role; None: ever since the plan says so."""

    project: Mapped[Project] = relationship(back_populates="groups")
    group: Mapped[Group] = relationship()


class ProjectAlly(Base):
    __tablename__ = "project_allies"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    ally_id: Mapped[int] = mapped_column(ForeignKey("allies.id"), primary_key=True)
    position: Mapped[int]

    project: Mapped[Project] = relationship(back_populates="allies")
    ally: Mapped[Ally] = relationship()


class Milestone(Base):
    __tablename__ = "milestones"
    __table_args__ = (UniqueConstraint("project_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    plan_name: Mapped[str] = mapped_column(Text, default="")
    """As the plan's document names it; empty for one that the GTG added, which new versions leave alone."""
    due_on: Mapped[date | None]
    precision: Mapped[Precision | None] = mapped_column(enum_column(Precision, "precision"))
    done_on: Mapped[date | None]
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the GTG took it off the project. Updates that spoke of it keep their words."""
    dropped_reason: Mapped[str] = mapped_column(Text, default="")

    project: Mapped[Project] = relationship(back_populates="milestones")


class ProjectLink(Base):
    __tablename__ = "project_links"
    __table_args__ = (
        UniqueConstraint("project_id", "target_id", "kind"),
        CheckConstraint("project_id <> target_id", name="not_to_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    kind: Mapped[LinkKind] = mapped_column(enum_column(LinkKind, "kind"))
    reason: Mapped[str] = mapped_column(Text)

    project: Mapped[Project] = relationship(back_populates="links", foreign_keys=[project_id])
    target: Mapped[Project] = relationship(foreign_keys=[target_id])


class DateChange(Base):
    """A date of a project or milestone that moved: the old one, the new one and why. Nothing is overwritten unseen."""

    __tablename__ = "date_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    milestone_id: Mapped[int | None] = mapped_column(ForeignKey("milestones.id"))
    field: Mapped[str]
    """`starts_on`, `ends_on` or `due_on`."""
    old_value: Mapped[date | None]
    old_precision: Mapped[Precision | None] = mapped_column(enum_column(Precision, "old_precision"))
    new_value: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    decided: Mapped[bool] = mapped_column(default=False)
    """Whether the GTG moved it itself, or with a new version of the plan; else an approved update did."""
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    milestone: Mapped[Milestone | None] = relationship()
    changed_by: Mapped[User] = relationship()
