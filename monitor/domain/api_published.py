"""What published editions say, row by row: the only source of what the public learns of projects."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from monitor.domain.api_shapes import EditionNumber, Key, Number, Quarter
from monitor.domain.co_leads import AnswerKind
from monitor.domain.participation import Country, Measure
from monitor.domain.schedules import Precision
from monitor.domain.updates import DelayReason, Punctuality, Status


class Outcome(StrEnum):
    """What became of an update that was expected, as far as it is public."""

    MISSING = "missing"
    IN_REVIEW = "in_review"
    IN_CORRECTION = "in_correction"
    APPROVED = "approved"
    WAIVED = "waived"


@dataclass(frozen=True)
class PublishedAnswer:
    """What one responsible group answered."""

    group: str
    coordinates: Annotated[bool, "Whether its status is the project's."]
    outcome: Outcome
    submitted_on: Annotated[date | None, "The first time."]
    on_time: Annotated[bool | None, "Whether it first came in time; null while it has not come."]
    waived_reason: str
    kind: AnswerKind | None
    text: Annotated[str, "What a co-lead says; the coordinating group's words stand in the status."]


@dataclass(frozen=True)
class PublishedStatus:
    """What the last edition of a period says of a project: the approved words of the coordinating group."""

    plan: Key
    period: Quarter
    edition: EditionNumber
    project: Number
    expected: Annotated[bool, "Whether the project had to report."]
    why_not_expected: Annotated[str | None, "`starts_later`, `ended`, `no_date` or `open_not_confirmed`."]
    starts_on: date | None
    ends_on: date | None
    start_precision: Precision | None
    end_precision: Precision | None
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
    answers: tuple[PublishedAnswer, ...]


@dataclass(frozen=True)
class PublishedMilestone:
    """A milestone as the last edition of a period has it."""

    plan: Key
    period: Quarter
    edition: EditionNumber
    project: Number
    milestone: str
    due: Annotated[date | None, "Last possible day of the plan's date."]
    due_precision: Precision
    done_on: date | None
    new_due: Annotated[date | None, "Where it was moved."]
    new_precision: Precision
    reason: Annotated[str, "Why it was moved."]
    is_late: Annotated[bool, "At the edition's cut-off."]


Count = Annotated[int | None, "People, or whatever `measure` counts. Null: not given, or hidden."]
Share = Annotated[float | None, "From 0 to 1, in whole per cent."]
Hidden = Annotated[
    tuple[str, ...],
    "Figures that are not published, because they are small or would tell a small one.",
]


@dataclass(frozen=True)
class People:
    """Counts by sex, as they may be published."""

    women: Count
    men: Count
    other: Count
    not_recorded: Count
    other_or_not_recorded: Annotated[int | None, "The two before, where they are published together."]
    total: Count
    share_of_women: Share
    coverage: Annotated[float | None, "Those of known sex out of all, from 0 to 1, in whole per cent."]
    hidden: Hidden


@dataclass(frozen=True)
class ParticipationPlace:
    """What a row of people is of."""

    plan: Key
    period: Quarter
    edition: EditionNumber
    project: Number
    group: str
    activity: str
    measure: Measure
    starts_on: date | None
    ends_on: date | None
    countries: Annotated[tuple[Country, ...], "The countries the row stands for; none: all."]
    ages: Annotated[tuple[str, ...], "The age bands the row stands for (`18_29`); none: all."]


@dataclass(frozen=True)
class PublishedParticipation(People, ParticipationPlace):
    """A row of a table of people, as the last edition of a period prints it."""


class FigureOf(StrEnum):
    """What a figure is of."""

    PLAN = "plan"
    AREA = "area"
    GROUP = "group"
    COUNTRY = "country"
    AGE = "age"


@dataclass(frozen=True)
class FigurePlace:
    """What figures are of, and how its updates came in."""

    plan: Key
    period: Quarter
    edition: EditionNumber
    of: FigureOf
    name: Annotated[str, "Number of the area, acronym of the group, code of the country or age; empty: the plan."]
    projects: Annotated[int | None, "Of the plan or area."]
    expected: Annotated[int | None, "Updates expected, of the plan, area or group."]
    received: int | None
    on_time: int | None
    approved: int | None
    projects_reporting: Annotated[int | None, "How many projects the sum of people is of."]


@dataclass(frozen=True)
class PublishedFigure(People, FigurePlace):
    """The figures of the plan, an area, a group, a country or an age, as the last edition of a period prints them."""
