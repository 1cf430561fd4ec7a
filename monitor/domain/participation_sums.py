"""How figures of people add up: over a project's activities, over projects, over quarters (docs/participation.md).

Nobody is counted under two measures, in two projects of which one holds the other, or in two quarters.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.domain.participation import Measure, ParticipationRecord, QuarterParticipation, Tally

BROADEST_FIRST = (Measure.UNIQUE_IN_PERIOD, Measure.ATTENDANCES, Measure.UNIQUE_SINCE_START)
"""The order in which the one measure of a project that enters the sums is picked."""

Records = Iterable[ParticipationRecord]


@dataclass(frozen=True)
class ProjectParticipation:
    """The people of one project in one quarter. Records are of its coordinating group's approved update."""

    project: int
    records: tuple[ParticipationRecord, ...]
    is_part_of_another: bool = False
    """Contained in, or a subset of, another project: its people are already counted there."""
    added: tuple[ParticipationRecord, ...] = ()
    """Of co-leads that added a contribution of their own; not of those that tell the whole project once more."""


@dataclass(frozen=True)
class ParticipationSum:
    """A sum over projects: records of participation, never "people", since one person may stand in several."""

    tally: Tally
    projects_reporting: int
    projects_left_out: int


def sum_participation(projects: Iterable[ProjectParticipation]) -> ParticipationSum:
    """Add the people of several projects in one quarter.

    Each project enters once, whatever number of areas it stands under, by its broadest measure of people. Contained and
    subset projects are left out.
    """
    tally, reporting, left_out = Tally(), 0, 0
    for project in {project.project: project for project in projects}.values():
        counted = counted_records(project.records, project.added)
        if not counted:
            continue
        if project.is_part_of_another:
            left_out += 1
            continue
        tally += sum((record.tally() for record in counted), Tally())
        reporting += 1
    return ParticipationSum(tally, reporting, left_out)


def counted_records(records: Records, added: Records = ()) -> tuple[ParticipationRecord, ...]:
    """The records of a project that enter its sum: of one measure only, so that nobody is counted under two.

    Unique people of the quarter if the coordinating group gave them, else attendances, else unique people since the
    start. What co-leads added enters in the same measure, only for activities the coordinating group does not count.
    """
    given, more = ([each for each in some if _is_of_people(each)] for some in (records, added))
    for measure in BROADEST_FIRST:
        own = [record for record in given or more if record.measure is measure]
        if own:
            known = {record.key for record in given}
            return (*own, *(each for each in more if given and each.measure is measure and each.key not in known))
    return ()


def _is_of_people(record: ParticipationRecord) -> bool:
    return record.measure.counts_people and not record.is_empty


def people_of(records: Records, added: Records = ()) -> Tally | None:
    """The people of one project in one quarter; None where nobody was counted."""
    counted = counted_records(records, added)
    return sum((record.tally() for record in counted), Tally()) if counted else None


@dataclass(frozen=True)
class PeopleSoFar:
    """How many people a project has reached since its start."""

    measure: Measure
    """What the figure counts: unique people, or attendances where the project gives nothing else."""
    tally: Tally
    at_least: bool
    """Whether there may be more: quarters of unique people cannot be added, so the largest is a lower bound."""
    reporting: int
    expected: int


def people_so_far(quarters: Sequence[QuarterParticipation]) -> PeopleSoFar | None:
    """The people of one project over its quarters, the earliest first; None where nobody was counted.

    The last cumulative figure of each activity; where a later quarter counted people without one, or there never was
    one, "at least" the largest known. Attendances add up, and stand where no unique people were counted.
    """
    reporting = sum(quarter.records is not None for quarter in quarters)
    in_quarter = [tally for quarter in quarters if (tally := _tally(quarter, Measure.UNIQUE_IN_PERIOD))]
    cumulative = _last_cumulative(quarters)
    if cumulative:
        known = sum((tally for _, tally in cumulative.values()), Tally())
        more = _counted_beyond(quarters, cumulative)
        largest = max([known, *in_quarter], key=lambda tally: tally.total) if more else known
        return PeopleSoFar(Measure.UNIQUE_SINCE_START, largest, more, reporting, len(quarters))
    if in_quarter:
        largest = max(in_quarter, key=lambda tally: tally.total)
        several = len(quarters) > 1
        return PeopleSoFar(Measure.UNIQUE_IN_PERIOD, largest, several, reporting, len(quarters))
    attendances = [tally for quarter in quarters if (tally := _tally(quarter, Measure.ATTENDANCES))]
    if attendances:
        whole = sum(attendances, Tally())
        return PeopleSoFar(Measure.ATTENDANCES, whole, reporting < len(quarters), reporting, len(quarters))
    return None


Cumulative = dict[str, tuple[int, Tally]]
"""By activity, its last figure of people since the start and the position of that quarter."""


def _last_cumulative(quarters: Sequence[QuarterParticipation]) -> Cumulative:
    last: Cumulative = {}
    for position, quarter in enumerate(quarters):
        for record in quarter.records or ():
            if record.measure is Measure.UNIQUE_SINCE_START and not record.is_empty:
                known = last.get(record.key)
                same_quarter = known is not None and known[0] == position
                last[record.key] = position, record.tally() + (known[1] if known and same_quarter else Tally())
    return last


def _counted_beyond(quarters: Sequence[QuarterParticipation], cumulative: Cumulative) -> bool:
    """Whether people were counted of whom the cumulative figures know nothing: later, or in another activity."""
    return any(
        position > cumulative[record.key][0] if record.key in cumulative else True
        for position, quarter in enumerate(quarters)
        for record in quarter.records or ()
        if record.measure is Measure.UNIQUE_IN_PERIOD and record.whole
    )


def _tally(quarter: QuarterParticipation, measure: Measure) -> Tally | None:
    found = [each.tally() for each in quarter.records or () if each.measure is measure and not each.is_empty]
    return sum(found, Tally()) if found else None
