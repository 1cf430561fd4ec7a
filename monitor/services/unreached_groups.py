"""Groups that answer for projects and that nobody can be reached in: shown to the GTG, and told once when it begins."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from monitor.domain.permissions import GroupRole, Role
from monitor.models import Group, GroupKind, Membership, ProjectGroup, ProjectRole, User
from monitor.services import outbox
from monitor.services.bounces import bouncing
from monitor.services.link_mails import MailWriter

KIND = "unreached"


@dataclass(frozen=True)
class Unreached:
    """A group that is asked for updates, and why nobody of it would read that."""

    group: Group
    bounced: tuple[str, ...] = ()
    """The addresses of its leads, from which mails come back; none: it has no active lead."""


def unreached_groups(session: Session, *, now: datetime) -> list[Unreached]:
    """Groups with projects in their charge and no active lead whose mails arrive, by the name people call them.

    Whoever handed over is a lead no more, though they may look until their last day.
    """
    asked = select(ProjectGroup.group_id).where(ProjectGroup.role == ProjectRole.LEAD)
    exist = (Group.kind != GroupKind.COLLECTIVE) & Group.dissolved_on.is_(None)
    groups = session.scalars(select(Group).where(exist, Group.id.in_(asked))).all()
    leads = (
        select(Membership.group_id, User.email)
        .join(Membership.user)
        .where(User.is_active, Membership.role == GroupRole.LEAD, Membership.ends_on.is_(None))
        .order_by(User.email)
    )
    addresses: dict[int, list[str]] = defaultdict(list)
    for group_id, email in session.execute(leads):
        addresses[group_id].append(email)
    returned = bouncing(session, now=now)
    found = [
        Unreached(group, tuple(addresses[group.id]))
        for group in groups
        if all(address in returned for address in addresses[group.id])
    ]
    return sorted(found, key=lambda each: each.group.key.lower())


def tell(session: Session, *, mails: MailWriter, now: datetime) -> int:
    """Queue one mail to each coordinator about the groups that nobody can be reached in since the last one.

    Says how many groups it names. A group is named again only after somebody could be reached in between; the news of
    a second time in a day wait for the next.
    """
    unreached = unreached_groups(session, now=now)
    _forget_reached(session, unreached)
    news = [each for each in unreached if each.group.unreached_at is None]
    coordinators = select(User).where(User.is_active, User.role == Role.COORDINATOR).order_by(User.id)
    told = False
    for user in session.scalars(coordinators).all() if news else ():
        day = now.astimezone(ZoneInfo(user.time_zone)).date()
        mail = mails.render(KIND, locale=user.locale, name=user.name, unreached=news)
        queued = outbox.queue(
            session,
            key=f"{KIND}:{day.isoformat()}:{user.id}",
            kind=KIND,
            user=user,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            now=now,
        )
        told = told or queued is not None
    if not told:
        return 0
    for each in news:
        each.group.unreached_at = now
    return len(news)


def _forget_reached(session: Session, unreached: Sequence[Unreached]) -> None:
    session.execute(
        update(Group)
        .where(Group.unreached_at.is_not(None), Group.id.not_in([each.group.id for each in unreached]))
        .values(unreached_at=None)
        .execution_options(synchronize_session="fetch")
    )
