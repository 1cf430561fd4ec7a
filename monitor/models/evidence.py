"""Evidence: links, and files kept outside the web root under random names."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from monitor.models.base import Base, UtcDateTime


class Evidence(Base):
    __tablename__ = "evidence"
    __table_args__ = (CheckConstraint("(url <> '') <> (stored_name <> '')", name="link_or_file"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    update_id: Mapped[int] = mapped_column(ForeignKey("updates.id"), index=True)
    title: Mapped[str]
    url: Mapped[str] = mapped_column(Text, default="")
    filename: Mapped[str] = mapped_column(default="")
    """What the person's own machine called the file."""
    stored_name: Mapped[str] = mapped_column(default="")
    content_type: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    """Bytes."""
    sha256: Mapped[str] = mapped_column(default="")
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Taken off the update by its group. The row and the file stay: a submitted version may speak of them."""
