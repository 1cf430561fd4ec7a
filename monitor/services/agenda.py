"""What groups owe today and what comes in the next days, over the whole plan or a part of it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain.coming import AHEAD, Coming, Happening, begins_soon, falls_soon, in_order
from monitor.domain.deadlines import deadline
from monitor.domain.periods import period_dates
from monitor.domain.schedules import Precision, first_day, last_day
from monitor.domain.updates import OWED
from monitor.models import Group, Period, Plan, ProgressUpdate, Project, ProjectGroup, ProjectRow
from monitor.services.periods import latest_period
from reports.portions import Portion


@dataclass(frozen=True)
class Owed:
    """An update that its group has not handed in, or must correct."""

    period: Period
    project: Project
    group: Group
    last_day: date
    is_overdue: bool
    to_correct: bool


def owed_updates(session: Session, plan: Plan, portion: Portion, *, today: date) -> list[Owed]:
    """Every update of the plan that is owed, the one with the nearest last day first."""
    query = (
        select(ProgressUpdate)
        .join(ProgressUpdate.period)
        .join(ProgressUpdate.project)
        .where(Period.plan_id == plan.id, ProgressUpdate.state.in_(OWED), Project.withdrawn_at.is_(None))
        .options(
            joinedload(ProgressUpdate.period),
            joinedload(ProgressUpdate.group),
            joinedload(ProgressUpdate.project).selectinload(Project.rows).joinedload(ProjectRow.area),
            selectinload(ProgressUpdate.extensions),
        )
    )
    found = [_owed(update, today) for update in session.scalars(query) if _is_of(update, portion)]
    return sorted(found, key=lambda own: (own.last_day, own.group.name, own.project.number))


def _is_of(update: ProgressUpdate, portion: Portion) -> bool:
    in_area = portion.area is None or portion.area in {area.number for area in update.project.areas}
    return in_area and (portion.groups is None or update.group.key in portion.groups)


def _owed(update: ProgressUpdate, today: date) -> Owed:
    last = deadline(
        update.state,
        due_on=update.period.due_on,
        correct_by=update.correct_by,
        extended_to=[extension.until for extension in update.extensions],
    )
    return Owed(
        update.period, update.project, update.group, last, today > last, to_correct=update.correct_by is not None
    )


def coming(session: Session, plan: Plan, owed: Sequence[Owed], portion: Portion, *, today: date) -> list[Coming]:
    """What comes in the next 30 days, the nearest first."""
    projects = [project for project in _projects(session, plan) if _holds(portion, project)]
    found = [*_due(owed, today), *_opening(session, plan, today)]
    for project in projects:
        found += _of_project(project, today)
    return in_order(found)


def _projects(session: Session, plan: Plan) -> Iterator[Project]:
    query = (
        select(Project)
        .where(Project.plan_id == plan.id, Project.withdrawn_at.is_(None))
        .options(
            selectinload(Project.rows).joinedload(ProjectRow.area),
            selectinload(Project.groups).joinedload(ProjectGroup.group),
            selectinload(Project.milestones),
        )
    )
    return iter(session.scalars(query))


def _holds(portion: Portion, project: Project) -> bool:
    in_area = portion.area is None or portion.area in {area.number for area in project.areas}
    return in_area and (portion.groups is None or not portion.groups.isdisjoint(group.key for group in project.leads))


def _due(owed: Sequence[Owed], today: date) -> Iterator[Coming]:
    days = Counter(own.last_day for own in owed if today <= own.last_day <= today + AHEAD)
    for day, count in days.items():
        yield Coming(Happening.UPDATES_DUE, day, count=count)


def _opening(session: Session, plan: Plan, today: date) -> Iterator[Coming]:
    """The next quarter of which updates will be asked for."""
    latest = latest_period(session, plan)
    if latest is None:
        return
    following = latest.quarter.next()
    dates = period_dates(following, plan.deadlines)
    if following.start <= plan.ends_on and today <= dates.opens_on <= today + AHEAD:
        yield Coming(Happening.PERIOD_OPENS, dates.opens_on, title=following.key)


def _of_project(project: Project, today: date) -> Iterator[Coming]:
    about = Coming(Happening.MILESTONE, today, project=project.number, title=project.title)
    for milestone in project.milestones:
        precision = milestone.precision or Precision.DAY
        if milestone.due_on and milestone.done_on is None and falls_soon(milestone.due_on, precision, today):
            day = last_day(milestone.due_on, precision)
            yield replace(about, day=day, precision=precision, name=milestone.name)
    if project.starts_on and begins_soon(project.starts_on, project.start_precision, today):
        precision = project.start_precision or Precision.DAY
        day = first_day(project.starts_on, precision)
        yield replace(about, what=Happening.STARTS, day=day, precision=precision)
    if project.ends_on and falls_soon(project.ends_on, project.end_precision, today):
        precision = project.end_precision or Precision.DAY
        day = last_day(project.ends_on, precision)
        yield replace(about, what=Happening.ENDS, day=day, precision=precision)
