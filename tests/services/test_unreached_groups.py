"""A group that nobody can be reached in is an alarm: seen at once, and told once, not daily."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.permissions import GroupRole
from monitor.mail import RenderedMail
from monitor.models import MailState, Membership, OutboxMessage, User
from monitor.services.link_mails import MailWriter
from monitor.services.unreached_groups import tell, unreached_groups
from tests.factories import make_coordinator, make_group, make_plan, make_project, make_user
from tests.fixtures import NOW

A_DAY = timedelta(days=1)


def comes_back(session: Session, user: User) -> OutboxMessage:
    message = OutboxMessage(
        key=f"{user.email}", kind="digest", user=user, recipient=user.email, subject="s", text="t", html="h",
        message_id=user.email, created_at=NOW, not_before=NOW, state=MailState.SENT, sent_at=NOW, bounced_at=NOW,
    )  # fmt: skip
    session.add(message)
    session.flush()
    return message


def named(session: Session) -> list[str]:
    return [each.group.key for each in unreached_groups(session, now=NOW)]


def test_a_lead_is_reached_who_is_active_stays_and_whose_mails_arrive(session: Session) -> None:
    group = make_group(session, "GTC")
    make_project(session, make_plan(session), group)
    assert named(session) == ["GTC"]
    eva = make_user(session, email="eva@example.org", lead_of=group)
    assert named(session) == []
    comes_back(session, eva)
    assert unreached_groups(session, now=NOW)[0].bounced == ("eva@example.org",)
    leo = make_user(session, contributor_to=group)
    assert named(session) == ["GTC"], "who contributes submits nothing"
    leo.memberships[0].role = GroupRole.LEAD
    session.flush()
    assert named(session) == [], "one of the two is enough"
    session.scalars(select(Membership).where(Membership.user == leo)).one().ends_on = NOW.date() + A_DAY
    session.flush()
    assert named(session) == ["GTC"], "who handed over is reminded no more"


def test_a_group_becomes_unreached_and_is_told_once_until_somebody_was_reached(session: Session) -> None:
    mails = MailWriter(render=lambda _kind, **_facts: RenderedMail("s", "t", "h"), address_of=str)
    first, second = make_group(session, "A"), make_group(session, "B")
    make_project(session, make_plan(session), first, second)
    make_coordinator(session), make_coordinator(session)
    eva = make_user(session, lead_of=second)

    def told(days: int) -> int:
        number = tell(session, mails=mails, now=NOW + days * A_DAY)
        session.flush()
        return number

    assert [told(0), told(0), told(1), told(2)] == [1, 0, 0, 0]
    assert len(session.scalars(select(OutboxMessage)).all()) == 2, "one to each coordinator"
    eva.is_active = False
    assert [told(3), told(4)] == [1, 0], "only the news"
    eva.is_active = True
    assert told(5) == 0
    assert second.unreached_at is None
    eva.is_active = False
    assert [told(6), told(7)] == [1, 0]
    assert len(session.scalars(select(OutboxMessage)).all()) == 6
