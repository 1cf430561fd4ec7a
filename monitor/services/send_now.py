"""The day's digests by hand, with the same rules as the scheduler's: one a day, only what is due and still true."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from monitor.models import User
from monitor.services import outbox
from monitor.services.digests import Digest, people_owed, queue_digest
from monitor.services.link_mails import MailWriter
from monitor.services.reminded_things import read_audience
from monitor.services.reminders import plan_reminders

PEOPLE_AT_ONCE = 200
"""As many as a page can wait for; the scheduler goes on with the rest."""
TEST_KIND = "test"


@dataclass(frozen=True)
class SentNow:
    digests: list[Digest]
    more: int
    """People for whom there was no time."""


def send_now(session: Session, *, mails: MailWriter, now: datetime, only_in_hours: bool) -> SentNow:
    """Plan what is due and queue the digests that are owed now; the outbox sends them within seconds."""
    plan_reminders(session, now=now)
    audience = read_audience(session, now=now)
    owed = people_owed(session, now=now, only_in_hours=only_in_hours)
    made = [queue_digest(session, each, now=now, audience=audience, mails=mails) for each in owed[:PEOPLE_AT_ONCE]]
    return SentNow([digest for digest in made if digest and digest.subject], max(0, len(owed) - PEOPLE_AT_ONCE))


def send_test(session: Session, *, to: User, mails: MailWriter, now: datetime) -> None:
    """Queue a mail that says nothing but that mails arrive."""
    mail = mails.render(TEST_KIND, locale=to.locale, name=to.name)
    key = f"{TEST_KIND}:{to.id}:{now.isoformat()}"
    outbox.queue(
        session, key=key, kind=TEST_KIND, user=to, subject=mail.subject, text=mail.text, html=mail.html, now=now
    )
