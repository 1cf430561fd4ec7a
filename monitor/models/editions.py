"""Published editions of a period's report, frozen, and the corrections that lead from one to the next."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.models.base import Base, UtcDateTime
from monitor.models.people import User
from monitor.models.periods import Period
from monitor.models.reports import ReportBuild


class Edition(Base):
    """One edition, published. Append-only: the database refuses to change or delete a row."""

    __tablename__ = "editions"
    __table_args__ = (UniqueConstraint("period_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    number: Mapped[str]
    """`1.0`, and `1.1` for the first correction."""
    build_id: Mapped[int] = mapped_column(ForeignKey("report_builds.id"), unique=True)
    schema_version: Mapped[int]
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    """See docs/snapshot.md. It holds the figures that the report hides: never hand it to the public."""
    snapshot_sha256: Mapped[str]
    cut_off: Mapped[datetime] = mapped_column(UtcDateTime)
    received: Mapped[int]
    expected: Mapped[int]
    erratum: Mapped[str] = mapped_column(Text, default="")
    """What was wrong with the edition before; empty in the first."""
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Whose button it was: the second person's where two are asked for. None: the command line."""

    period: Mapped[Period] = relationship()
    build: Mapped[ReportBuild] = relationship()
    requested_by: Mapped[User | None] = relationship(foreign_keys=requested_by_id)
    published_by: Mapped[User | None] = relationship(foreign_keys=published_by_id)
    files: Mapped[list["EditionFile"]] = relationship(back_populates="edition", order_by="EditionFile.id")


class EditionFile(Base):
    """One published form of an edition, as bytes. Append-only, written with the edition in one transaction."""

    __tablename__ = "edition_files"
    __table_args__ = (UniqueConstraint("edition_id", "form", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    form: Mapped[str]
    """`pdf`"""
    language: Mapped[str]
    content_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    sha256: Mapped[str]
    made_with: Mapped[str]
    """Versions of the libraries and of the report's own code: only with the same are the same bytes promised."""

    edition: Mapped[Edition] = relationship(back_populates="files")


class Correction(Base):
    """The time between two editions: why the last one must be corrected. While it is open its updates can be too."""

    __tablename__ = "corrections"
    __table_args__ = (
        Index(
            "uq_corrections_open",
            "period_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    reason: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the corrected edition came out, or the correction was given up."""

    period: Mapped[Period] = relationship()
    opened_by: Mapped[User | None] = relationship()
