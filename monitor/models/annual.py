"""Annual reports: asked for, made in the background out of published editions, and frozen when they come out."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from monitor.models.base import Base, UtcDateTime, enum_column
from monitor.models.people import User
from monitor.models.plans import Plan
from monitor.models.reports import BuildState


class AnnualRequest(Base):
    """An annual report on its way: open until it is published or given up. Data and bytes come in together."""

    __tablename__ = "annual_requests"
    __table_args__ = (
        CheckConstraint("(state = 'ready') = (pdf IS NOT NULL AND snapshot_sha256 <> '')", name="ready_is_whole"),
        # Two people who press the same button make one.
        Index(
            "uq_annual_requests_open",
            "plan_id",
            "year",
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    year: Mapped[int]
    state: Mapped[BuildState] = mapped_column(enum_column(BuildState, "state"), default=BuildState.WAITING)
    is_open: Mapped[bool] = mapped_column(default=True)
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    needs_second: Mapped[bool] = mapped_column(default=False)
    """Whether another coordinator must confirm it; as it was when it was asked for."""
    erratum: Mapped[str] = mapped_column(Text, default="")
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_owner: Mapped[str] = mapped_column(default="")
    snapshot: Mapped[dict[str, Any] | None] = deferred(mapped_column(JSON(none_as_null=True)))
    snapshot_sha256: Mapped[str] = mapped_column(default="")
    text_sha256: Mapped[str] = mapped_column(default="")
    """Hash of what it says, word for word."""
    pdf: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    made_with: Mapped[str] = mapped_column(default="")
    built_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(Text, default="")

    plan: Mapped[Plan] = relationship()
    requested_by: Mapped[User | None] = relationship()
    files: Mapped[list["AnnualFile"]] = relationship(order_by="AnnualFile.language")
    """In other languages than the data's own."""


class AnnualFile(Base):
    """The PDF of an annual report in another language, made of the same data. Append-only; out when its edition is."""

    __tablename__ = "annual_files"
    __table_args__ = (UniqueConstraint("request_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("annual_requests.id"))
    language: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    sha256: Mapped[str]
    text_sha256: Mapped[str]
    """Hash of what it says, word for word."""
    made_with: Mapped[str]


class AnnualEdition(Base):
    """One annual report, published. Append-only: the database refuses to change or delete a row."""

    __tablename__ = "annual_editions"
    __table_args__ = (UniqueConstraint("plan_id", "year", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    year: Mapped[int]
    number: Mapped[str]
    request_id: Mapped[int] = mapped_column(ForeignKey("annual_requests.id"), unique=True)
    schema_version: Mapped[int]
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    """It holds the snapshots of its quarters, with the figures that reports hide: never hand it to the public."""
    snapshot_sha256: Mapped[str]
    text_sha256: Mapped[str]
    made_of: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    """The editions that it was made of: `{"period", "number", "sha256"}` each."""
    missing: Mapped[list[str]] = mapped_column(JSON)
    """The quarters of the year without an edition."""
    erratum: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """The PDF."""
    size: Mapped[int]
    sha256: Mapped[str]
    made_with: Mapped[str]
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    plan: Mapped[Plan] = relationship()
    request: Mapped[AnnualRequest] = relationship()
    requested_by: Mapped[User | None] = relationship(foreign_keys=requested_by_id)
    published_by: Mapped[User | None] = relationship(foreign_keys=published_by_id)
