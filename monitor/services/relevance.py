"""Whether what a waiting mail says is still wanted when it is sent; if not, it never leaves, and why is kept."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from monitor.domain.reminders import Silence
from monitor.models import MailState, OutboxMessage, Reminder, User
from monitor.services import digests, outbox
from monitor.services.outbox import Letter
from monitor.services.reminded_things import read_audience
from monitor.services.reminders import refusals_of, silence


def no_longer_wanted(session: Session, letters: Sequence[Letter], *, now: datetime) -> dict[int, Silence]:
    """Why mails (by id) are not to be sent as they stand; those that may go are missing.

    A digest is one whole: if one of the things it names was answered, waived, moved or handed over, it is made anew.
    """
    ids = [letter.id for letter in letters]
    inactive = select(OutboxMessage.id).join(User, User.id == OutboxMessage.user_id)
    unwanted = dict.fromkeys(
        session.scalars(inactive.where(OutboxMessage.id.in_(ids), User.is_active.is_(False))), Silence.INACTIVE
    )
    session.flush()
    in_digests = [letter.id for letter in letters if letter.kind == digests.KIND and letter.id not in unwanted]
    rows = (
        session.connection()
        .execute(
            select(
                Reminder.id,
                Reminder.rule_id,
                Reminder.subject,
                Reminder.subject_id,
                Reminder.user_id,
                Reminder.scheduled_on,
                Reminder.message_id,
            )
            .where(Reminder.message_id.in_(in_digests))
            .order_by(Reminder.id)
        )
        .all()
    )
    if rows:
        refusals = refusals_of(session, rows, read_audience(session), now=now)
        for row in rows:
            reason = refusals[row.id]
            if reason is not None and row.message_id is not None:
                unwanted.setdefault(row.message_id, reason)
    return unwanted


def _reminders(session: Session, message_ids: Sequence[int]) -> list[Reminder]:
    query = select(Reminder).where(Reminder.message_id.in_(message_ids)).order_by(Reminder.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def take_back(session: Session, letter: Letter, reason: Silence, *, now: datetime, owner: str) -> None:
    """Keep a mail that this sender has in hand from leaving, and say why in the ledger.

    What else a digest had to say is free for the next one; but of a mail that its reader may have already, the rest
    is not told again.
    """
    rows = _reminders(session, [letter.id]) if letter.kind == digests.KIND else []
    refusals = refusals_of(session, rows, read_audience(session), now=now)
    if rows and digests.withdraw(session, letter.id, now=now, owner=owner):
        for row in rows:
            if refusals[row.id] is not None:
                silence(session, row.id, refusals[row.id], now=now)
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.id == letter.id,
            OutboxMessage.state.in_([MailState.WAITING, MailState.WITHDRAWN]),
            OutboxMessage.lease_owner.in_([owner, ""]),
        )
        .values(
            state=MailState.WITHDRAWN,
            withdrawn_reason=reason.value,
            lease_until=None,
            lease_owner="",
            text=outbox.without_secrets(letter.text),
            html=outbox.without_secrets(letter.html),
        )
        .execution_options(synchronize_session=False)
    )
