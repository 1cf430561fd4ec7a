"""«Ya no soy responsable»: a person names who takes over; the substitute comes in, and the GTG is told."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from monitor.domain.errors import Incomplete, NotAllowed
from monitor.domain.permissions import GroupRole, Role
from monitor.models import Membership, TokenPurpose, User
from monitor.services import access_tokens, events, link_mails, people
from monitor.services.link_mails import MailWriter
from monitor.services.preferences import own_day

LONGEST_STAY = timedelta(days=90)
LINK_LASTS = timedelta(days=14)


def to_hand_over(user: User) -> list[Membership]:
    """What the person can give to somebody else, by group."""
    return sorted((each for each in user.memberships if each.ends_on is None), key=lambda each: each.group.key.lower())


def hand_over(
    session: Session,
    *,
    actor: User,
    group_ids: Collection[int],
    email: str,
    name: str,
    ends_on: date | None,
    note: str,
    mails: MailWriter,
    now: datetime,
) -> User:
    """Give these groups of the actor to a substitute; gives the substitute.

    The actor is reminded no more and keeps their access until `ends_on`; what they did stays under their name.
    Raises Incomplete, with the field's name, for what is missing or cannot be.
    """
    handed = [each for each in to_hand_over(actor) if each.group_id in group_ids]
    if not handed:
        raise Incomplete("Elija de qué grupo deja de ser responsable.", field="groups")
    today = own_day(actor, now)
    if ends_on is None or not today <= ends_on <= today + LONGEST_STAY:
        raise Incomplete("Elija un día entre hoy y dentro de tres meses.", field="ends_on")
    email = people.clean_email(email)
    if email == actor.email:
        raise Incomplete("Escriba el correo de la persona que le releva, no el suyo.", field="email")
    substitute = session.scalar(select(User).where(User.email == email))
    roles = {each.group_id: each.role for each in handed}
    if substitute is None:
        substitute = people.invite(
            session,
            actor=actor,
            email=email,
            name=name,
            role=Role.MEMBER,
            country=actor.country,
            memberships=roles,
            mails=mails,
            now=now,
        ).user
    else:
        _join(session, substitute, handed, actor=actor, now=now)
        _tell_substitute(session, substitute, handed, actor=actor, note=note, mails=mails, now=now)
    for each in handed:
        each.ends_on = ends_on
        after = {
            "group": each.group.key,
            "role": each.role,
            "to": substitute.email,
            "ends_on": ends_on.isoformat(),
            "reason": note,
        }
        events.record(
            session, "MembershipHandedOver", subject="users", subject_id=actor.id, actor=actor, now=now, after=after
        )
    _tell_gtg(session, substitute, handed, actor=actor, ends_on=ends_on, note=note, mails=mails, now=now)
    return substitute


def end_due(session: Session, *, now: datetime) -> int:
    """End the memberships whose last day has passed; gives how many."""
    query = select(Membership).where(Membership.ends_on.is_not(None))
    due = [
        each
        for each in session.scalars(query.options(joinedload(Membership.user), joinedload(Membership.group)))
        if each.ends_on and each.ends_on < own_day(each.user, now)
    ]
    for each in due:
        before = {"group": each.group.key, "role": each.role}
        events.record(
            session, "MembershipEnded", subject="users", subject_id=each.user_id, actor=None, now=now, before=before
        )
        # Links in old reminders lead to what is no longer theirs.
        access_tokens.revoke_all(session, each.user, now, {TokenPurpose.REMINDER})
        session.delete(each)
    return len(due)


def _join(session: Session, substitute: User, handed: list[Membership], *, actor: User, now: datetime) -> None:
    """Give somebody who is known already the groups and roles that were handed over."""
    if not substitute.is_active:
        raise NotAllowed(
            "Esa persona tuvo acceso y ya no lo tiene. Escriba al GTG, que puede devolvérselo antes del relevo."
        )
    current = {each.group_id: each for each in substitute.memberships}
    for each in handed:
        mine = current.get(each.group_id)
        after = {"group": each.group.key, "role": each.role}
        if mine is None:
            substitute.memberships.append(Membership(group=each.group, role=each.role))
            kind, before = "MembershipStarted", {}
        else:
            kind, before = "MembershipChanged", {"group": each.group.key, "role": mine.role}
            # Somebody who had handed over and takes it back stays.
            mine.ends_on = None
            mine.role = GroupRole.LEAD if GroupRole.LEAD in (mine.role, each.role) else mine.role
            after["role"] = mine.role
        events.record(
            session, kind, subject="users", subject_id=substitute.id, actor=actor, now=now, before=before, after=after
        )


def _tell_substitute(
    session: Session,
    substitute: User,
    handed: list[Membership],
    *,
    actor: User,
    note: str,
    mails: MailWriter,
    now: datetime,
) -> None:
    secret = access_tokens.issue(
        session, user=substitute, purpose=TokenPurpose.REMINDER, opens="/", now=now, lifetime=LINK_LASTS
    )
    mail = mails.render(
        "took_over",
        locale=substitute.locale,
        name=substitute.name,
        who=actor.name,
        groups=[each.group.full_name for each in handed],
        note=note,
        url=mails.address_of(secret),
    )
    link_mails.send(session, mail, kind="took_over", user=substitute, now=now)


def _tell_gtg(
    session: Session,
    substitute: User,
    handed: list[Membership],
    *,
    actor: User,
    ends_on: date,
    note: str,
    mails: MailWriter,
    now: datetime,
) -> None:
    coordinators = select(User).where(User.role == Role.COORDINATOR, User.is_active, User.id != actor.id)
    for coordinator in session.scalars(coordinators.order_by(User.id)).all():
        secret = access_tokens.issue(
            session,
            user=coordinator,
            purpose=TokenPurpose.REMINDER,
            opens=f"/personas/{substitute.id}",
            now=now,
            lifetime=LINK_LASTS,
        )
        mail = mails.render(
            "handed_over",
            locale=coordinator.locale,
            name=coordinator.name,
            who=actor.name,
            substitute=substitute.name,
            email=substitute.email,
            groups=[each.group.full_name for each in handed],
            ends_on=ends_on,
            note=note,
            url=mails.address_of(secret),
        )
        link_mails.send(session, mail, kind="handed_over", user=coordinator, now=now)
