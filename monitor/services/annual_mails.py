"""Tell people what became of an annual report: whoever asked for it, and whoever must still confirm it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.permissions import Role
from monitor.models import AnnualRequest, BuildState, TokenPurpose, User
from monitor.services import access_tokens, outbox
from monitor.services.link_mails import MailWriter
from monitor.services.report_mails import LINK_LIVES


def tell(session: Session, own: AnnualRequest, *, now: datetime, mails: MailWriter) -> None:
    """Queue the mails about one that is done or was given up, once each. Nobody is told of one that goes on."""
    if own.state is BuildState.WAITING:
        return
    waits = own.state is BuildState.READY and own.is_open
    if own.requested_by is not None and own.requested_by.is_active:
        outcome = "failed" if own.state is BuildState.FAILED else "waits" if waits else "published"
        _queue(session, own, own.requested_by, outcome, now=now, mails=mails)
    if waits:
        others = select(User).where(User.role == Role.COORDINATOR, User.is_active).order_by(User.id)
        for person in session.scalars(others):
            if person.id != own.requested_by_id:
                _queue(session, own, person, "confirm", now=now, mails=mails)


def _queue(
    session: Session, own: AnnualRequest, person: User, outcome: str, *, now: datetime, mails: MailWriter
) -> None:
    secret = access_tokens.issue(
        session,
        user=person,
        purpose=TokenPurpose.REMINDER,
        opens=f"/informes/anuales/{own.year}",
        now=now,
        lifetime=LINK_LIVES,
    )
    mail = mails.render(
        "annual",
        locale=person.locale,
        name=person.name,
        report=own,
        outcome=outcome,
        asked_by=own.requested_by.name if own.requested_by else "",
        url=mails.address_of(secret),
    )
    outbox.queue(
        session,
        key=f"annual:{own.id}:{outcome}:{person.id}",
        kind="report",
        user=person,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        now=now,
    )
