"""What the things that people are reminded of are called, for pages that list them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from monitor.models import Milestone, Period, ProgressUpdate, Project, Reminder, Survey, Wave, WaveUnit


@dataclass(frozen=True)
class ThingName:
    """What a reminder speaks of: the title, and the period of the update or the name of the milestone.

    `project_number` leads to the project's page; None for what belongs to no project.
    """

    project_number: int | None
    title: str
    detail: str = ""


def _updates(session: Session, ids: Collection[int]) -> dict[int, ThingName]:
    query = (
        select(ProgressUpdate.id, Project.number, Project.title, Period.key)
        .join(ProgressUpdate.project)
        .join(ProgressUpdate.period)
        .where(ProgressUpdate.id.in_(ids))
    )
    return {row.id: ThingName(row.number, row.title, row.key) for row in session.execute(query)}


def _projects(session: Session, ids: Collection[int]) -> dict[int, ThingName]:
    rows = session.execute(select(Project.id, Project.number, Project.title).where(Project.id.in_(ids)))
    return {row.id: ThingName(row.number, row.title) for row in rows}


def _milestones(session: Session, ids: Collection[int]) -> dict[int, ThingName]:
    query = select(Milestone.id, Project.number, Project.title, Milestone.name).join(Milestone.project)
    rows = session.execute(query.where(Milestone.id.in_(ids)))
    return {row.id: ThingName(row.number, row.title, row.name) for row in rows}


def _surveys(session: Session, ids: Collection[int]) -> dict[int, ThingName]:
    query = select(WaveUnit.id, Survey.name, Wave.name.label("wave")).join(WaveUnit.wave).join(Wave.survey)
    rows = session.execute(query.where(WaveUnit.id.in_(ids)))
    return {row.id: ThingName(None, row.name, row.wave) for row in rows}


NAMES: Mapping[str, Callable[[Session, Collection[int]], dict[int, ThingName]]] = {
    "updates": _updates,
    "milestones": _milestones,
    "projects": _projects,
    "wave_units": _surveys,
}
"""How the things of each table are called."""


def names_of(session: Session, things: Collection[tuple[str, int]]) -> dict[tuple[str, int], ThingName]:
    """The names of these things (table and id). What no longer exists is missing."""
    found: dict[tuple[str, int], ThingName] = {}
    for subject, read in NAMES.items():
        ids = {number for table, number in things if table == subject}
        if ids:
            found |= {(subject, number): name for number, name in read(session, ids).items()}
    return found


def of_project(number: int) -> ColumnElement[bool]:
    """For a query on reminders: they speak of this project."""
    belong = {
        "updates": select(ProgressUpdate.id).join(ProgressUpdate.project).where(Project.number == number),
        "milestones": select(Milestone.id).join(Milestone.project).where(Project.number == number),
        "projects": select(Project.id).where(Project.number == number),
    }
    return or_(*(and_(Reminder.subject == table, Reminder.subject_id.in_(ids)) for table, ids in belong.items()))
