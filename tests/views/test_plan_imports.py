"""The pages on which a plan comes in: upload, what plan it is, questions with answers to press, confirm."""

import io
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from monitor.db import db
from monitor.models import Plan, PlanImport, Project
from monitor.services import plans
from tests import plan_samples
from tests.domain.plan_files import PLAN_TEXT
from tests.fixtures import signed_in
from tests.views.page_checks import Page, check_page

GTG = "coordinacion@gtg.example"


@pytest.fixture
def gtg(demo_app: Flask) -> FlaskClient:
    return signed_in(demo_app, GTG)


def upload(client: FlaskClient, content: bytes, name: str = "red.docx") -> TestResponse:
    return client.post("/planes/importar", data={"file": (io.BytesIO(content), name)})


def started(client: FlaskClient, content: bytes | None = None, kind: str = "new") -> str:
    """A draft whose plan was told; gives its address."""
    address = upload(client, content or plan_samples.as_docx(2021)).location.removesuffix("/plan")
    facts = {"kind": kind, "name": "Plan de la Red", "starts_on": "2021-01-01", "ends_on": "2023-12-31"}
    assert client.post(f"{address}/plan", data=facts).location == address
    return address


def press(client: FlaskClient, address: str, about: str, answer: str, **values: str | int) -> TestResponse:
    return client.post(f"{address}/decidir", data={"about": about, "answer": answer, **values})


def page_of(client: FlaskClient, address: str) -> Page:
    return check_page(client.get(address))


@pytest.fixture
def counts(demo_app: Flask) -> Iterator[None]:
    """Nothing of a draft reaches the portfolio while the test lasts."""

    def count() -> tuple[int | None, int | None]:
        with demo_app.app_context():
            number = func.count()
            return (
                db.session.scalar(select(number).select_from(Plan)),
                db.session.scalar(select(number).select_from(Project)),
            )

    before = count()
    yield
    assert count() == before


def test_a_file_that_is_no_plan_is_refused_at_its_field(gtg: FlaskClient, counts: None) -> None:
    for content, why in ((b"%PDF-1.7", "no se puede leer como un plan"), (b"a;b;c\n1;2;3\n", "tabla del plan")):
        response = upload(gtg, content)
        assert response.status_code == 422
        assert why in check_page(response).text
    assert gtg.post("/planes/importar", data={}).status_code == 422


def test_the_page_says_what_is_clear_and_what_is_not(gtg: FlaskClient, counts: None) -> None:
    address = started(gtg)
    text = page_of(gtg, address).text
    assert "4 de 8 líneas claras" in text
    assert "Mesa de Mujeres Rurales" in text
    assert "Está en la línea 4." in text
    assert "«Novienbre» se tomó como «noviembre»." in text
    assert "Sí: del 3 al 9 de mayo de 2021" in text
    assert "Es desde marzo de 2022, sin fecha de término" in text
    assert "Dice lo mismo que la línea 5, bajo otra área." in text
    assert "Cuando no quede nada por revisar" in text


def test_closing_the_browser_loses_nothing(demo_app: Flask, gtg: FlaskClient, counts: None) -> None:
    address = started(gtg)
    press(gtg, address, "dates", "accept", row=3)
    again = signed_in(demo_app, GTG)
    assert address in page_of(again, "/planes").links.values()
    assert "5 de 8 líneas claras" in page_of(again, address).text


