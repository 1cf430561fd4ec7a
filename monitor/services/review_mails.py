"""The mail that tells a group's leads what the GTG asks them to correct."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.permissions import GroupRole
from monitor.domain.reminders import About
from monitor.models import Group, Membership, ProgressUpdate, TokenPurpose, User
from monitor.services import access_tokens, outbox
from monitor.services.link_mails import MailWriter

LINK_OUTLIVES_DATE = timedelta(days=30)
"""How long after its "correct by" date the link of a mail still opens the update."""


def leads_of(session: Session, group: Group) -> list[User]:
    """The active leads of a group."""
    query = (
        select(User)
        .join(Membership)
        .where(
            Membership.group_id == group.id,
            Membership.role == GroupRole.LEAD,
            # Whoever handed over is asked no more, though they may look until their last day.
            Membership.ends_on.is_(None),
            User.is_active,
        )
        .order_by(User.id)
    )
    return list(session.scalars(query))


def tell_leads(
    session: Session,
    update: ProgressUpdate,
    *,
    now: datetime,
    mails: MailWriter,
    reason: str,
    correct_by: date,
) -> None:
    """Tell each lead of the group what to correct, by a mail queued in the transaction that returned the update."""
    zone = ZoneInfo(update.period.plan.time_zone)
    expires = datetime.combine(correct_by, time.max, tzinfo=zone) + LINK_OUTLIVES_DATE
    for lead in leads_of(session, update.group):
        secret = access_tokens.issue(
            session,
            user=lead,
            purpose=TokenPurpose.REMINDER,
            opens=f"/avances/{update.id}",
            now=now,
            lifetime=expires - now,
            cycle=update.period.key,
            asks_for=[(About.CORRECTION_DUE, ProgressUpdate.__tablename__, update.id)],
        )
        mail = mails.render(
            "returned",
            locale=lead.locale,
            name=lead.name,
            update=update,
            url=mails.address_of(secret),
            reason=reason,
            correct_by=correct_by,
        )
        outbox.queue(
            session,
            key=f"returned:{update.id}:{update.lock_version}:{lead.id}",
            kind="returned",
            user=lead,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            now=now,
        )
