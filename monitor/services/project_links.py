"""Tie a project to another and untie it, each with a reason that stays in its history."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload

from monitor.domain.errors import Incomplete, NotAllowed, NotFound
from monitor.domain.permissions import Permission
from monitor.domain.plan_decisions import LinkKind
from monitor.domain.project_links import Tie, check_tie
from monitor.models import Project, ProjectLink, User
from monitor.services import events


def add_link(
    session: Session,
    project: Project,
    target: Project | None,
    kind: LinkKind,
    *,
    actor: User,
    reason: str,
    now: datetime,
) -> ProjectLink:
    """Raises NotAllowed, or Incomplete naming `target`, `kind` or `reason`."""
    _check_may_edit(actor)
    if target is None or target.plan_id != project.plan_id:
        raise Incomplete("Elija un proyecto del mismo plan.", field="target")
    check_tie((project.number, target.number, kind), _ties(session, project.plan_id))
    if not reason.strip():
        raise Incomplete("Escriba por qué se relacionan los proyectos.", field="reason")
    link = ProjectLink(project=project, target=target, kind=kind, reason=reason.strip())
    session.add(link)
    session.flush()
    _record(session, "ProjectsLinked", link, actor=actor, reason=reason.strip(), now=now)
    return link


def remove_link(session: Session, project: Project, link_id: int, *, actor: User, reason: str, now: datetime) -> None:
    """Raises NotAllowed, NotFound, or Incomplete naming `reason`."""
    _check_may_edit(actor)
    link = session.get(ProjectLink, link_id)
    if link is None or link.project_id != project.id:
        raise NotFound("Esa relación ya no existe.")
    if not reason.strip():
        raise Incomplete("Escriba por qué se quita la relación.", field="reason")
    _record(session, "ProjectsUnlinked", link, actor=actor, reason=reason.strip(), now=now)
    session.delete(link)
    session.flush()
    session.expire(project, ["links"])


def links_to(session: Session, project: Project) -> Sequence[ProjectLink]:
    """The ties that lead from other projects to this one."""
    query = (
        select(ProjectLink)
        .where(ProjectLink.target_id == project.id)
        .options(joinedload(ProjectLink.project))
        .order_by(ProjectLink.id)
    )
    return session.scalars(query).all()


def others(session: Session, project: Project) -> Sequence[Project]:
    """What it can be tied to: the other projects of its plan, by number."""
    query = (
        select(Project)
        .where(Project.plan_id == project.plan_id, Project.id != project.id, Project.withdrawn_at.is_(None))
        .order_by(Project.number)
    )
    return session.scalars(query).all()


def _ties(session: Session, plan_id: int) -> list[Tie]:
    target = aliased(Project)
    query = (
        select(Project.number, target.number, ProjectLink.kind)
        .join(Project, Project.id == ProjectLink.project_id)
        .join(target, target.id == ProjectLink.target_id)
        .where(Project.plan_id == plan_id)
    )
    return [(one, other, kind) for one, other, kind in session.execute(query)]


def _check_may_edit(actor: User) -> None:
    if not actor.may(Permission.PORTFOLIO_EDIT):
        raise NotAllowed("Solo el GTG cambia las relaciones entre proyectos.")


def _record(session: Session, kind: str, link: ProjectLink, *, actor: User, reason: str, now: datetime) -> None:
    after = {"kind": link.kind.value, "title": link.target.title, "reason": reason}
    events.record(session, kind, subject="projects", subject_id=link.project_id, actor=actor, now=now, after=after)
