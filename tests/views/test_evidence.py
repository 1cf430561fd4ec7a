"""Evidence: links and files, taken by content, given back only as downloads and only to those who may."""

import io

import pytest
from flask import Flask
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from monitor.db import db
from monitor.domain.updates import State
from monitor.models import User
from tests.factories import make_project, make_update
from tests.views.page_checks import check_page
from tests.views.update_world import World, fill, make_world

PDF = b"%PDF-1.7 un acta"


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(app)


def upload(world: World, content: bytes = PDF, name: str = "Acta final.pdf", **values: str) -> TestResponse:
    return world.post("evidencias", {"file": (io.BytesIO(content), name), "then": "more"} | values)


def download(world: World, kind: str) -> Response:
    """The answer, its file read and closed."""
    with world.browser(kind).get(f"{world.url}/evidencias/{evidence_id(world)}") as answer:
        assert answer.data
        return answer


def evidence_id(world: World) -> int:
    with world.stored() as update:
        return update.evidence[0].id


def test_a_file_is_added_named_and_downloaded_never_shown(world: World) -> None:
    assert upload(world).location == f"{world.url}/evidencias"
    assert "Acta final" in check_page(world.browser().get(f"{world.url}/evidencias")).links

    answer = download(world, "lead")

    assert answer.data == PDF
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Acta final.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.mimetype == "application/pdf"


def test_the_name_of_a_file_cannot_lie_about_its_content(world: World) -> None:
    answer = world.post("evidencias", {"file": (io.BytesIO(b"<script>alert(1)</script>"), "acta.pdf"), "then": "more"})

    assert answer.status_code == 422
    page = check_page(answer)
    assert page.links[page.errors[0]] == "#file"
    assert "No se puede subir este tipo de archivo." in page.errors[0]
    with world.stored() as update:
        assert (update.evidence, update.state) == ([], State.NOT_STARTED)


@pytest.mark.parametrize("url", ["alianzapacifico.net/noticia", "https://alianzapacifico.net/a?b=c"])
def test_a_link_is_added_also_without_its_beginning(world: World, url: str) -> None:
    world.post("evidencias", {"url": url, "title": "Noticia", "then": "next"})

    page = check_page(world.browser().get(f"{world.url}/revisar"))
    assert page.links["Noticia"].startswith("https://alianzapacifico.net/")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "https://",
        "https://a b.org",
        "una noticia",
        "http://[1",
    ],
)
def test_what_is_no_address_of_a_page_is_refused_and_kept(world: World, url: str) -> None:
    answer = world.post("evidencias", {"url": url, "then": "more"})

    assert answer.status_code == 422
    page = check_page(answer)
    assert page.links[page.errors[0]] == "#url"
    assert page.value("url") == url


def test_one_piece_at_a_time(world: World) -> None:
    nothing = check_page(world.post("evidencias", {"then": "more"}))
    both = check_page(upload(world, url="https://example.org"))

    assert nothing.errors == ["Pegue un enlace o elija un archivo."]
    assert both.errors == ["Agregue el enlace y el archivo por separado, uno a la vez."]


def test_evidence_is_optional(world: World) -> None:
    assert world.post("evidencias", {"then": "next"}).location == f"{world.url}/revisar"
    assert world.post("evidencias", {"then": "list"}).location == world.url


def test_a_link_typed_and_not_added_is_not_lost_on_going_on(world: World) -> None:
    assert world.post("evidencias", {"url": "https://example.org", "then": "next"}).location == f"{world.url}/revisar"
    assert evidence_id(world)


def test_a_file_is_for_those_who_may_see_the_update(world: World) -> None:
    upload(world)
    url = f"{world.url}/evidencias/{evidence_id(world)}"

    assert world.browser("stranger").get(url).status_code == 404
    assert world.browser("coordinator").get(url).status_code == 403
    assert world.app.test_client().get(url).status_code == 302
    fill(world)
    world.post("enviar", {})
    assert download(world, "coordinator").data == PDF
    assert download(world, "observer").data == PDF
    assert world.browser("stranger").get(url).status_code == 404


def test_what_is_taken_off_is_no_longer_listed(world: World) -> None:
    upload(world)
    answer = world.post(f"evidencias/{evidence_id(world)}/quitar", {})

    assert answer.status_code == 302
    page = check_page(world.browser().get(f"{world.url}/evidencias"))
    assert "Acta final" not in page.links
    assert "Deshacer Acta final" in page.buttons


def test_a_mistake_is_undone_with_one_press(world: World) -> None:
    upload(world)
    number = evidence_id(world)
    world.post(f"evidencias/{number}/quitar", {})

    page = check_page(world.browser().get(world.post(f"evidencias/{number}/reponer", {}).location))

    assert "Acta final" in page.links
    assert "Deshacer Acta final" not in page.buttons
    assert world.post(f"evidencias/{number}/reponer", {}).status_code == 302, "pressed twice"


def test_nobody_reaches_a_file_by_guessing_numbers(world: World) -> None:
    """A piece of one update under the address of another, of one's own group and of another's."""
    upload(world)
    number = evidence_id(world)
    with world.stored() as update:
        twin = make_update(db.session, make_project(db.session, update.period.plan, update.group), update.period)
        stranger = db.session.get(User, world.people["stranger"])
        assert stranger is not None
        theirs = stranger.memberships[0].group
        foreign = make_update(db.session, make_project(db.session, update.period.plan, theirs), update.period)
        twin_id, foreign_id = twin.id, foreign.id

    assert world.browser().get(f"/avances/{twin_id}/evidencias/{number}").status_code == 404
    assert world.browser("stranger").get(f"/avances/{foreign_id}/evidencias/{number}").status_code == 404
    for verb in ("quitar", "reponer"):
        path = f"/avances/{foreign_id}/evidencias/{number}/{verb}"
        assert world.browser("stranger").post(path, data={"lock_version": "0"}).status_code == 404
    with world.stored() as update:
        assert [piece.removed_at for piece in update.evidence] == [None]


def test_a_file_beyond_the_limit_is_refused_in_words(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.services.evidence.LARGEST_FILE", 100)
    answer = upload(world, PDF + b"x" * 100)

    assert answer.status_code == 422
    assert "El archivo pesa más de" in check_page(answer).errors[0]


def test_a_link_cannot_be_downloaded_from_us(world: World) -> None:
    world.post("evidencias", {"url": "https://example.org", "then": "more"})

    assert world.browser().get(f"{world.url}/evidencias/{evidence_id(world)}").status_code == 404
