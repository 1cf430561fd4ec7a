"""«Ya no soy responsable»: the substitute is in, the GTG knows, and the one who leaves is left in peace."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, NotAllowed
from monitor.domain.permissions import GroupRole
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
