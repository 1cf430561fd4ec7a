"""Jobs run by name or again and again; each run is on record, and one that fails stops no other."""

import os
import shutil
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from config import ROOT
from monitor.db import db, teach_sqlite
from monitor.jobs import JOBS
from monitor.jobs.work import Job, JobResult, Work, run_job
from monitor.models import (
    AccessToken,
    JobRun,
    MailState,
    OutboxMessage,
    Reminder,
    ReminderRule,
    SignInAttempt,
    TokenPurpose,
)
from monitor.services import access_tokens, outbox
from monitor.services.housekeeping import tidy
from monitor.services.jobs import RUNS_KEPT_FOR, last_runs, record_run
from tests.factories import make_milestone, make_update, make_user
from tests.fixtures import NOW
from tests.mail_server import MailServer, free_port, running


@pytest.fixture
def filled(app: Flask) -> Flask:
    """An application with one update not sent, whose group has a lead."""
    with app.app_context():
        update = make_update(db.session)
        make_user(db.session, lead_of=update.group, name="Ximena Duarte", email="ximena@example.org")
        make_milestone(db.session, update.project, name="Informe", due_on=date(2021, 10, 31))
        db.session.commit()
    return app


def count(app: Flask, *tables: type) -> list[int | None]:
    with app.app_context():
        return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_a_rehearsal_says_what_it_would_do_and_does_nothing(filled: Flask) -> None:
    result = filled.test_cli_runner().invoke(args=["jobs", "run", "reminders", "--dry-run"])

    assert result.exit_code == 0
    assert "Ensayo: no se guarda ni se envía nada." in result.output
    assert "Se prepararía 1 correo." in result.output
    assert "Ximena Duarte <ximena@example.org>: Le falta 1 avance por enviar antes del 15 de octubre" in result.output
    assert count(filled, Reminder, ReminderRule, OutboxMessage, AccessToken, JobRun) == [0, 0, 0, 0, 0]


def test_the_job_writes_the_mail_that_people_read(filled: Flask) -> None:
    result = filled.test_cli_runner().invoke(args=["jobs", "run", "reminders"])

    assert result.exit_code == 0
    with filled.app_context():
        message = db.session.scalars(select(OutboxMessage)).one()
        token = db.session.scalars(select(AccessToken).where(AccessToken.purpose == TokenPurpose.REMINDER)).one()
    assert message.subject == "Le falta 1 avance por enviar antes del 15 de octubre (y 1 asunto más)"
    assert token.opens == "/"
    for body in (message.text, message.html):
        assert "Hola, Ximena Duarte:" in body
        assert "Hasta el 15 de octubre: faltan 10 días" in body
        assert "Hito: Informe" in body
        assert "Hasta el 31 de octubre: faltan 26 días (fecha aproximada)" in body
        assert "gtg@example.org" in body
        assert "ficticios" in body
        assert "http://127.0.0.1/entrar/" in body
    assert message.html.count("display:inline-block") == 1, "one button"
    assert "<script" not in message.html
    assert "Abrir mis avances" in message.html


def test_running_a_job_again_prepares_nothing_twice(filled: Flask) -> None:
    runner = filled.test_cli_runner()
    runner.invoke(args=["jobs", "run", "reminders"])

    again = runner.invoke(args=["jobs", "run", "reminders"])

    assert "Se prepararon 0 correos." in again.output
    assert count(filled, OutboxMessage) == [1]


def test_an_unknown_job_names_those_there_are(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["jobs", "run", "recordatorios"])

    assert result.exit_code == 2
    assert "No hay una tarea «recordatorios». Las tareas son: " in result.output
    assert all(job.name in result.output for job in JOBS)


def test_every_job_has_a_name_of_its_own_and_says_what_it_does(app: Flask) -> None:
    output = app.test_cli_runner().invoke(args=["jobs", "list"]).output

    assert len({job.name for job in JOBS}) == len(JOBS)
    assert all(f"{job.name}: {job.what}" in output for job in JOBS)


def test_a_missing_mail_server_is_said_and_exits_with_an_error(filled: Flask) -> None:
    runner = filled.test_cli_runner()
    runner.invoke(args=["jobs", "run", "reminders"])
    object.__setattr__(filled.extensions["settings"], "smtp_port", free_port())

    result = runner.invoke(args=["jobs", "run", "outbox"])

    assert result.exit_code == 1
    assert "1 correo no salió todavía; se intentará de nuevo." in result.output
    with filled.app_context():
        assert db.session.scalars(select(OutboxMessage.state)).one() is MailState.WAITING
        run = last_runs(db.session)["outbox"]
        assert run.ok is False


