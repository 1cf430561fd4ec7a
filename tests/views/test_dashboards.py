"""The dashboard's page: the answers on one page, filters in the address, and the rows behind each figure."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from monitor.db import db
from monitor.services.kept_figures import Shelf
from monitor.views import dashboard_figures, paging
from monitor.views.dashboard_figures import Limits, level_of
from monitor.views.dashboard_rows import TABLES
from reports.past import PastCompliance
from tests.fixtures import signed_in
from tests.views.page_checks import check_page


@pytest.fixture
def gtg(demo_app: Flask) -> FlaskClient:
    return signed_in(demo_app, "coordinacion@gtg.example")


def test_one_page_answers_what_a_person_in_charge_asks(gtg: FlaskClient) -> None:
    page = check_page(gtg.get("/tablero"))

    assert "13 de 20 avances recibidos; faltan 7." in page.text
    assert "52 % de las personas de sexo conocido son mujeres." in page.text.replace("\u00a0", " ")
    for question in ("¿Quién debe qué, hoy?", "¿Qué viene en los próximos 30 días?", "¿Dónde está el retraso"):
        assert question in page.text
    assert "GT Cultura (GTCU) 4 " in page.text
    assert "15 oct 2021: último día de 7 avances" in page.text
    assert "Coordinación entre países o grupos" in page.text


def test_the_filters_stand_in_the_address_and_go_along_to_the_rows(gtg: FlaskClient) -> None:
    page = check_page(gtg.get("/tablero?period=2021-T2&area=5"))

    assert "2021-T2" in page.value("period")
    address = page.links["avances recibidos"]
    assert "period=2021-T2" in address and "area=5" in address
    assert "2021-T2 · área 5" in check_page(gtg.get(address)).text


def test_what_makes_no_sense_in_the_address_is_left_out(gtg: FlaskClient) -> None:
    page = check_page(gtg.get("/tablero?period=2031-T9&area=x&group=99999&country=zz"))

    assert "13 de 20 avances recibidos" in page.text


def test_a_part_without_projects_says_so(gtg: FlaskClient) -> None:
    assert "Ningún proyecto coincide" in check_page(gtg.get("/tablero?area=77")).text


@pytest.mark.parametrize("figure", list(TABLES))
def test_each_figure_opens_its_rows(gtg: FlaskClient, figure: str) -> None:
    check_page(gtg.get(f"/tablero/{figure}"))


def test_a_part_of_the_rows_is_counted_as_its_figure(gtg: FlaskClient) -> None:
    assert "7 filas" in check_page(gtg.get("/tablero/avances?only=missing")).text
    assert "13 filas" in check_page(gtg.get("/tablero/avances?only=on_time")).text
    assert gtg.get("/tablero/nada").status_code == 404


@pytest.mark.parametrize("email", ["observa@gan.example", "responsable@gtcu.example"])
def test_observers_and_groups_read_it_too(demo_app: Flask, email: str) -> None:
    page = check_page(signed_in(demo_app, email).get("/tablero?country="))

    assert "13 de 20 avances recibidos" in page.text


@pytest.mark.parametrize(
    ("expected", "received", "on_time", "level"), [(2, 2, 2, 4), (2, 2, 1, 3), (2, 1, 1, 2), (3, 1, 1, 1), (2, 0, 0, 0)]
)
def test_the_heat_map_tells_five_levels_apart(expected: int, received: int, on_time: int, level: int) -> None:
    assert level_of(PastCompliance("GTG", expected, received, on_time)) == level


def test_opened_again_while_nothing_changed_it_asks_the_database_next_to_nothing(
    demo_app: Flask, gtg: FlaskClient
) -> None:
    asked: list[str] = []

    def note(*args: object) -> None:
        asked.append(str(args[2]))

    first = gtg.get("/tablero").text
    with demo_app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    again = gtg.get("/tablero").text
    event.remove(engine, "before_cursor_execute", note)

    assert again == first
    assert len(asked) <= 12, asked


def test_of_a_large_plan_it_shows_a_part_and_leads_to_all_of_it(
    gtg: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = check_page(gtg.get("/tablero"))
    parts = ("deben", "vienen", "cumplimiento", "calendario", "asuntos")
    assert not [link for link in whole.links.values() for part in parts if f"/tablero/{part}" in link]
    for name in ("DEBTORS", "COMING", "GROUPS", "BARS", "NAMED"):
        monkeypatch.setattr(Limits, name, 1)
    monkeypatch.setattr(paging.page_of, "__kwdefaults__", {"size": 3, "least": 0, "name": "page", "anchor": ""})
    monkeypatch.setattr(dashboard_figures, "_TOLD", Shelf(8))

    page = check_page(gtg.get("/tablero?period=2021-T3"))

    assert page.text.count(" y 3 más") >= 1
    for part in parts[:4]:
        assert any(f"/tablero/{part}?period=2021-T3" in link for link in page.links.values()), part
    second = check_page(gtg.get("/tablero/calendario?period=2021-T3&page=2"))
    assert "página 2 de 12" in second.title and "4 a 6 de " in second.text
    assert "period=2021-T3&page=3" in second.links["Siguiente"]
    assert "7 a 8 de 8" in check_page(gtg.get("/tablero/deben?page=99")).text
    assert "asuntos" in TABLES and check_page(gtg.get("/tablero/asuntos")).text.count("1 fila")
    check_page(gtg.get("/tablero/vienen"))
    check_page(gtg.get("/tablero/cumplimiento?page=2"))
