"""Surveys: questionnaires, waves, the units that are to answer, and what they answered.

    Survey ─ Wave ─ StoredQuestionnaire (one of its own each; frozen at the first stored response)
               ├─ WaveUnit (a group, a group's country or a person; listed at opening, kept for good)
               │     └─ SurveyResponse (one current per unit; the draft) ─ SurveyVersion (submitted; append-only)
               └─ PersonalAnswer (of a personal wave: no person, no unit, no time)

Of a personal wave, that somebody answered stands on their unit as a day; what was answered stands alone.
"""

from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from monitor.domain.participation import Country
from monitor.domain.questionnaire import Questionnaire, words
from monitor.domain.questionnaire_json import as_json, canonical, from_json
from monitor.domain.waves import DocumentKind, UnitKind, WaveState
from monitor.models.base import Base, UtcDateTime, enum_column
from monitor.models.groups import Group
from monitor.models.people import User
from monitor.models.plans import Plan
from monitor.models.reports import BuildState


class Survey(Base):
    __tablename__ = "surveys"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    key: Mapped[str] = mapped_column(unique=True)
    """As in its questionnaires and in XLSForm's form_id."""
    name: Mapped[str] = mapped_column(Text)

    plan: Mapped[Plan] = relationship()
    waves: Mapped[list["Wave"]] = relationship(back_populates="survey", order_by="Wave.number")


class StoredQuestionnaire(Base):
    """The questionnaire of one wave, as JSON. Another wave's is copied, keys kept, never shared."""

    __tablename__ = "questionnaires"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    """monitor.domain.questionnaire_json; read through `read`, which keeps what it has read."""
    sha256: Mapped[str]
    """Of the canonical JSON."""
    lock_version: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("questionnaires.id"))
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the first response was stored: from then on only labels may be mended, and that is written down."""

    survey: Mapped[Survey] = relationship()
    saved_by: Mapped[User | None] = relationship()
    wave: Mapped["Wave | None"] = relationship(back_populates="questionnaire")

    def read(self) -> Questionnaire:
        """The questionnaire as plain data; each one is fetched and understood once in a process."""
        found = _READ.get(self.sha256)
        if found is None:
            if len(_READ) >= _MOST_READ:
                _READ.clear()
            found = _READ[self.sha256] = from_json(self.content)
        return found

    def write(self, questionnaire: Questionnaire) -> None:
        self.content = as_json(questionnaire)
        self.sha256 = sha256(canonical(questionnaire).encode()).hexdigest()


_READ: dict[str, Questionnaire] = {}
_MOST_READ = 32


class Wave(Base):
    __tablename__ = "waves"
    __table_args__ = (
        UniqueConstraint("survey_id", "number"),
        CheckConstraint("opens_on <= closes_on", name="opens_before_closing"),
        CheckConstraint("(state IN ('draft', 'published')) = (opened_at IS NULL)", name="opened_when_open"),
        CheckConstraint("(state IN ('closed', 'archived')) = (closed_at IS NOT NULL)", name="closed_when_closed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"), unique=True)
    unit_kind: Mapped[UnitKind] = mapped_column(enum_column(UnitKind, "unit_kind"), default=UnitKind.GROUP)
    state: Mapped[WaveState] = mapped_column(enum_column(WaveState, "state"), default=WaveState.DRAFT)
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    """The last day on which a unit without an extension can answer."""
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answers_version: Mapped[int] = mapped_column(default=0)
    """Raised by everything that changes the results: what was reckoned from a lower one is stale."""
    standing_version: Mapped[int] = mapped_column(default=0, server_default="0")
    """Raised by everything else that pages of results tell: who began or declined, which texts may be published."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    source: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Where its answers come from, if they were not given here but brought in from a spreadsheet."""

    survey: Mapped[Survey] = relationship(back_populates="waves")
    questionnaire: Mapped[StoredQuestionnaire] = relationship(back_populates="wave")

    def called(self, language: str) -> str:
        """The survey's name in the language, where its questionnaire has one."""
        return words(self.questionnaire.read().labels, language) or self.survey.name

    @property
    def is_personal(self) -> bool:
        return self.unit_kind is UnitKind.PERSON

    @property
    def is_brought_in(self) -> bool:
        return bool(self.source)


