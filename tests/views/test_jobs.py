"""Whether the automatic work is done: seen by the GTG, by watchdogs, on the command line, and told to the operator."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from monitor import clock
from monitor.db import db
from monitor.jobs import JOBS
from monitor.models import JobRun, OutboxMessage
from monitor.services.jobs import record_run
from tests.factories import make_coordinator
from tests.mail_server import MailServer, free_port, running
from tests.views.page_checks import check_page


@pytest.fixture
def gtg(app: Flask, client: FlaskClient) -> FlaskClient:
    with app.app_context():
        coordinator = make_coordinator(db.session)
        db.session.commit()
        with client.session_transaction() as browser:
            browser["user_id"], browser["session_number"] = coordinator.id, 0
    return client


def run_all(app: Flask, *, ago: timedelta = timedelta(), ok: bool = True, but: str = "") -> None:
    with app.app_context():
        at = clock.now() - ago
        for job in JOBS:
            if job.name != but:
                record_run(db.session, job.name, started_at=at, finished_at=at, ok=ok, detail="Hecho.", idle=False)
        db.session.commit()


def setting(app: Flask, **values: object) -> None:
    for name, value in values.items():
        object.__setattr__(app.extensions["settings"], name, value)


def test_all_is_well_when_every_job_ran_at_its_time(app: Flask, gtg: FlaskClient) -> None:
    run_all(app)

    assert "Todas las tareas corren a su hora." in check_page(gtg.get("/tareas")).text
    assert gtg.get("/salud").status_code == 200
    result = app.test_cli_runner().invoke(args=["jobs", "status"])
    assert (result.exit_code, result.output.count(" bien ")) == (0, len(JOBS))


def test_a_job_that_never_ran_is_an_alarm(app: Flask, gtg: FlaskClient) -> None:
    run_all(app, but="outbox")

    with app.app_context():
        at = clock.now() - timedelta(minutes=3)
        record_run(db.session, "extracts", started_at=at, finished_at=at, ok=False, detail="Falta lugar.", idle=False)
        db.session.add(
            OutboxMessage(
                key="k", kind="test", recipient="a@example.org", subject="s", text="t", html="h", message_id="m",
                created_at=at, not_before=at,
            )
        )  # fmt: skip
        db.session.commit()

    page = check_page(gtg.get("/tareas"))

    assert "Las últimas que no terminaron bien" in page.text
    assert "Falta lugar." in page.text
    assert "Correos 1 0" in page.text
    assert "1 tarea no corre como debe" in page.text
    assert "No ha corrido nunca" in page.text
    assert "Avisa al GTG" in page.text
    assert gtg.get("/salud").status_code == 503
    assert app.test_cli_runner().invoke(args=["jobs", "status", "--no-mail"]).exit_code == 1


@pytest.mark.parametrize("ago", [timedelta(days=3), timedelta(days=-3)])
def test_a_scheduler_that_died_or_a_clock_that_was_wrong_is_seen_from_outside(
    app: Flask, gtg: FlaskClient, ago: timedelta
) -> None:
    run_all(app, ago=ago)

    assert gtg.get("/salud").status_code == 503
    result = app.test_cli_runner().invoke(args=["jobs", "status", "--no-mail", "--json"])
    assert result.exit_code == 1
    assert {each["health"] for each in json.loads(result.output)} == {"late"}


def test_one_bad_run_is_no_alarm_and_none_good_for_long_is(app: Flask, gtg: FlaskClient) -> None:
    run_all(app)
    run_all(app, ok=False)
    assert gtg.get("/salud").status_code == 200

    with app.app_context():
        for run in db.session.scalars(select(JobRun).where(JobRun.ok.is_(True))):
            run.started_at = run.finished_at = clock.now() - timedelta(days=1)
        db.session.commit()

    assert "No termina bien" in check_page(gtg.get("/tareas")).text
    assert gtg.get("/salud").status_code == 503


def test_the_operator_gets_one_mail_a_day_though_the_outbox_is_dead(app: Flask) -> None:
    run_all(app, ago=timedelta(days=3))
    with running(MailServer()) as server:
        setting(app, smtp_port=server.port, operator_email="opera@example.org")
        first = app.test_cli_runner().invoke(args=["jobs", "status"])
        second = app.test_cli_runner().invoke(args=["jobs", "status"])

    assert (first.exit_code, second.exit_code) == (1, 1)
    assert "Se avisó a opera@example.org." in first.output
    assert "Ya se avisó hoy a opera@example.org." in second.output
    [mail] = server.mails
    assert mail["To"] == "opera@example.org"
    assert "outbox" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_a_watch_that_finds_a_late_job_tells_the_operator_and_keeps_the_mail_if_no_server_is_there(app: Flask) -> None:
    run_all(app, but="periods")
    with app.app_context():
        at = clock.now() - timedelta(days=1)
        record_run(db.session, "periods", started_at=at, finished_at=at, ok=True, detail="", idle=False)
        db.session.commit()
    setting(app, smtp_port=free_port(), operator_email="opera@example.org")

    result = app.test_cli_runner().invoke(args=["jobs", "run", "watch"])

    assert "Hay tareas atrasadas: periods." in result.output
    assert "no salió" in result.output
    with app.app_context():
        assert db.session.scalars(select(OutboxMessage.recipient)).one() == "opera@example.org"
