"""Whether what a waiting mail says is still wanted when it is sent; if not, it never leaves, and why is kept."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from monitor.domain.reminded_things import Facts
from monitor.domain.reminders import Silence
from monitor.models import MailState, OutboxMessage, ProgressUpdate, Reminder, User
from monitor.services import digests, outbox
from monitor.services.among import among
from monitor.services.outbox import Letter
from monitor.services.reminded_things import facts_of, read_audience
from monitor.services.reminders import Told, judge, refusals_of, silence
from monitor.services.update_standings import told_in_mails


def no_longer_wanted(session: Session, letters: Sequence[Letter], *, now: datetime) -> dict[int, Silence]:
    """Why mails (by id) are not to be sent as they stand; those that may go are missing.

    A digest is one whole: if one of the things it names was answered, waived, moved or handed over, it is made anew.
    """
    ids = [letter.id for letter in letters]
    inactive = select(OutboxMessage.id).join(User, User.id == OutboxMessage.user_id)
    unwanted = dict.fromkeys(
        session.scalars(inactive.where(OutboxMessage.id.in_(ids), User.is_active.is_(False))), Silence.INACTIVE
    )
    in_digests = [letter.id for letter in letters if letter.kind == digests.KIND and letter.id not in unwanted]
    asked = _asked(session, in_digests, now=now) if in_digests else []
    if asked:
        refusals = judge(session, [(told, facts) for _, told, facts in asked], read_audience(session, now=now), now=now)
        for (number, _, _), reason in zip(asked, refusals, strict=True):
            if reason is not None:
                unwanted.setdefault(number, reason)
    return unwanted


def _asked(session: Session, in_digests: Sequence[int], *, now: datetime) -> list[tuple[int, Told, Facts | None]]:
    """What these digests tell: the digest, the reminder, and where its thing stands now."""
    found: list[tuple[int, Told, Facts | None]] = [
        (told.message_id, told, told.facts) for told in told_in_mails(session, in_digests, now=now)
    ]
    others = (
        select(
            Reminder.message_id,
            Reminder.rule_id,
            Reminder.user_id,
            Reminder.scheduled_on,
            Reminder.subject,
            Reminder.subject_id,
        )
        .where(among(session, Reminder.message_id, in_digests), Reminder.subject != ProgressUpdate.__tablename__)
        .order_by(Reminder.id)
    )
    rows = session.connection().execute(others).all()
    facts = facts_of(session, {(row.subject, row.subject_id) for row in rows}, now=now)
    return found + [(row.message_id, row, facts.get((row.subject, row.subject_id))) for row in rows]


def _reminders(session: Session, message_ids: Sequence[int]) -> list[Reminder]:
    query = select(Reminder).where(Reminder.message_id.in_(message_ids)).order_by(Reminder.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def take_back(session: Session, letter: Letter, reason: Silence, *, now: datetime, owner: str) -> None:
    """Keep a mail that this sender has in hand from leaving, and say why in the ledger.

    What else a digest had to say is free for the next one; but of a mail that its reader may have already, the rest
    is not told again.
    """
    rows = _reminders(session, [letter.id]) if letter.kind == digests.KIND else []
    refusals = refusals_of(session, rows, read_audience(session, now=now), now=now)
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
