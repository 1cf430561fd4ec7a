"""Whether a project goes on schedule, as its dates suggest. The group decides; choosing otherwise asks for a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.domain.schedules import Precision, first_day, is_late
from monitor.domain.updates import Punctuality, Status


class Because(StrEnum):
    """What a suggestion rests on."""

    MILESTONE_LATE = "milestone_late"
    END_PASSED = "end_passed"
    START_PASSED = "start_passed"
    MILESTONE_EARLY = "milestone_early"
    NOTHING_LATE = "nothing_late"


@dataclass(frozen=True)
class DatedMilestone:
    name: str
    due_on: date | None
    precision: Precision | None
    done_on: date | None = None


@dataclass(frozen=True)
class ProjectDates:
    starts_on: date | None
    start_precision: Precision | None
    ends_on: date | None
    end_precision: Precision | None


@dataclass(frozen=True)
class Suggestion:
    """What the dates suggest and why: the milestone's name and the date with its precision, where there is one."""

    punctuality: Punctuality
    because: Because
    name: str = ""
    due_on: date | None = None
    precision: Precision | None = None


def suggest(
    dates: ProjectDates, milestones: Iterable[DatedMilestone], *, status: Status | None, today: date
) -> Suggestion | None:
    """What the dates suggest today; None for a project without dates, completed, cancelled or suspended."""
    if status in (Status.COMPLETED, Status.CANCELLED, Status.SUSPENDED):
        return None
    dated = [milestone for milestone in milestones if milestone.due_on]
    return (
        _late_milestone(dated, today)
        or _late_dates(dates, status, today)
        or _early_milestone(dated)
        or _nothing_late(known=bool(dated or dates.starts_on or dates.ends_on))
    )


def _late_milestone(milestones: list[DatedMilestone], today: date) -> Suggestion | None:
    late = [each for each in milestones if each.done_on is None and is_late(each.due_on, each.precision, today)]
    if not late:
        return None
    first = min(late, key=lambda each: each.due_on or today)
    return Suggestion(Punctuality.DELAYED, Because.MILESTONE_LATE, first.name, first.due_on, first.precision)


def _late_dates(dates: ProjectDates, status: Status | None, today: date) -> Suggestion | None:
    if is_late(dates.ends_on, dates.end_precision, today):
        return Suggestion(Punctuality.DELAYED, Because.END_PASSED, "", dates.ends_on, dates.end_precision)
    if status is Status.NOT_STARTED and is_late(dates.starts_on, dates.start_precision, today):
        return Suggestion(Punctuality.DELAYED, Because.START_PASSED, "", dates.starts_on, dates.start_precision)
    return None


def _early_milestone(milestones: list[DatedMilestone]) -> Suggestion | None:
    early = next((each for each in milestones if _done_early(each)), None)
    if early is None:
        return None
    return Suggestion(Punctuality.AHEAD, Because.MILESTONE_EARLY, early.name, early.due_on, early.precision)


def _nothing_late(*, known: bool) -> Suggestion | None:
    return Suggestion(Punctuality.ON_SCHEDULE, Because.NOTHING_LATE) if known else None


def _done_early(milestone: DatedMilestone) -> bool:
    if milestone.done_on is None or milestone.due_on is None:
        return False
    return milestone.done_on < first_day(milestone.due_on, milestone.precision or Precision.DAY)
