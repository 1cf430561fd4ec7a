"""Everybody finds the extracts on the edition's page; a lead finds the own group's where the reports are."""

import hashlib

import pytest
from flask import Flask
from flask.testing import FlaskClient

from monitor.db import db
from monitor.services import extracts
from monitor.services.extracts import Made
from tests.factories import make_group, make_user
from tests.fixtures import NOW, signed_in
from tests.services.report_world import World, with_one_small_form
from tests.views.page_checks import check_page

PAGE = "/publicaciones/aee/2021-T3/1.0"


@pytest.fixture
def people(app: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The addresses of a lead and of somebody from another group, once an edition is out with its extracts."""
    with_one_small_form(monkeypatch)
    with app.app_context():
        world = World(db.session)
        edition = world.publish()
        acronym = world.update.group.acronym or ""
        made = [
            Made("summary", "", "resumen.pdf", "Resumen de una página", b"%PDF summary"),
            Made("area", "1", "area-1.pdf", "Área 1. La primera", b"%PDF area"),
            Made("group", acronym, "grupo-propio.pdf", "El grupo", b"%PDF group"),
        ]
        extracts.keep(db.session, edition, made, language="es", address="http://127.0.0.1", made_with="", now=NOW)
        other = make_user(db.session, lead_of=make_group(db.session))
        found = {"lead": world.lead.email, "other": other.email}
        db.session.commit()
    return found


def test_the_page_of_the_edition_has_each_with_its_checksum(people: dict[str, str], client: FlaskClient) -> None:
    page = check_page(client.get(PAGE))

    for name in ("resumen.pdf", "area-1.pdf", "grupo-propio.pdf"):
        assert f"{PAGE}/extractos/{name}" in page.links.values()
        answer = client.get(f"{PAGE}/extractos/{name}")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert hashlib.sha256(answer.data).hexdigest() in page.text
        assert client.get(answer.request.path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get(f"{PAGE}/extractos/otro.pdf").status_code == 404


def test_while_they_are_being_made_the_page_says_so(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        World(db.session).publish()
        db.session.commit()
    assert "Se están preparando" in check_page(client.get(PAGE)).text


def test_a_lead_finds_the_own_group_in_the_report(app: Flask, people: dict[str, str]) -> None:
    own = f"{PAGE}/extractos/grupo-propio.pdf"
    lead, other = (signed_in(app, people[who]) for who in ("lead", "other"))

    for address in ("/informes", "/informes/2021-T3/ediciones/1.0"):
        page = check_page(lead.get(address))
        assert "Su grupo en el informe" in page.text
        assert own in page.links.values()
        assert "Su grupo en el informe" not in check_page(other.get(address)).text
