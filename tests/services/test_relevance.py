"""What was true when a mail was written and is not when it is sent: it stays, and the ledger says why."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from monitor.domain.permissions import GroupRole
from monitor.domain.reminders import Silence
from monitor.domain.updates import State
from monitor.jobs.outbox import send_waiting
from monitor.models import Extension, MailState, Membership, OutboxAttempt, Reminder
from monitor.services import outbox, people, relevance
from monitor.services.outbox import Letter, Outcome, Result
from tests.factories import make_coordinator, make_update, make_user
from tests.reminder_days import DUE, OPENS, Run, Scene, noon
from tests.services.test_outbox import work

MORNING = DUE - timedelta(days=1)
BEFORE_SENDING = noon(MORNING) + timedelta(minutes=5)


class Kept:
    """A way to a mail server that takes everything, and keeps what it took."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def __enter__(self) -> "Kept":
        return self

    def __exit__(self, *_: object) -> None: ...

    def send(self, letter: Letter) -> Outcome:
        self.letters.append(letter)
        return Outcome(Result.SENT)


def submitted(_session: Session, scene: Scene) -> None:
    scene.update.state, scene.update.first_submitted_at = State.SUBMITTED, BEFORE_SENDING


def waived(_session: Session, scene: Scene) -> None:
    scene.update.state, scene.update.waived_reason = State.WAIVED, "El grupo está de receso"


def extended(session: Session, scene: Scene) -> None:
    gtg = make_coordinator(session)
    session.add(
        Extension(
            update_id=scene.update.id,
            until=DUE + timedelta(days=10),
            reason="El grupo lo pidió",
            granted_by_id=gtg.id,
            granted_at=BEFORE_SENDING,
        )
    )


def handed_over(session: Session, scene: Scene) -> None:
    """Looks on until the end of the month, and is asked for nothing any more."""
    mine = session.scalars(select(Membership).where(Membership.user_id == scene.lead.id)).one()
    mine.ends_on = date(2021, 10, 31)
    substitute = make_user(session, name="Tomás")
    session.add(Membership(user_id=substitute.id, group_id=scene.update.group_id, role=GroupRole.LEAD))


def deactivated(session: Session, scene: Scene) -> None:
    people.deactivate(session, scene.lead, actor=make_coordinator(session), now=BEFORE_SENDING)


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (submitted, Silence.ANSWERED),
        (waived, Silence.WAIVED),
        (extended, Silence.DATE_CHANGED),
        (handed_over, Silence.NOT_RESPONSIBLE),
        (deactivated, Silence.INACTIVE),
    ],
)
def test_what_happened_since_it_was_written_keeps_a_mail_from_leaving_and_is_told(
    session: Session, run: Run, scene: Scene, happens: Callable[[Session, Scene], None], reason: Silence
) -> None:
    [digest] = run(MORNING)
    happens(session, scene)
    session.flush()

    kept = Kept()
    sent = send_waiting(work(session, now=BEFORE_SENDING), kept, owner="t")

    assert (kept.letters, sent.attempts, sent.withdrawn) == ([], 0, 1)
    session.expire_all()
    assert (digest.state, digest.withdrawn_reason) == (MailState.WITHDRAWN, reason)
    told = select(Reminder.silenced_reason).where(
        Reminder.user_id == scene.lead.id, Reminder.scheduled_on.between(OPENS, MORNING), Reminder.message_id.is_(None)
    )
    assert reason in session.scalars(told).all()
    assert session.scalar(select(func.count()).select_from(OutboxAttempt)) == 0


def test_where_nothing_happened_the_mail_leaves(session: Session, run: Run, scene: Scene) -> None:
    [digest] = run(MORNING)

    kept = Kept()
    send_waiting(work(session, now=BEFORE_SENDING), kept, owner="t")

    assert [letter.recipient for letter in kept.letters] == [scene.lead.email]
    session.expire_all()
    assert (digest.state, digest.withdrawn_reason) == (MailState.SENT, "")


def test_many_mails_are_asked_about_as_cheaply_as_one(session: Session, run: Run, scene: Scene) -> None:
    for _ in range(6):
        update = make_update(session, period=scene.update.period)
        make_user(session, lead_of=update.group)
    run(MORNING)
    letters = outbox.claim(session, now=BEFORE_SENDING, owner="t")
    assert len(letters) == 7
    asked: list[str] = []

    def note(*args: object) -> None:
        asked.append(str(args[2]))

    connection = session.connection()
    counts = []
    event.listen(connection, "before_cursor_execute", note)
    for some in (letters[:1], letters):
        asked.clear()
        assert relevance.no_longer_wanted(session, some, now=BEFORE_SENDING) == {}
        counts.append(len(asked))
    event.remove(connection, "before_cursor_execute", note)

    assert counts[0] == counts[1] > 0
