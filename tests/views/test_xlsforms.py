"""XLSForm out and in on the pages of a wave's questionnaire."""

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from monitor.db import db
from monitor.domain.questionnaire import Questionnaire
from monitor.models import Event, Wave
from monitor.xlsform_files import read_xlsform, write_xlsform
from tests.factories import make_coordinator
from tests.fixtures import NOW, signed_in
from tests.survey_factories import make_wave
from tests.survey_samples import default_questionnaire
from tests.views.page_checks import check_page

GTG = "coordinacion@gtg.example"


@pytest.fixture
def wave_id(app: Flask) -> int:
    with app.app_context():
        make_coordinator(db.session, email=GTG)
        wave = make_wave(db.session, opened=False, name="Versión nueva")
        db.session.commit()
        return wave.id


@pytest.fixture
def client(app: Flask, wave_id: int) -> FlaskClient:
    return signed_in(app, GTG)


def stored(app: Flask, wave_id: int) -> Questionnaire:
    with app.app_context():
        return db.session.get_one(Wave, wave_id).questionnaire.read()


def upload(client: FlaskClient, wave_id: int, content: bytes) -> TestResponse:
    data = {"file": (io.BytesIO(content), "encuesta.xlsx")}
    return client.post(f"/encuestas/{wave_id}/cuestionario/xlsform", data=data)


def confirm(client: FlaskClient, wave_id: int, shown: TestResponse, **changed: str) -> TestResponse:
    page = shown.get_data(as_text=True)
    data = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1] for name in ("token", "seen")}  # type: ignore[index]
    return client.post(f"/encuestas/{wave_id}/cuestionario/xlsform/traer", data=data | changed)


def typed_into(content: bytes, **cells: Any) -> bytes:
    """The file with other values in cells of its sheet `survey`."""
    book = load_workbook(io.BytesIO(content))
    for place, value in cells.items():
        book["survey"][place] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_another_text(form: Questionnaire) -> Questionnaire:
    section = form.sections[1]
    first = replace(section.questions[0], labels={"es": "¿El plan incluye objetivos de igualdad?", "en": "Does it?"})
    changed = replace(section, questions=(first, *section.questions[1:]))
    return replace(form, sections=(form.sections[0], changed, *form.sections[2:]))


def test_the_file_that_is_handed_out_is_the_questionnaire(client: FlaskClient, wave_id: int) -> None:
    answer = client.get(f"/encuestas/{wave_id}/cuestionario/xlsform/descargar")
    assert "encuesta_genero_ap-1.xlsx" in answer.headers["Content-Disposition"]
    assert read_xlsform(answer.data).questionnaire == default_questionnaire()
    same = check_page(upload(client, wave_id, answer.data))
    assert "no hay nada que traer" in same.text


def test_problems_are_listed_with_their_places_and_nothing_is_saved(
    app: Flask, client: FlaskClient, wave_id: int
) -> None:
    content = typed_into(write_xlsform(default_questionnaire()), A3="geopoint", B4="c1")
    page = check_page(upload(client, wave_id, content))
    assert "El tipo «geopoint» no se puede usar aquí." in page.text
    assert "La clave «c1» está repetida." in page.text
    assert stored(app, wave_id) == default_questionnaire()


def test_what_changes_is_shown_before_and_brought_in_after_confirming(
    app: Flask, client: FlaskClient, wave_id: int
) -> None:
    wanted = with_another_text(default_questionnaire())
    shown = upload(client, wave_id, write_xlsform(wanted))
    page = check_page(shown)
    assert "¿El plan incluye objetivos de igualdad?" in page.text
    assert "el texto" in page.text
    assert stored(app, wave_id) == default_questionnaire()
    answer = confirm(client, wave_id, shown)
    assert answer.status_code == 302
    assert stored(app, wave_id) == wanted
    with app.app_context():
        event = db.session.scalars(select(Event).where(Event.kind == "QuestionnaireBroughtIn")).one()
        assert event.before["questionnaire"]["sections"][1]["questions"][0]["labels"]["en"] != "Does it?"


def test_a_file_from_elsewhere_keeps_indices_and_what_the_link_fills_in(
    app: Flask, client: FlaskClient, wave_id: int
) -> None:
    form = with_another_text(default_questionnaire())
    sections = tuple(
        replace(section, questions=tuple(replace(question, filled_from=None) for question in section.questions))
        for section in form.sections
    )
    shown = upload(client, wave_id, write_xlsform(replace(form, indices=(), sections=sections)))
    page = check_page(shown)
    assert "los índices y sus pesos quedan como están" in page.text
    assert confirm(client, wave_id, shown).status_code == 302
    assert stored(app, wave_id) == form


def test_another_survey_is_not_brought_in(app: Flask, client: FlaskClient, wave_id: int) -> None:
    shown = upload(client, wave_id, write_xlsform(replace(default_questionnaire(), key="otra")))
    assert "El identificador del formulario (form_id) es «otra»" in check_page(shown).text
    assert 'name="token"' not in shown.get_data(as_text=True)


def test_with_answers_only_words_come_in(app: Flask, client: FlaskClient, wave_id: int) -> None:
    with app.app_context():
        db.session.get_one(Wave, wave_id).questionnaire.frozen_at = NOW
        db.session.commit()
    form = with_another_text(default_questionnaire())
    fewer = replace(form, sections=form.sections[:1] + form.sections[2:])
    assert "solo se pueden corregir las palabras" in check_page(upload(client, wave_id, write_xlsform(fewer))).text
    assert confirm(client, wave_id, upload(client, wave_id, write_xlsform(form))).status_code == 302
    assert stored(app, wave_id) == form
    with app.app_context():
        mended = db.session.scalars(select(Event).where(Event.kind == "QuestionnaireWordingMended")).all()
        assert {event.after["language"] for event in mended} == {"es", "en"}


def test_what_somebody_else_changed_meanwhile_is_not_lost(app: Flask, client: FlaskClient, wave_id: int) -> None:
    shown = upload(client, wave_id, write_xlsform(with_another_text(default_questionnaire())))
    with app.app_context():
        wave = db.session.get_one(Wave, wave_id)
        wave.questionnaire.write(replace(default_questionnaire(), version="9"))
        db.session.commit()
    answer = confirm(client, wave_id, shown)
    assert answer.status_code == 409
    page = check_page(answer)
    assert "Otra persona del GTG cambió el cuestionario" in page.text
    assert "el número de versión" in page.text
    assert stored(app, wave_id).version == "9"


def test_what_is_no_workbook_is_said_at_the_field(client: FlaskClient, wave_id: int) -> None:
    address = f"/encuestas/{wave_id}/cuestionario/xlsform"
    assert "Elija el archivo" in check_page(client.post(address)).text
    for content, said in ((b"tipo,nombre\n", "no es un libro de Excel"), (b"PK", "dañada")):
        answer = upload(client, wave_id, content)
        assert answer.status_code == 422
        assert said in check_page(answer).text


def test_a_check_that_is_no_longer_kept_asks_for_the_file_again(client: FlaskClient, wave_id: int) -> None:
    shown = upload(client, wave_id, write_xlsform(with_another_text(default_questionnaire())))
    answer = confirm(client, wave_id, shown, token="1-" + "0" * 32)
    assert answer.headers["Location"].endswith("/cuestionario/xlsform")
