"""The demo's mailbox shows real mails to anybody, as guests that may do nothing; outside the demo there is none."""

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from monitor.app import create_app
from monitor.demo.mailbox import Mailbox
from monitor.settings import settings
from tests.fixtures import test_settings
from tests.views.page_checks import check_page

LINK = "http://127.0.0.1/entrar/abcdefgh12345678"


def keep(app: Flask, *, to: str = "ana@example.org", subject: str = "Su enlace", minute: int = 0) -> str:
    with app.app_context():
        folder = settings().mailbox_dir
    assert folder is not None
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Monitor <monitor@example.org>", to, subject
    mail.set_content(f"Hola, José: abra {LINK} por favor.")
    mail.add_alternative(
        f"<html><head><title>x</title></head><body><a href='{LINK}'>Entrar</a></body></html>", subtype="html"
    )
    moment = datetime(2021, 10, 5, 15, minute, tzinfo=UTC).strftime("%Y%m%dT%H%M%S%f")
    return Mailbox(folder, lambda: moment).keep(mail.as_bytes()).stem


def test_an_empty_mailbox_says_how_to_fill_it(client: FlaskClient) -> None:
    page = check_page(client.get("/demo/correo"))

    assert "Todavía no ha llegado ningún correo." in page.text
    assert page.links["Pedir un enlace"] == "/entrar"


def test_anybody_sees_the_mails_the_newest_first(app: Flask, client: FlaskClient) -> None:
    keep(app, subject="El primero", minute=1)
    name = keep(app, to="eva@example.org", subject="El segundo: ¿qué tal?", minute=2)

    page = check_page(client.get("/demo/correo"))

    assert page.links["El segundo: ¿qué tal?"] == f"/demo/correo/{name}"
    assert page.text.index("El segundo") < page.text.index("El primero")
    assert "5 oct 2021, 10:02" in page.text


def test_the_mails_of_one_person_can_be_picked(app: Flask, client: FlaskClient) -> None:
    keep(app, subject="Para Ana", minute=1)
    keep(app, to="eva@example.org", subject="Para Eva", minute=2)

    page = check_page(client.get("/demo/correo?para=eva@example.org"))

    assert "Para Eva" in page.links
    assert "Para Ana" not in page.links


def test_a_mail_is_shown_as_text_with_its_link_and_in_a_frame(app: Flask, client: FlaskClient) -> None:
    name = keep(app)

    page = check_page(client.get(f"/demo/correo/{name}"))

    assert page.h1 == "Su enlace"
    assert LINK in page.links.values()
    assert "Hola, José" in page.text
    [frame] = page.find("iframe")
    assert frame.get("src") == f"/demo/correo/{name}/mensaje"
    assert frame.get("sandbox") == "allow-top-navigation-by-user-activation"


def test_the_mail_in_the_frame_may_run_nothing_and_opens_its_links_in_the_window(
    app: Flask, client: FlaskClient
) -> None:
    answer = client.get(f"/demo/correo/{keep(app)}/mensaje")

    assert '<base target="_top">' in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy


@pytest.mark.parametrize("name", ["nada", "..%2fapp", "20211005T150000000000-1-00001", ".20211005T150000000000-1-1"])
def test_what_is_no_mail_is_not_found(app: Flask, client: FlaskClient, name: str) -> None:
    keep(app)

    assert client.get(f"/demo/correo/{name}").status_code == 404
    assert client.get(f"/demo/correo/{name}/mensaje").status_code == 404


def test_half_a_mail_is_never_shown(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    keep(app)
    (tmp_path / "mail" / ".20211005T150000000000-1-00002.part").write_bytes(b"Subject: half")
    (tmp_path / "mail" / "20211005T150000000000-x.txt").write_bytes(b"Subject: other")

    page = check_page(client.get("/demo/correo"))

    assert len(page.find("tr")) == 2


def test_outside_the_demo_there_is_no_mailbox(app: Flask, tmp_path: Path) -> None:
    database_url = app.extensions["settings"].database_url
    real = create_app(replace(test_settings(tmp_path, database_url), demo=False, demo_date=None))

    assert real.test_client().get("/demo/correo").status_code == 404
