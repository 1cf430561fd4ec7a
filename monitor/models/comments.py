"""Comments of the review: what the GTG asks about one question of one submitted version, and what the group answers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.models.base import Base, UtcDateTime
from monitor.models.people import User
from monitor.models.updates import UpdateVersion


class Comment(Base):
    __tablename__ = "comments"
    __table_args__ = (CheckConstraint("(resolved_at IS NULL) = (resolved_by_id IS NULL)", name="resolved_by_somebody"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    update_id: Mapped[int] = mapped_column(ForeignKey("updates.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("update_versions.id"), index=True)
    question: Mapped[str]
    """A field of `UpdateContent`; empty where the comment is about the whole."""
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    version: Mapped[UpdateVersion] = relationship()
    written_by: Mapped[User] = relationship(foreign_keys=written_by_id)
    resolved_by: Mapped[User | None] = relationship(foreign_keys=resolved_by_id)
    answers: Mapped[list["CommentAnswer"]] = relationship(
        back_populates="comment", cascade="all, delete-orphan", order_by="CommentAnswer.id"
    )

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None


class CommentAnswer(Base):
    """What the group, or the GTG again, says to a comment."""

    __tablename__ = "comment_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    comment: Mapped[Comment] = relationship(back_populates="answers")
    written_by: Mapped[User] = relationship()
