"""Answering a survey by its pages, without a script: sections, conditions, the check, the receipt."""

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from monitor.db import db
from monitor.domain.waves import UnitKind
from monitor.models import PersonalAnswer, SurveyResponse, SurveyVersion, User, WaveUnit
from tests.factories import make_coordinator, make_group, make_user
from tests.fixtures import signed_in
from tests.survey_factories import make_wave, units_of
from tests.survey_samples import default_questionnaire, whole_answers
from tests.views.page_checks import check_page

ACCEPT_JSON = {"Accept": "application/json"}


@dataclass
class World:
    app: Flask
    unit_id: int
    personal_id: int

    def client(self, who: str) -> FlaskClient:
        return signed_in(self.app, f"{who}@example.org")

    def stored(self) -> dict[str, Any]:
        with self.app.app_context():
            found = db.session.scalars(select(SurveyResponse).where(SurveyResponse.unit_id == self.unit_id)).one()
            return dict(found.answers["values"])


@pytest.fixture
def world(app: Flask) -> World:
    with app.app_context():
        group = make_group(db.session, "GTPA", name="Grupo Técnico de Pesca Artesanal")
        make_user(db.session, lead_of=group, email="lead@example.org", name="Rosa Quispe")
        make_user(db.session, contributor_to=group, email="colleague@example.org", name="Luis Rojas")
        make_coordinator(db.session, email="gtg@example.org")
        unit = units_of(db.session, make_wave(db.session, group))[0]
        people = make_wave(db.session, plan=unit.wave.survey.plan, unit_kind=UnitKind.PERSON, name="Personal")
        personal = next(each for each in units_of(db.session, people) if each.user and "lead" in each.user.email)
        ids = unit.id, personal.id
        db.session.commit()
    return World(app, *ids)


def fields_of(client: FlaskClient, path: str) -> dict[str, str]:
    page = check_page(client.get(path))
    return {name: page.find("input", name=name)[0].get("value") or "" for name in ("lock_version", "seen", "author")}


def typed(section_key: str, **changes: Any) -> dict[str, Any]:
    """What a browser sends for the section's page with whole answers."""
    values, form = whole_answers(**changes).values, {}
    section = default_questionnaire().section(section_key)
    assert section
    for question in section.questions:
        value = values.get(question.key)
        if question.type.has_lines:
            for row, column in question.cells:
                cell = (value or {}).get(row.key, {}).get(column.key)
                form[f"q-{question.cell_key(row.key, column.key)}"] = "" if cell is None else str(cell)
        elif value is not None:
            form[f"q-{question.key}"] = value
    return form


def send(world: World, who: str, section_key: str, **changes: Any) -> Any:
    client, path = world.client(who), f"/responder/{world.unit_id}/{section_key}"
    return client.post(path, data={**fields_of(client, path), **typed(section_key, **changes), "then": "next"})


def fill(world: World, who: str = "lead") -> None:
    for section in ("sec_a", "sec_b", "sec_c", "sec_d", "sec_e"):
        answer = send(world, who, section)
        if "aviso" in answer.location:  # new questions came up
            answer = world.client(who).post(
                answer.location,
                data={**fields_of(world.client(who), answer.location), **typed(section), "then": "next"},
            )
        assert answer.status_code == 302


def test_every_page_of_a_survey_is_well_formed(world: World) -> None:
    client = world.client("colleague")
    for path in ("", *(f"/{section.key}" for section in default_questionnaire().sections), "/revisar"):
        check_page(client.get(f"/responder/{world.unit_id}{path}"))
    assert "no es anónima" in check_page(client.get(f"/responder/{world.unit_id}")).text
    assert "sin su nombre" in check_page(world.client("lead").get(f"/responder/{world.personal_id}")).text


def test_a_survey_is_answered_page_by_page_checked_and_sent_with_a_receipt(world: World) -> None:
    fill(world, "colleague")
    colleague = check_page(world.client("colleague").get(f"/responder/{world.unit_id}/revisar"))
    assert "Rosa Quispe" in colleague.text
    lead = world.client("lead")
    page = check_page(lead.get(f"/responder/{world.unit_id}/revisar"))
    assert "Chile: mujeres 3, hombres 4" in page.text
    version = page.find("input", name="lock_version")[0].get("value")
    sent = lead.post(f"/responder/{world.unit_id}/enviar", data={"lock_version": version})
    receipt = check_page(lead.get(sent.location))
    assert "E1-2021-GTPA-1" in receipt.h1
    with world.app.app_context():
        kept = db.session.scalars(select(SurveyVersion)).one()
        assert kept.sha256 in receipt.text
        assert kept.answers["values"] == whole_answers().values
    again = lead.post(f"/responder/{world.unit_id}/enviar", data={"lock_version": version})
    assert again.status_code == 302
    assert "ya se envió" in check_page(lead.get(f"/responder/{world.unit_id}")).text


