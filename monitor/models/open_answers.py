"""What the GTG decided about open answers of a survey: kept among those with a role, or fit to be published."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.domain.open_answers import Visibility
from monitor.models.base import Base, UtcDateTime, enum_column
from monitor.models.people import User
from monitor.models.surveys import SurveyVersion


class OpenAnswerDecision(Base):
    """Of one text of one submitted version. A text sent again is another one, and waits for its own decision."""

    __tablename__ = "open_answer_decisions"
    __table_args__ = (UniqueConstraint("version_id", "question_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("survey_versions.id"))
    question_key: Mapped[str]
    visibility: Mapped[Visibility] = mapped_column(enum_column(Visibility, "visibility"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    version: Mapped[SurveyVersion] = relationship()
    decided_by: Mapped[User] = relationship()