def test_a_job_that_fails_is_on_record_and_leaves_nothing_half_done(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(work: Work) -> JobResult:
        work.session.add(SignInAttempt(subject_hash="x", attempted_at=NOW))
        work.session.flush()
        raise RuntimeError("se acabó el disco")

    with app.app_context():
        result = run_job(Job("trial", "falla", fail, seconds=1, demo_seconds=1))

        assert not result.ok
        run = last_runs(db.session)["trial"]
        assert (run.ok, run.detail) == (False, "RuntimeError: se acabó el disco")
    assert count(app, SignInAttempt) == [0]


def test_a_run_with_nothing_to_do_only_lengthens_the_one_before(session: Session) -> None:
    def run(minute: int, *, idle: bool) -> None:
        at = NOW + timedelta(minutes=minute)
        record_run(session, "outbox", started_at=at, finished_at=at, ok=True, detail=f"idle: {idle}", idle=idle)

    for minute in range(5):
        run(minute, idle=True)
    run(5, idle=False)
    run(6, idle=True)

    runs = list(session.scalars(select(JobRun).order_by(JobRun.id)))
    assert [(run.started_at.minute, run.finished_at.minute) for run in runs if run.finished_at] == [
        (0, 4),
        (5, 5),
        (6, 6),
    ]
    assert last_runs(session)["outbox"] is runs[-1]


def test_housekeeping_forgets_what_is_old_and_keeps_what_is_not(session: Session) -> None:
    user = make_user(session)
    for age in (1, 40):
        access_tokens.issue(
            session,
            user=user,
            purpose=TokenPurpose.REMINDER,
            opens="/",
            now=NOW - timedelta(days=age),
            lifetime=timedelta(days=20),
        )
        session.add(SignInAttempt(subject_hash="x", attempted_at=NOW - timedelta(hours=age)))
        old = NOW - RUNS_KEPT_FOR - timedelta(days=age - 20)
        record_run(session, "outbox", started_at=old, finished_at=old, ok=True, detail="", idle=False)
    text = f"https://monitor.example/entrar/{'s' * 43}"
    message = outbox.queue(
        session, key="k", kind="t", user=user, subject="s", text=text, html=text, now=NOW - timedelta(days=8)
    )
    assert message is not None
    message.state = MailState.FAILED
    session.flush()

    forgotten = tidy(session, now=NOW)

    assert (forgotten.links, forgotten.attempts, forgotten.mails, forgotten.runs) == (1, 1, 1, 1)
    assert "sss" not in message.text
    assert not tidy(session, now=NOW)


@pytest.fixture
def environment(tmp_path: Path, migrated_file: Path) -> dict[str, str]:
    """The environment of a whole demo process with a database of its own and one update that is due."""
    path = tmp_path / "serve.sqlite3"
    shutil.copy(migrated_file, path)
    engine = create_engine(f"sqlite:///{path}")
    teach_sqlite(engine)
    with Session(engine) as session:
        update = make_update(session)
        make_user(session, lead_of=update.group, email="ximena@example.org")
        session.commit()
    engine.dispose()
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{path}",
        "SECRET_KEY": "x" * 40,
        "BASE_URL": "http://127.0.0.1",
        "UPLOAD_DIR": str(tmp_path),
        "MAILBOX_DIR": str(tmp_path / "mail"),
        "MONITOR_DEMO": "1",
        "DEMO_DATE": "2021-10-05",
        "PYTHONUNBUFFERED": "1",
    }


def start(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", str(ROOT / "wsgi"), *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_for(process: subprocess.Popen[str], words: str, *, seconds: float = 60) -> None:
    end = monotonic() + seconds
    said = []
    assert process.stdout is not None
    while monotonic() < end:
        line = process.stdout.readline()
        if not line:
            break
        said.append(line)
        if words in line:
            return
    raise AssertionError(f"never said «{words}»: {''.join(said)}")


def test_the_scheduler_outlives_a_missing_mail_server_and_ends_when_asked(environment: dict[str, str]) -> None:
    environment["SMTP_PORT"] = str(free_port())
    process = start(environment, "jobs", "serve")
    try:
        wait_for(process, "1 correo no salió todavía")
        sleep(0.5)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=20)
    finally:
        process.kill()

    assert process.returncode == 0
    assert "El planificador terminó." in output
    assert "Traceback" not in output


def make_mail_wait(environment: dict[str, str]) -> None:
    done = start(environment, "jobs", "run", "reminders")
    output, _ = done.communicate(timeout=60)
    assert done.returncode == 0, output
    assert "Se preparó 1 correo." in output


def test_the_demos_mailbox_keeps_what_it_receives(environment: dict[str, str], tmp_path: Path) -> None:
    environment["SMTP_PORT"] = str(free_port())
    make_mail_wait(environment)
    mailbox = start(environment, "demo", "mailbox")
    try:
        wait_for(mailbox, "El buzón recibe en 127.0.0.1")
        sender = start(environment, "jobs", "run", "outbox")
        output, _ = sender.communicate(timeout=60)
        assert "Se envió 1 correo." in output
        mailbox.send_signal(signal.SIGTERM)
        mailbox.communicate(timeout=20)
    finally:
        mailbox.kill()

    assert mailbox.returncode == 0
    [mail] = (tmp_path / "mail").iterdir()
    assert mail.suffix == ".eml"
    assert b"To: ximena@example.org" in mail.read_bytes()


def test_a_taken_port_is_said_in_a_sentence(environment: dict[str, str]) -> None:
    with running(MailServer()) as other:
        environment["SMTP_PORT"] = str(other.port)
        process = start(environment, "demo", "mailbox")
        output, _ = process.communicate(timeout=60)

    assert process.returncode == 1
    assert f"El buzón no puede abrir 127.0.0.1:{other.port}" in output
    assert "Traceback" not in output
