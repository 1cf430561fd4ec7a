"""A person's place goes to somebody else, by themselves («Ya no soy responsable») or by the GTG, in one step.

The substitute comes in at once, whoever leaves keeps their access until a day, and all who must know are told.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from monitor.domain.errors import Incomplete, NotAllowed
from monitor.domain.permissions import GroupRole, Permission, Role
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
    person: User | None = None,
    group_ids: Collection[int],
    with_role: bool = False,
    email: str,
    name: str,
    ends_on: date | None,
    note: str,
    mails: MailWriter,
    now: datetime,
) -> User:
    """Give a person's groups to a substitute, and their role in the product too if it goes `with_role`.

    The person is the actor unless the GTG does it for them. They are reminded no more and keep their access until
    `ends_on`; what they did stays under their name. Gives the substitute. Raises Incomplete, with the field's name, for
    what is missing or cannot be.
    """
    person = person or actor
    if person is not actor and not actor.may(Permission.PEOPLE_MANAGE):
        raise NotAllowed("Solo el GTG puede hacer el relevo de otra persona.")
    with_role = with_role and person.role is not Role.MEMBER
    handed = [each for each in to_hand_over(person) if each.group_id in group_ids]
    if not handed and not with_role:
        raise Incomplete("Elija de qué grupo deja de ser responsable.", field="groups")
    today = own_day(person, now)
    if ends_on is None or not today <= ends_on <= today + LONGEST_STAY:
        raise Incomplete("Elija un día entre hoy y dentro de tres meses.", field="ends_on")
    email = people.clean_email(email)
    if email == person.email:
        raise Incomplete("Escriba el correo de la persona que releva, que es otra.", field="email")
    role = person.role if with_role else Role.MEMBER
    words = _Words(person, actor, handed, with_role=with_role, ends_on=ends_on, note=note)
    substitute = session.scalar(select(User).where(User.email == email))
    if substitute is None:
        substitute = people.invite(
            session,
            actor=actor,
            email=email,
            name=name,
            role=role,
            country=person.country,
            memberships={each.group_id: each.role for each in handed},
            mails=mails,
            now=now,
            language=person.locale,
            coordinates_country=with_role and person.coordinates_country,
        ).user
    else:
        _join(session, substitute, handed, role=role, actor=actor, now=now)
        if with_role and person.coordinates_country and substitute.role is Role.OBSERVER:
            # The place is that of the country, whatever was known of the substitute.
            substitute.country, substitute.coordinates_country = person.country, True
        _tell(session, "took_over", substitute, words, opens="/", mails=mails, now=now)
    _leave(session, substitute, words, now=now)
    coordinators = select(User).where(User.role == Role.COORDINATOR, User.is_active)
    for coordinator in session.scalars(coordinators.order_by(User.id)).all():
        if coordinator not in (actor, person, substitute):
            _tell(
                session, "handed_over", coordinator, words, opens=f"/personas/{substitute.id}", mails=mails, now=now,
                substitute=substitute.name, email=substitute.email,
            )  # fmt: skip
    if person is not actor and person.is_active:
        _tell(session, "relieved", person, words, opens="/", mails=mails, now=now, substitute=substitute.name)
    return substitute


@dataclass(frozen=True)
class _Words:
    """What the mails and the events of one hand-over tell."""

    person: User
    actor: User
    handed: list[Membership]
    with_role: bool
    ends_on: date
    note: str

    @property
    def places(self) -> list[str]:
        """The groups by name, and the role in the product where it goes along."""
        return [each.group.full_name for each in self.handed]


def _leave(session: Session, substitute: User, words: _Words, *, now: datetime) -> None:
    """Note the last day of whoever leaves; the substitute's place begins at once."""
    after = {"to": substitute.email, "ends_on": words.ends_on.isoformat(), "reason": words.note}
    for each in words.handed:
        each.ends_on = words.ends_on
        _record(
            session, "MembershipHandedOver", words, now=now, after={"group": each.group.key, "role": each.role, **after}
        )
    if words.with_role:
        words.person.access_ends_on = words.ends_on
        _record(session, "RoleHandedOver", words, now=now, after={"product_role": words.person.role, **after})


def _record(session: Session, kind: str, words: _Words, *, now: datetime, after: dict[str, Any]) -> None:
    events.record(session, kind, subject="users", subject_id=words.person.id, actor=words.actor, now=now, after=after)


def end_due(session: Session, *, now: datetime) -> int:
    """End the memberships and the access whose last day has passed; gives how many memberships."""
    for leaving in session.scalars(select(User).where(User.is_active, User.access_ends_on.is_not(None))).all():
        if leaving.access_ends_on and leaving.access_ends_on < own_day(leaving, now):
            _end_access(session, leaving, now=now)
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


def _end_access(session: Session, user: User, *, now: datetime) -> None:
    """What the GTG would do by hand. Whoever would leave nobody to coordinate stays, and the GTG sees it."""
    try:
        people.deactivate(session, user, actor=None, now=now)
    except Incomplete:
        return
    user.access_ends_on = None


def _join(
    session: Session, substitute: User, handed: list[Membership], *, role: Role, actor: User, now: datetime
) -> None:
    """Give somebody who is known already the groups and roles that were handed over."""
    if not substitute.is_active:
        raise NotAllowed(
            "Esa persona tuvo acceso y ya no lo tiene. Escriba al GTG, que puede devolvérselo antes del relevo."
        )
    # Somebody who was leaving and takes a place stays.
    substitute.access_ends_on = None
    if role is not Role.MEMBER and substitute.role is not Role.COORDINATOR and substitute.role is not role:
        was, substitute.role = {"role": substitute.role}, role
        events.record(
            session, "PersonEdited", subject="users", subject_id=substitute.id, actor=actor, now=now,
            before=was, after={"role": role},
        )  # fmt: skip
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


def _tell(
    session: Session,
    kind: str,
    reader: User,
    words: _Words,
    *,
    opens: str,
    mails: MailWriter,
    now: datetime,
    **more: str,
) -> None:
    secret = access_tokens.issue(
        session, user=reader, purpose=TokenPurpose.REMINDER, opens=opens, now=now, lifetime=LINK_LASTS
    )
    mail = mails.render(
        kind,
        locale=reader.locale,
        name=reader.name,
        who=words.person.name,
        by=words.actor.name if words.actor is not words.person else "",
        groups=words.places,
        role=words.person.role if words.with_role else None,
        ends_on=words.ends_on,
        note=words.note,
        url=mails.address_of(secret),
        **more,
    )
    link_mails.send(session, mail, kind=kind, user=reader, now=now)
