"""What became of the plan's milestones in the report's period, and what comes in the next one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from monitor.domain.periods import Quarter
from monitor.domain.schedules import Precision
from monitor.domain.update_content import MilestoneAnswer
from reports.data import Project, ReportData
from reports.milestones import Coming, Dropped, Milestone, Move, coming_between


@dataclass(frozen=True)
class MilestoneLine:
    """A milestone with its project. `move` is given for a moved one, `coming` for one that comes."""

    project: Project
    milestone: Milestone
    move: Move | None = None
    coming: Coming | None = None


@dataclass(frozen=True)
class DroppedLine:
    project: Project
    milestone: Dropped


def met(data: ReportData) -> list[MilestoneLine]:
    """Done in the period, or told as done by one of its approved updates; by day."""
    found = [
        MilestoneLine(project, own)
        for project, own, told in _told(data)
        if own.done_on and ((told and told.done_on) or data.period_start <= own.done_on <= data.period_end)
    ]
    return sorted(found, key=lambda line: line.milestone.done_on or date.max)


def moved(data: ReportData) -> list[MilestoneLine]:
    """Moved by an approved update of the period, or by the GTG in it, and not done since; in the order of the plan."""
    found = []
    for project, own, told in _told(data):
        if own.done_on:
            continue
        if told is None or told.new_due is None:
            decided = [each for each in own.moves if each.decided and _within(each.on, data)]
            found += [MilestoneLine(project, own, move=each) for each in decided[-1:]]
            continue
        # Data frozen before moves were kept knows the plan's date and the one that holds.
        whole = Move(data.cut_off.date(), own.due, told.new_due, told.reason, own.precision)
        move = next((each for each in reversed(own.moves) if each.new == told.new_due), whole)
        found.append(MilestoneLine(project, own, move=move))
    return found


def dropped(data: ReportData) -> list[DroppedLine]:
    """Taken off their projects in the period, in the order of the plan."""
    return [
        DroppedLine(project, each) for project in data.projects for each in project.dropped if _within(each.on, data)
    ]


def _within(day: date, data: ReportData) -> bool:
    return data.period_start <= day <= data.period_end


def overdue(data: ReportData) -> list[MilestoneLine]:
    """Late at the cut-off, in the order of the plan."""
    return [MilestoneLine(project, own) for project, own, _ in _told(data) if own.is_late]


def coming(data: ReportData) -> list[MilestoneLine]:
    """What falls, or may fall, into the next period, by the last possible day. What is late already is not coming."""
    following = Quarter.parse(data.period).next()
    found = [
        MilestoneLine(project, own, coming=when)
        for project, own, _ in _told(data)
        if not own.is_late and (when := coming_between(own, following.start, following.end))
    ]
    return sorted(found, key=lambda line: (line.milestone.stands or (date.max, Precision.DAY))[0])


def are_told(data: ReportData) -> bool:
    """Whether there is any milestone to tell of."""
    return bool(met(data) or moved(data) or dropped(data) or overdue(data) or coming(data))


def _told(data: ReportData) -> Iterator[tuple[Project, Milestone, MilestoneAnswer | None]]:
    """Every milestone, with what the period's approved updates say of it; of several groups the coordinating one."""
    for project in data.projects:
        told: dict[str | int, MilestoneAnswer] = {}
        for answer in project.answers:
            for each in answer.content.milestones if answer.content else ():
                if each.done_on or each.new_due:
                    told.setdefault(each.name, each)
                    told.setdefault(each.milestone_id, each)
        for own in project.milestones:
            yield project, own, told.get(own.id or own.name)
