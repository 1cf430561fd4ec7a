"""Which groups are in the hands of a country: as for reminders, a group belongs where its people are."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.participation import Country
from monitor.models import Group, Membership, User


def groups_of_country(session: Session, country: Country) -> list[Group]:
    """The groups of which somebody who takes part is from the country."""
    people = select(Membership.group_id).join(User).where(User.country == country, User.is_active)
    return list(session.scalars(select(Group).where(Group.id.in_(people))))
