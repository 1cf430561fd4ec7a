"""Extracts of published editions: the page for whoever has a minute, one for each area and for each group."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.models.base import Base, UtcDateTime
from monitor.models.editions import Edition


class EditionExtract(Base):
    """One extract as a PDF, made from the edition's snapshot soon after it came out. Append-only."""

    __tablename__ = "edition_extracts"
    __table_args__ = (UniqueConstraint("edition_id", "name", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    kind: Mapped[str]
    """`summary`, `area` or `group`"""
    about: Mapped[str]
    """The area's number or the group's acronym."""
    name: Mapped[str]
    """The last part of its address: `grupo-gtcu.pdf`."""
    title: Mapped[str] = mapped_column(Text)
    language: Mapped[str]
    address: Mapped[str]
    """The page that its QR code leads to: with another it would have other bytes."""
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    sha256: Mapped[str]
    made_with: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    edition: Mapped[Edition] = relationship()