def test_answers_by_press_make_the_plan(demo_app: Flask, gtg: FlaskClient) -> None:
    address = started(gtg)
    press(gtg, address, "name", "means:GTPA", key="mesa de mujeres rurales")
    press(gtg, address, "dates", "accept", row=3)
    press(gtg, address, "dates", "year:2021", row=4)
    press(gtg, address, "dates", "accept", row=5)
    press(gtg, address, "twin", "one", row=7)
    page = page_of(gtg, address)
    assert "8 líneas son 7 proyectos en 3 áreas." in page.text and "Es una propuesta" in page.text
    check_page(gtg.get(f"{address}/participacion"))
    gtg.post(f"{address}/participacion", data={"areas": ["1", "3"]})
    assert "en los proyectos de las áreas 1, 3." in page_of(gtg, address).text
    line = check_page(gtg.get(f"{address}/linea/1"))
    filled = {field.get("name"): field.get("value", "") for field in line.find("input") if field.get("type") == "text"}
    answers = {
        "area": "1",
        "answer": "accept",
        "roles-0-body": "GTG",
        "roles-0-role": "lead",
        "title": "Feria de redes",
    }
    assert "title" in filled and gtg.post(f"{address}/linea/1", data=answers).status_code == 302
    assert "Feria de redes" in page_of(gtg, address).text
    assert gtg.post(f"{address}/confirmar").location == "/planes"
    with demo_app.app_context():
        named = db.session.scalars(select(Project).where(Project.title == "Feria de redes")).one()
        assert (named.number, named.participation_required, named.plan.participation_areas) == (1, True, [1, 3])
    page = page_of(gtg, "/planes")
    assert "Plan de la Red" in page.text
    assert "7 proyectos" in page.text
    assert gtg.get(address).status_code == 404
    with demo_app.app_context():
        # The plan with the newest open period stays what everybody sees.
        assert plans.current_plan(db.session).key == "hraem-2021-2023"


def test_confirming_too_early_changes_nothing_and_says_why(gtg: FlaskClient, counts: None) -> None:
    address = started(gtg)
    response = gtg.post(f"{address}/confirmar")
    assert response.status_code == 409
    assert "Todavía hay preguntas por responder" in check_page(response).text


def test_an_answer_that_is_not_offered_is_refused(gtg: FlaskClient, counts: None) -> None:
    address = started(gtg)
    for about, answer, values in (
        ("dates", "year:x", {"row": 4}),
        ("dates", "given", {"row": 4}),
        ("twin", "accept", {"row": 7}),
        ("row", "out", {"row": 99}),
        ("name", "means:NADIE", {"key": "mesa de mujeres rurales"}),
        ("name", "new", {"key": "mesa de mujeres rurales"}),
        ("", "", {}),
    ):
        assert press(gtg, address, about, answer, **values).status_code == 400


def test_a_name_may_be_a_new_group_and_not_one_that_is_there(gtg: FlaskClient, counts: None) -> None:
    address = started(gtg)
    name = f"{address}/nombre?clave=mesa+de+mujeres+rurales"
    check_page(gtg.get(name))
    wrong = {"means": "", "kind": "coordination", "name": "GT Género", "acronym": "MMR"}
    assert "Ya hay un grupo o aliado con ese nombre" in check_page(gtg.post(name, data=wrong)).text
    empty = check_page(gtg.post(name, data={"means": "", "kind": "", "name": ""}))
    assert "Elija qué es" in empty.text
    gtg.post(name, data={**wrong, "name": "Mesa de Mujeres Rurales"})
    assert "MMR (responsable)" in page_of(gtg, address).text


def test_a_line_may_be_understood_by_hand(gtg: FlaskClient, counts: None) -> None:
    address = started(gtg)
    line = f"{address}/linea/4"
    check_page(gtg.get(line))
    filled = {
        "area": "2",
        "answer": "given",
        "starts_on": "2021-03-01",
        "ends_on": "2021-05-20",
        "precision": "month",
        "roles-0-body": "GTG",
        "roles-0-role": "lead",
        "roles-1-body": "BID",
        "roles-1-role": "ally",
    }
    none = check_page(gtg.post(line, data={**filled, "roles-0-body": ""}))
    assert "Elija al menos un grupo responsable." in none.text
    twice = check_page(gtg.post(line, data={**filled, "roles-1-body": "GTG"}))
    assert "está dos veces" in twice.text
    assert gtg.post(line, data=filled).location == f"{address}#linea-5"  # the next one to look at
    text = page_of(gtg, address).text
    assert "GTG (responsable), BID (aliado)" in text
    assert "de marzo a mayo de 2021" in text
    press(gtg, address, "row", "again", row=4)
    assert "de marzo a mayo de 2021" not in page_of(gtg, address).text