def test_questions_appear_when_what_they_depend_on_was_saved(world: World) -> None:
    client, path = world.client("lead"), f"/responder/{world.unit_id}/sec_b"
    hidden = check_page(client.get(path)).ids["question-b5"]
    assert hidden.get("hidden") is not None
    back = send(world, "lead", "sec_b", b5=None)
    assert "aviso" in back.location
    assert check_page(client.get(back.location)).ids["question-b5"].get("hidden") is None


def test_what_is_wrong_is_shown_once_after_saving_and_does_not_hold_one_back(world: World) -> None:
    send(world, "lead", "sec_c")
    wrong = send(world, "lead", "sec_c", c2=9)
    page = check_page(world.client("lead").get(wrong.location))
    assert "No puede superar el total de actividades" in page.text
    assert world.stored()["c2"] == 9
    client = world.client("lead")
    on = client.post(wrong.location, data={**fields_of(client, wrong.location), **typed("sec_c", c2=9), "then": "next"})
    assert on.location.endswith("/sec_d")


def test_what_cannot_be_read_is_said_and_the_rest_is_saved_by_itself(world: World) -> None:
    client, path = world.client("lead"), f"/responder/{world.unit_id}/sec_c"
    data = {**fields_of(client, path), **typed("sec_c"), "q-c1": "ocho"}
    page = client.post(path, data=data)
    assert page.status_code == 422
    assert "número entero" in check_page(page).text
    answer = client.post(path, data=data, headers=ACCEPT_JSON).get_json()
    assert list(answer["errors"]) == ["q-c1"]
    assert world.stored()["c3"] == "n1"


def test_two_people_on_one_section_are_settled_answer_by_answer(world: World) -> None:
    lead, colleague, path = world.client("lead"), world.client("colleague"), f"/responder/{world.unit_id}/sec_c"
    drawn, drawn_too = fields_of(lead, path), fields_of(colleague, path)
    first = colleague.post(path, data={**drawn_too, "q-c1": "8", "q-c2": ""}, headers=ACCEPT_JSON)
    assert first.status_code == 200
    other = lead.post(path, data={**drawn, "q-c1": "", "q-c2": "", "q-c3": "n2"}, headers=ACCEPT_JSON).get_json()
    assert other["values"] == {"q-c1": ["8"]}
    assert "actividades o proyectos" in other["notice"]
    clash = lead.post(path, data={**drawn, "q-c1": "9", "q-c2": ""})
    assert clash.status_code == 409
    page = check_page(clash)
    assert "Luis Rojas" not in page.text
    assert "8" in page.text
    decided = {
        **{name: page.find("input", name=name)[0].get("value") or "" for name in ("lock_version", "seen", "author")},
        "q-c1": "9",
        "q-c2": "",
        "q-c3": "n2",
        "keep-q-c1": "mine",
        "then": "next",
    }
    assert lead.post(path, data=decided).status_code == 302
    assert world.stored()["c1"] == 9


def test_a_group_says_that_it_will_not_answer_and_changes_its_mind(world: World) -> None:
    lead, path = world.client("lead"), f"/responder/{world.unit_id}"
    assert lead.post(f"{path}/no-responder", data={"reason": ""}).status_code == 302
    lead.post(f"{path}/no-responder", data={"reason": "Este año no hubo actividades."})
    assert "no responderá" in check_page(lead.get(path)).text
    lead.post(f"{path}/si-responder")
    assert check_page(lead.get(path)).find("ul", class_="task-list")


def test_a_person_answers_without_leaving_a_name(world: World) -> None:
    lead = world.client("lead")
    for section in ("sec_a", "sec_b", "sec_c", "sec_d", "sec_e"):
        path = f"/responder/{world.personal_id}/{section}"
        lead.post(path, data={**fields_of(lead, path), **typed(section), "then": "next"})
    page = check_page(lead.get(f"/responder/{world.personal_id}/revisar"))
    assert "sin su nombre" in page.text
    sent = lead.post(f"/responder/{world.personal_id}/enviar", data={"lock_version": ""})
    assert sent.location.endswith(f"/responder/{world.personal_id}")
    assert "Muchas gracias" in check_page(lead.get(sent.location)).text
    with world.app.app_context():
        person = db.session.scalars(select(User).where(User.email == "lead@example.org")).one()
        unit = db.session.get_one(WaveUnit, world.personal_id)
        assert (unit.user_id, unit.answered_on is None) == (person.id, False)
        assert "a1" not in db.session.scalars(select(PersonalAnswer.answers)).one()["values"]


def test_the_list_shows_what_one_can_answer(world: World) -> None:
    page = check_page(world.client("lead").get("/responder"))
    assert page.text.count("A más tardar") == 2
    assert check_page(world.client("lead").get("/")).links["Encuestas"]
