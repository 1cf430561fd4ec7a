"""What stands on the page of one group: its people with their dates, its projects, and what it owes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from monitor.domain.permissions import GroupRole
from monitor.models import Event, Group, Membership, Project, ProjectGroup, User
from monitor.services.inbox import InboxItem, items_of


@dataclass(frozen=True)
class GroupMember:
    """Somebody who is or was in the group. `since` is unknown for whoever came in with the data."""

    user: User
    role: GroupRole
    since: date | None
    until: date | None


@dataclass(frozen=True)
class GroupPage:
    group: Group
    members: Sequence[GroupMember]
    former: Sequence[GroupMember]
    """The latest to leave first."""
    projects: Sequence[ProjectGroup]
    owed: Sequence[InboxItem]
    replaced: Sequence[Group]
    """Groups that were merged into this one."""


def group_page(session: Session, group: Group, *, now: datetime, zone: ZoneInfo) -> GroupPage:
    """Days are those of the reader's zone. The number of queries does not depend on how much there is."""
    started, former = _past(session, group, zone)
    memberships = session.scalars(
        select(Membership).where(Membership.group_id == group.id).options(joinedload(Membership.user))
    )
    members = [GroupMember(each.user, each.role, started.get(each.user_id), each.ends_on) for each in memberships]
    projects = session.scalars(
        select(ProjectGroup)
        .join(ProjectGroup.project)
        .where(ProjectGroup.group_id == group.id)
        .options(joinedload(ProjectGroup.project).joinedload(Project.plan))
        .order_by(Project.plan_id.desc(), Project.number)
    )
    return GroupPage(
        group=group,
        members=sorted(members, key=lambda each: (each.role is not GroupRole.LEAD, each.user.name.lower())),
        former=former,
        projects=projects.all(),
        owed=[item for item in items_of(session, [group.id], now=now) if item.is_owed],
        replaced=session.scalars(select(Group).where(Group.successor_id == group.id).order_by(Group.name)).all(),
    )


def _past(session: Session, group: Group, zone: ZoneInfo) -> tuple[dict[int, date], list[GroupMember]]:
    """Since when people are in the group, and who left it: as the trail of events says, whatever it was called then."""
    names = {group.key, group.name, *(alias.text for alias in group.aliases)}
    query = (
        select(Event)
        .where(
            Event.subject == "users",
            Event.kind.in_(["MembershipStarted", "MembershipEnded"]),
            Event.before["group"].as_string().in_(names) | Event.after["group"].as_string().in_(names),
        )
        .order_by(Event.happened_at, Event.id)
    )
    trail = session.scalars(query).all()
    users = {user.id: user for user in session.scalars(select(User).where(User.id.in_({e.subject_id for e in trail})))}
    started: dict[int, date] = {}
    former = []
    for event in trail:
        day = event.happened_at.astimezone(zone).date()
        if event.kind == "MembershipStarted":
            started[event.subject_id] = day
        elif event.subject_id in users:
            role = GroupRole(event.before["role"])
            former.append(GroupMember(users[event.subject_id], role, started.pop(event.subject_id, None), day))
    return started, former[::-1]
