"""The GTG's desk: the board says who owes what; a decision keeps what was typed when it is refused."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from monitor.db import db
from monitor.domain.updates import State
from monitor.models import Group, OutboxMessage, Period, ProgressUpdate, Project
from monitor.views import paging, reviews
from tests.fixtures import signed_in
from tests.views.page_checks import check_page


def update_id(app: Flask, project: int, group: str, period: str = "2021-T3") -> int:
    with app.app_context():
        return db.session.scalars(
            select(ProgressUpdate.id)
            .join(Project)
            .join(Group, Group.id == ProgressUpdate.group_id)
            .join(Period)
            .where(Project.number == project, Group.key == group, Period.key == period)
        ).one()


def state_of(app: Flask, number: int) -> State:
    with app.app_context():
        return db.session.get_one(ProgressUpdate, number).state


@pytest.fixture
def gtg(demo_app: Flask) -> FlaskClient:
    return signed_in(demo_app, "coordinacion@gtg.example")


def test_the_board_says_how_many_came_and_what_waits(gtg: FlaskClient) -> None:
    page = check_page(gtg.get("/revision"))

    assert "2021-T3: se recibieron 13 de 20 avances." in page.text
    assert "GT Cultura (GTCU)" in page.text
    assert "Evento virtual de intercambio sobre programas de empleabilidad juvenil" in page.text


def test_another_period_can_be_looked_at(gtg: FlaskClient) -> None:
    assert "2021-T2: se recibieron 7 de 7 avances." in check_page(gtg.get("/revision?period=2021-T2")).text


@pytest.mark.parametrize(("key", "words"), [("2021-T4", "todavía no está abierto"), ("ayer", "no es un período")])
def test_a_period_that_is_not_open_is_refused_in_words(gtg: FlaskClient, key: str, words: str) -> None:
    response = gtg.get(f"/revision?period={key}")

    assert response.status_code == 400
    assert words in check_page(response).text


def test_last_quarter_stands_beside_this_one(demo_app: Flask, gtg: FlaskClient) -> None:
    page = check_page(gtg.get(f"/revision/{update_id(demo_app, 30, 'GTC')}"))

    assert "Las cuatro agencias entregaron sus datos de 2020." in page.text
    assert "Las agencias de Chile y Perú entregaron sus datos de 2020" in page.text


def test_a_draft_is_not_shown_to_the_gtg(demo_app: Flask, gtg: FlaskClient) -> None:
    page = check_page(gtg.get(f"/revision/{update_id(demo_app, 22, 'GTG')}"))

    assert "El grupo todavía no ha enviado este avance." in page.text
    assert "Se revisó el cuestionario anterior" not in page.text


def test_approving_takes_it_off_the_pile(demo_app: Flask, gtg: FlaskClient) -> None:
    number = update_id(demo_app, 7, "GTL")

    page = check_page(gtg.post(f"/revision/{number}/aprobar", data={"version": "1"}, follow_redirects=True))

    assert "Aprobado: Evento virtual de intercambio" in page.text
    assert state_of(demo_app, number) is State.APPROVED


def test_a_version_that_was_not_read_is_not_approved(demo_app: Flask, gtg: FlaskClient) -> None:
    number = update_id(demo_app, 7, "GTL")

    response = gtg.post(f"/revision/{number}/aprobar", data={"version": "0"})

    assert response.status_code == 409
    assert "otra versión mientras usted leía" in check_page(response).text
    assert state_of(demo_app, number) is State.SUBMITTED


def test_approving_twice_says_that_somebody_was_faster(demo_app: Flask, gtg: FlaskClient) -> None:
    number = update_id(demo_app, 7, "GTL")
    gtg.post(f"/revision/{number}/aprobar", data={"version": "1"})

    response = gtg.post(f"/revision/{number}/aprobar", data={"version": "1"})

    assert response.status_code == 409
    assert "Puede que alguien ya lo haya revisado" in check_page(response).text


def test_returning_tells_the_lead_by_mail_with_the_reason(demo_app: Flask, gtg: FlaskClient) -> None:
    number = update_id(demo_app, 7, "GTL")
    answers = {"reason": "Falta decir cuántas personas se esperan.", "correct_by": "2021-10-12"}

    page = check_page(gtg.post(f"/revision/{number}/devolver", data=answers, follow_redirects=True))

    assert "Se devolvió el avance a GTL." in page.text
    with demo_app.app_context():
        mails = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "returned")).all()
    newest = mails[-1]
    assert newest.recipient == "responsable@gtl.example"
    assert "corrección antes del 12 de octubre de 2021" in newest.subject
    assert "Falta decir cuántas personas se esperan." in newest.text


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"reason": "", "correct_by": "2021-10-12"}, "Escriba el motivo: el grupo lo necesita para saber qué hacer."),
        ({"reason": "Falta algo", "correct_by": ""}, "Elija hasta qué fecha puede corregir el grupo."),
        (
            {"reason": "Falta algo", "correct_by": "2021-10-05"},
            "Elija una fecha futura: el grupo necesita al menos un día.",
        ),
    ],
)
def test_a_refused_return_names_the_field_and_keeps_what_was_typed(
    demo_app: Flask, gtg: FlaskClient, answers: dict[str, str], error: str
) -> None:
    number = update_id(demo_app, 7, "GTL")

    response = gtg.post(f"/revision/{number}/devolver", data=answers)

    assert response.status_code == 422
    page = check_page(response)
    assert error in page.errors
    assert answers["reason"] in response.text
    assert state_of(demo_app, number) is State.SUBMITTED


def test_a_group_can_be_excused_and_given_time(demo_app: Flask, gtg: FlaskClient) -> None:
    excused, late = update_id(demo_app, 18, "GTCU"), update_id(demo_app, 24, "GTCU")

    waived = gtg.post(f"/revision/{excused}/dispensar", data={"waive-reason": "Se canceló"}, follow_redirects=True)
    extended = gtg.post(
        f"/revision/{late}/prorroga", data={"reason": "Cambio de equipo", "until": "2021-10-31"}, follow_redirects=True
    )

    assert "No se pide este avance. Motivo: Se canceló" in check_page(waived).text
    assert "Hasta el 31 de octubre de 2021. Cambio de equipo" in check_page(extended).text


def test_an_observer_looks_and_decides_nothing(demo_app: Flask) -> None:
    observer = signed_in(demo_app, "observa@gan.example")
    number = update_id(demo_app, 7, "GTL")

    assert "Aprobar este avance" not in check_page(observer.get(f"/revision/{number}")).buttons
    assert observer.post(f"/revision/{number}/aprobar", data={"version": "1"}).status_code == 403


def test_the_board_of_a_large_plan_comes_in_pages(demo_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    gtg = signed_in(demo_app, "coordinacion@gtg.example")
    assert not check_page(gtg.get("/revision")).find("nav", class_="pages")
    monkeypatch.setattr(reviews, "MANY_UPDATES", 5)
    monkeypatch.setattr(reviews, "GROUPS_ON_A_PAGE", 3)
    monkeypatch.setattr(paging.page_of, "__kwdefaults__", {"size": 1, "least": 0, "name": "page", "anchor": ""})

    first = check_page(gtg.get("/revision?period=2021-T3"))
    second = check_page(gtg.get("/revision?period=2021-T3&page=2"))

    assert "1 a 3 de 7" in first.text and "4 a 6 de 7" in second.text and "1 a 1 de 2" in first.text
    assert "2021-T3: se recibieron 13 de 20 avances." in second.text
    assert second.title.startswith("Revisión (página 2 de 3)")
    assert any("waiting=2#por-revisar" in (link.get("href") or "") for link in first.find("a"))
