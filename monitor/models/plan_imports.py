"""A plan that somebody is bringing in: the document as it was read, and the choices made so far."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.models.base import Base, UtcDateTime, enum_column
from monitor.models.people import User
from monitor.models.plans import Plan


class ImportOutcome(StrEnum):
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"


class PlanImport(Base):
    __tablename__ = "plan_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    """Whose work it is: nobody else sees it before it is confirmed."""
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plans.id"))
    """The plan of which this is a new version; once confirmed, the plan that it made."""
    file_name: Mapped[str]
    source: Mapped[dict[str, Any]] = mapped_column(JSON)
    """`monitor.domain.plan_source_json`"""
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """`monitor.domain.plan_choices`"""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[ImportOutcome | None] = mapped_column(enum_column(ImportOutcome, "outcome"))
    """None while it is going on."""

    user: Mapped[User] = relationship()
    plan: Mapped[Plan | None] = relationship()