def test_a_line_may_be_left_out_and_taken_in_again(gtg: FlaskClient, counts: None) -> None:
    address = started(gtg)
    press(gtg, address, "row", "out", row=4)
    assert "Volver a incluirla" in page_of(gtg, address).text
    press(gtg, address, "row", "in", row=4)
    assert "Volver a incluirla" not in page_of(gtg, address).text


def test_a_document_without_areas_is_given_them_by_hand(gtg: FlaskClient, counts: None) -> None:
    content = b"responsables;actividad;fecha\nGTG;Taller;2021\nGTL;Foro;2022\n"
    address = started(gtg, content)
    assert "2 líneas no dicen su área." in page_of(gtg, address).text
    area = page_of(gtg, address).links["Agregar un área"]
    check_page(gtg.get(area))
    gtg.post(area, data={"name": "Empresas de mujeres"})
    assert press(gtg, address, "area", "9", row="all").status_code == 400
    press(gtg, address, "area", "1", row=1)
    press(gtg, address, "area", "1", row="all")
    assert "2 líneas son 2 proyectos en 1 áreas." in page_of(gtg, address).text


def test_a_project_with_other_words_may_be_said_to_be_one_that_goes(demo_app: Flask, gtg: FlaskClient) -> None:
    text = PLAN_TEXT.replace("Piloto de Encadenamientos Productivos", "Mercado de artesanas andinas", 1)
    with demo_app.app_context():
        plan_id = plans.current_plan(db.session).id
    address = started(gtg, text.encode(), kind=str(plan_id))
    assert "Entra 1 proyecto" in page_of(gtg, address).text
    press(gtg, address, "match", "same:34", row=34)
    page = page_of(gtg, address)
    assert "Cambia 1 proyecto" in page.text
    assert "Entra" not in page.text
    gtg.post(f"{address}/confirmar")
    shown = check_page(gtg.get("/proyectos/34")).text
    assert "Piloto de Encadenamientos Productivos" in shown  # the title that people know
    assert "Mercado de artesanas andinas" in shown


def test_a_new_version_shows_what_it_changes_before_it_does(demo_app: Flask, gtg: FlaskClient) -> None:
    text = PLAN_TEXT.replace("\tabril 2021 - septiembre 2021", "\tabril 2021 - marzo 2022", 1)
    text = text.replace("IX Foro de emprendimiento e innovación de la", "Décimo encuentro de innovadoras de la", 1)
    with demo_app.app_context():
        plan_id = plans.current_plan(db.session).id
    address = started(gtg, text.encode(), kind=str(plan_id))
    page = page_of(gtg, address)
    assert "Cambian 2 proyectos" in page.text
    assert "abril 2021 - marzo 2022" in page.text
    assert "¿Es el mismo proyecto?" in page.text
    assert "Confirmar la versión nueva" not in page.text
    press(gtg, address, "match", "apart", row=31)
    page = page_of(gtg, address)
    assert "Entra 1 proyecto" in page.text
    assert "Sale 1 proyecto" in page.text
    assert gtg.post(f"{address}/confirmar").location == "/planes"
    shown = check_page(gtg.get("/proyectos/1"))
    assert "abril 2021 - marzo 2022" in shown.text
    assert "Décimo encuentro" in check_page(gtg.get("/proyectos?text=innovadoras")).text
    assert "IX Foro de emprendimiento" not in check_page(gtg.get("/proyectos")).text
    assert "IX Foro de emprendimiento" in check_page(gtg.get("/proyectos?status=withdrawn")).text
    assert "ya no lo tiene" in check_page(gtg.get("/proyectos/31")).text


def test_a_draft_that_is_given_up_is_gone_and_another_persons_is_unknown(demo_app: Flask, gtg: FlaskClient) -> None:
    address = started(gtg)
    other = signed_in(demo_app, "apoyo@gtg.example")
    assert other.get(address).status_code == 404
    assert gtg.post(f"{address}/descartar").location == "/planes"
    assert gtg.get(address).status_code == 404
    with demo_app.app_context():
        assert db.session.scalars(select(PlanImport.outcome)).one() == "discarded"
