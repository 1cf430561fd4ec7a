"""The GTG's pages of waves: made from a copy, opened to whom was chosen, looked after, closed."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from monitor.db import db
from monitor.domain.waves import WaveState
from monitor.models import User, Wave, WaveUnit
from tests.factories import make_coordinator, make_group, make_plan, make_user
from tests.fixtures import signed_in
from tests.survey_factories import make_wave, submitted_by, units_of
from tests.views.page_checks import Page, check_page


@pytest.fixture
def gtg(app: Flask) -> FlaskClient:
    with app.app_context():
        make_coordinator(db.session, email="gtg@example.org")
        plan = make_plan(db.session)
        for acronym in ("GTCU", "GTPA"):
            make_user(db.session, lead_of=make_group(db.session, acronym), email=f"{acronym}@example.org")
        make_wave(db.session, plan=plan, opened=False, name="Primera versión")
        db.session.commit()
    return signed_in(app, "gtg@example.org")


def wave_of(app: Flask, name: str) -> Wave:
    return db.session.scalars(select(Wave).where(Wave.name == name)).one()


def make(gtg: FlaskClient, **changes: str) -> str:
    page = check_page(gtg.get("/encuestas/nueva"))
    source = next(option.get("value") or "" for option in page.find("option"))
    form = {
        "name": "Segunda versión",
        "opens_on": "2021-10-05",
        "closes_on": "2021-11-05",
        "unit_kind": "group",
        "start_from": source,
    }
    answer = gtg.post("/encuestas/nueva", data=form | changes)
    return answer.location if answer.status_code == 302 else check_page(answer).text


def test_a_group_answers_where_nobody_says_who_does_and_one_without_lead_is_marked(
    app: Flask, gtg: FlaskClient
) -> None:
    chosen = check_page(gtg.get("/encuestas/nueva")).find("input", type="radio", checked="")
    assert [each.get("value") for each in chosen] == ["group"]
    address = make(gtg, unit_kind="")
    with app.app_context():
        make_group(db.session, "GTX")
        db.session.commit()
    gtg.post(f"{address}/lista")
    page = check_page(gtg.get(address))
    assert "Por grupo" in page.text
    assert page.text.count("no tiene persona responsable") == 1


def test_a_wave_is_made_from_a_copy_and_opened_to_whom_was_chosen(app: Flask, gtg: FlaskClient) -> None:
    address = make(gtg)
    assert "En preparación" in check_page(gtg.get(address)).text
    gtg.post(f"{address}/lista")
    assert len(check_page(gtg.get(address)).find("input", type="checkbox")) == 2
    gtg.post(f"{address}/apertura", data={"units": ["GTPA"]})
    with app.app_context():
        wave = wave_of(app, "Segunda versión")
        assert (wave.state, [unit.key for unit in units_of(db.session, wave)]) == (WaveState.OPEN, ["GTPA"])
        assert wave.questionnaire.copied_from_id == wave_of(app, "Primera versión").questionnaire_id
    page = check_page(gtg.get(address))
    assert "0 de 1 respuestas recibidas" in page.text
    check_page(gtg.get(f"{address}/datos"))


def test_a_wave_that_cannot_be_is_refused_at_its_field(gtg: FlaskClient) -> None:
    assert "antes de abrir" in make(gtg, closes_on="2021-10-01")
    assert "Escriba el nombre" in make(gtg, name=" ")


def test_a_step_out_of_turn_is_refused_in_words(gtg: FlaskClient) -> None:
    address = make(gtg)
    gtg.post(f"{address}/cierre")
    assert "no está abierta" in check_page(gtg.get(address)).text


def open_with_answers(app: Flask) -> tuple[int, dict[str, int]]:
    with app.app_context():
        groups = ("GTCU", "GTPA")
        leads = {
            key: db.session.scalars(select(User).where(User.email == f"{key}@example.org")).one() for key in groups
        }
        wave = make_wave(
            db.session, plan=wave_of(app, "Primera versión").survey.plan, name="Abierta", closes_on=date(2021, 11, 15)
        )
        units = {unit.key: unit for unit in units_of(db.session, wave)}
        submitted_by(db.session, units["GTPA"], leads["GTPA"])
        db.session.commit()
        return wave.id, {key: unit.id for key, unit in units.items()}


def test_the_panel_shows_who_answered_and_lets_the_gtg_extend_reopen_and_note(app: Flask, gtg: FlaskClient) -> None:
    wave_id, units = open_with_answers(app)
    page = check_page(gtg.get(f"/encuestas/{wave_id}"))
    assert "1 de 2 respuestas recibidas" in page.text
    assert "E2-2021-GTPA-1" in page.text
    assert "Sin empezar" in check_page(gtg.get(f"/encuestas/{wave_id}?estado=not_started")).text
    assert "posterior al cierre" in unit(gtg, units["GTCU"], "prorroga", until="2021-10-02", reason="Feria").text
    unit(gtg, units["GTCU"], "prorroga", until="2021-12-01", reason="Feria")
    unit(gtg, units["GTPA"], "reapertura", reason="Falta un dato")
    page = check_page(gtg.get(f"/encuestas/{wave_id}"))
    assert "prórroga" in page.text
    assert "Reabierta" in page.text
    unit(gtg, units["GTCU"], "renuncia", reason="No tuvo actividades")
    assert "No tuvo actividades" in check_page(gtg.get(f"/encuestas/{wave_id}")).text
    unit(gtg, units["GTCU"], "pedir-de-nuevo")
    gtg.post(f"/encuestas/{wave_id}/cierre")
    gtg.post(f"/encuestas/{wave_id}/archivo")
    assert "Archivada" in check_page(gtg.get(f"/encuestas/{wave_id}")).text
    assert "ya no se puede cambiar" in check_page(gtg.get(f"/encuestas/quien/{units['GTCU']}")).text


def unit(gtg: FlaskClient, unit_id: int, what: str, **form: str) -> Page:
    check_page(gtg.get(f"/encuestas/quien/{unit_id}"))
    return check_page(gtg.post(f"/encuestas/quien/{unit_id}/{what}", data=form, follow_redirects=True))


def test_the_list_of_waves_says_how_many_answered(app: Flask, gtg: FlaskClient) -> None:
    open_with_answers(app)
    page = check_page(gtg.get("/encuestas"))
    assert "1 de 2 respuestas" in page.text
    with app.app_context():
        assert len(db.session.scalars(select(WaveUnit)).all()) == 2
