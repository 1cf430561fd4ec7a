"""Whoever reads English finds no Spanish on any page, but for what the groups wrote in their own language."""

import io
import re
from collections import Counter, deque
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from monitor.db import db
from monitor.domain.updates import State
from monitor.models import ProgressUpdate, Project, User
from tests.fixtures import signed_in
from tests.spanish_left import SpanishLeft
from tests.views.page_checks import check_page

OF_A_KIND = 8
"""So many pages of one kind stand for all of them: `/avances/12/estado` and `/avances/13/estado`."""


def reading_english(app: Flask, email: str) -> None:
    with app.app_context():
        db.session.scalars(select(User).where(User.email == email)).one().locale = "en"
        db.session.commit()


def pages_left(client: FlaskClient, app: Flask, start: str) -> tuple[dict[str, str], Counter[str]]:
    """Spanish texts by the first page that holds them, on every page that links lead to; and the kinds of pages."""
    with app.app_context():
        # Under this name whoever was erased stays in the data, whatever language is read.
        spanish = SpanishLeft(db.session, also=["Persona eliminada"])
    left: dict[str, str] = {}
    waiting, seen, kinds = deque([start]), {start}, Counter[str]()
    while waiting:
        address = waiting.popleft()
        response = client.get(address, follow_redirects=True)
        assert response.status_code == 200, f"{address} answers {response.status_code}"
        if response.mimetype != "text/html":
            continue
        assert '<html lang="en">' in response.text, address
        left |= {text: address for text in spanish.on(response.text) if text not in left}
        for link in re.findall(r'<a [^>]*href="([^"]*)"', response.text):
            parts = urlsplit(urldefrag(urljoin(f"http://localhost{response.request.path}", unescape(link))).url)
            kind = re.sub(r"\d+|(?<=/proyectos/).*|(?<=-T)\d", "#", parts.path)
            is_ours = parts.netloc == "localhost" and not parts.path.startswith("/idioma/")
            if is_ours and parts.path not in seen and kinds[kind] < OF_A_KIND:
                seen.add(parts.path)
                kinds[kind] += 1
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return left, kinds


@pytest.mark.parametrize("email", ["coordinacion@gtg.example", "responsable@gtcu.example", "observa@gan.example"])
def test_no_page_that_an_english_reader_can_reach_holds_spanish(demo_app: Flask, email: str) -> None:
    reading_english(demo_app, email)

    left, kinds = pages_left(signed_in(demo_app, email), demo_app, "/")

    assert not left, "\n".join(f"{address}: {text}" for text, address in left.items())
    assert len(kinds) > 10


def test_a_stranger_reads_in_the_language_of_the_browser_until_another_is_picked(demo_app: Flask) -> None:
    client = demo_app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en-US,en;q=0.9"

    for start in ("/entrar", "/publicaciones"):
        left, _kinds = pages_left(client, demo_app, start)
        assert not left, "\n".join(f"{address}: {text}" for text, address in left.items())

    page = check_page(client.get("/entrar"), lang="en")
    assert check_page(client.get(page.links["Español"], follow_redirects=True)).h1 == "Entrar"
    assert '<html lang="es">' in client.get("/publicaciones").text
    assert client.get("/idioma/pt").status_code == 404
    assert client.get("/idioma/en?next=https://elsewhere.example/").location == "/"


def test_refusals_are_english_too(demo_app: Flask) -> None:
    email = "responsable@gtcu.example"
    reading_english(demo_app, email)
    client = signed_in(demo_app, email)
    with demo_app.app_context():
        spanish = SpanishLeft(db.session)
        ids = {
            update.state: update.id
            for update in db.session.scalars(select(ProgressUpdate))
            if update.group.key == "GTCU"
        }
    draft = ids[State.DRAFT]
    book = (io.BytesIO(b"no spreadsheet"), "avances.xlsx")
    answers = [
        client.get("/nada"),
        client.get("/personas"),
        client.post("/mis-recordatorios", data={"frequency": "never", "time_zone": "Mars"}),
        client.post("/mis-recordatorios/pausa", data={"until": "2001-01-01"}),
        client.post("/mis-recordatorios/reanudar"),
        client.post("/mis-recordatorios/relevo", data={}),
        client.post("/avances/planilla/subir", data={"file": book}),
        client.post("/avances/planilla/subir", data={}),
        client.post(f"/avances/{draft}/estado", data={"percent_done": "ciento", "status": "nada"}),
        client.post(f"/avances/{draft}/evidencias", data={"url": "no es un enlace"}),
        client.post(f"/avances/{draft}/enviar", data={}),
        client.post(f"/avances/{ids[State.APPROVED]}/estado", data={"status": "completed"}),
    ]

    for answer in answers:
        left = spanish.on(answer.text)
        assert '<html lang="en">' in answer.text
        assert not left, f"{answer.request.method} {answer.request.path}: {left}"
        assert answer.status_code >= 400, answer.request.path


def test_what_nobody_translated_is_found(demo_app: Flask) -> None:
    with demo_app.app_context():
        spanish = SpanishLeft(db.session)
        title = db.session.scalars(select(Project.title).order_by(Project.number)).first()
    page = (
        f'<html lang="en"><h1 title="Todos los avances">Updates</h1><p>{title}</p><p>Guardar el texto</p>'
        f"<p>The project “{title}” is on schedule.</p><p>El proyecto «{title}» va bien.</p>"
        '<p lang="es">Lo escribió el grupo.</p><button data-saving="Se guarda solo">Save</button></html>'
    )

    assert spanish.on(page) == [
        "Todos los avances",
        "Guardar el texto",
        f"El proyecto «{title}» va bien.",
        "Se guarda solo",
    ]


def test_a_person_chooses_the_language_of_pages_mails_and_calendar(demo_app: Flask) -> None:
    client = signed_in(demo_app, "responsable@gtcu.example")
    page = check_page(client.get("/mis-recordatorios"))
    assert page.h1 == "Mis recordatorios"

    wishes = {"frequency": "daily", "time_zone": "America/Bogota", "language": "en"}
    page = check_page(client.post("/mis-recordatorios", data=wishes, follow_redirects=True), lang="en")

    assert page.h1 == "My reminders"
    assert "Saved: how you want your reminders, and in which language." in page.text
    client.post("/salir")
    assert '<html lang="en">' in client.get("/entrar").text, "whoever leaves is still spoken to in their language"
