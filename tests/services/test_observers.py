"""An observer finds their country first, chooses a summary, and changes nothing else in the product."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from monitor.db import db
from monitor.domain.participation import Country
from monitor.domain.permissions import Role
from monitor.domain.summaries import SummaryPace
from monitor.models import Event, User
from tests.factories import make_group, make_milestone, make_period, make_plan, make_project, make_update, make_user
from tests.fixtures import signed_in
from tests.views.page_checks import check_page


@pytest.fixture
def beatriz(app: Flask) -> FlaskClient:
    """The national coordination of Perú; GTPA is led from there, GTCU from Chile."""
    with app.app_context():
        plan = make_plan(db.session)
        period = make_period(db.session, plan, "2021-T3")
        for acronym, country in (("GTCU", Country.CL), ("GTPA", Country.PE)):
            group = make_group(db.session, acronym)
            make_user(db.session, lead_of=group, country=country)
            project = make_project(db.session, plan, group, title=f"Proyecto de {acronym}")
            make_milestone(db.session, project, name=f"Foro de {acronym}", due_on=date(2021, 10, 20))
            make_update(db.session, project, period)
        make_user(
            db.session, role=Role.OBSERVER, country=Country.PE, coordinates_country=True, email="beatriz@example.org"
        )
        db.session.commit()
    return signed_in(app, "beatriz@example.org")


def test_home_begins_with_the_observers_country(beatriz: FlaskClient) -> None:
    page = check_page(beatriz.get("/"))
    assert "Lo de los grupos de Perú" in page.text
    assert "Grupo GTPA (GTPA) 1 hasta el 15 oct 2021" in page.text
    assert "hito «Foro de GTPA»" in page.text
    assert "GTCU" not in page.text
    assert page.links["El tablero de Perú"] == "/tablero?country=PE"
    assert page.links["El tablero de todo el plan"] == "/tablero?country="


def test_projects_of_the_country_stand_first_until_a_filter_says_otherwise(beatriz: FlaskClient) -> None:
    page = check_page(beatriz.get("/proyectos"))
    titles = [link for link in page.links if link.startswith("Proyecto de")]
    assert titles == ["Proyecto de GTPA", "Proyecto de GTCU"]
    assert page.text.index("De los grupos de Perú") < page.text.index("Los demás")
    assert "Los demás" not in check_page(beatriz.get("/proyectos?country=CL")).text


def test_the_dashboard_begins_with_the_country_and_the_address_says_so(beatriz: FlaskClient) -> None:
    assert beatriz.get("/tablero").location == "/tablero?country=PE"
    assert "Solo Perú." in check_page(beatriz.get("/tablero?country=PE")).text
    whole = check_page(beatriz.get("/tablero?country="))
    assert "Grupo GTCU (GTCU)" in whole.text


def test_a_summary_is_chosen_and_begins_with_the_next_week(app: Flask, beatriz: FlaskClient) -> None:
    assert check_page(beatriz.get("/mis-recordatorios")).fields("summary")
    answer = beatriz.post("/mis-recordatorios/resumen", data={"summary": "weekly"}, follow_redirects=True)
    assert "El primero, desde el 11 de octubre de 2021." in check_page(answer).text
    assert check_page(beatriz.post("/mis-recordatorios/resumen", data={})).errors == ["Elija cada cuánto."]
    with app.app_context():
        user = db.session.scalars(select(User).where(User.email == "beatriz@example.org")).one()
        assert (user.summary, user.summary_from) == (SummaryPace.WEEKLY, date(2021, 10, 11))
        assert db.session.scalars(select(Event.kind)).all() == ["SummaryWishChanged"]
    answer = beatriz.post("/mis-recordatorios/resumen", data={"summary": "none"}, follow_redirects=True)
    assert "No le enviaremos el resumen." in check_page(answer).text


def test_who_is_in_a_group_and_observes_nothing_sees_no_such_choice(app: Flask, beatriz: FlaskClient) -> None:
    with app.app_context():
        make_user(db.session, email="leo@example.org")
        db.session.commit()
    member = signed_in(app, "leo@example.org")
    assert check_page(member.get("/mis-recordatorios")).fields("summary") == []
    assert member.post("/mis-recordatorios/resumen", data={"summary": "weekly"}).status_code == 403
