"""What the GTG itself writes for a period's report: its texts, the words of groups that it highlights, its style."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.models.base import Base, UtcDateTime
from monitor.models.people import User
from monitor.models.periods import Period
from monitor.models.plans import Plan
from monitor.models.updates import ProgressUpdate, UpdateVersion

FOREWORD = 0
"""Stands for an area's number where the text is the foreword."""


class DeskText(Base):
    """The foreword, or the synthesis of one area. An emptied text keeps its row, so that its lock goes on counting."""

    __tablename__ = "desk_texts"
    __table_args__ = (UniqueConstraint("period_id", "area_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    area_number: Mapped[int]
    text: Mapped[str] = mapped_column(Text, default="")
    lock_version: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    period: Mapped[Period] = relationship()
    saved_by: Mapped[User] = relationship()


class Highlight(Base):
    """A passage of an approved update, word for word, that the summary shows. Ordered by `position`, then id."""

    __tablename__ = "highlights"

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"), index=True)
    update_id: Mapped[int] = mapped_column(ForeignKey("updates.id"))
    field: Mapped[str]
    """The answer it comes from: `achieved`, `womens_role` …"""
    text: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    chosen_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    period: Mapped[Period] = relationship()
    update: Mapped[ProgressUpdate] = relationship()
    chosen_by: Mapped[User] = relationship()


class StyleCorrection(Base):
    """How the report prints one answer of one submitted version. The version keeps the group's own words untouched."""

    __tablename__ = "style_corrections"
    __table_args__ = (UniqueConstraint("version_id", "field"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("update_versions.id"))
    field: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    """Empty: taken back; the group's own words are printed."""
    lock_version: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    version: Mapped[UpdateVersion] = relationship()
    saved_by: Mapped[User] = relationship()


class TextTranslation(Base):
    """The GTG's words for one text of a period's report in another language. It goes by the very text it translates:

    where the text is written anew the translation no longer says the same, and is not printed.
    """

    __tablename__ = "text_translations"
    __table_args__ = (UniqueConstraint("period_id", "language", "original_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    language: Mapped[str]
    original_key: Mapped[str]
    """Short hash of the text that it translates."""
    original: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    """Empty: taken back."""
    lock_version: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    saved_by: Mapped[User] = relationship()


class PublishingSettings(Base):
    """How a plan's reports are published: by one person or by one and a second who confirms, and in which languages."""

    __tablename__ = "publishing_settings"
    __table_args__ = (CheckConstraint("people IN (1, 2)", name="one_or_two"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    people: Mapped[int] = mapped_column(default=1)
    other_languages: Mapped[str] = mapped_column(default="", server_default="")
    """Languages beside Spanish in which every form is published, parted by blanks."""

    plan: Mapped[Plan] = relationship()
