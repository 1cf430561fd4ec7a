"""The ledger: who was told what, when, and why something was not sent; for the GTG alone."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from monitor.db import db
from monitor.domain.updates import State
from monitor.jobs import reminders
from monitor.jobs.work import run_job
from monitor.models import OutboxMessage, Plan, ProgressUpdate, Project, Reminder
from monitor.services import outbox
from monitor.services.outbox import Outcome, Result
from tests.factories import make_coordinator, make_group, make_period, make_plan, make_project, make_update, make_user
from tests.fixtures import NOW
from tests.views.page_checks import Page, check_page, words


@pytest.fixture
def gtg(app: Flask, client: FlaskClient) -> FlaskClient:
    """The coordinator's browser; two groups owe one update each, and their leads have been planned for."""
    with app.app_context():
        plan = make_plan(db.session)
        period = make_period(db.session, plan)
        for name in ("Ximena", "Tomás"):
            group = make_group(db.session)
            make_user(db.session, lead_of=group, name=name, email=f"{len(name)}@example.org")
            make_update(db.session, make_project(db.session, plan, group, title=f"Proyecto de {name}"), period)
        coordinator = make_coordinator(db.session)
        db.session.commit()
        sign_in(client, coordinator.id)
    return client


def sign_in(client: FlaskClient, user_id: int) -> None:
    with client.session_transaction() as browser:
        browser["user_id"], browser["session_number"] = user_id, 0


def plan_and_send(app: Flask, outcome: Outcome | None = None) -> None:
    with app.app_context():
        run_job(reminders.JOB)
        if outcome:
            now = NOW + timedelta(days=1)
            for letter in outbox.claim(db.session, now=now, owner="test"):
                outbox.record(db.session, letter, outcome, now=NOW, owner="test")
        db.session.commit()


def tables(page: Page) -> dict[str, str]:
    """The text of each table by the end of its caption."""
    return {words(next(table.iter("caption"))).partition(": ")[2]: words(table) for table in page.find("table")}


def test_before_the_first_run_the_page_warns(gtg: FlaskClient) -> None:
    page = check_page(gtg.get("/recordatorios"))

    assert "El planificador todavía no ha pasado nunca." in page.text
    assert page.find("table") == []


def test_what_was_sent_and_what_is_to_come_stand_apart(app: Flask, gtg: FlaskClient) -> None:
    plan_and_send(app, Outcome(Result.SENT))

    page = check_page(gtg.get("/recordatorios"))

    shown = tables(page)
    assert set(shown) == {"Hoy", "Próximos días"}
    assert (
        "Ximena Avance por enviar Proyecto de Ximena (2021-T3) Al abrir el período A: Responsable Salió" in shown["Hoy"]
    )
    assert "7 días antes de la fecha límite" in shown["Próximos días"]
    assert "Salió" not in shown["Próximos días"]
    assert "El planificador revisó por última vez" in page.text


def test_one_person_and_one_outcome_can_be_picked(app: Flask, gtg: FlaskClient) -> None:
    plan_and_send(app, Outcome(Result.SENT))
    choices = {option.text: option.get("value") for option in check_page(gtg.get("/recordatorios")).all("option")}

    page = check_page(gtg.get(f"/recordatorios?persona={choices['Tomás']}&estado=sent"))

    assert set(tables(page)) == {"Hoy"}
    assert "Proyecto de Tomás" in tables(page)["Hoy"]
    assert "Proyecto de Ximena" not in tables(page)["Hoy"]


def test_one_day_can_be_picked_and_nonsense_is_no_day(app: Flask, gtg: FlaskClient) -> None:
    plan_and_send(app)

    assert set(tables(check_page(gtg.get("/recordatorios?dia=2021-10-14")))) == {"14 de octubre de 2021"}
    assert set(tables(check_page(gtg.get("/recordatorios?dia=ayer&persona=x&estado=y")))) == {"Hoy", "Próximos días"}


def test_why_something_was_not_sent_is_said(app: Flask, gtg: FlaskClient) -> None:
    plan_and_send(app, Outcome(Result.SENT))
    with app.app_context():
        for update in db.session.scalars(select(ProgressUpdate)):
            update.state, update.first_submitted_at = State.SUBMITTED, NOW
        db.session.commit()
    plan_and_send(app)

    page = check_page(gtg.get("/recordatorios?estado=silenced"))

    assert "Silenciado El avance ya se envió" in page.text


