"""The forms of an edition on its way, made beside its PDF: publishing only moves them, it makes none."""

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from monitor.models.base import Base


class PreparedForm(Base):
    """One form as bytes, until the edition is published (then it is an EditionFile) or given up."""

    __tablename__ = "prepared_forms"
    __table_args__ = (UniqueConstraint("build_id", "form", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    build_id: Mapped[int] = mapped_column(ForeignKey("report_builds.id"))
    form: Mapped[str]
    language: Mapped[str]
    content_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    sha256: Mapped[str]
    made_with: Mapped[str]
    text_sha256: Mapped[str] = mapped_column(default="", server_default="")
    """Of a PDF in another language than the snapshot's: hash of what it says, word for word."""
