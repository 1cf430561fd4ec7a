"""Who takes part: invite people, move them between groups, end and give back their access."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from monitor.domain.errors import Incomplete, NotFound, WrongState
from monitor.domain.participation import Country
from monitor.domain.permissions import GroupRole, Role
from monitor.domain.presidencies import MEMBERS
from monitor.domain.work_days import time_zone_of
from monitor.models import Group, GroupKind, Membership, TokenPurpose, User
from monitor.services import access_tokens, browser_sessions, events, link_mails
from monitor.services.link_mails import MailWriter
from monitor.translations import DEFAULT, known

INVITATION_LIFETIME = timedelta(days=7)


@dataclass(frozen=True)
class Invitation:
    user: User
    address: str
    """The link that lets the person in. It is shown once: nobody can read it again."""


def clean_email(text: str) -> str:
    """The address as it is stored. Raises Incomplete if it is none. Asks no name server."""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise Incomplete("Escriba un correo completo, como nombre@ejemplo.org.", field="email") from None


def groups_to_join(session: Session) -> list[Group]:
    """Every group that can have members, by the name people call it."""
    exist = select(Group).where(Group.kind != GroupKind.COLLECTIVE, Group.dissolved_on.is_(None))
    groups = session.scalars(exist)
    return sorted(groups, key=lambda group: group.key.lower())


def get(session: Session, user_id: int) -> User:
    user = session.scalar(
        select(User).where(User.id == user_id).options(selectinload(User.memberships).joinedload(Membership.group))
    )
    if user is None:
        raise NotFound("No hay ninguna persona con ese número.")
    return user


def invite(
    session: Session,
    *,
    actor: User | None,
    email: str,
    name: str,
    role: Role,
    country: Country | None,
    memberships: Mapping[int, GroupRole],
    mails: MailWriter,
    now: datetime,
    language: str = DEFAULT,
    coordinates_country: bool = False,
) -> Invitation:
    """Add a person and send the link with which they come in for the first time. No actor is the command line.

    Raises Incomplete, with the field's name, for a name that is missing and an address that is none or taken.
    """
    email = clean_email(email)
    if session.scalar(select(User.id).where(User.email == email)):
        raise Incomplete("Ya hay una persona con este correo.", field="email")
    user = User(
        email=email,
        name=_clean_name(name),
        role=role,
        country=country,
        coordinates_country=_checked_coordination(coordinates_country, role, country),
        locale=known(language),
        time_zone=time_zone_of(country),
        created_at=now,
    )
    session.add(user)
    session.flush()  # the event names the person by number
    after = {"email": email, "name": user.name, "role": role.value, "country": country and country.value}
    _record(session, "PersonInvited", user, actor=actor, now=now, after=after)
    _set_memberships(session, user, memberships, actor=actor, now=now)
    return _send_invitation(session, user, mails=mails, now=now)


def invite_again(session: Session, user: User, *, actor: User, mails: MailWriter, now: datetime) -> Invitation:
    """Send a new invitation to somebody who has not come in yet; earlier ones stop working."""
    if not user.is_active or user.last_signed_in_at is not None:
        raise WrongState("Solo se vuelve a invitar a quien tiene acceso y todavía no ha entrado.")
    access_tokens.revoke_all(session, user, now)
    _record(session, "PersonInvitedAgain", user, actor=actor, now=now)
    return _send_invitation(session, user, mails=mails, now=now)


def edit(
    session: Session,
    user: User,
    *,
    actor: User,
    name: str,
    role: Role,
    country: Country | None,
    memberships: Mapping[int, GroupRole],
    now: datetime,
    coordinates_country: bool = False,
) -> None:
    """Change what a person is. `memberships` is the whole list: a group that is not in it is left.

    Raises Incomplete on the role of the last active coordinator, WrongState for somebody whose data were erased.
    """
    _check_not_erased(user)
    if user.role is Role.COORDINATOR and role is not Role.COORDINATOR:
        _keep_a_coordinator(session, user, field="role")
    new: dict[str, Any] = {
        "name": _clean_name(name),
        "role": role,
        "country": country,
        "coordinates_country": _checked_coordination(coordinates_country, role, country),
    }
    before = {key: getattr(user, key) for key, value in new.items() if getattr(user, key) != value}
    if before:
        if user.time_zone == time_zone_of(user.country):
            # Whoever chose another clock keeps it.
            user.time_zone = time_zone_of(country)
        after = {key: new[key] for key in before}
        for key, value in after.items():
            setattr(user, key, value)
        _record(session, "PersonEdited", user, actor=actor, now=now, before=before, after=after)
    _set_memberships(session, user, memberships, actor=actor, now=now)


def deactivate(session: Session, user: User, *, actor: User | None, now: datetime) -> None:
    """End a person's access at once: sessions, links and reminders. What they did stays under their name.

    No actor is the day that a hand-over named.
    """
    if not user.is_active:
        raise WrongState("Esta persona ya no tenía acceso.")
    _keep_a_coordinator(session, user, field=None)
    user.is_active = False
    browser_sessions.end_all(session, user, now=now)
    access_tokens.revoke_all(session, user, now)
    _record(session, "PersonDeactivated", user, actor=actor, now=now)


def reactivate(session: Session, user: User, *, actor: User, now: datetime) -> None:
    """Give a person their access back, with the groups they had. They come in by asking for a link."""
    _check_not_erased(user)
    if user.is_active:
        raise WrongState("Esta persona ya tiene acceso.")
    user.is_active, user.access_ends_on = True, None
    _record(session, "PersonReactivated", user, actor=actor, now=now)


def _check_not_erased(user: User) -> None:
    if user.erased_at:
        raise WrongState("Los datos de esta persona se eliminaron. Si vuelve, invítela como a una persona nueva.")


def _clean_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Incomplete("Escriba el nombre de la persona.", field="name")
    return name


def _checked_coordination(wanted: bool, role: Role, country: Country | None) -> bool:
    """A national coordination is an observer of one of the four countries."""
    if wanted and role is not Role.OBSERVER:
        raise Incomplete("La coordinación nacional solo mira: elija «Observación», o quite esa marca.", field="role")
    if wanted and country not in MEMBERS:
        raise Incomplete("Elija de cuál de los cuatro países es la coordinación nacional.", field="country")
    return wanted


def _set_memberships(
    session: Session, user: User, wanted: Mapping[int, GroupRole], *, actor: User | None, now: datetime
) -> None:
    groups = {group.id: group for group in groups_to_join(session)}
    if not groups.keys() >= wanted.keys():
        raise NotFound("No existe ese grupo.")
    for membership in list(user.memberships):
        if membership.group_id not in wanted and membership.group_id in groups:
            before = {"group": membership.group.key, "role": membership.role}
            user.memberships.remove(membership)
            _record(session, "MembershipEnded", user, actor=actor, now=now, before=before)
    current = {membership.group_id: membership for membership in user.memberships}
    for group_id, role in wanted.items():
        after = {"group": groups[group_id].key, "role": role}
        if group_id not in current:
            user.memberships.append(Membership(group=groups[group_id], role=role))
            _record(session, "MembershipStarted", user, actor=actor, now=now, after=after)
        elif current[group_id].role is not role:
            before = {"group": groups[group_id].key, "role": current[group_id].role}
            current[group_id].role = role
            _record(session, "MembershipChanged", user, actor=actor, now=now, before=before, after=after)


def _keep_a_coordinator(session: Session, user: User, *, field: str | None) -> None:
    """Refuse what would leave nobody to coordinate. The rows are locked, so that two who demote each other cannot."""
    coordinators = select(User.id).where(User.role == Role.COORDINATOR, User.is_active).order_by(User.id)
    others = set(session.scalars(coordinators.with_for_update())) - {user.id}
    if user.is_coordinator and not others:
        raise Incomplete(
            "Es la única persona activa en la coordinación del GTG. Nombre primero a otra para que nadie quede fuera.",
            field=field,
        )


def _send_invitation(session: Session, user: User, *, mails: MailWriter, now: datetime) -> Invitation:
    secret = access_tokens.issue(
        session, user=user, purpose=TokenPurpose.INVITATION, opens="/", now=now, lifetime=INVITATION_LIFETIME
    )
    address = mails.address_of(secret)
    mail = mails.render(
        "invitation",
        locale=user.locale,
        name=user.name,
        url=address,
        days=INVITATION_LIFETIME.days,
        group=next((membership.group.full_name for membership in user.memberships), None),
    )
    link_mails.send(session, mail, kind="invitation", user=user, now=now)
    return Invitation(user, address)


def _record(
    session: Session,
    kind: str,
    user: User,
    *,
    actor: User | None,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    events.record(session, kind, subject="users", subject_id=user.id, actor=actor, now=now, before=before, after=after)
