"""Responsible bodies with their aliases, and allies. A group outlives its members."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.domain.responsible_groups import GroupKind
from monitor.models.base import Base, UtcDateTime, enum_column


class Group(Base):
    __tablename__ = "groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """The acronym, or the name where there is none: how the plan and the exports call the group."""
    acronym: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[GroupKind] = mapped_column(enum_column(GroupKind, "kind"))
    unreached_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the GTG was told that nobody of the group can be reached; None once somebody can."""

    dissolved_on: Mapped[date | None]
    """The last day of a group that no longer exists."""
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id"))
    """The group that follows a dissolved one: it was merged, or founded anew."""

    successor: Mapped["Group | None"] = relationship(remote_side="Group.id")
    aliases: Mapped[list["GroupAlias"]] = relationship(back_populates="group", order_by="GroupAlias.id")

    @property
    def full_name(self) -> str:
        """Name and acronym, for whoever does not know the acronym."""
        return f"{self.name} ({self.acronym})" if self.acronym else self.name


class GroupAlias(Base):
    __tablename__ = "group_aliases"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    text: Mapped[str] = mapped_column(unique=True)

    group: Mapped[Group] = relationship(back_populates="aliases")


class Ally(Base):
    __tablename__ = "allies"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    acronym: Mapped[str | None]
    name: Mapped[str] = mapped_column(unique=True)

    aliases: Mapped[list["AllyAlias"]] = relationship(back_populates="ally", order_by="AllyAlias.id")


class AllyAlias(Base):
    __tablename__ = "ally_aliases"

    id: Mapped[int] = mapped_column(primary_key=True)
    ally_id: Mapped[int] = mapped_column(ForeignKey("allies.id"))
    text: Mapped[str] = mapped_column(unique=True)

    ally: Mapped[Ally] = relationship(back_populates="aliases")
