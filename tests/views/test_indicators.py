"""Indicators in the pages: the coordination defines them, the group answers, everybody sees how far they are."""

import pytest
from flask import Flask
from sqlalchemy import select

from monitor.models import Indicator, ProgressUpdate
from tests.factories import make_indicator, make_project
from tests.fixtures import signed_in
from tests.views.page_checks import check_page
from tests.views.update_world import World, fill, make_world

SHARE = {
    "name": "Mujeres en liderazgo",
    "kind": "percentage",
    "unit": "cargos",
    "baseline": "38",
    "baseline_year": "2019",
    "baseline_source": "Mapeo",
    "target-2021-T3": "45",
}


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(app, with_previous=False)


def define(world: World, **changes: str) -> int:
    answer = world.browser("coordinator").post("/proyectos/7/indicadores/nuevo", data=SHARE | changes)
    assert answer.status_code == 302, check_page(answer).errors
    with world.database() as session:
        return max(session.scalars(select(Indicator.id)))


def test_a_project_without_indicators_has_no_such_page(world: World) -> None:
    listed = check_page(world.browser().get(world.url))
    assert "Indicadores" not in listed.text
    assert world.browser().get(f"{world.url}/indicadores").status_code == 404


def test_a_coordinator_defines_and_changes_one_on_the_project_page(world: World) -> None:
    check_page(world.browser("coordinator").get("/proyectos/7/indicadores/nuevo"))
    own = define(world)
    page = check_page(world.browser("coordinator").get(f"/proyectos/7/indicadores/{own}"))
    assert [page.value(name) for name in ("name", "baseline", "target-2021-T3")] == ["Mujeres en liderazgo", "38", "45"]

    world.browser("coordinator").post(f"/proyectos/7/indicadores/{own}", data=SHARE | {"name": "Cargos de mujeres"})

    assert "Cargos de mujeres" in check_page(world.browser("coordinator").get("/proyectos/7")).text
    lead = check_page(world.browser().get("/proyectos/7")).text
    assert "Cargos de mujeres" in lead
    assert "Agregar un indicador" not in lead


def test_a_definition_that_cannot_be_read_names_its_field(world: World) -> None:
    answer = world.browser("coordinator").post(
        "/proyectos/7/indicadores/nuevo", data=SHARE | {"target-2021-T3": "casi todas", "baseline": "38"}
    )
    page = check_page(answer)
    assert answer.status_code == 422
    assert [page.links[error] for error in page.errors] == ["#target-2021-T3"]


def test_the_group_answers_between_participation_and_evidence(world: World) -> None:
    own = define(world)
    assert str(world.post("participacion", {"then": "next"}).location).endswith("/indicadores")
    page = check_page(world.browser().get(f"{world.url}/indicadores"))
    assert "Meta para 2021-T3: 45\u00a0%." in page.text or "Meta para 2021-T3: 45 %." in page.text
    assert "Línea de base: 38" in page.text

    answer = world.post("indicadores", {f"number-{own}-all": "61", f"of-{own}-all": "142"})

    assert str(answer.location).endswith("/evidencias")
    text = check_page(world.browser().get(f"{world.url}/revisar")).text.replace("\u00a0", " ")
    assert "42,96 % (61 de 142)" in text
    assert "Va en el 71 % del camino." in text


def test_an_answer_that_is_no_number_stays_typed(world: World) -> None:
    own = define(world)
    answer = world.post("indicadores", {f"number-{own}-all": "muchas", f"of-{own}-all": "142"})

    page = check_page(answer)
    assert answer.status_code == 422
    assert page.value(f"number-{own}-all") == "muchas"
    assert "no es un número" in page.errors[0]


def test_an_unanswered_indicator_is_named_at_the_check_with_a_way_to_it(world: World) -> None:
    fill(world)
    own = define(world)

    page = check_page(world.browser().get(f"{world.url}/revisar"))

    [error] = page.errors
    assert error.startswith("Escriba el dato de «Mujeres en liderazgo»")
    assert page.links[error] == f"{world.url}/indicadores?desde=revisar#value-{own}"
    answer = world.post("indicadores?desde=revisar", {f"comment-{own}": "Sale en diciembre."})
    assert answer.location == f"{world.url}/revisar"
    assert check_page(world.browser().get(f"{world.url}/revisar")).errors == []


def test_two_people_at_once_are_told(world: World) -> None:
    own = define(world)
    drawn = check_page(world.browser("colleague").get(f"{world.url}/indicadores"))
    old = {name: drawn.value(name) for name in ("lock_version", "seen")}
    world.post("indicadores", {f"number-{own}-all": "1", f"of-{own}-all": "2"})

    answer = world.post("indicadores", old | {f"number-{own}-all": "3", f"of-{own}-all": "4"}, kind="colleague")

    assert answer.status_code == 409
    assert check_page(answer).value(f"number-{own}-all") == "3"


@pytest.mark.parametrize(
    ("kind", "answer", "shown"),
    [
        ("number", {"number-{own}-all": "1.234,5"}, "1.234,5 cargos"),
        ("yes_no", {"yes-{own}": "no"}, "No"),
        ("text", {"text-{own}": "Publicada en agosto"}, "Publicada en agosto"),
    ],
)
def test_every_kind_is_answered_and_read(world: World, kind: str, answer: dict[str, str], shown: str) -> None:
    own = define(world, kind=kind, baseline="", **{"target-2021-T3": ""})
    world.post("indicadores", {name.format(own=own): value for name, value in answer.items()})

    check_page(world.browser().get(f"{world.url}/indicadores"))
    assert shown in check_page(world.browser().get(f"{world.url}/revisar")).text


def test_one_by_sex_is_answered_part_by_part(world: World) -> None:
    own = define(world, kind="number", by_sex="y", baseline="", unit="personas")
    world.post("indicadores", {f"number-{own}-women": "30", f"number-{own}-men": "18"})

    assert "48 personas (mujeres 30, hombres 18)" in check_page(world.browser().get(f"{world.url}/revisar")).text


def test_a_retired_one_is_asked_for_no_more(world: World) -> None:
    own = define(world)
    world.browser("coordinator").post(f"/proyectos/7/indicadores/{own}/retirar")
    assert world.browser().get(f"{world.url}/indicadores").status_code == 404
    assert "Ya no se pide." in check_page(world.browser("coordinator").get("/proyectos/7")).text

    world.browser("coordinator").post(f"/proyectos/7/indicadores/{own}/volver-a-pedir")
    assert world.browser().get(f"{world.url}/indicadores").status_code == 200


def test_an_indicator_of_another_project_is_not_found_here(world: World) -> None:
    with world.database() as session:
        project = session.get_one(ProgressUpdate, world.update_id).project
        elsewhere = make_indicator(session, make_project(session, project.plan, project.coordinating_group)).id
    assert world.browser("coordinator").get(f"/proyectos/7/indicadores/{elsewhere}").status_code == 404


def test_the_project_page_draws_the_trend_and_the_review_shows_the_figures(demo_app: Flask) -> None:
    browser = signed_in(demo_app, "coordinacion@gtg.example")
    answer = browser.get("/proyectos/1")
    page = check_page(answer)
    assert "41 organizaciones" in page.text
    assert "Cumplida." in page.text
    assert answer.text.count('<svg class="trend"') == 1
    assert len(page.find("meter")) == 1
    culture = check_page(browser.get("/proyectos/25")).text.replace("\u00a0", " ")
    assert "42,96 % (61 de 142)" in culture
    review = next(href for href in page.links.values() if href.startswith("/revision/"))
    assert "Organizaciones de mujeres en el encuentro" in check_page(browser.get(review)).text
