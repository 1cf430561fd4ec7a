"""The editor of a questionnaire: what its pages show, what they save, and how they answer to wrong input."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from monitor.db import db
from monitor.domain.questionnaire import Questionnaire
from monitor.models import SurveyResponse, Wave
from tests.factories import make_coordinator
from tests.fixtures import signed_in
from tests.survey_factories import make_wave
from tests.views.page_checks import Page, check_page

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
        wave = db.session.get(Wave, wave_id)
        assert wave is not None
        return wave.questionnaire.read()


def typed(page: Page) -> dict[str, Any]:
    """What the browser would send of the question's form, as it was shown."""
    found: dict[str, Any] = {}
    form = next(each for each in page.all("form") if any(field.get("name") == "seen" for field in each.iter()))
    for field in form.iter():
        name = field.get("name")
        if not name or field.tag not in ("input", "textarea", "select") or name == "csrf_token":
            continue
        if field.tag == "select":
            chosen = [option for option in field.iter("option") if option.get("selected") is not None]
            found[name] = (chosen or list(field.iter("option")))[0].get("value", "")
        elif field.get("type") == "checkbox":
            if field.get("checked") is not None:
                found[name] = field.get("value", "y")
        else:
            found[name] = field.get("value", "") if field.tag == "input" else (field.text or "").removeprefix("\n")
    return found


def question_page(client: FlaskClient, wave_id: int, key: str) -> Page:
    return check_page(client.get(f"/encuestas/{wave_id}/cuestionario/preguntas/{key}"))


def test_the_outline_shows_every_question_and_no_problem(client: FlaskClient, wave_id: int) -> None:
    page = check_page(client.get(f"/encuestas/{wave_id}/cuestionario"))
    assert "35 preguntas" in page.text
    assert "¿De qué fuentes provinieron esos recursos?" in page.text
    assert "Falta corregir" not in page.text


@pytest.mark.parametrize("key", ["a1", "a4", "a5", "a7", "b5", "c2", "e4", "e7", "e8"])
def test_saving_a_question_as_it_is_shown_changes_nothing(
    app: Flask, client: FlaskClient, wave_id: int, key: str
) -> None:
    before = stored(app, wave_id)
    page = question_page(client, wave_id, key)
    answer = client.post(f"/encuestas/{wave_id}/cuestionario/preguntas/{key}", data=typed(page))
    assert answer.status_code == 302, check_page(answer).text
    assert stored(app, wave_id).by_key[key] == before.by_key[key]


def test_words_options_and_rules_are_saved(app: Flask, client: FlaskClient, wave_id: int) -> None:
    data = typed(question_page(client, wave_id, "b3"))
    last = max(int(name.split("-")[1]) for name in data if name.startswith("options-") and name.endswith("-key"))
    data |= {
        "label_es": "¿Cada cuánto?",
        "relevant": "${c1} > 0",
        f"options-{last}-key": "diario",
        f"options-{last}-label_es": "A diario",
        f"options-{last}-label_en": "Daily",
        f"options-{last}-score": "66,7",
    }
    assert client.post(f"/encuestas/{wave_id}/cuestionario/preguntas/b3", data=data).status_code == 302
    question = stored(app, wave_id).by_key["b3"]
    assert (question.labels["es"], question.relevant) == ("¿Cada cuánto?", "${c1} > 0")
    assert (question.options[-1].key, question.options[-1].score) == ("diario", 66.7)


