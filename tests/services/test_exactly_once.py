"""Nobody is forgotten and nobody gets a second copy, whoever dies, whatever the clock does and however the mail server
behaves. The one exception: where nobody can know whether the server took a mail, it is sent again under the same
Message-ID, and the record says that it may have arrived twice.

The kills are real SIGKILLs, at random moments, of forked processes that send to a real mail server; the faults are an
exception in the place of every single statement of a whole day's work, which is how a lost connection looks.
"""

import os
import random
import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import Engine, create_engine, delete, event, func, select, update
from sqlalchemy.orm import Session

from monitor.db import teach_sqlite
from monitor.domain.updates import State
from monitor.jobs import lives
from monitor.jobs.outbox import send_waiting
from monitor.jobs.sending import Sent
from monitor.models import MailState, OutboxAttempt, OutboxMessage, ProgressUpdate, Reminder
from monitor.services import outbox
from monitor.services.attempts import begin
from monitor.services.digests import people_owed, queue_digest
from monitor.services.link_mails import MailWriter
from monitor.services.outbox import IN_DOUBT, LEASE, queue
from monitor.services.reminded_things import read_audience
from monitor.services.reminders import plan_reminders
from monitor.smtp import SmtpTransport
from tests.factories import make_group, make_period, make_plan, make_project, make_update, make_user
from tests.fixtures import NOW
from tests.mail_server import MailServer, running
from tests.reminder_days import Written
from tests.services.test_outbox import attempts, fill, settings_for, states, work

KILLS = 100
A_DAY = timedelta(days=1)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with running(MailServer()) as server:
        yield server


def send(engine: Engine, server: MailServer, *, now: datetime = NOW, take_within: float = 5) -> Sent:
    with Session(engine) as session, lives.at_work() as owner:
        settings = settings_for(server, Path("unused"))
        with SmtpTransport(settings, answer_within=5, take_within=take_within) as transport:
            return send_waiting(work(session, now=now), transport, owner=owner)


def in_doubt(engine: Engine) -> set[str]:
    """Whose mails the record says may have arrived twice."""
    with Session(engine) as session:
        query = select(OutboxMessage.recipient).join(OutboxMessage.attempts)
        return set(session.scalars(query.where(OutboxAttempt.result.in_(IN_DOUBT))))


def copies(server: MailServer) -> dict[str, int]:
    got: dict[str, int] = {}
    for mail in server.mails:
        got[mail["To"]] = got.get(mail["To"], 0) + 1
    return got


def child(engine: Engine, server: MailServer) -> int:
    """A sender in a process of its own; gives its number."""
    pid = os.fork()
    if pid:
        return pid
    try:
        own = create_engine(engine.url)
        teach_sqlite(own)
        send(own, server)
    finally:
        os._exit(0)


def test_a_hundred_killed_senders_forget_nobody_and_repeat_only_what_the_record_says(
    engine: Engine, server: MailServer
) -> None:
    moments = random.Random(20211005)  # noqa: S311 -- moments, not secrets
    addresses: list[str] = []
    for number in range(KILLS):
        new = [f"p{number}.{each}@example.org" for each in range(4)]
        fill(engine, *new)
        addresses += new
        engine.dispose()
        process = child(engine, server)
        sleep(moments.uniform(0, 0.06))
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
    end = monotonic() + 10
    while MailState.WAITING in states(engine).values() and monotonic() < end:
        send(engine, server)

    got = copies(server)
    assert set(got) == set(addresses)
    assert set(states(engine).values()) == {MailState.SENT}
    assert len(server.message_ids) == len(addresses), "a second copy has the same Message-ID"
    twice = {address for address, number in got.items() if number > 1}
    assert twice <= in_doubt(engine)
    assert len(twice) <= KILLS


def test_a_server_that_took_a_mail_and_died_gets_the_same_mail_again(engine: Engine, server: MailServer) -> None:
    fill(engine, "ana@example.org", "eva@example.org")
    server.takes_and_dies.add("ana@example.org")

    send(engine, server)
    assert states(engine) == {"ana@example.org": MailState.WAITING, "eva@example.org": MailState.SENT}
    send(engine, server, now=NOW + timedelta(minutes=1))

    assert copies(server) == {"ana@example.org": 2, "eva@example.org": 1}
    assert len(server.message_ids) == 2
    assert in_doubt(engine) == {"ana@example.org"}
    assert [result for result, _ in attempts(engine)] == ["unknown", "sent", "sent"]


def test_a_server_that_always_dies_brings_its_reader_three_copies_at_most(engine: Engine, server: MailServer) -> None:
    fill(engine, "ana@example.org")
    for number in range(6):
        server.takes_and_dies.add("ana@example.org")
        send(engine, server, now=NOW + number * A_DAY)

    assert copies(server) == {"ana@example.org": 3}
    assert states(engine) == {"ana@example.org": MailState.FAILED}


def test_a_server_that_stalls_holds_up_one_mail_and_is_not_trusted_to_have_lost_it(
    engine: Engine, server: MailServer
) -> None:
    fill(engine, "ana@example.org", "eva@example.org")
    server.stalls["ana@example.org"] = 0.6

    send(engine, server, take_within=0.2)

    assert states(engine) == {"ana@example.org": MailState.WAITING, "eva@example.org": MailState.SENT}
    assert in_doubt(engine) == {"ana@example.org"}
    sleep(0.6)
    send(engine, server, now=NOW + timedelta(minutes=1))
    assert set(states(engine).values()) == {MailState.SENT}
    assert len(server.message_ids) == 2


