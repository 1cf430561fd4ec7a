"""Builds of the quarterly report: who asked, the frozen data, the PDF's bytes."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from monitor.models.base import Base, UtcDateTime, enum_column
from monitor.models.people import User
from monitor.models.periods import Period


class BuildState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class ReportBuild(Base):
    """One PDF made from the approved updates at one moment. Data, hash and bytes come in together or not at all."""

    __tablename__ = "report_builds"
    __table_args__ = (
        CheckConstraint("(state = 'ready') = (pdf IS NOT NULL AND snapshot_sha256 <> '')", name="ready_is_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"), index=True)
    state: Mapped[BuildState] = mapped_column(enum_column(BuildState, "state"), default=BuildState.WAITING)
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cut_off: Mapped[datetime | None] = mapped_column(UtcDateTime)
    snapshot: Mapped[dict[str, Any] | None] = deferred(mapped_column(JSON(none_as_null=True)))
    snapshot_sha256: Mapped[str] = mapped_column(default="")
    pdf: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    received: Mapped[int] = mapped_column(default=0)
    expected: Mapped[int] = mapped_column(default=0)
    built_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(Text, default="")

    period: Mapped[Period] = relationship()
    requested_by: Mapped[User | None] = relationship()
