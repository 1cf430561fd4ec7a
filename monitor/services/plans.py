"""Which plan a page or command is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from monitor.domain.errors import NotFound
from monitor.models import Period, Plan, Project

_CHOSEN = "plan_id"
"""Where a request keeps, in its session with the database, the plan that its person chose."""


def choose(session: Session, plan_id: int | None) -> None:
    """Make `current_plan` that plan for this session; one that is not there leaves the usual one."""
    session.info[_CHOSEN] = plan_id


def chosen_plan_id(session: Session) -> int | None:
    chosen: int | None = session.info.get(_CHOSEN)
    return chosen


def usual_plan(session: Session) -> Plan:
    """The plan that people see who chose none. Raises NotFound."""
    chosen = session.info.pop(_CHOSEN, None)
    try:
        return current_plan(session)
    finally:
        choose(session, chosen)


def current_plan(session: Session) -> Plan:
    """The plan that was chosen, or else the one people are working on: that of the newest open period.

    A plan that was only just brought in takes over by itself once it has the newest period; while no period is open,
    it is the plan that starts last. Raises NotFound while none is loaded.
    """
    chosen = chosen_plan_id(session)
    plan = session.get(Plan, chosen) if chosen is not None else None
    if plan is None:
        newest = select(Period.plan_id, func.max(Period.starts_on).label("starts_on")).group_by(Period.plan_id)
        opened = newest.subquery()
        query = (
            select(Plan)
            .outerjoin(opened, opened.c.plan_id == Plan.id)
            .order_by(
                opened.c.starts_on.is_(None),
                opened.c.starts_on.desc(),
                case((opened.c.starts_on.is_(None), Plan.starts_on)).desc(),
                # Plans that run side by side: the one that everybody knows stays.
                case((opened.c.starts_on.is_(None), -Plan.id), else_=Plan.id),
            )
            .limit(1)
        )
        plan = session.scalars(query).first()
    if plan is None:
        raise NotFound("Todavía no hay ningún plan cargado.")
    return plan


def all_plans(session: Session) -> list[Plan]:
    """The newest first."""
    return list(session.scalars(select(Plan).order_by(Plan.starts_on.desc(), Plan.id.desc())))


def find_plan(session: Session, key: str) -> Plan | None:
    return session.scalar(select(Plan).where(Plan.key == key))


def get_plan(session: Session, key: str) -> Plan:
    """Raises NotFound."""
    plan = find_plan(session, key)
    if plan is None:
        raise NotFound("No hay ningún plan con ese nombre.")
    return plan


@dataclass(frozen=True)
class PlanLine:
    plan: Plan
    projects: int
    """Without those that a new version left out."""
    periods: int
    """How many are open or were."""


def with_counts(session: Session, plans: Sequence[Plan]) -> list[PlanLine]:
    projects = dict(
        session.execute(
            select(Project.plan_id, func.count()).where(Project.withdrawn_at.is_(None)).group_by(Project.plan_id)
        ).all()
    )
    periods = dict(session.execute(select(Period.plan_id, func.count()).group_by(Period.plan_id)).all())
    return [PlanLine(plan, projects.get(plan.id, 0), periods.get(plan.id, 0)) for plan in plans]
