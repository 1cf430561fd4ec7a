"""Tell people what became of a report: whoever asked for it, and for an edition whoever must still confirm it."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.permissions import Role
from monitor.models import BuildState, ReportBuild, TokenPurpose, User
from monitor.services import access_tokens, outbox
from monitor.services.link_mails import MailWriter

LINK_LIVES = timedelta(days=30)


def tell(session: Session, build: ReportBuild, *, now: datetime, mails: MailWriter) -> None:
    """Queue the mails about a build that is done or was given up, once each. Nobody is told of one that goes on."""
    if build.state is BuildState.WAITING:
        return
    if build.requested_by is not None and build.requested_by.is_active:
        _queue(session, build, build.requested_by, _outcome(build), now=now, mails=mails)
    if build.state is BuildState.READY and build.is_open and build.needs_second:
        others = select(User).where(User.role == Role.COORDINATOR, User.is_active).order_by(User.id)
        for person in session.scalars(others):
            if person.id != build.requested_by_id:
                _queue(session, build, person, "confirm", now=now, mails=mails)


def _outcome(build: ReportBuild) -> str:
    if build.state is BuildState.FAILED:
        return "failed"
    if not build.is_edition:
        return "draft"
    return "waits" if build.is_open else "published"


def _queue(
    session: Session, build: ReportBuild, person: User, outcome: str, *, now: datetime, mails: MailWriter
) -> None:
    secret = access_tokens.issue(
        session,
        user=person,
        purpose=TokenPurpose.REMINDER,
        opens=f"/informes/{build.period.key}/mesa",
        now=now,
        lifetime=LINK_LIVES,
    )
    mail = mails.render(
        "report",
        locale=person.locale,
        name=person.name,
        build=build,
        outcome=outcome,
        asked_by=build.requested_by.name if build.requested_by else "",
        url=mails.address_of(secret),
    )
    outbox.queue(
        session,
        key=f"report:{build.id}:{outcome}:{person.id}",
        kind="report",
        user=person,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        now=now,
    )
