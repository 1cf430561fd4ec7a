"""Periods: one quarter of one plan, with its three dates."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.domain.periods import Quarter
from monitor.models.base import Base, UtcDateTime
from monitor.models.plans import Plan


class Period(Base):
    __tablename__ = "periods"
    __table_args__ = (
        UniqueConstraint("plan_id", "key"),
        CheckConstraint(
            "starts_on < ends_on AND ends_on < opens_on AND opens_on <= due_on"
            " AND due_on <= on_time_until AND on_time_until <= locks_on",
            name="dates_in_order",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    key: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    opens_on: Mapped[date]
    due_on: Mapped[date]
    on_time_until: Mapped[date]
    locks_on: Mapped[date]
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)

    plan: Mapped[Plan] = relationship()

    @property
    def quarter(self) -> Quarter:
        return Quarter.parse(self.key)