def test_a_line_that_drops_before_the_end_is_no_doubt(engine: Engine, server: MailServer) -> None:
    fill(engine, "ana@example.org")
    server.answers["ana@example.org"] = "421 4.3.2 Going down"

    send(engine, server)
    server.answers.clear()
    send(engine, server, now=NOW + timedelta(minutes=1))

    assert copies(server) == {"ana@example.org": 1}
    assert in_doubt(engine) == set()


def test_a_clock_that_jumps_ahead_takes_no_mail_from_a_living_sender(engine: Engine, server: MailServer) -> None:
    fill(engine, "ana@example.org")
    with Session(engine) as session, lives.at_work() as owner:
        [letter] = outbox.claim(session, now=NOW, owner=owner)
        begin(session, [letter], now=NOW, owner=owner)
        session.commit()

        assert send(engine, server, now=NOW + 30 * A_DAY).attempts == 0
    # The other one died in the middle.
    assert send(engine, server, now=NOW + 30 * A_DAY).attempts == 1
    assert in_doubt(engine) == {"ana@example.org"}


def test_the_mails_of_a_dead_sender_go_at_once_whatever_its_lease_says(engine: Engine, server: MailServer) -> None:
    fill(engine, "ana@example.org")
    with Session(engine) as session, lives.at_work() as owner:
        outbox.claim(session, now=NOW + 2 * LEASE, owner=owner)
        outbox.release(session, [], owner=owner)
        session.commit()

    assert send(engine, server).attempts == 1
    assert in_doubt(engine) == set()


@pytest.mark.parametrize("ahead", [A_DAY, 400 * A_DAY])
def test_a_clock_that_was_ahead_keeps_no_mail_from_leaving(
    engine: Engine, server: MailServer, ahead: timedelta
) -> None:
    """Queued, claimed on another machine that died, or put off by a clock that was wrong and is right again."""
    fill(engine, "ana@example.org", "eva@example.org")
    with Session(engine) as session:
        queued = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).first()
        assert queued is not None
        queued.not_before = NOW + ahead + timedelta(hours=2)
        outbox.claim(session, now=NOW + ahead, owner="elsewhere:1:x")
        session.commit()

    assert send(engine, server).by_result.total() == 2
    assert copies(server) == {"ana@example.org": 1, "eva@example.org": 1}


class Died(BaseException):
    """What happens instead of a statement."""


EVERY_STATEMENT = ("do_execute", "do_executemany", "do_execute_no_params")
"""Where the driver is about to be asked: what is raised there loses the connection, as it would."""


def the_days_work(engine: Engine, server: MailServer, now: datetime) -> None:
    written = Written()
    mails = MailWriter(written.render, written.address_of)
    with Session(engine) as session:
        plan_reminders(session, now=now, between=session.commit)
        session.commit()
        audience = read_audience(session, now=now)
        for user_id in people_owed(session, now=now):
            queue_digest(session, user_id, now=now, audience=audience, mails=mails)
            session.commit()
    send(engine, server, now=now)


def test_a_day_cut_short_at_any_statement_is_finished_by_the_next_run(engine: Engine, server: MailServer) -> None:
    with Session(engine) as session:
        plan = make_plan(session)
        period = make_period(session, plan)
        session.commit()
    counted = 0

    def die(*_: object) -> None:
        nonlocal counted
        counted += 1
        if counted == dies_at:
            raise Died

    dies_at, people = 0, 0
    while True:
        dies_at, people, counted = dies_at + 1, people + 1, 0
        with Session(engine) as session:
            # Those of the rounds before are done, so that each round is one person's day and no longer than the first.
            session.execute(update(ProgressUpdate).values(state=State.WAIVED, waived_reason="Ya no hace falta"))
            session.execute(delete(Reminder).where(Reminder.message_id.is_(None)))
            group = make_group(session)
            make_user(session, lead_of=group, email=f"lead{people}@example.org")
            make_update(session, make_project(session, session.merge(plan), group), session.merge(period))
            session.commit()
        for each in EVERY_STATEMENT:
            event.listen(engine, each, die)
        try:
            the_days_work(engine, server, NOW)
            finished = True
        except Died:
            finished = False
        finally:
            for each in EVERY_STATEMENT:
                event.remove(engine, each, die)
        the_days_work(engine, server, NOW)
        if finished:
            break

    assert dies_at > 20, "a whole day has many statements"
    got = copies(server)
    assert set(got) == {f"lead{number}@example.org" for number in range(1, people + 1)}
    twice = {address for address, number in got.items() if number > 1}
    assert twice <= in_doubt(engine)
    with Session(engine) as session:
        digests = session.scalar(select(func.count()).select_from(OutboxMessage))
        marked = select(Reminder.message_id).where(Reminder.message_id.is_not(None)).distinct()
        assert digests == people == len(session.scalars(marked).all())


def test_a_queued_mail_is_gone_if_its_cause_is_rolled_back(engine: Engine, server: MailServer) -> None:
    with Session(engine) as session:
        user = make_user(session)
        queue(session, key="k", kind="test", user=user, subject="s", text="t", html="h", now=NOW)
        session.rollback()

    assert send(engine, server).attempts == 0
