"""What the read API says, as plain data: each class is one kind of answer, and its schema is made of it.

Codes are the product's own words (`in_progress`); `/vocabulary` gives what people read for each. Texts are as they were
written, in Spanish. A figure that may not be published is null, and its name stands in `hidden`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from monitor.domain.schedules import Precision

Key = Annotated[str, "Of the plan, as in its addresses."]
Quarter = Annotated[str, "The period: `2021-T3`."]
Number = Annotated[int, "Of the project: its first row in the plan."]
EditionNumber = Annotated[str, "Of the edition: `1.0`; a correction is `1.1`."]
Page = Annotated[str, "Its page for people."]


@dataclass(frozen=True)
class Action:
    """A numbered action of the road map."""

    code: Annotated[str, "As the plan numbers it: `2.4`."]
    text: Annotated[str, "The plan's own words."]


@dataclass(frozen=True)
class Area:
    """A priority area."""

    number: int
    name: str
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Plan:
    """A plan. It is public from the day on which its first period is opened."""

    key: Key
    name: str
    starts_on: date
    ends_on: date
    rows: Annotated[int, "Rows of the plan's table."]
    projects: Annotated[int, "Projects: rows that stand under two areas are one."]
    areas: tuple[Area, ...]
    published_periods: Annotated[tuple[str, ...], "Periods of which there is an edition, the earliest first."]
    page: Page


@dataclass(frozen=True)
class Body:
    """A responsible group or an ally."""

    acronym: Annotated[str, "Its name where it has none."]
    name: str


@dataclass(frozen=True)
class PlanRow:
    """A row of the plan's table, word for word."""

    number: int
    area: int
    responsible: str
    activity: str
    schedule: str


@dataclass(frozen=True)
class CurrentDates:
    """The dates as they hold now, whether or not an edition says so already."""

    starts_on: date | None
    ends_on: date | None
    start_precision: Precision | None
    end_precision: Precision | None
    approximate: bool
    open_ended: bool


@dataclass(frozen=True)
class Project:
    """A project: what the plan says of it. What became of it: `/plans/{plan}/statuses`."""

    plan: Key
    number: Number
    title: Annotated[str, "A short title for lists; the activity is the plan's text."]
    activity: str
    schedule: str
    in_plan: Annotated[bool, "False where a later version of the plan left it out."]
    areas: tuple[int, ...]
    rows: tuple[PlanRow, ...]
    leads: Annotated[tuple[Body, ...], "Responsible groups; the first coordinates."]
    supports: tuple[Body, ...]
    allies: tuple[Body, ...]
    published_periods: Annotated[tuple[str, ...], "Periods whose last edition speaks of it."]
    current_dates: Annotated[CurrentDates | None, "Only for keys with the scope `updates`."]
    page: Page


@dataclass(frozen=True)
class UpdateCounts:
    """How the updates of a period stand now."""

    expected: Annotated[int, "Without those that the GTG waived."]
    received: int
    approved: int
    waived: int


@dataclass(frozen=True)
class Period:
    """A quarter of a plan. Without a key, only those of which there is an edition."""

    plan: Key
    key: Quarter
    starts_on: date
    ends_on: date
    due_on: Annotated[date, "Until when groups are asked to report."]
    editions: Annotated[tuple[str, ...], "Numbers of its editions, the earliest first."]
    counts: Annotated[UpdateCounts | None, "Only for keys with the scope `updates`."]


@dataclass(frozen=True)
class File:
    """A published file. It never changes."""

    form: Annotated[str, "`pdf`, `docx`, `xlsx`, `csv`, `json` or `iati`."]
    language: str
    content_type: str
    size: Annotated[int, "In bytes."]
    sha256: str
    url: str


@dataclass(frozen=True)
class Edition:
    """A published edition of a period's report. It never changes: a correction is another edition."""

    plan: Key
    period: Quarter
    number: EditionNumber
    is_last: Annotated[bool, "Whether no later edition of its period corrects it."]
    published_at: datetime
    cut_off: Annotated[datetime, "What was approved until then is in it."]
    received: Annotated[int, "Updates received,"]
    expected: Annotated[int, "out of so many expected."]
    erratum: Annotated[str, "What was wrong in the edition before; empty in the first."]
    snapshot_sha256: Annotated[str, "Hash of the frozen data."]
    files: tuple[File, ...]
    page: Page


@dataclass(frozen=True)
class AnnualEdition:
    """A published report on a year, made of the editions of its periods."""

    plan: Key
    year: int
    number: EditionNumber
    published_at: datetime
    made_of: Annotated[tuple[str, ...], "Periods and editions it was made of: `2021-T3 1.0`."]
    missing: Annotated[tuple[str, ...], "Periods of the year without an edition."]
    erratum: str
    files: tuple[File, ...]
    page: Page


@dataclass(frozen=True)
class Word:
    """What people read for a code."""

    kind: Annotated[str, "What it is the code of: `Status`."]
    code: str
    es: str
    en: str


@dataclass(frozen=True)
class Index:
    """Where everything is."""

    version: str
    document: Annotated[str, "This API's own description (OpenAPI 3.1)."]
    plans: str
    surveys: str
    vocabulary: str
    page: Annotated[str, "The page about open data, for people."]
