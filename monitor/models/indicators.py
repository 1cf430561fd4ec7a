"""Indicators of projects: what is measured, the targets by quarter, and what each update says."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.domain.indicators import IndicatorKind
from monitor.models.base import Base, UtcDateTime, enum_column


class Indicator(Base):
    __tablename__ = "indicators"
    __table_args__ = (
        UniqueConstraint("project_id", "position"),
        CheckConstraint("NOT by_sex OR kind IN ('number', 'percentage')", name="by_sex_only_numbers"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")
    kind: Mapped[IndicatorKind] = mapped_column(enum_column(IndicatorKind, "kind"))
    by_sex: Mapped[bool] = mapped_column(default=False)
    baseline: Mapped[str] = mapped_column(Text, default="")
    """As `monitor.domain.indicators.read_goal` writes it, as is each target."""
    baseline_year: Mapped[int | None]
    baseline_source: Mapped[str] = mapped_column(Text, default="")
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when it is no longer asked for; what was answered stays."""

    targets: Mapped[list["IndicatorTarget"]] = relationship(
        cascade="all, delete-orphan", order_by="IndicatorTarget.period"
    )

    def target_of(self, period: str) -> str:
        """The target of a quarter such as `2021-T3`; empty where there is none."""
        return next((target.goal for target in self.targets if target.period == period), "")


class IndicatorTarget(Base):
    __tablename__ = "indicator_targets"

    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"), primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    """The quarter's key: a target may be set for one that is not open yet."""
    goal: Mapped[str] = mapped_column(Text)


class UpdateIndicator(Base):
    """What one update says of one indicator."""

    __tablename__ = "update_indicators"

    update_id: Mapped[int] = mapped_column(ForeignKey("updates.id"), primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"), primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(Text, default="")
