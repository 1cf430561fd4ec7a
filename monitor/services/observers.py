"""Whose part of the plan comes first for somebody who reads all of it: their country's groups and those they are in."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from monitor.domain.participation import Country
from monitor.domain.permissions import Role
from monitor.domain.presidencies import MEMBERS
from monitor.models import Group, User
from monitor.services.group_countries import groups_of_country


@dataclass(frozen=True)
class OwnPart:
    """The groups that come first. `country` is whose they are; None where only the person's own groups are known."""

    country: Country | None
    groups: tuple[Group, ...]

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(group.id for group in self.groups)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(group.key for group in self.groups)


def own_part(session: Session, user: User) -> OwnPart | None:
    """None for whoever is no observer, and where nothing in the plan is of their country or groups."""
    if user.role is not Role.OBSERVER:
        return None
    country = user.country if user.country in MEMBERS else None
    found = {membership.group for membership in user.memberships}
    if country:
        found |= set(groups_of_country(session, country))
    groups = tuple(sorted(found, key=lambda group: group.key.lower()))
    return OwnPart(country, groups) if groups else None
