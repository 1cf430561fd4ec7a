"""What somebody sees who opens the link of a mail after what it asked for is done."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from monitor.clock import now
from monitor.db import db
from monitor.domain.reminders import About
from monitor.domain.updates import State
from monitor.models import AccessToken, OutboxMessage, ProgressUpdate, TokenPurpose, User
from monitor.services import access_tokens
from monitor.services.sign_in import LINKS_PER_ADDRESS
from tests.factories import make_group, make_period, make_plan, make_project, make_update, make_user
from tests.views.page_checks import check_page
from tests.views.test_sign_in import signed_in_as


@pytest.fixture
def sent(app: Flask) -> str:
    """The link of a reminder of one update that was sent since."""
    with app.app_context():
        session: Session = db.session
        plan, group = make_plan(session), make_group(session)
        person = make_user(session, lead_of=group, email="ana@example.org", name="Ana Pérez")
        owed = make_update(session, make_project(session, plan, group), make_period(session, plan))
        owed.state, owed.first_submitted_at = State.SUBMITTED, now()
        secret = access_tokens.issue(
            session,
            user=person,
            purpose=TokenPurpose.REMINDER,
            opens=f"/avances/{owed.id}",
            now=now(),
            lifetime=timedelta(days=30),
            asks_for=[(About.UPDATE_DUE, "updates", owed.id)],
        )
        session.commit()
    return f"/entrar/{secret}"


def links_mailed(app: Flask) -> list[str]:
    with app.app_context():
        mails = db.session.scalars(select(OutboxMessage).where(OutboxMessage.recipient == "ana@example.org"))
        return [found for mail in mails for found in re.findall(r"http://127\.0\.0\.1(/entrar/\S+)", mail.text)]


def test_it_says_what_happened_signs_nobody_in_and_offers_a_new_link_with_one_button(
    app: Flask, client: FlaskClient, sent: str
) -> None:
    for answer in (client.get(sent), client.post(sent)):
        assert answer.status_code == 410
        page = check_page(answer)
        assert page.h1 == "Este enlace ya cumplió su tarea"
        assert "Este avance ya se envió el 5 de octubre de 2021." in page.text
        assert "ana@example.org" not in page.text
    assert signed_in_as(client) is None
    assert links_mailed(app) == []

    asked = check_page(client.post(f"{sent}/otro", follow_redirects=True))
    assert "al mismo correo" in asked.text
    assert "ana@example.org" not in asked.text
    [new] = links_mailed(app)
    answer = client.post(new)
    assert (answer.status_code, answer.location) == (302, f"/avances/{owed_id(app)}")
    assert client.get(answer.location).status_code == 200


def owed_id(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(select(ProgressUpdate.id)).one()


def test_whoever_is_in_goes_straight_to_the_thing(app: Flask, client: FlaskClient, sent: str) -> None:
    client.post(f"{sent}/otro")
    client.post(links_mailed(app)[0])

    for answer in (client.get(sent), client.post(sent)):
        assert (answer.status_code, answer.location) == (302, f"/avances/{owed_id(app)}")
    assert client.get(f"{sent}?a=recordatorios").location == "/mis-recordatorios"


def test_the_smaller_links_of_the_mail_are_asked_for_again_too(app: Flask, client: FlaskClient, sent: str) -> None:
    page = client.get(f"{sent}?a=recordatorios").get_data(as_text=True)
    [action] = re.findall(r'action="([^"]+/otro[^"]*)"', page)

    client.post(action)

    assert client.post(links_mailed(app)[0]).location == "/mis-recordatorios"


def test_a_returned_update_opens_the_old_link_again(app: Flask, client: FlaskClient, sent: str) -> None:
    with app.app_context():
        db.session.execute(update(ProgressUpdate).values(state=State.RETURNED, correct_by=now().date()))
        db.session.commit()

    assert check_page(client.post(f"{sent}/otro")).h1 == "Entrar a HRAEM Monitor"
    assert links_mailed(app) == []
    assert client.post(sent).status_code == 302
    assert signed_in_as(client) is not None


def test_an_expired_link_of_a_mail_offers_another_and_an_unknown_one_does_not(
    app: Flask, client: FlaskClient, sent: str
) -> None:
    with app.app_context():
        db.session.execute(update(AccessToken).values(expires_at=now() - timedelta(days=1)))
        db.session.commit()
    page = check_page(client.get(sent))
    assert page.h1 == "Este enlace ya no abre"
    assert "Este enlace ya venció." in page.text

    assert client.post("/entrar/no-es-un-enlace/otro").status_code == 404
    client.post(f"{sent}/otro")
    assert len(links_mailed(app)) == 1


def test_nobody_can_fill_a_mailbox_with_it_and_who_lost_access_gets_nothing(
    app: Flask, client: FlaskClient, sent: str
) -> None:
    for _ in range(LINKS_PER_ADDRESS):
        assert client.post(f"{sent}/otro").status_code == 302
    refused = client.post(f"{sent}/otro")
    assert refused.status_code == 429
    assert "muchos enlaces" in check_page(refused).text
    assert len(links_mailed(app)) == LINKS_PER_ADDRESS

    with app.app_context():
        db.session.execute(update(User).values(is_active=False))
        db.session.commit()
    assert client.post(f"{sent}/otro").status_code == 404
    assert client.get(sent).status_code == 404
