"""What everybody finds without signing in: plans, areas and projects as the document and editions tell them."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from defusedxml import ElementTree
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import NotFound

from monitor.db import db
from tests.views.api_world import APPROVED_LATER, CONTACT, DRAFT, PUBLISHED, ApiWorld, make_app, make_world
from tests.views.page_checks import Page, check_page

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("public")
    shutil.copy(migrated_file, folder / "public.sqlite3")
    app = make_app(folder, folder / "public.sqlite3")
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def world(app: Flask) -> ApiWorld:
    return make_world(app)


@pytest.fixture
def stranger(app: Flask, world: ApiWorld) -> FlaskClient:
    return app.test_client()


def pages_in_map(client: FlaskClient) -> list[str]:
    root = ElementTree.fromstring(client.get("/sitemap.xml").data)
    return [urlsplit(place.text or "").path or "/" for place in root.iter(f"{SITEMAP}loc")]


def project_page(client: FlaskClient, world: ApiWorld) -> Page:
    return check_page(client.get(f"/publico/{world.plan.key}/proyectos/{world.project.number}"))


def test_a_project_is_told_in_the_plans_words_and_in_those_that_were_published(
    stranger: FlaskClient, world: ApiWorld
) -> None:
    page = project_page(stranger, world)

    assert page.h1 == "Mujeres en la pesca"
    for said in (
        world.project.activity,
        world.project.schedule_verbatim,
        PUBLISHED,
        "En curso",
        "2021-T3, edición 1.0",
    ):
        assert said in page.text
    assert "oculto" in page.text
    assert "Taller de redes. Personas distintas en el trimestre" in page.text


def test_nothing_else_stands_on_any_page_for_everybody(stranger: FlaskClient, world: ApiWorld) -> None:
    """Neither drafts, nor what no edition has yet, nor names of people, nor few people, nor plans being prepared."""
    addresses = pages_in_map(stranger)
    assert len(addresses) == 3 + 1 + 1 + 5 + 2 + 1
    for address in addresses:
        answer = stranger.get(address)
        assert answer.status_code == 200, address
        for secret in (APPROVED_LATER, DRAFT, CONTACT, "2021-T4", "@example.org", world.hidden_plan.key):
            assert secret not in answer.text, address
        page = check_page(answer)
        assert not page.find("meta", name="robots"), address
    assert "3 mujeres" not in project_page(stranger, world).text


def test_what_is_not_public_yet_is_not_there(stranger: FlaskClient, world: ApiWorld) -> None:
    for address in (
        world.hidden_plan.key,
        f"{world.hidden_plan.key}/proyectos/1",
        f"{world.plan.key}/areas/9",
        "no-hay",
    ):
        assert stranger.get(f"/publico/{address}").status_code == 404
    assert stranger.get(f"/publico/{world.plan.key}/proyectos/{'9' * 30}").status_code == 404


def test_strangers_begin_at_the_plans_and_find_the_way_to_sign_in(stranger: FlaskClient, world: ApiWorld) -> None:
    page = check_page(stranger.get("/"))
    assert page.links[world.plan.name] == f"/publico/{world.plan.key}"
    assert page.links["Entrar"] == "/entrar"
    assert page.links["Datos abiertos"] == "/datos"
    plan = check_page(stranger.get(f"/publico/{world.plan.key}"))
    assert plan.links["Mujeres en la pesca"] == f"/publico/{world.plan.key}/proyectos/{world.project.number}"
    assert "1 de 1" in plan.text


def test_messengers_and_search_engines_learn_what_a_page_is(stranger: FlaskClient, world: ApiWorld) -> None:
    page = project_page(stranger, world)
    address = f"http://127.0.0.1/publico/{world.plan.key}/proyectos/{world.project.number}"
    assert page.find("link", rel="canonical", href=address)
    assert page.find("meta", property="og:title", content="Mujeres en la pesca")
    assert page.find("meta", property="og:url", content=address)
    robots = stranger.get("/robots.txt").text
    assert "Sitemap: http://127.0.0.1/sitemap.xml" in robots
    assert "Disallow: /" in robots.splitlines()


def test_pages_are_kept_by_caches_and_asked_for_again(app: Flask, stranger: FlaskClient, world: ApiWorld) -> None:
    for address in ("/", f"/publico/{world.plan.key}", "/datos", "/publicaciones", "/sitemap.xml"):
        first = stranger.get(address)
        assert first.headers["Cache-Control"] == "public, max-age=60, must-revalidate", address
        assert {"Cookie", "Accept-Language"} <= set(first.vary), address
        assert "Set-Cookie" not in first.headers
        again = stranger.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), address
        in_english = stranger.get(address, headers={"If-None-Match": first.headers["ETag"], "Accept-Language": "en"})
        assert in_english.status_code == (304 if address.endswith(".xml") else 200)


def test_a_message_for_one_reader_is_kept_by_no_cache(app: Flask, world: ApiWorld) -> None:
    client = app.test_client()
    with client.session_transaction() as browser:
        browser["_flashes"] = [("success", "Su sesión se cerró.")]
    told = client.get("/publicaciones")
    assert "Su sesión se cerró." in told.text
    assert told.headers["Cache-Control"] == "private, no-cache"
    assert client.get("/publicaciones").headers["Cache-Control"].startswith("public")


@pytest.mark.parametrize(
    "address",
    [
        "/publicaciones/x/anuales/99999999999999999999/1",
        "/publicaciones/anuales/99999999999999999999/1",
        "/publico/x/areas/99999999999999999999",
    ],
)
def test_addresses_of_nothing_are_not_found(stranger: FlaskClient, address: str) -> None:
    assert stranger.get(address).status_code == 404


def test_a_zero_byte_is_no_part_of_an_address_that_is_looked_for(app: Flask) -> None:
    addresses = app.url_map.bind("monitor.example")
    addresses.match("/publicaciones/x/2021-T3/1")
    for address in ("/publicaciones/x\0/2021-T3/1", "/publicaciones/x/2021-T3/\0", "/publicaciones/2021-T3/1\0"):
        with pytest.raises(NotFound):
            addresses.match(address)


def test_who_signed_in_gets_pages_of_their_own(app: Flask, world: ApiWorld) -> None:
    client = app.test_client()
    with client.session_transaction() as browser:
        browser["user_id"], browser["session_number"] = world.coordinator.id, 0
    assert client.get(f"/publico/{world.plan.key}").headers["Cache-Control"] == "private, no-cache"


def test_in_english_the_words_of_groups_stay_marked_as_spanish(stranger: FlaskClient, world: ApiWorld) -> None:
    address = f"/publico/{world.plan.key}/proyectos/{world.project.number}"
    page = check_page(stranger.get(address, headers={"Accept-Language": "en"}), lang="en")
    assert "What the published reports say" in page.text
    (said,) = [each for each in page.find("p", class_="words") if each.text == PUBLISHED]
    assert said.get("lang") == "es"


def test_the_examples_for_programs_name_addresses_that_answer(stranger: FlaskClient, world: ApiWorld) -> None:
    page = check_page(stranger.get("/datos"))
    addresses = [link for link in page.links.values() if link.startswith("/api/v1/plans/")]
    assert len(addresses) == 6
    for address in addresses:
        assert stranger.get(address).get_json()["items"]
    assert f'RelativePath = "api/v1/plans/{world.plan.key}/statuses"' in page.text
    assert f'"http://127.0.0.1", "/api/v1/plans/{world.plan.key}/statuses?limit=500"' in page.text
