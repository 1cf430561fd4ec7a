"""Summaries of what changed, for whoever reads everything and wishes them: once each, through the outbox.

As with reminders, what is owed follows from today and from what was written before: a scheduler that was down catches
up with one summary of all the time since the last, and two at once make one.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from monitor.domain.permissions import Permission
from monitor.domain.summaries import SummaryPace, Window, window_of
from monitor.domain.work_days import may_send_at, sending_day, works_in
from monitor.models import MailState, OutboxMessage, SummaryRow, TokenPurpose, User
from monitor.services import access_tokens, outbox
from monitor.services.insert_once import insert_once
from monitor.services.link_mails import MailWriter
from monitor.services.summary_content import summary_for

KIND = "summary"
LINK_LASTS = timedelta(days=14)


def people_owed(session: Session, *, now: datetime, only_in_hours: bool = False) -> list[int]:
    """The people (by id) whose summary has come due. With `only_in_hours`, only those whose morning it is."""
    wishing = select(User).where(User.is_active, User.summary != SummaryPace.NONE).order_by(User.id)
    return [user.id for user in session.scalars(wishing).all() if _due(session, user, now, only_in_hours=only_in_hours)]


def queue_summary(session: Session, user_id: int, *, now: datetime, mails: MailWriter) -> OutboxMessage | None:
    """Write down that the person's summary came due, and queue its mail; None where nothing changed, or it is done."""
    # One process at a time decides about one person (SQLite already lets only one write).
    user = session.scalars(
        select(User).where(User.id == user_id).with_for_update(key_share=True).execution_options(populate_existing=True)
    ).one()
    window = _due(session, user, now)
    if window is None:
        return None
    since = _since(session, user, window)
    row = {"user_id": user.id, "scheduled_on": window.scheduled_on, "since": since, "until": now}
    if not insert_once(session, SummaryRow, [row]):
        return None
    content = summary_for(session, user, since=since, until=now)
    if not content.has_news:
        return None
    secret = access_tokens.issue(
        session, user=user, purpose=TokenPurpose.REMINDER, opens="/", now=now, lifetime=LINK_LASTS
    )
    mail = mails.render(
        KIND, locale=user.locale, name=user.name, url=mails.address_of(secret), summary=content, pace=user.summary
    )
    message = outbox.queue(
        session,
        key=f"{KIND}:{window.scheduled_on.isoformat()}:{user.id}",
        kind=KIND,
        user=user,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        now=now,
    )
    if message is not None:
        session.execute(
            update(SummaryRow)
            .where(SummaryRow.user_id == user.id, SummaryRow.scheduled_on == window.scheduled_on)
            .values(message_id=message.id)
            .execution_options(synchronize_session="fetch")
        )
    return message


def _due(session: Session, user: User, now: datetime, *, only_in_hours: bool = False) -> Window | None:
    """The summary that the person is owed now, if there is one."""
    here = now.astimezone(ZoneInfo(user.time_zone))
    today = here.date()
    window = window_of(user.summary, today)
    works = works_in(user.country)
    if (
        window is None
        or not user.may(Permission.BOARD_VIEW)
        or (user.summary_from and window.scheduled_on < user.summary_from)
        or (user.paused_until and today <= user.paused_until)
        or today < sending_day(window.scheduled_on, works)
        or (only_in_hours and not may_send_at(here, works))
    ):
        return None
    done = select(SummaryRow.id).where(SummaryRow.user_id == user.id, SummaryRow.scheduled_on >= window.scheduled_on)
    return None if session.scalar(done.limit(1)) else window


def _since(session: Session, user: User, window: Window) -> datetime:
    """Where the last summary that reached them, or had nothing to tell, ended.

    Before any did, where the first that was lost began; or else the first day of the first one they asked for.
    """
    own = SummaryRow.user_id == user.id
    reached = or_(SummaryRow.message_id.is_(None), OutboxMessage.state.in_([MailState.WAITING, MailState.SENT]))
    last = session.scalar(
        select(SummaryRow.until)
        .outerjoin(SummaryRow.message)
        .where(own, reached)
        .order_by(SummaryRow.scheduled_on.desc())
        .limit(1)
    )
    if last is None:
        last = session.scalar(select(SummaryRow.since).where(own).order_by(SummaryRow.scheduled_on).limit(1))
    if last is not None:
        return last
    asked_for = window_of(user.summary, user.summary_from) if user.summary_from else None
    return datetime.combine((asked_for or window).first, time(), ZoneInfo(user.time_zone))
