"""Mails that came back are matched with what was sent, once, and the GTG is told of them, once."""

from datetime import datetime, timedelta
from email import message_from_string
from email.message import Message
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.db import db
from monitor.jobs import bounces as job
from monitor.jobs.work import run_job
from monitor.models import MailState, OutboxMessage
from monitor.services import bounces, outbox
from monitor.services.bounces import Notice
from monitor.services.outbox import Outcome, Result
from tests.factories import make_coordinator, make_user
from tests.fixtures import NOW

DAY = timedelta(days=1)


def sent(session: Session, email: str, *, now: datetime = NOW, result: Result = Result.SENT) -> OutboxMessage:
    user = session.scalar(select(OutboxMessage.user_id).where(OutboxMessage.recipient == email))
    person = make_user(session, email=email) if user is None else None
    message = outbox.queue(
        session,
        key=f"{email}{now}",
        kind="digest" if person is None else "test",
        user=person,
        recipient=email,
        subject="Le falta 1 avance",
        text="t",
        html="h",
        now=now,
    )
    assert message is not None
    for letter in outbox.claim(session, now=now, owner="t"):
        outbox.record(session, letter, Outcome(result, "550 no"), now=now, owner="t")
    session.expire_all()
    return message


def notice(
    *, recipient: str = "ana@example.org", message_id: str = "", action: str = "failed", kind: str = "message/rfc822"
) -> Message:
    """As a mail server writes it (RFC 3464)."""
    return message_from_string(
        f"""From: MAILER-DAEMON@example.net
To: monitor@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry to have to inform you.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Original-Recipient: rfc822;{recipient}
Final-Recipient: rfc822; {recipient}
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such user

--B
Content-Type: {kind}

From: monitor@example.org
Message-ID: {message_id}
Subject: Le falta 1 avance

--B--
"""
    )


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_notice_is_matched_by_the_mails_own_id_once(session: Session, kind: str) -> None:
    message, other = sent(session, "ana@example.org"), sent(session, "ana@example.org", now=NOW + DAY)
    coming_back = notice(message_id=f"<{message.message_id}@example.org>", kind=kind)

    assert bounces.read_notice(session, coming_back, now=NOW + 2 * DAY) is Notice.BOUNCED
    assert bounces.read_notice(session, coming_back, now=NOW + 3 * DAY) is Notice.KNOWN

    session.expire_all()
    assert (message.bounced_at, message.bounce_detail) == (NOW + 2 * DAY, "5.1.1 550 5.1.1 No such user")
    assert other.bounced_at is None


def test_a_notice_without_the_mails_id_is_about_the_latest_mail_to_its_reader(session: Session) -> None:
    sent(session, "ana@example.org")
    latest = sent(session, "ana@example.org", now=NOW + DAY)

    assert bounces.read_notice(session, notice(recipient="ANA@example.org"), now=NOW + 2 * DAY) is Notice.BOUNCED

    session.expire_all()
    assert latest.bounced_at == NOW + 2 * DAY


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (notice(action="delayed"), Notice.NO_FAILURE),
        (message_from_string("From: ana@example.org\nSubject: Estoy de vacaciones\n\nHola"), Notice.NO_NOTICE),
        (notice(recipient="nobody@example.org"), Notice.NOT_OURS),
        (notice(message_id=f"<{'0' * 32}@example.org>"), Notice.NOT_OURS),
    ],
)
def test_what_is_no_news_of_our_mails_changes_nothing(session: Session, message: Message, expected: Notice) -> None:
    ours = sent(session, "ana@example.org")

    assert bounces.read_notice(session, message, now=NOW) is expected
    assert ours.bounced_at is None


def test_an_address_bounces_until_a_later_mail_stays_away(session: Session) -> None:
    message = sent(session, "ana@example.org")
    bounces.read_notice(session, notice(message_id=f"<{message.message_id}@x>"), now=NOW + DAY)
    assert set(bounces.bouncing(session, now=NOW + DAY)) == {"ana@example.org"}

    sent(session, "ana@example.org", now=NOW + 2 * DAY)

    assert set(bounces.bouncing(session, now=NOW + 3 * DAY)) == {"ana@example.org"}
    assert bounces.bouncing(session, now=NOW + 6 * DAY) == {}


@pytest.mark.parametrize("maildir", [False, True])
def test_the_job_reads_a_folder_and_tells_the_gtg_once(app: Flask, tmp_path: Path, *, maildir: bool) -> None:
    folder = tmp_path / "notices"
    (folder / "new").mkdir(parents=True) if maildir else folder.mkdir()
    with app.app_context():
        make_coordinator(db.session, email="gtg@example.org")
        message = sent(db.session, "ana@example.org")
        sent(db.session, "eva@example.org", result=Result.REFUSED)
        db.session.commit()
        (folder / ("new" if maildir else "") / "1.eml").write_text(str(notice(message_id=f"<{message.message_id}@x>")))
        (folder / ("new" if maildir else "") / "2.eml").write_text("Subject: Hola\n\nUna persona escribe")
        object.__setattr__(app.extensions["settings"], "bounce_dir", folder)

        first, second = run_job(job.JOB), run_job(job.JOB)

        assert first.lines == ("Volvió 1 correo.", "Se avisó al GTG de 2 correos sin entregar.")
        assert second.idle
        told = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "undelivered")).one()
        assert told.recipient == "gtg@example.org"
        assert told.subject == "2 correos de HRAEM Monitor no llegaron"
        assert "ana@example.org" in told.text
        assert "eva@example.org" in told.text
        assert told.state is MailState.WAITING
    left = [path.name for path in folder.rglob("*") if path.is_file()]
    assert sorted(left) == (["1.eml:2,S", "2.eml"] if maildir else ["1.eml", "2.eml"])


def test_a_mailbox_that_cannot_be_reached_is_said_and_the_rest_is_told(app: Flask) -> None:
    with app.app_context():
        make_coordinator(db.session)
        sent(db.session, "eva@example.org", result=Result.REFUSED)
        db.session.commit()
        object.__setattr__(app.extensions["settings"], "bounce_imap_host", "127.0.0.1")
        object.__setattr__(app.extensions["settings"], "bounce_imap_port", 1)

        result = run_job(job.JOB)

    assert not result.ok
    assert "Se avisó al GTG de 1 correo sin entregar." in result.lines
    assert "No se pudo leer el buzón de devoluciones" in result.lines[-1]
