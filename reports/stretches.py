"""A project's time as a bar: thick where it surely runs, thin where the plan only gives the month, quarter or year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.domain.schedules import Precision, Schedule, first_day, last_day
from reports.data import Project

LEAST = timedelta(days=8)
"""A day drawn to scale would vanish."""


@dataclass(frozen=True)
class Stretch:
    """From the first day to the last one."""

    start: date
    end: date
    is_sure: bool


def latest_end(project: Project | Schedule) -> date | None:
    """The last day on which it can end; None where it has no end."""
    return last_day(project.end, project.end_precision or Precision.DAY) if project.end else None


def stretches(project: Project | Schedule, horizon: date) -> Iterator[Stretch]:
    """The stretches of a project with a start, in order of time; what has no end goes on to the horizon.

    Between the last day on which it can begin and the first on which it can end, it surely runs. Dates that the plan
    itself calls approximate are nowhere sure.
    """
    if project.start is None:
        return
    precision = project.start_precision or Precision.DAY
    first, begun = first_day(project.start, precision), last_day(project.start, precision)
    ending, last = horizon, horizon
    if project.end is not None:
        ending = first_day(project.end, project.end_precision or Precision.DAY)
        last = latest_end(project) or horizon
    shown_last = max(last, first + LEAST)
    is_vague = first < begun or ending < last
    if project.approximate or (is_vague and begun + LEAST > ending):
        yield Stretch(first, shown_last, is_sure=False)
        return
    if first < begun:
        yield Stretch(first, begun, is_sure=False)
    if ending == last:
        yield Stretch(begun, shown_last, is_sure=True)
        return
    yield Stretch(begun, ending, is_sure=True)
    yield Stretch(ending, last, is_sure=False)
