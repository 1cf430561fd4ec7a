"""Annual reports in other languages than their own: one PDF each, kept with the request that it was made for."""

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.models.annual import AnnualRequest
from monitor.models.base import Base


class AnnualFile(Base):
    """One annual report in another language, made from the same snapshot. Published with it. Append-only."""

    __tablename__ = "annual_files"
    __table_args__ = (UniqueConstraint("request_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("annual_requests.id"))
    language: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """The PDF."""
    size: Mapped[int]
    sha256: Mapped[str]
    text_sha256: Mapped[str]
    """Hash of what it says, word for word."""
    made_with: Mapped[str]

    request: Mapped[AnnualRequest] = relationship()
