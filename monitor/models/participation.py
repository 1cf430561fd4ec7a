"""Participation: the people of one activity, cell by cell. A cell has a value or does not exist."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.domain.age_bands import AgeBand
from monitor.domain.participation import (
    Cell,
    Country,
    Depth,
    Measure,
    Modality,
    NoSplitReason,
    ParticipationRecord,
    Sex,
)
from monitor.models.base import Base, enum_column


class Participation(Base):
    __tablename__ = "participations"
    __table_args__ = (CheckConstraint("total >= 0", name="total_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    update_id: Mapped[int] = mapped_column(ForeignKey("updates.id"), index=True)
    position: Mapped[int]
    activity: Mapped[str]
    measure: Mapped[Measure] = mapped_column(enum_column(Measure, "measure"))
    depth: Mapped[Depth] = mapped_column(enum_column(Depth, "depth"))
    total: Mapped[int | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    no_split_reason: Mapped[NoSplitReason | None] = mapped_column(enum_column(NoSplitReason, "no_split_reason"))
    comment: Mapped[str] = mapped_column(Text, default="")
    modality: Mapped[Modality | None] = mapped_column(enum_column(Modality, "modality"))
    counting_rule: Mapped[str] = mapped_column(Text, default="")
    correction_reason: Mapped[str] = mapped_column(Text, default="")

    cells: Mapped[list["ParticipationCell"]] = relationship(
        cascade="all, delete-orphan", order_by="ParticipationCell.sex"
    )

    def as_record(self) -> ParticipationRecord:
        return ParticipationRecord(
            activity=self.activity,
            measure=self.measure,
            depth=self.depth,
            cells={cell.place: cell.value for cell in self.cells},
            total=self.total,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            no_split_reason=self.no_split_reason,
            comment=self.comment,
            modality=self.modality,
            counting_rule=self.counting_rule or "",
            correction_reason=self.correction_reason or "",
        )


class ParticipationCell(Base):
    __tablename__ = "participation_cells"
    __table_args__ = (CheckConstraint("value >= 0", name="value_not_negative"),)

    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), primary_key=True)
    sex: Mapped[Sex] = mapped_column(enum_column(Sex, "sex"), primary_key=True)
    age_band: Mapped[str] = mapped_column(String(32), primary_key=True)
    """The key of an `AgeBand`: which ones there are is a setting of the plan."""
    country: Mapped[Country] = mapped_column(enum_column(Country, "country"), primary_key=True)
    value: Mapped[int]

    @property
    def place(self) -> Cell:
        return Cell(self.sex, AgeBand(self.age_band), self.country)
