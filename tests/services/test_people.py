from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, NotFound, WrongState
from monitor.domain.participation import Country
from monitor.domain.permissions import GroupRole, Role
from monitor.models import GroupKind, OutboxMessage, User
from monitor.services import access_tokens, events, people
from monitor.services.access_tokens import LinkNotValid
from tests.factories import make_coordinator, make_group, make_user
from tests.fixtures import NOW
from tests.services.test_sign_in import Pen


def invite(session: Session, pen: Pen | None = None, **values: Any) -> people.Invitation:
    given: dict[str, Any] = {
        "actor": None,
        "email": "eva@example.org",
        "name": "Eva Soto",
        "role": Role.MEMBER,
        "country": Country.PE,
        "memberships": {},
        "mails": (pen or Pen()).writer,
        "now": NOW,
    }
    return people.invite(session, **(given | values))


def edit(session: Session, user: User, actor: User, **values: Any) -> None:
    given = {"name": user.name, "role": user.role, "country": user.country, "memberships": dict(user.actor.groups)}
    people.edit(session, user, actor=actor, now=NOW, **(given | values))


def kinds(session: Session, user: User) -> list[str]:
    session.flush()
    return [event.kind for event in events.history(session, subject="users", subject_id=user.id)]


def secret_of(invitation: people.Invitation) -> str:
    return invitation.address.rpartition("/")[2]


def test_an_invited_person_gets_a_link_that_lets_them_in_once_for_seven_days(session: Session) -> None:
    gtg, actor, pen = make_group(session, "GTG"), make_coordinator(session), Pen()
    invitation = invite(session, pen, actor=actor, email=" Eva@Example.ORG", memberships={gtg.id: GroupRole.LEAD})
    user = invitation.user
    assert (user.email, user.role, user.country) == ("eva@example.org", Role.MEMBER, Country.PE)
    assert user.actor.groups == {gtg.id: GroupRole.LEAD}
    assert [mail.recipient for mail in session.scalars(select(OutboxMessage))] == ["eva@example.org"]
    assert pen.asked[0]["url"] == invitation.address
    assert pen.asked[0]["group"] == "Grupo GTG (GTG)"
    almost = NOW + timedelta(days=7, seconds=-1)
    token = access_tokens.find(session, secret_of(invitation), now=almost)
    assert (token.user, token.opens) == (user, "/")
    access_tokens.spend(session, token, now=almost)
    with pytest.raises(LinkNotValid):
        access_tokens.find(session, secret_of(invitation), now=almost)
    assert kinds(session, user) == ["PersonInvited", "MembershipStarted"]


@pytest.mark.parametrize("email", ["eva@example.org", "EVA@example.org"])
def test_a_taken_address_is_an_error_of_its_field(session: Session, email: str) -> None:
    make_user(session, email="eva@example.org", is_active=False)
    with pytest.raises(Incomplete, match="Ya hay una persona") as refusal:
        invite(session, email=email)
    assert refusal.value.field == "email"


@pytest.mark.parametrize(
    ("values", "field"), [({"email": "eva"}, "email"), ({"email": ""}, "email"), ({"name": "  "}, "name")]
)
def test_what_is_missing_is_named(session: Session, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Incomplete) as refusal:
        invite(session, **values)
    assert refusal.value.field == field
    assert session.scalars(select(User)).all() == []


def test_nobody_joins_a_group_that_is_none(session: Session) -> None:
    everybody = make_group(session, "Todos", kind=GroupKind.COLLECTIVE)
    for group_id in (everybody.id, everybody.id + 1):
        with pytest.raises(NotFound):
            invite(session, memberships={group_id: GroupRole.LEAD}, email=f"eva{group_id}@example.org")


def test_an_invitation_can_be_sent_again_until_the_person_came_in(session: Session) -> None:
    actor, first = make_coordinator(session), invite(session)
    again = people.invite_again(session, first.user, actor=actor, mails=Pen().writer, now=NOW + timedelta(days=1))
    with pytest.raises(LinkNotValid):
        access_tokens.find(session, secret_of(first), now=NOW + timedelta(days=1))
    assert access_tokens.find(session, secret_of(again), now=NOW + timedelta(days=7)).user is first.user
    assert len(session.scalars(select(OutboxMessage)).all()) == 2
    first.user.last_signed_in_at = NOW
    with pytest.raises(WrongState):
        people.invite_again(session, first.user, actor=actor, mails=Pen().writer, now=NOW)


