"""Builds of the quarterly report: who asked, how far it is, the frozen data, the PDF's bytes."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Enum, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from monitor.models.base import Base, UtcDateTime, enum_column
from monitor.models.people import User
from monitor.models.periods import Period


class BuildState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


def values_of(kind: type[StrEnum]) -> list[str]:
    return [member.value for member in kind]


class BuildStep(StrEnum):
    """What a build that is not ready yet is doing."""

    QUEUED = "queued"
    GATHERING = "gathering"
    DRAWING = "drawing"
    COMPOSING = "composing"


class ReportBuild(Base):
    """One PDF made from the approved updates at one moment. Data, hash and bytes come in together or not at all.

    A draft, or an edition on its way: that one stays open until it is published or given up.
    """

    __tablename__ = "report_builds"
    __table_args__ = (
        CheckConstraint("(state = 'ready') = (pdf IS NOT NULL AND snapshot_sha256 <> '')", name="ready_is_whole"),
        # Two people who press the same button get one build.
        Index(
            "uq_report_builds_open",
            "period_id",
            "is_edition",
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"), index=True)
    state: Mapped[BuildState] = mapped_column(enum_column(BuildState, "state"), default=BuildState.WAITING)
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    is_edition: Mapped[bool] = mapped_column(default=False)
    is_open: Mapped[bool] = mapped_column(default=True)
    """While it is being made; an edition also while it waits for the second person."""
    needs_second: Mapped[bool] = mapped_column(default=False)
    """Whether another coordinator must confirm the edition; as it was when it was asked for."""
    erratum: Mapped[str] = mapped_column(Text, default="")
    step: Mapped[BuildStep] = mapped_column(
        Enum(BuildStep, native_enum=False, create_constraint=False, length=32, values_callable=values_of),
        default=BuildStep.QUEUED,
    )
    step_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_owner: Mapped[str] = mapped_column(default="")
    cut_off: Mapped[datetime | None] = mapped_column(UtcDateTime)
    snapshot: Mapped[dict[str, Any] | None] = deferred(mapped_column(JSON(none_as_null=True)))
    snapshot_sha256: Mapped[str] = mapped_column(default="")
    text_sha256: Mapped[str] = mapped_column(default="")
    """Of an edition: hash of what it says, word for word."""
    pdf: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    received: Mapped[int] = mapped_column(default=0)
    expected: Mapped[int] = mapped_column(default=0)
    built_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_with: Mapped[str] = mapped_column(default="")
    charts: Mapped[dict[str, str] | None] = deferred(mapped_column(JSON(none_as_null=True)))
    """The SVGs of the PDF, for the preview on screen: web processes draw none."""
    charts_key: Mapped[str] = mapped_column(default="")
    """Hash of what the charts were drawn from."""
    error: Mapped[str] = mapped_column(Text, default="")

    period: Mapped[Period] = relationship()
    requested_by: Mapped[User | None] = relationship()
