"""Two schedulers at once plan nothing twice and write nobody twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from monitor.domain.reminders import DEFAULT_RULES
from monitor.models import AccessToken, MailState, OutboxMessage, Reminder, ReminderRule
from monitor.services.digests import Digest, people_owed, queue_digest
from monitor.services.insert_once import insert_once
from monitor.services.link_mails import MailWriter
from monitor.services.reminded_things import read_audience
from monitor.services.reminders import plan_reminders
from tests.factories import make_group, make_period, make_plan, make_project, make_update, make_user
from tests.fixtures import NOW
from tests.reminder_days import Written

PEOPLE = 8
SCHEDULERS = 3


def test_three_schedulers_at_once_do_the_work_of_one(engine: Engine) -> None:
    with Session(engine) as session:
        plan = make_plan(session)
        period = make_period(session, plan)
        for _ in range(PEOPLE):
            group = make_group(session)
            make_user(session, lead_of=group)
            make_update(session, make_project(session, plan, group), period)
        session.commit()
    start = Barrier(SCHEDULERS)

    def scheduler(_number: int) -> tuple[int, list[Digest]]:
        written = Written()
        mails = MailWriter(written.render, written.address_of)
        start.wait()
        with Session(engine) as session:
            planned = plan_reminders(session, now=NOW).planned
            session.commit()
            audience = read_audience(session, now=NOW)
            owed = people_owed(session, now=NOW)
            session.commit()
            done = []
            for user_id in owed:
                digest = queue_digest(session, user_id, now=NOW, audience=audience, mails=mails)
                session.commit()
                if digest:
                    done.append(digest)
        return planned, done

    with ThreadPoolExecutor(SCHEDULERS) as pool:
        results = list(pool.map(scheduler, range(SCHEDULERS)))

    with Session(engine) as session:
        counts = [
            session.scalar(select(func.count()).select_from(table))
            for table in (ReminderRule, Reminder, OutboxMessage, AccessToken)
        ]
    assert counts == [len(DEFAULT_RULES), PEOPLE * 7, PEOPLE, PEOPLE]
    assert sum(planned for planned, _ in results) == PEOPLE * 7
    assert sum(len(done) for _, done in results) == PEOPLE


def test_many_rows_are_added_once_as_few_are(engine: Engine) -> None:
    """However many go to the database at once, by whichever way: those that stand there already stay as they are."""
    with Session(engine) as session:
        people = [make_user(session) for _ in range(120)]
        session.commit()
        rows = [
            {"key": f"k{user.id}", "kind": "test", "user_id": user.id if user.id % 2 else None}
            | {"recipient": user.email, "subject": "Señal, «José»", "text": "t", "html": "h", "thread": ""}
            | {"message_id": f"m{user.id}", "created_at": NOW, "not_before": NOW, "state": MailState.WAITING}
            | {"lease_owner": "", "unsubscribe_url": "", "withdrawn_reason": "", "bounce_detail": ""}
            for user in people
        ]
        first = insert_once(session, OutboxMessage, rows[:3])
        second = insert_once(session, OutboxMessage, rows)
        session.commit()
        third = insert_once(session, OutboxMessage, rows)

        assert (len(first), len(second), third) == (3, 117, [])
        kept = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        assert {(each.recipient, each.user_id) for each in kept} == {(row["recipient"], row["user_id"]) for row in rows}
        assert {(each.subject, each.state, each.created_at) for each in kept} == {
            ("Señal, «José»", MailState.WAITING, NOW)
        }
