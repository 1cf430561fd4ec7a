"""Which updates are expected: one for each project, lead group and quarter in which the project runs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.domain.periods import Quarter


@dataclass(frozen=True)
class Span:
    """The days on which a project is expected to report. `end` is None while the project stays open."""

    start: date
    end: date | None

    def overlaps(self, quarter: Quarter) -> bool:
        return self.start <= quarter.end and (self.end is None or quarter.start <= self.end)


@dataclass(frozen=True)
class ScheduledProject:
    """What the rule needs to know of a project. Milestone dates may come in any order."""

    number: int
    start: date | None
    end: date | None
    open_ended: bool
    open_confirmed: bool
    milestone_dates: Sequence[date]
    lead_groups: Sequence[int]


def reporting_span(project: ScheduledProject, *, plan_start: date) -> Span | None:
    """The days on which the project reports, or None while its dates are not known.

    Without a start the first dated milestone's quarter opens the span; without an end the last one closes it, unless
    the project is open. An open project with no start counts from the plan's start once the GTG has confirmed it.
    """
    start = project.start
    if start is None and project.milestone_dates:
        start = Quarter.containing(min(project.milestone_dates)).start
    if start is None and project.open_ended and project.open_confirmed:
        start = plan_start
    if start is None:
        return None
    if project.open_ended:
        return Span(start, None)
    end = project.end
    if end is None and project.milestone_dates:
        end = max(project.milestone_dates)
    return Span(start, end) if end is not None else None


def expected_updates(
    projects: Iterable[ScheduledProject], quarter: Quarter, *, plan_start: date
) -> Iterator[tuple[int, int]]:
    """The (project number, group id) pairs from which an update is expected in the quarter."""
    for project in projects:
        span = reporting_span(project, plan_start=plan_start)
        if span is not None and span.overlaps(quarter):
            for group in project.lead_groups:
                yield project.number, group
