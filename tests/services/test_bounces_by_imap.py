"""Notices are read from a real mailbox over TLS: each once, whatever else lies there and whoever dies over it."""

import os
import signal
from collections.abc import Iterator
from email.message import Message

import pytest
from flask import Flask
from sqlalchemy import func, select

from monitor.db import db
from monitor.jobs import bounces as job
from monitor.jobs.work import JobResult, run_job
from monitor.models import OutboxMessage
from tests.factories import make_coordinator
from tests.imap_server import CERTIFICATE, ImapServer, running
from tests.services.test_bounces import notice, sent

DROPS = b"Content-Type: multipart/report; boundary=B\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n"
GARBAGE = (
    DROPS,
    b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\n\xff\xfe\x00 no parts and no boundary",
    b'Content-Type: multipart/report; boundary="B"\r\n\r\n--B\r\nContent-Type: message/rfc822\r\n\r\n--B--\r\n',
    DROPS + b"\xf0\x9f: \x00\r\n\r\nAction: failed\r\nFinal-Recipient: \xff\xff\r\n--B--\r\n",
)


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[ImapServer]:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with running(ImapServer()) as server:
        values = {"host": "127.0.0.1", "port": server.port, "folder": server.folder}
        for name, value in (values | {"user": server.user, "password": server.password}).items():
            object.__setattr__(app.extensions["settings"], f"bounce_imap_{name}", value)
        with app.app_context():
            make_coordinator(db.session, email="gtg@example.org")
            db.session.commit()
        yield server


def mail(app: Flask, email: str) -> str:
    """The Message-ID of a mail that was sent."""
    with app.app_context():
        number = sent(db.session, email).message_id
        db.session.commit()
    return f"<{number}@example.org>"


def read(app: Flask) -> JobResult:
    with app.app_context():
        return run_job(job.JOB)


def bounced(app: Flask) -> dict[str, str]:
    with app.app_context():
        query = select(OutboxMessage).where(OutboxMessage.bounced_at.is_not(None))
        return {message.recipient: message.bounce_detail for message in db.session.scalars(query)}


def told(app: Flask) -> int:
    with app.app_context():
        query = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.kind == "undelivered")
        return db.session.scalar(query) or 0


def as_bytes(message: Message) -> bytes:
    return message.as_string().replace("\n", "\r\n").encode()


def test_a_mailbox_is_read_once_and_what_is_not_ours_to_read_stays_unread(app: Flask, server: ImapServer) -> None:
    hard = as_bytes(notice(message_id=mail(app, "ana@example.org")))
    # Given up after days: the mailbox was full. And one that the server goes on trying.
    full = (
        hard.replace(b"ana@", b"eva@").replace(b"5.1.1 No such user", b"4.2.2 Mailbox full").replace(b"5.1.1", b"4.2.2")
    )
    full = full.replace(b"Message-ID: ", b"Message-ID: <other> ").replace(
        b"<other>", mail(app, "eva@example.org").encode()
    )
    delayed = as_bytes(notice(recipient="sol@example.org", message_id=mail(app, "sol@example.org"), action="delayed"))
    reports = [server.add(each) for each in (hard, full, delayed, hard, *GARBAGE)]
    person = server.add(b"From: ana@example.org\r\nSubject: Hola\r\n\r\nUna persona escribe\r\n")
    huge = server.add(hard + b"x" * 3_000_000)

    first = read(app)

    assert first.ok
    assert first.lines[:2] == ("Volvieron 2 correos.", "Se avisó al GTG de 2 correos sin entregar.")
    assert bounced(app) == {
        "ana@example.org": "5.1.1 550 5.1.1 No such user",
        "eva@example.org": "4.2.2 550 4.2.2 Mailbox full",
    }
    assert server.unseen() == [person, huge]
    assert all(server.letters[number].is_seen for number in reports)

    again = server.add(hard)
    assert read(app).idle
    assert server.unseen() == [person, huge]
    assert server.letters[again].is_seen
    assert told(app) == 1


def test_a_reader_that_is_killed_over_a_notice_counts_it_once(app: Flask, server: ImapServer) -> None:
    number = server.add(as_bytes(notice(message_id=mail(app, "ana@example.org"))))
    with app.app_context():
        db.engine.dispose()
    starts, start = os.pipe()
    reader = os.fork()
    if not reader:
        try:
            os.read(starts, 1)
            read(app)
        finally:
            os._exit(0)

    def kill() -> None:
        os.kill(reader, signal.SIGKILL)
        raise ValueError("nobody is there to see it done")

    server.before_store = kill
    os.write(start, b".")
    _, status = os.waitpid(reader, 0)
    assert os.WIFSIGNALED(status)
    os.close(starts)
    os.close(start)
    assert bounced(app) == {"ana@example.org": "5.1.1 550 5.1.1 No such user"}
    assert (told(app), bool(server.unseen())) == (0, True)

    server.before_store = lambda: None
    result = read(app)

    assert result.lines[:2] == ("Volvieron 0 correos.", "Se avisó al GTG de 1 correo sin entregar.")
    assert server.letters[number].is_seen
    assert read(app).idle
    assert told(app) == 1


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("bounce_imap_password", "otra", "Invalid credentials"),
        ("bounce_imap_folder", "No hay", "Unknown mailbox"),
        ("bounce_imap_host", "localhost", "certificate"),
    ],
)
def test_what_is_wrong_with_the_mailbox_is_said_and_nothing_is_lost(
    app: Flask, server: ImapServer, setting: str, value: str, said: str
) -> None:
    server.add(as_bytes(notice(message_id=mail(app, "ana@example.org"))))
    right = getattr(app.extensions["settings"], setting)
    object.__setattr__(app.extensions["settings"], setting, value)

    result = read(app)
    assert not result.ok
    assert said in result.lines[-1]
    assert bounced(app) == {}

    object.__setattr__(app.extensions["settings"], setting, right)
    assert read(app).lines[0] == "Volvió 1 correo."


def test_whoever_shows_no_good_certificate_is_not_told_the_password(
    app: Flask, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")

    result = read(app)

    assert "CERTIFICATE_VERIFY_FAILED" in result.lines[-1]
    assert server.said == []
