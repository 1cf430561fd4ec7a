"""«Ya no soy responsable»: the substitute is in, the GTG knows, and the one who leaves is left in peace."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, NotAllowed
from monitor.domain.participation import Country
from monitor.domain.permissions import GroupRole, Role
from monitor.mail import RenderedMail
from monitor.models import Event, OutboxMessage, User
from monitor.services import hand_overs
from monitor.services.link_mails import MailWriter
from monitor.services.reminders import plan_reminders
from tests.factories import make_coordinator, make_user
from tests.reminder_days import OPENS, Run, Scene, noon, send_all, to

LAST_DAY = date(2021, 10, 8)
MAILS = MailWriter(lambda kind, **_facts: RenderedMail(kind, kind, kind), lambda secret: f"https://x/{secret}")


def hand_over(session: Session, scene: Scene, email: str, **values: object) -> User:
    given = {
        "group_ids": [scene.update.group_id],
        "name": "Nadia Ríos",
        "ends_on": LAST_DAY,
        "note": "Suerte",
    } | values
    return hand_overs.hand_over(session, actor=scene.lead, email=email, mails=MAILS, now=noon(OPENS), **given)  # type: ignore[arg-type]


def test_a_newcomer_is_invited_and_the_gtg_is_told(session: Session, run: Run, scene: Scene) -> None:
    gtg = make_coordinator(session)

    substitute = hand_over(session, scene, "Nadia@Example.org")

    assert substitute.actor.groups == {scene.update.group_id: GroupRole.LEAD}
    sent = {(message.kind, message.user_id) for message in session.scalars(select(OutboxMessage))}
    assert sent == {("invitation", substitute.id), ("handed_over", gtg.id)}
    assert to(run(OPENS)) == [substitute.id], "only the substitute is reminded"


def test_somebody_known_takes_over_and_is_told(session: Session, scene: Scene) -> None:
    known = make_user(session, contributor_to=scene.update.group, email="nadia@example.org")

    assert hand_over(session, scene, "nadia@example.org", name="") is known
    assert known.actor.groups == {scene.update.group_id: GroupRole.LEAD}
    assert [message.kind for message in session.scalars(select(OutboxMessage))] == ["took_over"]


def test_access_ends_after_the_last_day_and_history_stays(session: Session, scene: Scene) -> None:
    hand_over(session, scene, "nadia@example.org")

    plan_reminders(session, now=noon(LAST_DAY))
    session.expire(scene.lead, ["memberships"])
    assert scene.update.group_id in scene.lead.actor.groups
    plan_reminders(session, now=noon(LAST_DAY + timedelta(days=1)))
    session.expire(scene.lead, ["memberships"])
    assert scene.lead.actor.groups == {}
    assert scene.lead.is_active
    kinds = session.scalars(select(Event.kind).where(Event.subject_id == scene.lead.id, Event.subject == "users")).all()
    assert kinds == ["MembershipHandedOver", "MembershipEnded"]


def test_what_cannot_be_handed_over_is_said_at_its_field(session: Session, scene: Scene) -> None:
    for values, email, field in (
        ({}, scene.lead.email, "email"),
        ({}, "nadia", "email"),
        ({"name": " "}, "nadia@example.org", "name"),
        ({"ends_on": OPENS - timedelta(days=1)}, "nadia@example.org", "ends_on"),
        ({"ends_on": None}, "nadia@example.org", "ends_on"),
        ({"group_ids": [scene.update.group_id + 1000]}, "nadia@example.org", "groups"),
    ):
        with pytest.raises(Incomplete) as refused:
            hand_over(session, scene, email, **values)
        assert refused.value.field == field
    make_user(session, email="fue@example.org", is_active=False)
    with pytest.raises(NotAllowed):
        hand_over(session, scene, "fue@example.org")


def test_nothing_is_sent_twice_to_the_one_who_left(session: Session, run: Run, scene: Scene) -> None:
    run(OPENS)
    send_all(session, OPENS)
    hand_over(session, scene, "nadia@example.org")

    assert scene.lead.id not in to(run(OPENS + timedelta(days=7)))


def by_the_gtg(session: Session, person: User, email: str, **values: object) -> User:
    given: dict[str, Any] = {
        "group_ids": [each.group_id for each in person.memberships],
        "name": "Nadia Ríos",
        "note": "",
    }
    given |= {"ends_on": LAST_DAY, "with_role": True} | values
    actor = given.pop("actor", None) or make_coordinator(session)
    return hand_overs.hand_over(session, actor=actor, person=person, email=email, mails=MAILS, now=noon(OPENS), **given)


def test_the_gtg_gives_a_place_to_somebody_else_and_both_are_told(session: Session, scene: Scene) -> None:
    actor, other = make_coordinator(session), make_coordinator(session)
    substitute = by_the_gtg(session, scene.lead, "nadia@example.org", actor=actor)
    assert substitute.actor.groups == {scene.update.group_id: GroupRole.LEAD}
    sent = {(message.kind, message.user_id) for message in session.scalars(select(OutboxMessage))}
    assert sent == {("invitation", substitute.id), ("handed_over", other.id), ("relieved", scene.lead.id)}
    handed = session.scalars(select(Event).where(Event.kind == "MembershipHandedOver")).one()
    assert (handed.actor, handed.subject_id) == (actor, scene.lead.id)


def test_a_coordinators_role_goes_along_and_their_access_ends_after_the_last_day(session: Session) -> None:
    leaving = make_coordinator(session)
    substitute = by_the_gtg(session, leaving, "nadia@example.org")
    assert (substitute.role, leaving.role) == (Role.COORDINATOR, Role.COORDINATOR)
    hand_overs.end_due(session, now=noon(LAST_DAY))
    assert leaving.is_active
    hand_overs.end_due(session, now=noon(LAST_DAY + timedelta(days=1)))
    assert (leaving.is_active, leaving.access_ends_on) == (False, None)
    assert leaving.session_number == 1


def test_a_coordinator_can_hand_over_their_own_role(session: Session) -> None:
    leaving = make_coordinator(session)
    substitute = by_the_gtg(session, leaving, "nadia@example.org", actor=leaving)
    assert substitute.role is Role.COORDINATOR
    assert {message.kind for message in session.scalars(select(OutboxMessage))} == {"invitation"}


def test_somebody_known_gets_the_role_without_losing_a_greater_one(session: Session) -> None:
    observer = make_user(session, role=Role.OBSERVER, country=Country.PE, coordinates_country=True)
    coordinator = make_coordinator(session, email="nadia@example.org")
    assert by_the_gtg(session, observer, "nadia@example.org", actor=coordinator).role is Role.COORDINATOR
    member = make_user(session, email="otra@example.org")
    assert by_the_gtg(session, observer, "otra@example.org", actor=coordinator) is member
    assert (member.role, member.country, member.coordinates_country) == (Role.OBSERVER, Country.PE, True)


def test_whoever_would_leave_nobody_to_coordinate_stays(session: Session) -> None:
    leaving = make_coordinator(session)
    substitute = by_the_gtg(session, leaving, "nadia@example.org", actor=leaving)
    substitute.is_active = False
    session.flush()
    hand_overs.end_due(session, now=noon(LAST_DAY + timedelta(days=1)))
    assert leaving.is_active


def test_only_the_gtg_hands_over_for_somebody_else(session: Session, scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        by_the_gtg(session, scene.lead, "nadia@example.org", actor=make_user(session))


def test_a_member_without_a_group_has_nothing_to_hand_over(session: Session) -> None:
    with pytest.raises(Incomplete):
        by_the_gtg(session, make_user(session), "nadia@example.org")
