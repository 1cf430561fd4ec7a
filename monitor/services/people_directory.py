"""Everybody who takes part, by group, and the groups for which nobody answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from monitor.domain.permissions import GroupRole
from monitor.models import Group, User
from monitor.services.people import groups_to_join
from monitor.services.unreached_groups import Unreached, unreached_groups


@dataclass(frozen=True)
class Member:
    user: User
    role: GroupRole | None
    """Role in the group; None where a person stands outside every group."""


@dataclass(frozen=True)
class GroupEntry:
    group: Group
    members: list[Member]


@dataclass(frozen=True)
class Directory:
    groups: list[GroupEntry]
    outside: list[Member]
    unreached: list[Unreached]


def directory(session: Session, *, now: datetime) -> Directory:
    """All people under their groups: active ones first, leads before contributors, then by name."""
    users = session.scalars(select(User).where(User.erased_at.is_(None)).options(selectinload(User.memberships))).all()
    members: dict[int, list[Member]] = {}
    for user in users:
        for membership in user.memberships:
            members.setdefault(membership.group_id, []).append(Member(user, membership.role))
    entries = [GroupEntry(group, _in_order(members.get(group.id, ()))) for group in groups_to_join(session)]
    outside = _in_order(Member(user, None) for user in users if not user.memberships)
    return Directory(entries, outside, unreached_groups(session, now=now))


def _in_order(members: Iterable[Member]) -> list[Member]:
    return sorted(
        members, key=lambda each: (not each.user.is_active, each.role is not GroupRole.LEAD, each.user.name.lower())
    )