def test_a_mail_that_could_not_be_delivered_is_told_with_the_servers_words(app: Flask, gtg: FlaskClient) -> None:
    plan_and_send(app, Outcome(Result.REFUSED, "550 No such person"))
    with app.app_context():
        recipients = set(db.session.scalars(select(OutboxMessage.recipient)))

    page = check_page(gtg.get("/recordatorios"))

    assert "Correos que no llegaron" in page.text
    assert all(recipient in page.text for recipient in recipients)
    assert "No se entregó El servidor dijo: 550 No such person" in page.text


def test_a_reminder_about_a_project_without_a_date_has_its_line(app: Flask, gtg: FlaskClient) -> None:
    with app.app_context():
        plan = db.session.scalars(select(Plan)).one()
        project = make_project(
            db.session, plan, make_group(db.session), title="Glosario", number=77, starts_on=None, ends_on=None
        )
        project.start_precision = project.end_precision = None
        db.session.commit()
    plan_and_send(app, Outcome(Result.SENT))
    with app.app_context():
        assert "projects" in set(db.session.scalars(select(Reminder.subject)))

    page = check_page(gtg.get("/recordatorios"))

    assert any("Glosario" in text and "sin fecha" in text for text in tables(page).values())
    assert "Glosario" in check_page(gtg.get("/recordatorios?proyecto=77")).text


def test_others_may_not_see_the_ledger(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        lead = make_user(db.session, lead_of=make_group(db.session))
        db.session.commit()
        sign_in(client, lead.id)

    assert client.get("/recordatorios").status_code == 403


def test_one_project_can_be_picked(app: Flask, gtg: FlaskClient) -> None:
    plan_and_send(app, Outcome(Result.SENT))
    with app.app_context():
        number = db.session.scalars(select(Project.number).where(Project.title == "Proyecto de Ximena")).one()

    page = check_page(gtg.get(f"/recordatorios?proyecto={number}"))

    assert all("Ximena" in text and "Tomás" not in text for text in tables(page).values())
    assert tables(page)


def test_a_mail_is_shown_as_it_was_sent_without_its_keys_and_without_rights(app: Flask, gtg: FlaskClient) -> None:
    plan_and_send(app)
    with app.app_context():
        message = db.session.scalars(select(OutboxMessage)).first()
        assert message is not None
        secret = message.text.partition("/entrar/")[2].split()[0]

    page = check_page(gtg.get(f"/recordatorios/correos/{message.id}"))
    frame = gtg.get(f"/recordatorios/correos/{message.id}/mensaje")

    assert message.subject in page.text
    assert next(iter(page.find("iframe"))).get("sandbox") == ""
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    assert "/entrar/…" in frame.text
    assert secret not in page.text + frame.text
    assert gtg.get("/recordatorios/correos/999999").status_code == 404


def test_a_mail_that_nobody_answered_for_says_that_it_may_have_arrived_twice(app: Flask, gtg: FlaskClient) -> None:
    plan_and_send(app, Outcome(Result.UNKNOWN, "SMTPServerDisconnected"))
    with app.app_context():
        later = NOW + timedelta(days=2)
        for letter in outbox.claim(db.session, now=later, owner="test"):
            outbox.record(db.session, letter, Outcome(Result.SENT), now=later, owner="test")
        db.session.commit()

    assert "Puede haber llegado dos veces" in check_page(gtg.get("/recordatorios")).text
    assert "Puede haber llegado dos veces" in check_page(gtg.get("/recordatorios/correos/1")).text


def test_a_rehearsal_shows_what_would_go_and_keeps_nothing(app: Flask, gtg: FlaskClient) -> None:
    page = check_page(gtg.post("/recordatorios/ensayo"))

    assert "Ximena" in page.text
    assert "Enviar ahora 2 correos" in page.text
    with app.app_context():
        assert db.session.scalars(select(OutboxMessage)).all() == []
        assert db.session.scalars(select(Reminder)).all() == []


def test_sending_by_hand_keeps_the_rule_of_one_a_day(app: Flask, gtg: FlaskClient) -> None:
    first = gtg.post("/recordatorios/enviar", follow_redirects=True)
    second = gtg.post("/recordatorios/enviar", follow_redirects=True)

    assert "2 correos salen ahora." in first.text
    assert "No hay nada que enviar ahora." in second.text
    with app.app_context():
        assert len(db.session.scalars(select(OutboxMessage)).all()) == 2


def test_a_test_mail_goes_to_whoever_asks_for_it(app: Flask, gtg: FlaskClient) -> None:
    gtg.post("/recordatorios/prueba")

    with app.app_context():
        message = db.session.scalars(select(OutboxMessage)).one()
        assert message.user is not None
        assert message.user.is_coordinator
        assert message.subject == "Correo de prueba de HRAEM Monitor"