def test_options_move_and_go_without_being_saved(app: Flask, client: FlaskClient, wave_id: int) -> None:
    address = f"/encuestas/{wave_id}/cuestionario/preguntas/b3"
    before = typed(question_page(client, wave_id, "b3"))
    page = check_page(client.post(address, data=before | {"line": "options:1:up"}))
    after = typed(page)
    assert (after["options-0-key"], after["options-1-key"]) == (before["options-1-key"], before["options-0-key"])
    page = check_page(client.post(address, data=after | {"line": "options:0:drop", "label_es": "A medias"}))
    assert typed(page)["options-0-key"] == before["options-0-key"]
    assert typed(page)["label_es"] == "A medias"
    assert stored(app, wave_id).by_key["b3"].labels["es"] != "A medias"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"relevant": "${c1} >"}, "La expresión no se entiende"),
        ({"relevant": "${zz} > 1"}, "nombra «zz», que no existe"),
        ({"label_es": ""}, "Falta el texto en «es»"),
        ({"options-0-score": "mucho"}, "«mucho» no es un número"),
        ({"options-0-score": "101"}, "va de 0 a 100"),
        ({"options-1-key": "n0"}, "está repetida"),
        ({"feeds": "GOP"}, "«GOP» no es un índice"),
    ],
)
def test_what_cannot_be_used_is_said_where_it_stands(
    app: Flask, client: FlaskClient, wave_id: int, changes: dict[str, str], words: str
) -> None:
    before = stored(app, wave_id)
    data = typed(question_page(client, wave_id, "b3"))
    first = data["options-0-key"]
    changes = {name: first if value == "n0" else value for name, value in changes.items()}
    answer = client.post(f"/encuestas/{wave_id}/cuestionario/preguntas/b3", data=data | changes)
    assert answer.status_code == 422
    assert words in check_page(answer).text
    assert stored(app, wave_id) == before


@pytest.mark.parametrize(
    "kind", ["single", "multiple", "yes_no", "scale", "integer", "decimal", "short_text", "long_text", "date", "note"]
)
def test_a_question_of_each_type_is_added(app: Flask, client: FlaskClient, wave_id: int, kind: str) -> None:
    section = stored(app, wave_id).sections[1].key
    address = f"/encuestas/{wave_id}/cuestionario/secciones/{section}/preguntas?tipo={kind}&despues=b2"
    data = typed(check_page(client.get(address))) | {"label_es": "Nueva", "label_en": "New"}
    if kind in ("single", "multiple", "scale"):
        data |= {"options-0-key": "uno", "options-0-label_es": "Uno", "options-0-label_en": "One"}
    answer = client.post(address, data=data)
    assert answer.status_code == 302, check_page(answer).text
    keys = [each.key for each in stored(app, wave_id).sections[1].questions]
    assert keys[:3] == ["b1", "b2", "b7"]


def test_a_grid_is_added_with_its_rows_and_columns(app: Flask, client: FlaskClient, wave_id: int) -> None:
    section = stored(app, wave_id).sections[4].key
    address = f"/encuestas/{wave_id}/cuestionario/secciones/{section}/preguntas?tipo=grid"
    data = typed(check_page(client.get(address))) | {"label_es": "Personas", "label_en": "People", "row_totals": "y"}
    for name, key in (("rows-0", "cl"), ("columns-0", "m")):
        data |= {f"{name}-key": key, f"{name}-label_es": key, f"{name}-label_en": key}
    assert client.post(address, data=data).status_code == 302
    assert "e9__cl__t" in stored(app, wave_id).names


def test_moving_and_removing_answer_with_the_outline(app: Flask, client: FlaskClient, wave_id: int) -> None:
    base = f"/encuestas/{wave_id}/cuestionario"
    assert client.post(f"{base}/mover/b2", data={"by": "up"}).status_code == 302
    assert next(iter(stored(app, wave_id).sections[1].questions)).key == "b2"
    assert "¿Con qué frecuencia" in check_page(client.get(f"{base}/quitar/b3")).text
    assert client.post(f"{base}/quitar/b3").status_code == 302
    assert "b3" not in stored(app, wave_id).by_key


def test_what_others_depend_on_is_not_removed(app: Flask, client: FlaskClient, wave_id: int) -> None:
    base = f"/encuestas/{wave_id}/cuestionario"
    assert "dependen: c2" in check_page(client.get(f"{base}/quitar/c1")).text
    client.post(f"{base}/quitar/c1")
    assert "c1" in stored(app, wave_id).by_key


