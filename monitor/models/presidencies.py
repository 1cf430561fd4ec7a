"""Which country presides over the Alliance from when."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from monitor.domain.participation import Country
from monitor.domain.presidencies import Term
from monitor.models.base import Base, enum_column


class Presidency(Base):
    __tablename__ = "presidencies"

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[Country] = mapped_column(enum_column(Country, "country"))
    starts_on: Mapped[date] = mapped_column(unique=True)
    ends_on: Mapped[date | None]
    """The last day; None until the next one begins."""

    def as_term(self) -> Term:
        return Term(self.country, self.starts_on, self.ends_on, self.id)
