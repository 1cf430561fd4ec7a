"""Plans, their areas and numbered actions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.domain.age_bands import DEFAULT_LIMITS, AgeBands
from monitor.domain.periods import Deadlines
from monitor.domain.short_names import short_name
from monitor.domain.small_cells import HIDE_BELOW
from monitor.models.base import Base


def _short_name(values: Mapping[str, Any]) -> str:
    return short_name(values["name"], values["starts_on"], values["ends_on"])


class Plan(Base):
    __tablename__ = "plans"
    __table_args__ = (CheckConstraint("hide_below >= 1", name="hide_below"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """It stands in the addresses of what is published: it never changes."""
    name: Mapped[str]
    short_name: Mapped[str] = mapped_column(default=lambda context: _short_name(context.get_current_parameters()))
    """`HRAEM 2021–2023`, for headers, mails and files."""
    heading: Mapped[str] = mapped_column(Text, default="")
    """A part of the document's heading that tells it from other plans."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    time_zone: Mapped[str]
    due_days: Mapped[int] = mapped_column(default=15)
    on_time_days: Mapped[int] = mapped_column(default=15)
    lock_days: Mapped[int] = mapped_column(default=45)
    age_limits: Mapped[list[int]] = mapped_column(JSON, default=lambda: list(DEFAULT_LIMITS))
    """The ages at which a new age band begins."""
    hide_below: Mapped[int] = mapped_column(default=HIDE_BELOW)
    """Counts of people from 1 to one less than this are not published."""
    participation_areas: Mapped[list[int]] = mapped_column(JSON, default=list)
    """The numbers of the areas whose projects count their people every quarter."""
    stated_rows: Mapped[int]
    """How many project rows the document itself says it has."""
    source_sha256: Mapped[str] = mapped_column(default="")
    """Of what was understood from the document when it was loaded."""

    areas: Mapped[list["Area"]] = relationship(back_populates="plan", order_by="Area.number")

    @property
    def deadlines(self) -> Deadlines:
        return Deadlines(self.due_days, self.on_time_days, self.lock_days)

    @property
    def age_bands(self) -> AgeBands:
        return AgeBands(tuple(self.age_limits))


class Area(Base):
    __tablename__ = "areas"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(Text)

    plan: Mapped[Plan] = relationship(back_populates="areas")
    actions: Mapped[list["Action"]] = relationship(back_populates="area", order_by="Action.position")


class Action(Base):
    __tablename__ = "actions"
    __table_args__ = (UniqueConstraint("area_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    position: Mapped[int]
    code: Mapped[str]
    text: Mapped[str] = mapped_column(Text)

    area: Mapped[Area] = relationship(back_populates="actions")
