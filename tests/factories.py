"""Plain functions that make things for tests. Each adds to the session and flushes, so that ids exist."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from monitor.domain.indicators import IndicatorKind
from monitor.domain.periods import Quarter, period_dates
from monitor.domain.permissions import GroupRole, Role
from monitor.domain.schedules import Precision
from monitor.models import (
    Area,
    Group,
    GroupKind,
    Indicator,
    Membership,
    Milestone,
    Period,
    Plan,
    ProgressUpdate,
    Project,
    ProjectGroup,
    ProjectRole,
    ProjectRow,
    User,
)

T = TypeVar("T")

_numbers = count(1)
LONG_AGO = datetime(2021, 1, 1, tzinfo=UTC)


def _add(session: Session, thing: T) -> T:
    session.add(thing)
    session.flush()
    return thing


def make_plan(session: Session, **values: Any) -> Plan:
    number = next(_numbers)
    defaults = {
        "key": f"plan-{number}",
        "name": "Plan de prueba 2021–2023",
        "starts_on": date(2021, 1, 1),
        "ends_on": date(2023, 12, 31),
        "time_zone": "America/Bogota",
        "stated_rows": 1,
    }
    plan = _add(session, Plan(**(defaults | values)))
    for number in range(1, 6):
        session.add(Area(plan=plan, number=number, name=f"Área {number}"))
    session.flush()
    return plan


def make_group(session: Session, acronym: str | None = None, **values: Any) -> Group:
    acronym = acronym or f"G{next(_numbers)}"
    defaults = {"key": acronym, "acronym": acronym, "name": f"Grupo {acronym}", "kind": GroupKind.TECHNICAL_GROUP}
    return _add(session, Group(**(defaults | values)))


def make_user(
    session: Session,
    *,
    lead_of: Group | None = None,
    contributor_to: Group | None = None,
    role: Role = Role.MEMBER,
    **values: Any,
) -> User:
    number = next(_numbers)
    defaults = {"email": f"persona{number}@example.org", "name": f"Persona {number}", "created_at": LONG_AGO}
    user = User(role=role, **(defaults | values))
    if lead_of:
        user.memberships.append(Membership(group=lead_of, role=GroupRole.LEAD))
    if contributor_to:
        user.memberships.append(Membership(group=contributor_to, role=GroupRole.CONTRIBUTOR))
    return _add(session, user)


def make_coordinator(session: Session, **values: Any) -> User:
    return make_user(session, role=Role.COORDINATOR, **values)


def make_project(session: Session, plan: Plan, *leads: Group, area: int = 1, **values: Any) -> Project:
    number = values.pop("number", next(_numbers))
    defaults = {
        "title": f"Proyecto {number}",
        "activity": f"Actividad del proyecto {number}",
        "schedule_verbatim": "julio 2021 - diciembre 2021",
        "starts_on": date(2021, 7, 1),
        "ends_on": date(2021, 12, 31),
        "start_precision": Precision.MONTH,
        "end_precision": Precision.MONTH,
    }
    project = Project(plan=plan, number=number, **(defaults | values))
    for position, group in enumerate(leads):
        project.groups.append(ProjectGroup(group=group, role=ProjectRole.LEAD, position=position))
    project.rows.append(
        ProjectRow(
            plan_id=plan.id,
            area=next(each for each in plan.areas if each.number == area),
            number=number,
            responsible_verbatim=", ".join(group.key for group in leads),
            activity_verbatim=project.activity,
            schedule_verbatim=project.schedule_verbatim,
        )
    )
    return _add(session, project)


def make_milestone(session: Session, project: Project, **values: Any) -> Milestone:
    defaults = {
        "name": "Informe final",
        "position": len(project.milestones),
        "due_on": date(2021, 12, 31),
        "precision": Precision.MONTH,
    }
    milestone = Milestone(**(defaults | values))
    project.milestones.append(milestone)
    return _add(session, milestone)


def make_indicator(session: Session, project: Project, **values: Any) -> Indicator:
    defaults = {"name": "Mujeres activas", "kind": IndicatorKind.NUMBER, "position": len(project.indicators) + 1}
    indicator = Indicator(project_id=project.id, **(defaults | values))
    project.indicators.append(indicator)
    return _add(session, indicator)


def make_period(session: Session, plan: Plan, key: str = "2021-T3", **values: Any) -> Period:
    quarter = Quarter.parse(key)
    dates = period_dates(quarter, plan.deadlines)
    defaults = {
        "key": key,
        "starts_on": quarter.start,
        "ends_on": quarter.end,
        "opens_on": dates.opens_on,
        "due_on": dates.due_on,
        "on_time_until": dates.on_time_until,
        "locks_on": dates.locks_on,
        "opened_at": LONG_AGO,
    }
    return _add(session, Period(plan=plan, **(defaults | values)))


def make_update(
    session: Session, project: Project | None = None, period: Period | None = None, **values: Any
) -> ProgressUpdate:
    """An update not started yet, of a project and period of its own unless given."""
    if project is None:
        project = make_project(session, period.plan if period else make_plan(session), make_group(session))
    period = period or make_period(session, project.plan)
    group = values.pop("group", project.coordinating_group)
    defaults = {"coordinates": group is project.coordinating_group}
    return _add(session, ProgressUpdate(project=project, period=period, group=group, **(defaults | values)))
