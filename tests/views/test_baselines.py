"""Earlier results on their pages: template out, file in, problems or preview, and a closed wave."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from monitor.db import db
from monitor.domain.waves import UnitKind, WaveState
from monitor.models import Event, Wave
from monitor.services.survey_versions import submitted
from tests.factories import make_coordinator, make_group
from tests.fixtures import signed_in
from tests.survey_factories import make_wave
from tests.views.page_checks import check_page

GTG = "coordinacion@gtg.example"
SAID = {
    "name": "Primera versión, 2019",
    "opens_on": "2019-05-01",
    "closes_on": "2019-06-30",
    "unit_kind": "group",
    "source": "Informe de 2019, anexo 3",
}
ROWS: list[list[Any]] = [["grupo", "b1", "a4__cl__m", "c1"], ["GTPA", "Parcialmente", 3, 4], ["GTC", "n0", 0, ""]]


@pytest.fixture
def wave_id(app: Flask) -> int:
    with app.app_context():
        make_coordinator(db.session, email=GTG)
        for acronym, name in (("GTPA", "GT Pesca Artesanal"), ("GTC", "GT Cooperación")):
            make_group(db.session, acronym=acronym, name=name, key=acronym)
        wave = make_wave(db.session, opened=False)
        db.session.commit()
        return wave.id


@pytest.fixture
def client(app: Flask, wave_id: int) -> FlaskClient:
    return signed_in(app, GTG)


def file_of(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def upload(client: FlaskClient, wave_id: int, content: bytes, **said: str) -> TestResponse:
    data = SAID | said | {"file": (io.BytesIO(content), "2019.xlsx")}
    return client.post(f"/encuestas/{wave_id}/resultados-anteriores", data=data)


def confirm(client: FlaskClient, wave_id: int, shown: TestResponse) -> TestResponse:
    page = shown.get_data(as_text=True)
    data = dict(re.findall(r'<input type="hidden"[^>]*name="([a-z_]+)" value="([^"]*)"', page))
    return client.post(f"/encuestas/{wave_id}/resultados-anteriores/traer", data=data)


def brought_in(app: Flask) -> list[Wave]:
    return list(db.session.scalars(select(Wave).where(Wave.source != "")))


def test_earlier_results_become_a_closed_wave_marked_as_brought_in(
    app: Flask, client: FlaskClient, wave_id: int
) -> None:
    shown = upload(client, wave_id, file_of(ROWS))
    page = check_page(shown)
    assert "Responden 2 grupos." in page.text
    assert "Informe de 2019, anexo 3" in page.text
    with app.app_context():
        assert brought_in(app) == []
    answer = confirm(client, wave_id, shown)
    assert answer.status_code == 302
    with app.app_context():
        (wave,) = brought_in(app)
        assert (wave.state, wave.name, wave.number, wave.is_brought_in) == (WaveState.CLOSED, SAID["name"], 2, True)
        assert wave.closed_at
        assert wave.closed_at.year == 2019
        assert wave.questionnaire.frozen_at is not None
        assert [question.key for question in wave.questionnaire.read().questions] == ["a1", "a4", "b1", "c1"]
        answers = {each.unit.key: each.answers.values for each in submitted(db.session, wave) if each.unit}
        assert answers["GTPA"] == {"a1": "GTPA", "b1": "n2", "a4": {"cl": {"m": 3}}, "c1": 4}
        assert answers["GTC"]["a4"] == {"cl": {"m": 0}}
        event = db.session.scalars(select(Event).where(Event.kind == "WaveBroughtIn")).one()
        assert (event.after["units"], event.after["reason"]) == (2, SAID["source"])
    assert "Fuente: Informe de 2019, anexo 3" in check_page(client.get(answer.headers["Location"])).text
    assert "Traída de fuera" in check_page(client.get("/encuestas/resultados")).text
    again = confirm(client, wave_id, shown)
    assert again.status_code == 409
    assert "ya tiene una versión que se llama" in check_page(again).text


def test_problems_are_listed_and_nothing_is_stored(app: Flask, client: FlaskClient, wave_id: int) -> None:
    shown = upload(client, wave_id, file_of([*ROWS, ["GTX", "quién sabe"]]))
    page = check_page(shown)
    assert "No se conoce el grupo «GTX»" in page.text
    assert "«quién sabe» no es una opción" in page.text
    assert 'name="token"' not in shown.get_data(as_text=True)
    with app.app_context():
        assert brought_in(app) == []


def test_the_template_comes_back_filled_in(app: Flask, client: FlaskClient, wave_id: int) -> None:
    answer = client.get(f"/encuestas/{wave_id}/resultados-anteriores/plantilla?por=pais")
    book = load_workbook(io.BytesIO(answer.data))
    page = book["respuestas"]
    heads = [cell.value for cell in page[1]]
    assert heads[:4] == ["grupo", "nombre", "pais", "a2"]
    assert [cell.value for cell in page["A"]][1:5] == ["GTC"] * 4
    for row in range(2, page.max_row + 1):
        page.cell(row, heads.index("b1") + 1, "Sí, plenamente")
        page.cell(row, heads.index("e4__datos__hoy") + 1, 4)
    buffer = io.BytesIO()
    book.save(buffer)
    shown = upload(client, wave_id, buffer.getvalue(), unit_kind="group_country")
    check_page(shown)
    assert confirm(client, wave_id, shown).status_code == 302
    with app.app_context():
        (wave,) = brought_in(app)
        assert wave.unit_kind is UnitKind.GROUP_COUNTRY
        assert len(submitted(db.session, wave)) == 8


def test_what_is_not_said_of_the_earlier_version_is_asked(client: FlaskClient, wave_id: int) -> None:
    asked = {
        "escriba un día ya pasado": {"closes_on": "2099-01-01"},
        "no puede ser anterior al primero": {"opens_on": "2019-07-01"},
        "de dónde vienen": {"source": ""},
        "cómo se llama": {"name": ""},
    }
    for words, said in asked.items():
        answer = upload(client, wave_id, file_of(ROWS), **said)
        assert answer.status_code == 422
        assert words in check_page(answer).text


def test_a_questionnaire_that_changed_meanwhile_asks_for_another_look(
    app: Flask, client: FlaskClient, wave_id: int
) -> None:
    shown = upload(client, wave_id, file_of(ROWS))
    with app.app_context():
        db.session.get_one(Wave, wave_id).questionnaire.sha256 = "0" * 64
        db.session.commit()
    assert confirm(client, wave_id, shown).status_code == 409


def test_what_is_no_workbook_is_said_at_the_field(client: FlaskClient, wave_id: int) -> None:
    answer = upload(client, wave_id, b"grupo;b1\n")
    assert answer.status_code == 422
    assert "no es un libro de Excel" in check_page(answer).text
