"""The second step as a coordinator meets it."""

import re
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from monitor.clock import now, real_now
from monitor.db import db
from monitor.models import SecondFactor, TokenPurpose, User
from monitor.services import access_tokens
from tests.factories import make_coordinator
from tests.views.page_checks import check_page


@pytest.fixture
def ana(app: Flask) -> int:
    with app.app_context():
        user = make_coordinator(db.session, email="ana@example.org", name="Ana Pérez")
        db.session.commit()
        return user.id


def press(app: Flask, user_id: int, purpose: TokenPurpose = TokenPurpose.SIGN_IN) -> tuple[FlaskClient, str]:
    """A new browser in which a link was pressed, and where that led."""
    with app.app_context():
        secret = access_tokens.issue(
            db.session,
            user=db.session.get_one(User, user_id),
            purpose=purpose,
            opens="/personas",
            now=now(),
            lifetime=timedelta(minutes=30),
        )
        db.session.commit()
    client = app.test_client()
    return client, client.post(f"/entrar/{secret}").location


def set_up(app: Flask, user_id: int) -> tuple[FlaskClient, str, list[str]]:
    client, _location = press(app, user_id)
    page = check_page(client.get("/mi-cuenta/segundo-paso"))
    (secret,) = re.findall(r"\b[A-Z2-7]{32}\b", page.text)
    wrong = client.post("/mi-cuenta/segundo-paso", data={"code": "12"})
    assert wrong.status_code == 422
    assert secret in wrong.text
    code = pyotp.TOTP(secret).now()
    shown = check_page(client.post("/mi-cuenta/segundo-paso", data={"code": code}))
    codes = re.findall(r"(?:[a-z2-7]{4}-){3}[a-z2-7]{4}", shown.text)
    assert len(codes) == 8
    return client, secret, codes


def test_no_link_lets_in_without_the_code_once_it_is_set(app: Flask, ana: int) -> None:
    before, _location = press(app, ana)
    own, secret, codes = set_up(app, ana)
    assert own.get("/personas").status_code == 200
    assert before.get("/personas").status_code == 302, "sessions from before have to show a code too"

    for purpose in access_tokens.LETS_IN:
        client, location = press(app, ana, purpose)
        assert location == "/entrar/codigo"
        assert client.get("/personas").location.startswith("/entrar?next="), purpose
    check_page(client.get("/entrar/codigo"))
    again = client.post("/entrar/codigo", data={"code": "000000x"}, follow_redirects=True)
    assert "Ese código no sirve" in again.text
    assert client.post("/entrar/codigo", data={"code": next_code(secret)}).location == "/personas"
    assert client.get("/personas").status_code == 200

    other, _location = press(app, ana)
    assert other.post("/entrar/codigo", data={"code": codes[0]}).location == "/personas"
    assert "Le quedan 7 códigos" in check_page(other.get("/mi-cuenta")).text


def test_tries_are_counted_also_when_wrong_and_from_every_browser(app: Flask, ana: int) -> None:
    _own, secret, _codes = set_up(app, ana)
    for _ in range(5):
        press(app, ana)[0].post("/entrar/codigo", data={"code": "000000x"})
    client, _location = press(app, ana)
    answer = client.post("/entrar/codigo", data={"code": next_code(secret)}, follow_redirects=True)
    assert "Se probaron muchos códigos" in answer.text
    assert client.get("/personas").status_code == 302


def test_the_code_is_owed_for_ten_minutes_by_whoever_pressed_the_link(app: Flask, ana: int) -> None:
    set_up(app, ana)
    assert app.test_client().get("/entrar/codigo").location == "/entrar"
    client, _location = press(app, ana)
    with client.session_transaction() as browser:
        browser["awaits_code"] |= {"until": now_in(app)}
        browser.modified = True
    assert client.get("/entrar/codigo").location == "/entrar"


def test_an_open_browser_is_not_enough_to_take_it_away(app: Flask, ana: int) -> None:
    own, secret, _codes = set_up(app, ana)
    own.post("/mi-cuenta/segundo-paso/quitar", data={"code": "000000x"})
    assert is_set(app)
    own.post("/mi-cuenta/segundo-paso/quitar", data={"code": next_code(secret)})
    assert not is_set(app)
    assert press(app, ana)[1] == "/personas"


def test_who_lost_everything_is_let_in_by_whoever_runs_the_machine(app: Flask, ana: int) -> None:
    set_up(app, ana)
    said = app.test_cli_runner().invoke(args=["people", "drop-second-factor", "ANA@example.org"])
    assert said.exit_code == 0, said.output
    assert not is_set(app)


def is_set(app: Flask) -> bool:
    with app.app_context():
        return db.session.scalar(select(SecondFactor)) is not None


def now_in(app: Flask) -> str:
    with app.app_context():
        return now().isoformat()


def next_code(secret: str) -> str:
    """Good already, and also if the half minute ends meanwhile."""
    return pyotp.TOTP(secret).at(real_now() + timedelta(seconds=30))
