"""What a quarterly report is made of: plain, frozen, complete. Who builds it has already decided what may be shown.

`as_json` and `from_json` make the round trip without loss, so that a published edition can be frozen and made again.
The frozen form is described in docs/snapshot.md.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from monitor.domain.co_leads import AnswerKind
from monitor.domain.participation import ParticipationRecord
from monitor.domain.schedules import Precision
from monitor.domain.update_content import UpdateContent
from monitor.domain.updates import RECEIVED, State
from reports.codec import NOT_FROZEN, from_plain, to_plain
from reports.milestones import Dropped, Milestone
from reports.past import Headline, PastPeriod
from reports.said import Known, Said, Translation, known_in, said
from reports.survey_notes import SurveyNote

SCHEMA = 5
"""Version of the frozen form; a reader of old snapshots looks at it first."""
READABLE = (1, 2, 3, 4, 5)
"""Schemas that can still be read and printed. What came later has its default in them."""


class WhyNotExpected(StrEnum):
    """Why no update of a project is expected this quarter."""

    STARTS_LATER = "starts_later"
    ENDED = "ended"
    NO_DATE = "no_date"
    """A relative schedule that nobody has anchored yet."""
    OPEN_NOT_CONFIRMED = "open_not_confirmed"
    """An open schedule with no start, which counts once the GTG confirms it."""


@dataclass(frozen=True)
class Body:
    """A group or an ally: what it is called in short and in full. Where there is no acronym both are the name."""

    acronym: str
    name: str


@dataclass(frozen=True)
class Action:
    code: str
    """As the plan numbers it, e.g. `2.4`."""
    text: str


@dataclass(frozen=True)
class Area:
    number: int
    name: str
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True)
class StyleCorrection:
    """How the GTG prints one text of an answer. The group's own words stay in the answer's content."""

    field: str
    text: str


@dataclass(frozen=True)
class Answer:
    """What became of the update expected from one lead group. Only an approved one shows its content."""

    group: str
    """The group's acronym."""
    state: State
    submitted_on: date | None = None
    """When it was first submitted."""
    on_time: bool | None = None
    """Whether the first submission came in time; None while there is none."""
    waived_reason: str = ""
    content: UpdateContent | None = None
    """In the group's own words."""
    style: tuple[StyleCorrection, ...] = ()

    def __post_init__(self) -> None:
        if (self.content is not None) != (self.state is State.APPROVED):
            raise ValueError("an answer shows its content if, and only if, it is approved")

    @property
    def is_received(self) -> bool:
        return self.state in RECEIVED

    @property
    def printed(self) -> UpdateContent | None:
        """The content as it is printed: with the GTG's corrections of style."""
        if self.content is None or not self.style:
            return self.content
        texts: dict[str, Any] = {correction.field: correction.text for correction in self.style}
        return replace(self.content, **texts)


