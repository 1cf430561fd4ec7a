"""«Mi cuenta»: from two browsers, as a person does."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from monitor.clock import now
from monitor.db import db
from monitor.models import BrowserSession, OutboxMessage, TokenPurpose, User
from monitor.services import access_tokens
from tests.factories import make_coordinator
from tests.views.page_checks import check_page

FIREFOX = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/143.0"
CHROME = "Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36"


@pytest.fixture
def ana(app: Flask) -> int:
    with app.app_context():
        user = make_coordinator(db.session, email="ana@example.org", name="Ana Pérez")
        db.session.commit()
        return user.id


def come(app: Flask, user_id: int, *, user_agent: str) -> FlaskClient:
    with app.app_context():
        secret = access_tokens.issue(
            db.session,
            user=db.session.get_one(User, user_id),
            purpose=TokenPurpose.SIGN_IN,
            opens="/mi-cuenta",
            now=now(),
            lifetime=timedelta(minutes=30),
        )
        db.session.commit()
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = user_agent
    assert client.post(f"/entrar/{secret}").location == "/mi-cuenta"
    return client


def test_one_sees_both_browsers_and_closes_the_other(app: Flask, ana: int) -> None:
    office, home = come(app, ana, user_agent=FIREFOX), come(app, ana, user_agent=CHROME)

    page = check_page(home.get("/mi-cuenta"))
    assert "Firefox, Windows" in page.text and "Chrome, ChromeOS" in page.text and "127.0.0.1" in page.text
    with app.app_context():
        mail = db.session.scalars(select(OutboxMessage)).one()
        assert (mail.kind, mail.recipient) == ("new_place", "ana@example.org")
        assert "Chrome, ChromeOS" in mail.text
        assert "/mi-cuenta" in mail.text
        first = db.session.scalars(select(BrowserSession.id).order_by(BrowserSession.id)).first()

    answer = home.post(f"/mi-cuenta/sesiones/{first}/cerrar", follow_redirects=True)
    assert "Firefox, Windows" not in answer.text
    assert office.get("/mi-cuenta").location.startswith("/entrar?next=")
    assert home.get("/mi-cuenta").status_code == 200


def test_closing_all_others_keeps_this_one_and_ends_old_cookies(app: Flask, ana: int) -> None:
    old = app.test_client()
    with old.session_transaction() as browser:
        browser["user_id"], browser["session_number"] = ana, 0
    assert "aparecerá la próxima vez" in check_page(old.get("/mi-cuenta")).text
    office, home = come(app, ana, user_agent=FIREFOX), come(app, ana, user_agent=CHROME)

    assert home.post("/mi-cuenta/sesiones/cerrar-las-demas").location == "/mi-cuenta"

    assert home.get("/mi-cuenta").status_code == 200
    assert [each.get("/mi-cuenta").status_code for each in (old, office)] == [302, 302]


def test_a_copied_cookie_is_of_no_use_after_signing_out(app: Flask, ana: int) -> None:
    own, thief = come(app, ana, user_agent=FIREFOX), app.test_client()
    cookie = own.get_cookie("monitor")
    assert cookie
    thief.set_cookie("monitor", cookie.value)
    assert thief.get("/mi-cuenta").status_code == 200
    own.post("/salir")
    assert thief.get("/mi-cuenta").status_code == 302


def test_a_page_that_only_reads_notes_when_the_session_was_used(app: Flask, ana: int) -> None:
    client = come(app, ana, user_agent=FIREFOX)
    earlier = now_in(app) - timedelta(hours=2)
    with app.app_context():
        db.session.scalars(select(BrowserSession)).one().last_seen_at = earlier
        db.session.commit()
    client.get("/mi-cuenta")
    with app.app_context():
        assert db.session.scalars(select(BrowserSession)).one().last_seen_at > earlier + timedelta(hours=1)


def now_in(app: Flask) -> datetime:
    with app.app_context():
        return now()
