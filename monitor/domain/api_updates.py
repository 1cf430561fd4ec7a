"""What the read API says to keys with a scope: approved updates before they are published, and the real counts."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from monitor.domain.api_shapes import Key, Number, Quarter
from monitor.domain.co_leads import AnswerKind
from monitor.domain.participation import Country, Depth, Measure, Modality, NoSplitReason, Sex
from monitor.domain.updates import DelayReason, Punctuality, Status


@dataclass(frozen=True)
class UpdateMilestone:
    name: str
    done_on: date | None
    new_due: date | None
    reason: str


@dataclass(frozen=True)
class ApprovedUpdate:
    """An update as the GTG approved it, whether or not an edition has it already."""

    id: int
    plan: Key
    period: Quarter
    project: Number
    group: str
    coordinates: bool
    kind: AnswerKind
    version: Annotated[int, "How many times it was submitted."]
    first_submitted_at: datetime | None
    on_time: bool | None
    approved_at: datetime | None
    status: Status | None
    percent_done: int | None
    punctuality: Punctuality | None
    delay_reason: DelayReason | None
    delay_words: str
    nothing_to_report: bool
    nothing_reason: str
    achieved: str
    obstacles: str
    next_steps: str
    womens_role: str
    contribution: Annotated[str, "What a co-lead adds to the coordinating group's update."]
    milestones: tuple[UpdateMilestone, ...]


@dataclass(frozen=True)
class CountedCell:
    sex: Sex
    age_band: str
    country: Country
    value: int


@dataclass(frozen=True)
class CountedActivity:
    """People of one activity, cell by cell, small counts included. Not for publication."""

    activity: str
    measure: Measure
    depth: Depth
    total: int | None
    no_split_reason: NoSplitReason | None
    starts_on: date | None
    ends_on: date | None
    modality: Modality | None
    cells: tuple[CountedCell, ...]


@dataclass(frozen=True)
class ApprovedParticipation:
    """The real counts of one approved update. Not for publication."""

    id: Annotated[int, "Of the update."]
    plan: Key
    period: Quarter
    project: Number
    group: str
    activities: tuple[CountedActivity, ...]