@dataclass(frozen=True)
class Project:
    """One project of the plan. `answers` has one entry per lead group, the coordinating one first, if expected."""

    number: int
    rows: tuple[int, ...]
    areas: tuple[int, ...]
    title: str
    activity: str
    """The plan's own words, without HTML; paragraphs parted by line breaks."""
    schedule: str
    """The plan's own words about time."""
    when: str
    """What was understood of them, in words: «de abril a septiembre de 2021»."""
    leads: tuple[Body, ...]
    start: date | None = None
    end: date | None = None
    start_precision: Precision | None = None
    end_precision: Precision | None = None
    """How exact the dates are; None: to the day, as far as is known."""
    approximate: bool = False
    """Whether the plan itself calls the dates approximate."""
    open_ended: bool = False
    supports: tuple[Body, ...] = ()
    allies: tuple[Body, ...] = ()
    answers: tuple[Answer, ...] = ()
    why_not_expected: WhyNotExpected | None = None
    milestones: tuple[Milestone, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    """Milestones that no longer stand, and are counted nowhere."""
    participation_required: bool = False
    is_part_of_another: bool = False
    """Contained in, or a subset of, another project: left out of the sums of people."""

    def __post_init__(self) -> None:
        if self.expected != bool(self.answers):
            raise ValueError(f"project {self.number}: an expected project has answers, another has a reason why not")

    @property
    def expected(self) -> bool:
        return self.why_not_expected is None

    @property
    def added_people(self) -> tuple[ParticipationRecord, ...]:
        """What co-leads counted beside the coordinating group; who tells the whole project again adds nobody."""
        contributions = (answer.content for answer in self.answers[1:] if answer.content)
        return tuple(
            record
            for content in contributions
            if content.kind is AnswerKind.CONTRIBUTION
            for record in content.participation
        )

    @property
    def headline(self) -> UpdateContent | None:
        """What the coordinating group's approved update says, as printed; None while there is none."""
        return self.answers[0].printed if self.answers else None


@dataclass(frozen=True)
class Synthesis:
    """What the GTG itself writes about one area."""

    area: int
    text: str


@dataclass(frozen=True)
class Highlight:
    """A passage of an approved update that the summary shows."""

    project: int
    group: str
    field: str
    """The answer it comes from: `achieved`, `womens_role` …"""
    text: str


@dataclass(frozen=True)
class Change:
    """One figure or text that a correction changed, both as printed. An empty one was not there."""

    place: str
    """Where a reader finds it: «Proyecto 7», «Área 2», «Resumen»."""
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class EarlierEdition:
    number: str
    cut_off: datetime
    erratum: str
    """What it itself corrected; empty in the first."""


@dataclass(frozen=True)
class ReportData:
    """A whole quarterly report. Every time carries its zone."""

    plan_name: str
    """In full, for the cover."""
    plan_short: str
    """For running headers: «HRAEM 2021–2023»."""
    publisher: str
    """Who signs it: «Grupo Técnico de Género (GTG)»."""
    period: str
    """`2021-T3`"""
    period_start: date
    period_end: date
    due_on: date
    """Until when groups were asked to report."""
    cut_off: datetime
    """What was approved until then is in the report."""
    generated_at: datetime
    edition: str
    """«Documento de trabajo» until editions are published."""
    fictional: bool
    """Demonstration data: the cover and the foot of every page say so."""
    areas: tuple[Area, ...]
    projects: tuple[Project, ...]
    groups: tuple[Body, ...]
    allies: tuple[Body, ...] = ()
    previous: Headline | None = None
    """The figures of the quarter before, if it was reported."""
    trend: tuple[PastPeriod, ...] = ()
    """How the updates of the periods before came in, the earliest first."""
    hide_below: int = 5
    """Counts of people from 1 to one less than this are not printed."""
    language: str = "es"
    number: str = ""
    """Of the edition: `1.0`. Empty while it is a working document."""
    erratum: str = ""
    """In a correction: what was wrong in the edition before."""
    changes: tuple[Change, ...] = ()
    """In a correction: what changed, figure by figure."""
    earlier: tuple[EarlierEdition, ...] = ()
    """The editions of the same period that came before, oldest first."""
    foreword: str = ""
    syntheses: tuple[Synthesis, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    translations: tuple[Translation, ...] = ()
    """Of texts of the GTG and of groups, where the GTG wrote one."""
    surveys: tuple[SurveyNote, ...] = ()
    """The waves of surveys that closed in the quarter."""
    page_url: str = ""
    """The public page of the edition: where the QR code leads. Empty while it is a working document."""
    schema: int = field(default=SCHEMA, compare=False, metadata=NOT_FROZEN)
    """The schema it was read from: what an old edition prints must not change with the templates."""
    fingerprint: str = field(default="", compare=False, metadata=NOT_FROZEN)
    """Of the snapshot it was read from; see `fingerprint_of`."""

    def __post_init__(self) -> None:
        if self.cut_off.tzinfo is None or self.generated_at.tzinfo is None:
            raise ValueError("the times of a report carry their zone")

    @property
    def rows_in_plan(self) -> int:
        return sum(len(project.rows) for project in self.projects)

    @property
    def is_edition(self) -> bool:
        return bool(self.number)

    def synthesis(self, area: int) -> str:
        return next((own.text for own in self.syntheses if own.area == area), "")

    def said(self, text: str) -> Said:
        """A text that somebody wrote, as this report prints it."""
        return said(text, self.known, self.language)

    @cached_property
    def known(self) -> Known:
        """The texts that have a translation into the report's language."""
        return known_in(self.language, self.translations)


def as_json(data: ReportData) -> dict[str, Any]:
    """The frozen form of a report's data."""
    return {"schema": SCHEMA, **to_plain(data)}


def from_json(plain: Mapping[str, Any]) -> ReportData:
    """Read a frozen report back. Raises ValueError for a schema this code does not know."""
    schema = plain.get("schema")
    if schema not in READABLE:
        raise ValueError(f"unknown schema of a report's data: {schema!r}")
    return replace(from_plain(ReportData, plain), schema=schema, fingerprint=snapshot_hash(plain))


def snapshot_hash(snapshot: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON: keys in order, no spaces but one after each comma and colon, UTF-8."""
    return hashlib.sha256(json.dumps(snapshot, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def fingerprint_of(data: ReportData) -> str:
    """The hash of the report's snapshot; of the very snapshot it was read from, whatever its schema."""
    return data.fingerprint or snapshot_hash(as_json(data))
