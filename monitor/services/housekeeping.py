"""Forget what nobody needs any more: dead links, attempts to sign in, old sessions, the secrets in mails given up."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from monitor.models import AccessToken, MailState, OutboxMessage, SignInAttempt
from monitor.services import browser_sessions, jobs
from monitor.services.outbox import without_secrets

DEAD_LINKS_KEPT_FOR = timedelta(days=7)
"""Long enough to tell somebody who presses an old link why it no longer works."""
ATTEMPTS_KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Forgotten:
    links: int
    attempts: int
    mails: int
    runs: int
    sessions: int

    def __bool__(self) -> bool:
        return bool(self.links or self.attempts or self.mails or self.runs or self.sessions)


def tidy(session: Session, *, now: datetime) -> Forgotten:
    dead = now - DEAD_LINKS_KEPT_FOR
    links = delete(AccessToken).where(or_(AccessToken.expires_at < dead, AccessToken.revoked_at < dead))
    attempts = delete(SignInAttempt).where(SignInAttempt.attempted_at < now - ATTEMPTS_KEPT_FOR)
    quietly = {"synchronize_session": False}
    return Forgotten(
        links=len(session.scalars(links.returning(AccessToken.id), execution_options=quietly).all()),
        attempts=len(session.scalars(attempts.returning(SignInAttempt.id), execution_options=quietly).all()),
        mails=_cut_links_of_failed_mails(session, now),
        runs=jobs.forget_old_runs(session, now=now),
        sessions=browser_sessions.forget_old(session, now=now),
    )


def _cut_links_of_failed_mails(session: Session, now: datetime) -> int:
    failed = select(OutboxMessage).where(
        OutboxMessage.state == MailState.FAILED,
        OutboxMessage.created_at < now - DEAD_LINKS_KEPT_FOR,
        OutboxMessage.text.contains("/entrar/"),
    )
    cut = 0
    for message in session.scalars(failed):
        text = without_secrets(message.text)
        if text != message.text:
            message.text, message.html = text, without_secrets(message.html)
            cut += 1
    return cut
