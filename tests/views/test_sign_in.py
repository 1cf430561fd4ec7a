import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from monitor.clock import now
from monitor.db import db
from monitor.models import AccessToken, OutboxMessage, TokenPurpose, User
from monitor.services import access_tokens
from monitor.services.sign_in import LINKS_PER_ADDRESS
from tests.factories import make_coordinator, make_user
from tests.views.page_checks import Page, check_page

ADDRESS = "ana@example.org"


@pytest.fixture
def ana(app: Flask) -> int:
    with app.app_context():
        user = make_coordinator(db.session, email=ADDRESS, name="Ana Pérez")
        db.session.commit()
        return user.id


def mails(app: Flask) -> list[OutboxMessage]:
    with app.app_context():
        return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def path_in(mail: OutboxMessage) -> str:
    """The link of the mail, without the host."""
    (link,) = re.findall(r"http://127\.0\.0\.1(/entrar/\S+)", mail.text)
    assert f'href="http://127.0.0.1{link}"' in mail.html
    return str(link)


def make_link(app: Flask, user_id: int, **values: object) -> str:
    with app.app_context():
        given = {"purpose": TokenPurpose.SIGN_IN, "opens": "/personas", "now": now(), "lifetime": timedelta(minutes=30)}
        secret = access_tokens.issue(db.session, user=db.session.get_one(User, user_id), **(given | values))  # type: ignore[arg-type]
        db.session.commit()
    return f"/entrar/{secret}"


def ask(client: FlaskClient, email: str = ADDRESS, **values: str) -> Page:
    return check_page(client.post("/entrar", data={"email": email, **values}, follow_redirects=True))


def signed_in_as(client: FlaskClient) -> int | None:
    with client.session_transaction() as browser:
        return browser.get("user_id")


def test_from_the_page_to_the_mail_and_in(app: Flask, client: FlaskClient, ana: int) -> None:
    wanted = client.get("/personas")
    assert wanted.status_code == 302
    page = check_page(client.get(wanted.location))
    assert page.value("next") == "/personas"
    sent = ask(client, next=page.value("next"))
    assert sent.h1 == "Revise su correo"
    (mail,) = mails(app)
    assert mail.subject == "Su enlace para entrar a HRAEM Monitor"
    assert mail.recipient == ADDRESS
    page = check_page(client.get(path_in(mail)))
    assert "Ana Pérez" in page.text
    assert signed_in_as(client) is None
    answer = client.post(path_in(mail))
    assert (answer.status_code, answer.location) == (302, "/personas")
    assert signed_in_as(client) == ana
    assert check_page(client.get("/personas")).h1 == "Personas"
    with app.app_context():
        assert db.session.get_one(User, ana).last_signed_in_at is not None


def test_scanners_that_open_the_link_neither_sign_in_nor_spend_it(app: Flask, client: FlaskClient, ana: int) -> None:
    link = make_link(app, ana)
    scanner = app.test_client()
    for _ in range(2):
        assert scanner.get(link).status_code == 200
        assert scanner.head(link).status_code == 200
    assert signed_in_as(scanner) is None
    with app.app_context():
        assert db.session.scalars(select(AccessToken.used_at)).one() is None
    assert client.post(link).status_code == 302
    assert signed_in_as(client) == ana


def test_a_link_used_by_one_browser_is_of_no_use_to_the_next(app: Flask, client: FlaskClient, ana: int) -> None:
    link = make_link(app, ana)
    client.post(link)
    other = app.test_client()
    for answer in (other.get(link), other.post(link)):
        assert answer.status_code == 404
        page = check_page(answer)
        assert "sirve una sola vez" in page.text
        assert page.links["Pedir un enlace nuevo"] == "/entrar"
        assert "Ana" not in page.text
    assert signed_in_as(other) is None


def test_an_expired_or_mistyped_link_says_so_and_offers_a_new_one(app: Flask, client: FlaskClient, ana: int) -> None:
    expired = make_link(app, ana, lifetime=timedelta(seconds=-1))
    for link, said in ((expired, "ya venció"), ("/entrar/no-es-un-enlace", "no es válido")):
        page = check_page(client.get(link))
        assert said in page.text
        assert "Pedir un enlace nuevo" in page.links


def test_whoever_is_in_already_is_not_asked_again(app: Flask, client: FlaskClient, ana: int) -> None:
    client.post(make_link(app, ana))
    assert client.get("/entrar").location == "/"
    again = make_link(app, ana, opens="/personas/nueva")
    assert client.get(again).location == "/personas/nueva"
    page = check_page(client.get("/entrar/no-es-un-enlace"))
    assert page.links["Ir al inicio"] == "/"


