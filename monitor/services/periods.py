"""Open quarters and make the updates that are expected in them."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from monitor.domain.expected_updates import ScheduledProject, expected_updates
from monitor.domain.periods import NotAPeriod, Quarter, period_dates, quarters_between
from monitor.models import Group, Period, Plan, ProgressUpdate, Project, ProjectGroup, User
from monitor.services import events
from monitor.services.insert_once import insert_once


@dataclass(frozen=True)
class ExpectedUpdate:
    project: Project
    group: Group


def scheduled(project: Project) -> ScheduledProject:
    """The project as the rule of expected updates sees it. Needs its groups and milestones loaded."""
    return ScheduledProject(
        number=project.number,
        start=project.starts_on,
        end=project.ends_on,
        open_ended=project.open_ended,
        open_confirmed=project.open_confirmed_at is not None,
        milestone_dates=[milestone.due_on for milestone in project.milestones if milestone.due_on],
        lead_groups=[group.id for group in project.leads],
    )


def projects_with_groups(session: Session, plan: Plan) -> list[Project]:
    query = (
        select(Project)
        .where(Project.plan_id == plan.id, Project.withdrawn_at.is_(None))
        .options(
            selectinload(Project.groups).joinedload(ProjectGroup.group),
            selectinload(Project.milestones),
            selectinload(Project.rows),
        )
        .order_by(Project.number)
    )
    return list(session.scalars(query))


def expected_in(session: Session, plan: Plan, quarter: Quarter) -> list[ExpectedUpdate]:
    """Whose update of which project is expected in the quarter, by project number and order of the leads.

    Raises NotAPeriod for a quarter outside the plan.
    """
    check_inside(plan, quarter)
    projects = {project.number: project for project in projects_with_groups(session, plan)}
    groups = {group.id: group for project in projects.values() for group in project.leads}
    pairs = expected_updates(map(scheduled, projects.values()), quarter, plan_start=plan.starts_on)
    return [ExpectedUpdate(projects[number], groups[group_id]) for number, group_id in pairs]


def check_inside(plan: Plan, quarter: Quarter) -> None:
    if quarter not in set(quarters_between(plan.starts_on, plan.ends_on)):
        raise NotAPeriod(
            "El período %(key)s está fuera del plan, que va de %(first)s a %(last)s.",
            key=quarter.key,
            first=plan.starts_on.year,
            last=plan.ends_on.year,
        )


def find_period(session: Session, plan: Plan, key: str) -> Period | None:
    quarter = Quarter.parse(key)
    return session.scalar(select(Period).where(Period.plan_id == plan.id, Period.key == quarter.key))


def get_period(session: Session, plan: Plan, key: str) -> Period:
    """Raises NotAPeriod for a quarter that is not open."""
    period = find_period(session, plan, key)
    if period is None:
        raise NotAPeriod("El período %(key)s todavía no está abierto.", key=Quarter.parse(key).key)
    return period


def opened_periods(session: Session, plan: Plan) -> list[Period]:
    """The newest first."""
    return list(session.scalars(select(Period).where(Period.plan_id == plan.id).order_by(Period.starts_on.desc())))


def latest_period(session: Session, plan: Plan) -> Period | None:
    return next(iter(opened_periods(session, plan)), None)


def open_period(
    session: Session, plan: Plan, quarter: Quarter, *, actor: User | None, now: datetime
) -> tuple[Period, int]:
    """Open a quarter and make the updates expected in it; the second value says how many were new.

    Opening again adds only what has become expected since, for example after a project got its dates. Raises
    NotAPeriod for a quarter outside the plan or one that has not ended.
    """
    check_inside(plan, quarter)
    dates = period_dates(quarter, plan.deadlines)
    if now.astimezone(ZoneInfo(plan.time_zone)).date() < dates.opens_on:
        raise NotAPeriod(
            "El período %(key)s no ha terminado: se abre el %(opens_on)s.", key=quarter.key, opens_on=dates.opens_on
        )
    period = find_period(session, plan, quarter.key)
    if period is None:
        period = Period(
            plan=plan,
            key=quarter.key,
            starts_on=quarter.start,
            ends_on=quarter.end,
            opens_on=dates.opens_on,
            due_on=dates.due_on,
            on_time_until=dates.on_time_until,
            locks_on=dates.locks_on,
            opened_at=now,
        )
        session.add(period)
        session.flush()  # the updates and the event need its id
        events.record(session, "PeriodOpened", subject="periods", subject_id=period.id, actor=actor, now=now)
    return period, add_expected_updates(session, period)


def add_expected_updates(session: Session, period: Period) -> int:
    """Make the updates that are expected and not there yet. Two callers at once make each of them once.

    Whoever was asked about a project in the period stays: a change of roles holds from the next period on.
    """
    asked = set(session.scalars(select(ProgressUpdate.project_id).where(ProgressUpdate.period_id == period.id)))
    pairs = [pair for pair in expected_in(session, period.plan, period.quarter) if pair.project.id not in asked]
    if not pairs:
        return 0
    rows = [
        {
            "period_id": period.id,
            "project_id": pair.project.id,
            "group_id": pair.group.id,
            "coordinates": pair.group is pair.project.coordinating_group,
        }
        for pair in pairs
    ]
    return len(insert_once(session, ProgressUpdate, rows))


def open_due_periods(session: Session, plan: Plan, *, now: datetime) -> list[Period]:
    """Open every quarter of the plan that has ended and is not open yet, so that nobody has to remember it."""
    today = now.astimezone(ZoneInfo(plan.time_zone)).date()
    known = {period.key for period in opened_periods(session, plan)}
    opened = []
    for quarter in quarters_between(plan.starts_on, plan.ends_on):
        if quarter.key not in known and period_dates(quarter, plan.deadlines).opens_on <= today:
            period, _count = open_period(session, plan, quarter, actor=None, now=now)
            opened.append(period)
    return opened
