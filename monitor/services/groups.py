"""The responsible groups themselves: found, renamed, dissolved. What they did stays under their name."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from monitor.domain.errors import Incomplete, NotFound, WrongState
from monitor.models import Group, GroupAlias, GroupKind, Membership, Plan, Project, ProjectGroup, ProjectRole, User
from monitor.services import events
from monitor.services.preferences import own_day
from monitor.services.wave_changes import groups_changed


def get(session: Session, group_id: int) -> Group:
    group = session.get(Group, group_id, options=[selectinload(Group.aliases)])
    if group is None or group.kind is GroupKind.COLLECTIVE:
        raise NotFound("No existe ese grupo.")
    return group


def all_groups(session: Session) -> list[Group]:
    """Every group that has people of its own, dissolved ones too, by the name people call it."""
    groups = session.scalars(select(Group).where(Group.kind != GroupKind.COLLECTIVE))
    return sorted(groups, key=lambda group: group.key.lower())


def create(session: Session, *, actor: User, name: str, acronym: str, kind: GroupKind, now: datetime) -> Group:
    """Raises Incomplete, with the field's name, for what is missing or is how another group is called."""
    name, short = _clean(session, None, name, acronym)
    group = Group(key=short or name, name=name, acronym=short, kind=kind)
    session.add(group)
    session.flush()
    _record(session, "GroupCreated", group, actor=actor, now=now, after=_called(group) | {"kind": kind.value})
    return group


def rename(session: Session, group: Group, *, actor: User, name: str, acronym: str, now: datetime) -> None:
    """Give the group another name or acronym; what it was called before goes on being understood, as an alias."""
    name, short = _clean(session, group, name, acronym)
    before = _called(group)
    group.name, group.acronym, group.key = name, short, short or name
    after = _called(group)
    if after == before:
        return
    groups_changed(session)
    known = {alias.text for alias in group.aliases} | set(after.values())
    for old in dict.fromkeys(text for text in before.values() if text and text not in known):
        group.aliases.append(GroupAlias(text=old))
    _record(session, "GroupRenamed", group, actor=actor, now=now, before=before, after=after)


def dissolve(
    session: Session, group: Group, *, actor: User, on: date | None, successor_id: int | None, now: datetime
) -> None:
    """Note the last day of a group, and which one follows it where it was merged. Its people leave it.

    Raises Incomplete, with the field's name, while it answers for projects that go on after that day.
    """
    if group.dissolved_on is not None:
        raise WrongState("Este grupo ya estaba disuelto.")
    if on is None or on > own_day(actor, now):
        raise Incomplete("Elija el último día del grupo: hoy o antes.", field="dissolved_on")
    going_on = still_led(session, group, on=on)
    if going_on:
        raise Incomplete(
            "Todavía responde por proyectos que siguen después de ese día: %(projects)s. Ponga antes a otro"
            " responsable en la página de cada proyecto.",
            field="dissolved_on",
            projects="; ".join(project.title for project in going_on),
        )
    successor = get(session, successor_id) if successor_id else None
    if successor is group or (successor and successor.dissolved_on):
        raise Incomplete("Elija un grupo que siga existiendo.", field="successor")
    for membership in session.scalars(select(Membership).where(Membership.group_id == group.id)).all():
        events.record(
            session, "MembershipEnded", subject="users", subject_id=membership.user_id, actor=actor, now=now,
            before={"group": group.key, "role": membership.role},
        )  # fmt: skip
        session.delete(membership)
    group.dissolved_on, group.successor = on, successor
    after = {"last_day": on.isoformat(), "title": successor.full_name if successor else ""}
    _record(session, "GroupDissolved", group, actor=actor, now=now, after=after)


def still_led(session: Session, group: Group, *, on: date) -> list[Project]:
    """Projects in the group's charge that go on after the day, in the order of their plan."""
    query = (
        select(Project)
        .join(Project.plan)
        .join(ProjectGroup, ProjectGroup.project_id == Project.id)
        .where(
            ProjectGroup.group_id == group.id,
            ProjectGroup.role == ProjectRole.LEAD,
            func.coalesce(Project.ends_on, Plan.ends_on) > on,
        )
        .order_by(Project.plan_id, Project.number)
    )
    return list(session.scalars(query))


def _clean(session: Session, group: Group | None, name: str, acronym: str) -> tuple[str, str | None]:
    """The name and the acronym as they are stored; refused where another group is called so."""
    name, acronym = " ".join(name.split()), " ".join(acronym.split())
    if not name:
        raise Incomplete("Escriba el nombre del grupo.", field="name")
    for field, text in (("name", name), ("acronym", acronym)):
        other = _named(session, text) if text else None
        if other is not None and other is not group:
            raise Incomplete("Así se llama o se llamaba otro grupo: %(name)s.", field=field, name=other.full_name)
    return name, acronym or None


def _named(session: Session, text: str) -> Group | None:
    """The group that is or was called so, in capitals or not."""
    said = text.lower()
    own = [func.lower(column) == said for column in (Group.key, Group.acronym, Group.name)]
    return session.scalars(
        select(Group).where(or_(*own, Group.aliases.any(func.lower(GroupAlias.text) == said))).limit(1)
    ).first()


def _called(group: Group) -> dict[str, Any]:
    return {"name": group.name, "acronym": group.acronym}


def _record(
    session: Session,
    kind: str,
    group: Group,
    *,
    actor: User,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    events.record(
        session, kind, subject="groups", subject_id=group.id, actor=actor, now=now, before=before, after=after
    )