def test_a_section_is_added_and_changed(app: Flask, client: FlaskClient, wave_id: int) -> None:
    base = f"/encuestas/{wave_id}/cuestionario"
    check_page(client.get(f"{base}/secciones/nueva"))
    answer = client.post(f"{base}/secciones/nueva", data={"label_es": "F. Cierre", "label_en": "F. Closing"})
    assert answer.status_code == 302
    assert "Todavía no tiene preguntas" in check_page(client.get(base)).text
    key = stored(app, wave_id).sections[-1].key
    wrong = client.post(f"{base}/secciones/{key}", data={"label_es": "F", "relevant": "${c1} >"})
    assert "no se entiende" in check_page(wrong).text
    assert client.post(f"{base}/secciones/{key}", data={"label_es": "F", "relevant": "${c1} > 0"}).status_code == 302
    assert stored(app, wave_id).sections[-1].relevant == "${c1} > 0"


def test_the_weights_of_the_indices_are_changed(app: Flask, client: FlaskClient, wave_id: int) -> None:
    address = f"/encuestas/{wave_id}/cuestionario/indices"
    page = check_page(client.get(address))
    data = {
        field.attrib["name"]: field.get("value", "")
        for field in page.all("input")
        if field.get("name", "").startswith("lines-")
    }
    assert client.post(address, data=data).status_code == 302
    before = stored(app, wave_id).indices
    assert client.post(address, data=data | {"lines-0-weight": "2,5"}).status_code == 302
    assert stored(app, wave_id).indices[0].weight == 2.5
    assert stored(app, wave_id).indices[1:] == before[1:]
    assert "no es un número" in check_page(client.post(address, data=data | {"lines-0-weight": "x"})).text
    gone = client.post(address, data=data | {"lines-0-key": ""})
    assert "no se puede quitar" in check_page(gone).text


def test_a_new_key_is_used_by_the_conditions_too(app: Flask, client: FlaskClient, wave_id: int) -> None:
    address = f"/encuestas/{wave_id}/cuestionario/preguntas/c1/clave"
    assert client.post(address, data={"key": "a4"}).headers["Location"].endswith("/c1")
    assert client.post(address, data={"key": "actividades"}).headers["Location"].endswith("/actividades")
    assert "${actividades}" in stored(app, wave_id).by_key["c2"].relevant


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_version_on_paper_has_every_question_in_the_language_asked_for(
    client: FlaskClient, wave_id: int, app: Flask, language: str
) -> None:
    page = check_page(client.get(f"/encuestas/{wave_id}/cuestionario/imprimir?idioma={language}"))
    for question in stored(app, wave_id).questions:
        assert " ".join(question.labels[language].split()) in page.text


def test_two_people_at_one_question_see_both_versions(app: Flask, client: FlaskClient, wave_id: int) -> None:
    address = f"/encuestas/{wave_id}/cuestionario/preguntas/b3"
    mine = typed(question_page(client, wave_id, "b3"))
    theirs = mine | {"label_es": "¿La de ella?"}
    assert client.post(address, data=theirs).status_code == 302
    answer = client.post(address, data=mine | {"label_es": "¿La de él?"})
    assert answer.status_code == 409
    page = check_page(answer)
    assert "¿La de ella?" in page.text
    assert typed(page)["label_es"] == "¿La de él?"
    assert client.post(address, data=typed(page)).status_code == 302
    assert stored(app, wave_id).by_key["b3"].labels["es"] == "¿La de él?"


def test_the_preview_tells_what_a_group_would_be_told_and_stores_nothing(
    app: Flask, client: FlaskClient, wave_id: int
) -> None:
    address = f"/encuestas/{wave_id}/cuestionario/vista-previa"
    page = check_page(client.get(address))
    assert "nada de lo que escriba aquí se guarda" in page.text
    tried = check_page(client.post(address, data={"q-c1": "3", "q-c2": "5"}))
    assert "Así no se podría enviar" in tried.text
    assert tried.field("q-c2").get("aria-invalid") == "true"
    with app.app_context():
        assert db.session.scalars(select(SurveyResponse)).all() == []


def test_a_questionnaire_with_something_to_mend_has_no_preview(app: Flask, client: FlaskClient, wave_id: int) -> None:
    base = f"/encuestas/{wave_id}/cuestionario"
    client.post(f"{base}/secciones/nueva", data={"label_es": "F. Cierre", "label_en": "F. Closing"})
    assert "todavía tiene algo por corregir" in check_page(client.get(f"{base}/vista-previa")).text
