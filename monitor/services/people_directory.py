"""Everybody who takes part, by group, and the groups for which nobody answers."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from monitor.domain.permissions import GroupRole
from monitor.models import Group, ProjectGroup, ProjectRole, User
from monitor.services.people import groups_to_join


@dataclass(frozen=True)
class Member:
    user: User
    role: GroupRole | None
    """Role in the group; None where a person stands outside every group."""


@dataclass(frozen=True)
class GroupEntry:
    group: Group
    members: list[Member]
    leads_projects: bool

    @property
    def lacks_lead(self) -> bool:
        """Whether updates are asked of the group and nobody could submit them."""
        leading = any(member.role is GroupRole.LEAD and member.user.is_active for member in self.members)
        return self.leads_projects and not leading


@dataclass(frozen=True)
class Directory:
    groups: list[GroupEntry]
    outside: list[Member]

    @property
    def without_lead(self) -> list[GroupEntry]:
        return [entry for entry in self.groups if entry.lacks_lead]


def directory(session: Session) -> Directory:
    """All people under their groups: active ones first, leads before contributors, then by name."""
    users = session.scalars(select(User).options(selectinload(User.memberships))).all()
    leading = set(session.scalars(select(ProjectGroup.group_id).where(ProjectGroup.role == ProjectRole.LEAD)))
    members: dict[int, list[Member]] = {}
    for user in users:
        for membership in user.memberships:
            members.setdefault(membership.group_id, []).append(Member(user, membership.role))
    entries = [
        GroupEntry(group, _in_order(members.get(group.id, ())), group.id in leading)
        for group in groups_to_join(session)
    ]
    return Directory(entries, _in_order(Member(user, None) for user in users if not user.memberships))


def _in_order(members: Iterable[Member]) -> list[Member]:
    return sorted(
        members, key=lambda each: (not each.user.is_active, each.role is not GroupRole.LEAD, each.user.name.lower())
    )
