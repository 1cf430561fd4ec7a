"""What everybody may read: published editions in all their forms, with checksums, and nothing else."""

import hashlib
import json
import zipfile
from io import BytesIO
from typing import Any

import pytest
from defusedxml import ElementTree
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.db import db
from monitor.models import Edition, Period, Plan, User
from monitor.services import editions
from monitor.services.edition_forms import FORMS, Form
from reports.data import from_json
from reports.html import render_html
from tests.fixtures import NOW
from tests.services.report_world import PDF, World
from tests.views.page_checks import check_page

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    """Somebody who has not signed in, once the first edition of 2021-T3 is out."""
    with app.app_context():
        world = World(db.session)
        build = world.request()
        world.make(build)
        editions.publish(db.session, build, actor=world.coordinator, now=NOW)
        db.session.commit()
    return app.test_client()


def test_without_editions_the_page_says_so(client: FlaskClient) -> None:
    assert "Todavía no se ha publicado ningún informe." in check_page(client.get("/publicaciones")).text


def test_the_list_names_every_edition_and_its_forms(reader: FlaskClient) -> None:
    page = check_page(reader.get("/publicaciones"))

    assert "AEE 2021–2023 · 2021-T3 · edición 1.0" in page.text
    assert sum(link.startswith("/publicaciones/aee/2021-T3/1.0/") for link in page.links.values()) == len(FORMS)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_each_file_has_the_checksum_that_the_page_prints(reader: FlaskClient, form: Form) -> None:
    page = check_page(reader.get("/publicaciones/aee/2021-T3/1.0"))

    answer = reader.get(f"/publicaciones/aee/2021-T3/1.0/{form.name}")

    assert answer.status_code == 200
    assert answer.mimetype == form.content_type
    assert hashlib.sha256(answer.data).hexdigest() in page.text
    assert reader.get(answer.request.path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_pdf_is_the_one_that_was_published(reader: FlaskClient) -> None:
    assert reader.get("/publicaciones/aee/2021-T3/1.0/informe.pdf").data == PDF


def test_machines_find_the_report_and_its_data(reader: FlaskClient) -> None:
    page = check_page(reader.get("/publicaciones/aee/2021-T3/1.0"))

    (described,) = page.find("script", type="application/ld+json")
    report, data = json.loads(described.text or "")["@graph"]
    assert report["@type"] == "Report"
    assert report["@id"] == "http://127.0.0.1/publicaciones/aee/2021-T3/1.0"
    assert len(data["distribution"]) == len(FORMS)
    assert page.find("meta", property="og:title")
    assert not page.find("meta", name="robots")


def test_the_feed_has_an_entry_for_each_edition(reader: FlaskClient) -> None:
    answer = reader.get("/publicaciones/atom.xml")

    feed = ElementTree.fromstring(answer.data)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert answer.mimetype == "application/atom+xml"
    assert entry.findtext(f"{ATOM}id") == "http://127.0.0.1/publicaciones/aee/2021-T3/1.0"


@pytest.mark.parametrize("rest", ["", "/informe.pdf", "/extractos/resumen.pdf"])
def test_addresses_without_the_plan_lead_to_its_own(reader: FlaskClient, rest: str) -> None:
    answer = reader.get(f"/publicaciones/2021-T3/1.0{rest}")

    assert (answer.status_code, answer.location) == (301, f"/publicaciones/aee/2021-T3/1.0{rest}")


def edition_snapshot(session: Session, plan_key: str) -> dict[str, Any]:
    query = select(Edition.snapshot).join(Edition.period).join(Period.plan).where(Plan.key == plan_key)
    return session.scalars(query).one()


def test_two_plans_of_one_quarter_have_each_their_own_pages(app: Flask, reader: FlaskClient) -> None:
    with app.app_context():
        other = World(db.session, plan_key="red", short_name="RED 2021")
        build = other.request()
        other.make(build)
        edition = editions.publish(db.session, build, actor=other.coordinator, now=NOW)
        assert edition.snapshot["plan_short"] == "RED 2021"
        assert edition.snapshot["page_url"].endswith("/publicaciones/red/2021-T3/1.0")
        db.session.commit()

    own, first = (reader.get(f"/publicaciones/{key}/2021-T3/1.0") for key in ("red", "aee"))

    assert "RED 2021: informe 2021-T3, edición 1.0" in check_page(own).text
    assert "AEE 2021–2023: informe 2021-T3, edición 1.0" in check_page(first).text
    assert reader.get("/publicaciones/2021-T3/1.0").location == "/publicaciones/aee/2021-T3/1.0"
    with zipfile.ZipFile(BytesIO(reader.get("/publicaciones/red/2021-T3/1.0/informe.docx").data)) as word:
        assert "RED 2021 · Informe trimestral 2021-T3" in word.read("word/header1.xml").decode()
    with app.app_context():
        page = render_html(from_json(edition_snapshot(db.session, "red")), charts={})
    assert 'running-report">RED 2021 · Informe trimestral 2021-T3<' in page
    file = reader.get("/publicaciones/red/2021-T3/1.0/informe.pdf")
    assert "red-2021-T3-edicion-1.0" in file.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "address",
    [
        "/publicaciones/aee/2021-T3/1.1",
        "/publicaciones/otro/2021-T3/1.0",
        "/publicaciones/2021-T2/1.0",
        "/publicaciones/aee/2021-T2/1.0",
        "/publicaciones/aee/2021-T3/1.0/secreto.txt",
        "/publicaciones/aee/2021-T3/9/informe.pdf",
    ],
)
def test_what_was_not_published_is_not_found(reader: FlaskClient, address: str) -> None:
    assert reader.get(address).status_code == 404


def test_no_name_of_a_person_leaves_the_house(app: Flask, reader: FlaskClient) -> None:
    with app.app_context():
        names = [user.name for user in db.session.scalars(select(User))]
    pages = ["/publicaciones", "/publicaciones/aee/2021-T3/1.0", "/publicaciones/atom.xml"]
    pages += [f"/publicaciones/aee/2021-T3/1.0/{name}" for name in ("datos.json", "iati.xml")]

    for address in pages:
        words = reader.get(address).text
        assert not [name for name in names if f"{name}<" in words or f"{name}," in words or f'"{name}"' in words]