def test_a_link_of_another_person_says_whose_session_ends(app: Flask, client: FlaskClient, ana: int) -> None:
    with app.app_context():
        eva = make_user(db.session, name="Eva Soto").id
        db.session.commit()
    client.post(make_link(app, ana))
    link = make_link(app, eva, opens="/")
    text = check_page(client.get(link)).text
    assert "Hola, Eva Soto." in text
    assert "entró Ana Pérez" in text
    client.post(link)
    assert signed_in_as(client) == eva


def test_the_answer_is_the_same_whether_or_not_somebody_has_the_address(app: Flask, ana: int) -> None:
    with app.app_context():
        make_user(db.session, email="gone@example.org", is_active=False)
        db.session.commit()
    answers = set()
    for email in (ADDRESS, "nadie@example.org", "gone@example.org"):
        client = app.test_client()
        first = client.post("/entrar", data={"email": email})
        page = check_page(client.get(first.location))
        answers.add((first.status_code, first.location, page.text.replace(email, "…")))
    assert len(answers) == 1
    assert [mail.recipient for mail in mails(app)] == [ADDRESS]


def test_too_many_links_are_refused_alike_for_known_and_unknown_addresses(
    app: Flask, client: FlaskClient, ana: int
) -> None:
    said = set()
    for email in (ADDRESS, "nadie@example.org"):
        for _ in range(LINKS_PER_ADDRESS):
            assert client.post("/entrar", data={"email": email}).status_code == 302
        answer = client.post("/entrar", data={"email": email})
        assert answer.status_code == 429
        page = check_page(answer)
        assert page.value("email") == email
        said.add(tuple(page.errors))
    assert len(said) == 1
    assert len(mails(app)) == LINKS_PER_ADDRESS


@pytest.mark.parametrize("typed", ["", "ana", "ana@", "ana@example", "a" * 300 + "@example.org"])
def test_what_is_no_address_is_said_at_the_field_and_kept(client: FlaskClient, typed: str) -> None:
    answer = client.post("/entrar", data={"email": typed, "next": "/personas"})
    assert answer.status_code == 422
    page = check_page(answer)
    assert len(page.errors) == 1
    assert page.errors[0].startswith("Escriba")
    assert page.value("email") == typed
    assert page.value("next") == "/personas"


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_no_link_leads_out_of_the_product(app: Flask, client: FlaskClient, ana: int, wanted: str) -> None:
    assert check_page(client.get("/entrar", query_string={"next": wanted})).value("next") == "/"
    ask(client, next=wanted)
    assert client.post(path_in(mails(app)[0])).location == "/"
    assert client.get("/entrar", query_string={"next": wanted}).location == "/"


def test_a_person_without_access_is_not_let_in_by_an_older_link(app: Flask, client: FlaskClient, ana: int) -> None:
    link = make_link(app, ana)
    with app.app_context():
        db.session.get_one(User, ana).is_active = False
        db.session.commit()
    answer = client.post(link)
    assert answer.status_code == 404
    assert "no es válido" in check_page(answer).text
    assert signed_in_as(client) is None


def test_going_out_ends_the_session(app: Flask, client: FlaskClient, ana: int) -> None:
    client.post(make_link(app, ana))
    page = check_page(client.post("/salir", follow_redirects=True))
    assert "Hasta pronto" in page.text
    assert client.get("/personas").status_code == 302


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_button_works_with_forgery_protection_on_and_not_without(app: Flask, ana: int, scheme: str) -> None:
    """Over https the protection also wants to see the host that the form came from, and the policy lets it see that."""
    app.config["WTF_CSRF_ENABLED"] = True
    link, base = make_link(app, ana), f"{scheme}://127.0.0.1"
    client = app.test_client()
    opened = client.get(link, base_url=base)
    assert opened.headers["Referrer-Policy"] == "strict-origin"
    token = check_page(opened).value("csrf_token")
    assert client.post(link, base_url=base, headers={"Referer": f"{base}/"}).status_code in (400, 401)
    assert client.get("/personas", base_url=base).status_code == 302
    answer = client.post(link, base_url=base, data={"csrf_token": token}, headers={"Referer": f"{base}/"})
    assert (answer.status_code, answer.location) == (302, "/personas")
    assert client.get("/personas", base_url=base).status_code == 200


def test_the_secret_stands_in_no_header_and_the_page_is_kept_by_nobody(
    app: Flask, client: FlaskClient, ana: int
) -> None:
    opened = client.get(make_link(app, ana))
    assert opened.headers["Cache-Control"] == "no-store"
    assert opened.headers["Referrer-Policy"] == "strict-origin"