def test_a_person_moves_from_one_group_to_another_with_a_history(session: Session) -> None:
    old, new, kept = (make_group(session, name) for name in ("GTE", "GTG", "GTCU"))
    actor, user = make_coordinator(session), make_user(session, lead_of=old, contributor_to=kept)
    edit(session, user, actor, memberships={new.id: GroupRole.CONTRIBUTOR, kept.id: GroupRole.LEAD})
    session.flush()
    session.expire(user)
    assert user.actor.groups == {new.id: GroupRole.CONTRIBUTOR, kept.id: GroupRole.LEAD}
    history = events.history(session, subject="users", subject_id=user.id)
    assert {event.kind: (event.before, event.after) for event in history} == {
        "MembershipEnded": ({"group": "GTE", "role": "lead"}, {}),
        "MembershipStarted": ({}, {"group": "GTG", "role": "contributor"}),
        "MembershipChanged": ({"group": "GTCU", "role": "contributor"}, {"group": "GTCU", "role": "lead"}),
    }
    assert {event.actor for event in history} == {actor}


def test_only_what_changed_is_written_down(session: Session) -> None:
    actor, user = make_coordinator(session), make_user(session, name="Eva Soto")
    edit(session, user, actor)
    assert kinds(session, user) == []
    edit(session, user, actor, name="  Eva  Soto Paz ", role=Role.OBSERVER)
    session.flush()
    (event,) = events.history(session, subject="users", subject_id=user.id)
    assert event.before | {"salt": ""} == {"name": "Eva Soto", "role": "member", "salt": ""}
    assert event.after == {"name": "Eva Soto Paz", "role": "observer"}


def test_ending_access_ends_sessions_and_links_at_once_and_can_be_taken_back(session: Session) -> None:
    group, actor = make_group(session), make_coordinator(session)
    invitation = invite(session, memberships={group.id: GroupRole.LEAD})
    user, before = invitation.user, invitation.user.session_number
    people.deactivate(session, user, actor=actor, now=NOW)
    assert (user.is_active, user.session_number) == (False, before + 1)
    people.reactivate(session, user, actor=actor, now=NOW)
    assert (user.is_active, user.session_number) == (True, before + 1)
    assert user.actor.groups == {group.id: GroupRole.LEAD}
    with pytest.raises(LinkNotValid):
        access_tokens.find(session, secret_of(invitation), now=NOW)
    assert kinds(session, user)[-2:] == ["PersonDeactivated", "PersonReactivated"]


def test_access_ends_or_comes_back_only_once(session: Session) -> None:
    actor, gone, here = make_coordinator(session), make_user(session, is_active=False), make_user(session)
    with pytest.raises(WrongState):
        people.deactivate(session, gone, actor=actor, now=NOW)
    with pytest.raises(WrongState):
        people.reactivate(session, here, actor=actor, now=NOW)


def test_the_last_active_coordinator_cannot_go_until_there_is_another(session: Session) -> None:
    only = make_coordinator(session)
    make_coordinator(session, is_active=False)
    with pytest.raises(Incomplete, match="Nombre primero a otra") as refusal:
        edit(session, only, only, role=Role.OBSERVER)
    assert refusal.value.field == "role"
    with pytest.raises(Incomplete, match="Nombre primero a otra"):
        people.deactivate(session, only, actor=only, now=NOW)
    assert (only.role, only.is_active) == (Role.COORDINATOR, True)
    make_coordinator(session)
    edit(session, only, only, role=Role.OBSERVER)
    assert only.role is Role.OBSERVER


def test_groups_to_join_come_in_order_and_leave_out_those_that_stand_for_many(session: Session) -> None:
    make_group(session, "GTG"), make_group(session, "gta"), make_group(session, "Comités", kind=GroupKind.COLLECTIVE)
    assert [group.key for group in people.groups_to_join(session)] == ["gta", "GTG"]


def test_nobody_stands_under_an_unknown_number(session: Session) -> None:
    with pytest.raises(NotFound):
        people.get(session, 123)
