"""Which projects count their people every quarter: by the areas of the plan, and one by one with a reason.

It holds for updates that were not sent yet: what was sent stays as it was.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from monitor.domain.errors import NotAllowed
from monitor.domain.milestones import check_reason
from monitor.domain.participation_areas import check_areas, participation_reason
from monitor.domain.permissions import Permission
from monitor.models import Plan, Project, ProjectRow, User
from monitor.services import events


class Choice(StrEnum):
    """What the GTG says of one project."""

    BY_AREA = "by_area"
    ASKED = "asked"
    NOT_ASKED = "not_asked"


def choice_of(project: Project) -> Choice:
    if not project.participation_decided:
        return Choice.BY_AREA
    return Choice.ASKED if project.participation_required else Choice.NOT_ASKED


def set_areas(session: Session, plan: Plan, areas: Iterable[int], *, actor: User, now: datetime) -> bool:
    """Say which areas count their people; whether that is new. Raises NotAllowed, or Incomplete naming `areas`."""
    _check_may_edit(actor)
    chosen = check_areas(areas, [area.number for area in plan.areas])
    before = sorted(plan.participation_areas)
    if chosen == before:
        return False
    plan.participation_areas = chosen
    query = (
        select(Project)
        .where(Project.plan_id == plan.id, Project.participation_decided.is_(False))
        .options(selectinload(Project.rows).joinedload(ProjectRow.area))
    )
    for project in session.scalars(query):
        _follow_areas(project, plan)
    events.record(
        session,
        "ParticipationAreasChanged",
        subject="plans",
        subject_id=plan.id,
        actor=actor,
        now=now,
        before={"participation_areas": before},
        after={"participation_areas": chosen},
    )
    return True


def decide(session: Session, project: Project, choice: Choice, *, actor: User, reason: str, now: datetime) -> None:
    """Ask this project for its people, or not, whatever its areas say. Raises NotAllowed, or Incomplete: `reason`."""
    _check_may_edit(actor)
    reason = check_reason(reason)
    before = choice_of(project)
    if choice is Choice.BY_AREA:
        project.participation_decided = False
        _follow_areas(project, project.plan)
    else:
        project.participation_decided = True
        project.participation_required = choice is Choice.ASKED
        project.participation_reason = reason
    events.record(
        session,
        "ParticipationDecided",
        subject="projects",
        subject_id=project.id,
        actor=actor,
        now=now,
        before={"choice": before.value},
        after={"choice": choice.value, "reason": reason},
    )


def _follow_areas(project: Project, plan: Plan) -> None:
    areas = [row.area.number for row in project.rows if row.in_plan]
    project.participation_reason = participation_reason(areas, plan.participation_areas)
    project.participation_required = bool(project.participation_reason)


def _check_may_edit(actor: User) -> None:
    if not actor.may(Permission.PORTFOLIO_EDIT):
        raise NotAllowed("Solo la coordinación del GTG decide qué proyectos cuentan a sus personas.")
