"""Inviting many at once: nothing before it is confirmed, everything or nothing, and once."""

import io

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from monitor.db import db
from monitor.domain.permissions import GroupRole
from monitor.models import OutboxMessage, User
from tests.factories import make_coordinator, make_group, make_user
from tests.fixtures import signed_in
from tests.views.page_checks import Page, check_page

HEAD = "Correo;Nombre y apellidos;Grupo;País\n"


def gtg_of(app: Flask) -> FlaskClient:
    with app.app_context():
        group = make_group(db.session, "GTE")
        make_user(db.session, email="eva@example.org", name="Eva Soto", lead_of=group)
        make_coordinator(db.session, email="ana@example.org")
        db.session.commit()
    return signed_in(app, "ana@example.org")


def upload(gtg: FlaskClient, lines: str) -> TestResponse:
    file = (io.BytesIO((HEAD + lines).encode()), "personas.csv")
    return gtg.post("/personas/planilla", data={"file": file}, content_type="multipart/form-data")


def confirm(gtg: FlaskClient, page: Page) -> TestResponse:
    return gtg.post("/personas/planilla/invitar", data={"token": page.value("token")}, follow_redirects=True)


def stored(app: Flask) -> tuple[list[str], list[str]]:
    with app.app_context():
        emails = db.session.scalars(select(User.email).order_by(User.email)).all()
        mails = db.session.scalars(select(OutboxMessage.recipient).order_by(OutboxMessage.recipient)).all()
        return list(emails), list(mails)


def test_a_list_is_shown_first_and_invited_once_when_confirmed(app: Flask) -> None:
    gtg = gtg_of(app)
    before = stored(app)
    lines = "luz@example.org;Luz Ríos;GTE;Perú\nLEO@example.org;Leo Paz;Grupo GTE;\neva@example.org;Eva;GTE;\n"
    page = check_page(upload(gtg, lines))

    assert "Se invitaría a 2 personas. Todavía no se envió nada." in page.text
    assert "Luz Ríos luz@example.org Integrante de grupo Grupo GTE (GTE): Responsable Perú Español" in page.text
    assert "Eva Soto eva@example.org · fila 4" in page.text
    assert stored(app) == before

    assert "Se enviaron 2 invitaciones." in check_page(confirm(gtg, page)).text
    assert stored(app)[1] == ["leo@example.org", "luz@example.org"]
    with app.app_context():
        luz = db.session.scalars(select(User).where(User.email == "luz@example.org")).one()
        assert list(luz.actor.groups.values()) == [GroupRole.LEAD]
        assert luz.time_zone == "America/Lima"
    assert "ya están en el sistema: no se envió nada" in check_page(confirm(gtg, page)).text
    assert len(stored(app)[1]) == 2, "pressed twice, sent once"


def test_one_wrong_line_keeps_everybody_out_and_is_named(app: Flask) -> None:
    gtg = gtg_of(app)
    page = check_page(upload(gtg, "luz@example.org;Luz Ríos;GTE;\nleo@;Leo Paz;GTX;Bolivia\n"))

    assert "Hay 3 cosas por corregir. No se invitó a nadie." in page.text
    assert "Fila 3 Correo No es un correo completo" in page.text
    assert "Fila 3 Grupo No hay un grupo que se llame «GTX»" in page.text
    assert page.fields("token") == []


def test_a_list_that_became_wrong_before_it_was_confirmed_invites_nobody(app: Flask) -> None:
    gtg = gtg_of(app)
    page = check_page(upload(gtg, "luz@example.org;Luz Ríos;GTE;\nleo@example.org;Leo Paz;GTE;\n"))
    with app.app_context():
        group = db.session.scalars(select(User).where(User.email == "eva@example.org")).one().memberships[0].group
        group.name, group.key, group.acronym = "Otro", "OTRO", "OTRO"
        db.session.commit()
    answer = gtg.post("/personas/planilla/invitar", data={"token": page.value("token")})
    assert answer.status_code == 409
    assert "Todavía hay algo por corregir. No se invitó a nadie." in check_page(answer).text
    assert stored(app)[1] == []


def test_the_token_of_a_list_is_its_persons_and_what_is_no_list_is_said_at_the_field(app: Flask) -> None:
    gtg = gtg_of(app)
    answer = gtg.post("/personas/planilla/invitar", data={"token": "1-" + "0" * 32}, follow_redirects=True)
    assert "La revisión de esa planilla ya venció" in check_page(answer).text
    no_list = {"file": (io.BytesIO(b"%PDF"), "x.pdf")}
    refused = check_page(gtg.post("/personas/planilla", data=no_list, content_type="multipart/form-data"))
    assert refused.errors == ["Este archivo no es una lista que se pueda leer. Súbala como Excel (.xlsx) o CSV (.csv)."]
    assert gtg.get("/personas/planilla/xlsx").data.startswith(b"PK")
    assert gtg.get("/personas/planilla/csv").data.decode("utf-8-sig").startswith("Correo;Nombre y apellidos;Grupo")
