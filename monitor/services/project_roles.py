"""Change who does what in a project, with the reason; from the next quarter on, never in those that are open."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import NotAllowed
from monitor.domain.milestones import check_reason
from monitor.domain.periods import Quarter
from monitor.domain.permissions import Permission
from monitor.domain.project_roles import Part, Roles, check_bodies, holds_from
from monitor.domain.responsible_groups import GroupKind
from monitor.models import Ally, Group, Period, Project, ProjectAlly, ProjectGroup, ProjectRole, User
from monitor.services import events


def roles_of(project: Project) -> Roles:
    return Roles(
        tuple(group.key for group in project.leads),
        tuple(group.key for group in project.supports),
        tuple(part.ally.key for part in project.allies),
    )


def lines_of(project: Project) -> list[tuple[str, Part]]:
    roles = roles_of(project)
    return [
        *((key, Part.LEAD if place else Part.COORDINATES) for place, key in enumerate(roles.leads)),
        *((key, Part.SUPPORT) for key in roles.supports),
        *((key, Part.ALLY) for key in roles.allies),
    ]


def bodies(session: Session, project: Project) -> tuple[Sequence[Group], Sequence[Ally]]:
    """What can be chosen: groups that go on, and those the project has already; and all allies."""
    mine = {part.group_id for part in project.groups}
    groups = session.scalars(select(Group).order_by(Group.name))
    going = [group for group in groups if group.dissolved_on is None or group.id in mine]
    return going, session.scalars(select(Ally).order_by(Ally.name)).all()


def next_quarter(session: Session, project: Project) -> Quarter:
    """From which on a change made now holds."""
    keys = session.scalars(select(Period.key).where(Period.plan_id == project.plan_id))
    return holds_from(map(Quarter.parse, keys), plan_start=project.plan.starts_on)


def change_roles(
    session: Session, project: Project, roles: Roles, *, actor: User, reason: str, now: datetime
) -> Quarter | None:
    """From which quarter on they hold; None where nothing changes. Raises NotAllowed or Incomplete."""
    if not actor.may(Permission.PORTFOLIO_EDIT):
        raise NotAllowed("Solo la coordinación del GTG cambia los papeles de los grupos en un proyecto.")
    before = roles_of(project)
    if roles == before:
        return None
    groups, allies = bodies(session, project)
    check_bodies(
        roles,
        groups=[group.key for group in groups],
        allies=[ally.key for ally in allies],
        collective=[group.key for group in groups if group.kind is GroupKind.COLLECTIVE],
    )
    reason = check_reason(reason)
    quarter = next_quarter(session, project)
    known = {group.key: group for group in groups}
    set_groups(session, project, [known[key] for key in roles.leads], [known[key] for key in roles.supports], quarter)
    if roles.allies != before.allies:
        _set_allies(session, project, {ally.key: ally for ally in allies}, roles.allies)
    events.record(
        session,
        "ProjectRolesChanged",
        subject="projects",
        subject_id=project.id,
        actor=actor,
        now=now,
        before=_plain(before),
        after=_plain(roles) | {"since": quarter.key, "reason": reason, "title": _told(before, roles, quarter)},
    )
    return quarter


def set_groups(
    session: Session, project: Project, leads: Sequence[Group], supports: Sequence[Group], since: Quarter
) -> None:
    """Put these groups in place of those it has; whoever keeps its role keeps since when it has it."""
    had: dict[tuple[int, Part], date | None] = {}
    for part in project.groups:
        had[part.group_id, _part(part.role, part.position)] = part.since
        session.delete(part)
    session.flush()  # the same group may come back in another role
    session.expire(project, ["groups"])
    for role, groups in ((ProjectRole.LEAD, leads), (ProjectRole.SUPPORT, supports)):
        for position, group in enumerate(groups):
            key = (group.id, _part(role, position))
            first = had.get(key, since.start)
            project.groups.append(ProjectGroup(group=group, role=role, position=position, since=first))
    session.flush()


def _part(role: ProjectRole, position: int) -> Part:
    if role is ProjectRole.SUPPORT:
        return Part.SUPPORT
    return Part.LEAD if position else Part.COORDINATES


def _set_allies(session: Session, project: Project, known: dict[str, Ally], keys: Sequence[str]) -> None:
    for part in project.allies:
        session.delete(part)
    session.flush()
    session.expire(project, ["allies"])
    project.allies = [ProjectAlly(ally=known[key], position=position) for position, key in enumerate(keys)]
    session.flush()


def _plain(roles: Roles) -> dict[str, object]:
    return {"leads": list(roles.leads), "supports": list(roles.supports), "allies": list(roles.allies)}


def _told(before: Roles, after: Roles, quarter: Quarter) -> str:
    """What changed, in no language: «GTCU, GTL → GTL · 2022-T1»."""
    return f"{', '.join(before.bodies)} → {', '.join(after.bodies)} · {quarter.key}"
