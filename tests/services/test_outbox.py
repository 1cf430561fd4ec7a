"""Mails are queued once for each cause, and every attempt to send one is on record."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.models import MailState, OutboxMessage
from monitor.services.outbox import queue
from tests.factories import make_user
from tests.fixtures import NOW


def test_the_same_cause_queues_one_mail(session: Session) -> None:
    user = make_user(session, email="ana@example.org")

    first = queue(session, key="k:1", kind="digest", user=user, subject="Uno\ndos", text="t", html="h", now=NOW)
    second = queue(session, key="k:1", kind="digest", user=user, subject="Otro", text="t", html="h", now=NOW)

    assert first is not None
    assert second is None
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 1
    assert (first.recipient, first.subject, first.state) == ("ana@example.org", "Uno dos", MailState.WAITING)