class WaveUnit(Base):
    """Somebody who is to answer one wave. Listed when it opens; never deleted."""

    __tablename__ = "wave_units"
    __table_args__ = (
        UniqueConstraint("wave_id", "key"),
        CheckConstraint("(group_id IS NULL) <> (user_id IS NULL)", name="group_or_person"),
        CheckConstraint("country IS NULL OR group_id IS NOT NULL", name="country_of_group"),
        CheckConstraint("(declined_at IS NULL) = (declined_reason = '')", name="declined_has_reason"),
        CheckConstraint("(extended_until IS NULL) = (extension_reason = '')", name="extension_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id"))
    key: Mapped[str]
    """`GTPA`, `GTPA/CL`, `person/12`: what the unit is called in its wave and found by in another."""
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id"), index=True)
    country: Mapped[Country | None] = mapped_column(enum_column(Country, "country"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    answered_on: Mapped[date | None]
    """The day of its current submission; None while it owes one. Of a person all that is kept."""
    declined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    declined_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    declined_reason: Mapped[str] = mapped_column(Text, default="")
    extended_until: Mapped[date | None]
    extension_reason: Mapped[str] = mapped_column(Text, default="")

    wave: Mapped[Wave] = relationship()
    group: Mapped[Group | None] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=user_id)
    declined_by: Mapped[User | None] = relationship(foreign_keys=declined_by_id)


class SurveyResponse(Base):
    """What a unit is writing, shared by its people, and how often it was submitted.

    Of a personal wave it exists only while the person writes: submitting deletes it.
    """

    __tablename__ = "survey_responses"
    __table_args__ = (
        # One current response per unit, whatever two people do at once.
        Index(
            "uq_survey_responses_current",
            "unit_id",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
        Index("ix_survey_responses_wave_id_is_current", "wave_id", "is_current"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("wave_units.id"), index=True)
    is_current: Mapped[bool] = mapped_column(default=True)
    """False for one that the GTG set aside: it stays, and counts nowhere."""
    is_submitted: Mapped[bool] = mapped_column(default=False)
    """Whether what stands here is what was last submitted; a reopened one is a draft again."""
    submitted_number: Mapped[int] = mapped_column(default=0)
    """The number of its last submitted version, the one that counts; 0 before the first."""
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """monitor.domain.answers.Answers, hidden answers included."""
    lock_version: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    wave: Mapped[Wave] = relationship()
    unit: Mapped[WaveUnit] = relationship()
    saved_by: Mapped[User | None] = relationship()
    versions: Mapped[list["SurveyVersion"]] = relationship(back_populates="response", order_by="SurveyVersion.number")
    files: Mapped[list["SurveyFile"]] = relationship(
        primaryjoin=lambda: (SurveyResponse.id == SurveyFile.response_id) & SurveyFile.removed_at.is_(None),
        order_by="SurveyFile.id",
        viewonly=True,
    )


class SurveyVersion(Base):
    """What a unit submitted, frozen. Append-only: the database refuses to change or delete a row."""

    __tablename__ = "survey_versions"
    __table_args__ = (UniqueConstraint("response_id", "number"), Index("ix_survey_versions_wave_id", "wave_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id"))
    response_id: Mapped[int] = mapped_column(ForeignKey("survey_responses.id"))
    number: Mapped[int]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Without what was not asked."""
    questionnaire_sha256: Mapped[str]
    folio: Mapped[str] = mapped_column(unique=True)
    sha256: Mapped[str]
    """Of the canonical JSON of folio, questionnaire, moment and answers: what the receipt prints."""
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    response: Mapped[SurveyResponse] = relationship(back_populates="versions")
    submitted_by: Mapped[User] = relationship()


class PersonalAnswer(Base):
    """What one person answered to a personal wave: nothing here says who, when or in which order.

    The key is random, and the table is kept in the order of its key where the database can.
    """

    __tablename__ = "personal_answers"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id"), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)


class SurveyFile(Base):
    """A file that answers a question, kept like evidence: outside the web root, under a random name."""

    __tablename__ = "survey_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("survey_responses.id"), index=True)
    question_key: Mapped[str]
    filename: Mapped[str]
    stored_name: Mapped[str] = mapped_column(unique=True)
    content_type: Mapped[str]
    size: Mapped[int]
    """Bytes."""
    sha256: Mapped[str]
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SurveyDocument(Base):
    """A PDF of a survey, made in the background: the receipt of a version, or the results of a wave."""

    __tablename__ = "survey_documents"
    __table_args__ = (
        CheckConstraint("(state = 'ready') = (pdf IS NOT NULL)", name="ready_is_whole"),
        CheckConstraint("(kind = 'receipt') = (version_id IS NOT NULL)", name="receipt_of_version"),
        CheckConstraint("published_at IS NULL OR (kind = 'results' AND state = 'ready')", name="published_results"),
        UniqueConstraint("version_id", "language"),
        Index("ix_survey_documents_wave_id_kind", "wave_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DocumentKind] = mapped_column(enum_column(DocumentKind, "kind"))
    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("survey_versions.id"))
    language: Mapped[str]
    state: Mapped[BuildState] = mapped_column(enum_column(BuildState, "state"), default=BuildState.WAITING)
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    data: Mapped[dict[str, Any] | None] = deferred(mapped_column(JSON(none_as_null=True)))
    """What it is made from, frozen."""
    sha256: Mapped[str] = mapped_column(default="")
    """Of the data."""
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_owner: Mapped[str] = mapped_column(default="")
    pdf: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    built_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_with: Mapped[str] = mapped_column(default="")
    error: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Of results that anybody may read since then; never taken back, and never made anew."""
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    wave: Mapped[Wave] = relationship()
    version: Mapped[SurveyVersion | None] = relationship()
    requested_by: Mapped[User | None] = relationship(foreign_keys=requested_by_id)
    published_by: Mapped[User | None] = relationship(foreign_keys=published_by_id)
