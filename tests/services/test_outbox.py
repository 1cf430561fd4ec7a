"""Mails are queued once for each cause, sent once whoever sends, and every attempt is on record."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from time import sleep
from typing import Self

import pytest
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from config import ROOT, Settings
from monitor.db import teach_sqlite
from monitor.jobs import sending
from monitor.jobs.outbox import Sent, Transport, send_waiting
from monitor.jobs.work import Work
from monitor.models import MailState, OutboxAttempt, OutboxMessage
from monitor.services import outbox
from monitor.services.outbox import BACKOFF, LEASE, Letter, Outcome, Result, queue
from monitor.smtp import SmtpTransport
from tests.factories import make_user
from tests.fixtures import NOW, test_settings
from tests.mail_server import MailServer, running

SECRET = "s" * 43


@pytest.fixture
def server() -> Iterator[MailServer]:
    with running(MailServer()) as server:
        yield server


def fill(engine: Engine, *addresses: str) -> None:
    with Session(engine) as session:
        for address in addresses:
            user = make_user(session, email=address)
            text = f"Abra https://monitor.example/entrar/{SECRET} por favor"
            queue(session, key=address, kind="test", user=user, subject="Hola, José", text=text, html=text, now=NOW)
        session.commit()


def send(
    engine: Engine, server: MailServer, tmp_path: Path, *, now: datetime = NOW, owner: str = "test", batch: int = 20
) -> Sent:
    with Session(engine) as session, SmtpTransport(settings_for(server, tmp_path)) as transport:
        return send_waiting(work(session, now=now), transport, owner=owner, batch=batch)


def settings_for(server: MailServer, tmp_path: Path) -> Settings:
    return replace(test_settings(tmp_path, "sqlite:///unused"), smtp_port=server.port)


def work(session: Session, *, now: datetime = NOW) -> Work:
    return Work(session, test_settings(Path("unused"), "sqlite:///unused"), lambda: now)


def states(engine: Engine) -> dict[str, MailState]:
    with Session(engine) as session:
        return {message.recipient: message.state for message in session.scalars(select(OutboxMessage))}


def attempts(engine: Engine) -> list[tuple[str, str]]:
    with Session(engine) as session:
        return [
            (each.result, each.detail) for each in session.scalars(select(OutboxAttempt).order_by(OutboxAttempt.id))
        ]


def test_the_same_cause_queues_one_mail(session: Session) -> None:
    user = make_user(session, email="ana@example.org")

    first = queue(session, key="k:1", kind="digest", user=user, subject="Uno\ndos", text="t", html="h", now=NOW)
    second = queue(session, key="k:1", kind="digest", user=user, subject="Otro", text="t", html="h", now=NOW)

    assert first is not None
    assert second is None
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 1
    assert (first.recipient, first.subject, first.state) == ("ana@example.org", "Uno dos", MailState.WAITING)


def test_a_mail_goes_out_with_its_headers_and_keeps_no_key(engine: Engine, server: MailServer, tmp_path: Path) -> None:
    fill(engine, "ana@example.org")

    send(engine, server, tmp_path)

    [mail] = server.mails
    assert (mail["To"], mail["Subject"]) == ("ana@example.org", "Hola, José")
    assert (mail["Auto-Submitted"], mail["Reply-To"]) == ("auto-generated", "gtg@example.org")
    assert mail["Date"] == "Tue, 05 Oct 2021 15:00:00 +0000"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert SECRET in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    with Session(engine) as session:
        message = session.scalars(select(OutboxMessage)).one()
        assert mail["Message-ID"] == f"<{message.message_id}@example.org>"
        assert (message.state, message.sent_at) == (MailState.SENT, NOW)
        assert SECRET not in message.text + message.html
    assert attempts(engine) == [("sent", "")]


def test_one_connection_serves_many_mails(engine: Engine, server: MailServer, tmp_path: Path) -> None:
    fill(engine, *(f"p{number}@example.org" for number in range(7)))

    sent = send(engine, server, tmp_path, batch=3)

    assert (sent.by_result[Result.SENT], server.connections) == (7, 1)
    assert send(engine, server, tmp_path).attempts == 0


@pytest.mark.parametrize("wants_one_line", [False, True])
def test_a_day_of_many_mails_goes_over_as_many_lines_as_the_server_wants(
    wants_one_line: bool, engine: Engine, server: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine, *(f"p{number}@example.org" for number in range(60)))
    server.wants_one_line = wants_one_line
    monkeypatch.setattr(sending, "A_MOMENT", 60)  # However slow the machine is, several are begun at once.

    sent = send(engine, server, tmp_path, batch=60)

    assert (sent.by_result[Result.SENT], sent.attempts) == (60, 60)
    assert set(server.message_ids.values()) == {1}
    assert (len(server.lines), server.connections) == (1 if wants_one_line else 2, 2)


def test_two_senders_at_once_send_nothing_twice(engine: Engine, server: MailServer, tmp_path: Path) -> None:
    fill(engine, *(f"p{number}@example.org" for number in range(40)))
    start = Barrier(3)
    results: list[Sent] = []

    def sender(name: str) -> None:
        start.wait()
        results.append(send(engine, server, tmp_path, owner=name, batch=4))

    threads = [Thread(target=sender, args=(f"sender-{number}",)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(results) == 3
    assert len(server.mails) == 40
    assert set(server.message_ids.values()) == {1}
    assert set(states(engine).values()) == {MailState.SENT}


def test_what_a_dead_sender_held_is_sent_when_its_lease_ends(
    engine: Engine, server: MailServer, tmp_path: Path
) -> None:
    fill(engine, "ana@example.org", "eva@example.org")
    with Session(engine) as session:
        assert len(outbox.claim(session, now=NOW, owner="dead")) == 2
        session.commit()

    assert send(engine, server, tmp_path, now=NOW + LEASE - timedelta(seconds=1)).attempts == 0
    assert send(engine, server, tmp_path, now=NOW + LEASE).by_result[Result.SENT] == 2


def test_a_sender_killed_in_the_middle_loses_nothing(tmp_path: Path, server: MailServer, migrated_file: Path) -> None:
    """A real process, really killed. Only the one mail that was taken but not yet noted may come twice, and it has the
    same Message-ID.
    """
    path = tmp_path / "killed.sqlite3"
    shutil.copy(migrated_file, path)
    engine = create_engine(f"sqlite:///{path}")
    teach_sqlite(engine)
    fill(engine, *(f"p{number}@example.org" for number in range(12)))
    server.slow = 0.1
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{path}",
        "SECRET_KEY": "x" * 40,
        "BASE_URL": "http://127.0.0.1",
        "UPLOAD_DIR": str(tmp_path),
        "SMTP_PORT": str(server.port),
        "MAIL_FROM": "HRAEM Monitor <monitor@example.org>",
        "MONITOR_DEMO": "1",
        "DEMO_DATE": "2021-10-06",
    }
    command = [sys.executable, "-m", "flask", "--app", str(ROOT / "wsgi"), "jobs", "run", "outbox"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    for _ in range(600):
        if len(server.mails) >= 3 or process.poll() is not None:
            break
        sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    sleep(0.3)
    reached = len(server.mails)
    assert 3 <= reached < 12

    server.slow = 0
    send(engine, server, tmp_path, now=NOW + timedelta(days=2))

    assert len(server.message_ids) == 12
    assert len(server.mails) <= 13
    assert set(states(engine).values()) == {MailState.SENT}
    engine.dispose()


def test_a_refused_mail_is_given_up_and_the_others_go(engine: Engine, server: MailServer, tmp_path: Path) -> None:
    fill(engine, "nobody@example.org", "eva@example.org")
    server.answers["nobody@example.org"] = "550 5.1.1 No such person"

    sent = send(engine, server, tmp_path)

    assert states(engine) == {"nobody@example.org": MailState.FAILED, "eva@example.org": MailState.SENT}
    assert (sent.given_up, sent.by_result[Result.SENT]) == (1, 1)
    assert attempts(engine)[0] == ("refused", "550 5.1.1 No such person")


def test_a_mail_not_wanted_now_is_tried_later_and_later_and_then_given_up(
    engine: Engine, server: MailServer, tmp_path: Path
) -> None:
    fill(engine, "full@example.org")
    server.answers["full@example.org"] = "452 4.2.2 Mailbox full"
    now = NOW
    for pause in BACKOFF:
        assert send(engine, server, tmp_path, now=now).by_result[Result.DEFERRED] == 1
        assert send(engine, server, tmp_path, now=now + pause - timedelta(seconds=1)).attempts == 0
        now += pause

    assert send(engine, server, tmp_path, now=now).given_up == 1
    assert states(engine) == {"full@example.org": MailState.FAILED}
    assert len(attempts(engine)) == len(BACKOFF) + 1


def test_a_mail_server_that_is_not_there_costs_nobody_their_mail(engine: Engine, tmp_path: Path) -> None:
    fill(engine, *(f"p{number}@example.org" for number in range(5)))
    absent = MailServer()

    sent = send(engine, absent, tmp_path)

    assert sent.by_result[Result.DEFERRED] == 5
    assert "ConnectionRefusedError" in sent.last_trouble
    with running(absent):
        assert send(engine, absent, tmp_path, now=NOW + timedelta(seconds=59)).attempts == 0
        assert send(engine, absent, tmp_path, now=NOW + timedelta(minutes=1)).by_result[Result.SENT] == 5


def test_a_server_that_does_not_want_us_costs_nobody_their_mail(
    engine: Engine, server: MailServer, tmp_path: Path
) -> None:
    fill(engine, "ana@example.org", "eva@example.org")
    server.refuses_sender = True

    assert send(engine, server, tmp_path).by_result[Result.DEFERRED] == 2
    assert set(states(engine).values()) == {MailState.WAITING}


def test_a_line_that_drops_in_the_middle_holds_up_one_mail_only(
    engine: Engine, server: MailServer, tmp_path: Path
) -> None:
    fill(engine, "bad@example.org", "eva@example.org")
    server.drops.add("bad@example.org")

    send(engine, server, tmp_path)

    assert states(engine) == {"bad@example.org": MailState.WAITING, "eva@example.org": MailState.SENT}
    assert "SMTPServerDisconnected" in attempts(engine)[0][1]


def test_an_address_that_is_none_is_refused_before_it_leaves(
    engine: Engine, server: MailServer, tmp_path: Path
) -> None:
    fill(engine, "not an address", "eva@example.org")

    send(engine, server, tmp_path)

    assert states(engine) == {"not an address": MailState.FAILED, "eva@example.org": MailState.SENT}


class Stumbling:
    """A way to the mail server that fails in a way nobody has thought of."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        return None

    def send(self, letter: Letter) -> Outcome:
        if letter.recipient == "bad@example.org":
            raise ZeroDivisionError("nobody thought of this")
        return Outcome(Result.SENT)


def test_a_mail_that_breaks_its_sender_holds_up_nobody_else(engine: Engine) -> None:
    fill(engine, "bad@example.org", "eva@example.org")
    transport: Transport = Stumbling()

    with Session(engine) as session:
        send_waiting(work(session), transport, owner="test")

    assert states(engine) == {"bad@example.org": MailState.WAITING, "eva@example.org": MailState.SENT}
    assert attempts(engine)[0] == ("deferred", "ZeroDivisionError: nobody thought of this")


def test_whoever_is_asked_to_stop_gives_back_what_is_in_hand(engine: Engine) -> None:
    fill(engine, "ana@example.org", "eva@example.org", "sol@example.org")
    done: list[str] = []

    class Counting(Stumbling):
        def send(self, letter: Letter) -> Outcome:
            done.append(letter.recipient)
            return Outcome(Result.SENT)

    with Session(engine) as session:
        stopping = replace(work(session), stopping=lambda: bool(done))
        send_waiting(stopping, Counting(), owner="test")

    assert done == ["ana@example.org"]
    with Session(engine) as session:
        assert len(outbox.claim(session, now=NOW, owner="next")) == 2
