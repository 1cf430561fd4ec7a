"""The figures of people: choose how deep, type, see what is wrong; it all works without JavaScript."""

import pytest
from flask import Flask

from monitor.domain.age_bands import AgeBand
from monitor.domain.participation import Cell, Country, Depth, Sex
from tests.views.page_checks import check_page
from tests.views.update_world import World, make_world

ACTIVITY = {"activity": "Taller de agosto", "measure": "unique_in_period", "depth": "sex_age"}


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(app)


def add(world: World, **values: str) -> str:
    """Add an activity and give the address of its figures, within the update's."""
    answer = world.post("participacion/nueva", ACTIVITY | values)
    assert answer.status_code == 302, check_page(answer).errors
    return str(answer.location).removeprefix(f"{world.url}/")


def cells(world: World) -> dict[Cell, int]:
    with world.stored() as update:
        return dict(update.participation[0].as_record().cells)


def test_an_activity_is_added_in_two_short_steps(world: World) -> None:
    check_page(world.browser().get(f"{world.url}/participacion/nueva"))
    figures = add(world, starts_on="2021-08-03")
    page = check_page(world.browser().get(f"{world.url}/{figures}"))
    assert page.h1 == "Taller de agosto"

    answer = world.post(
        figures, {"total": "1.200", "cell-18_29-women": "1 000", "cell-30_44-men": "0", "cell-60_plus-men": ""}
    )

    assert answer.location == f"{world.url}/participacion"
    assert cells(world) == {Cell(Sex.WOMEN, AgeBand.FROM_18): 1000, Cell(Sex.MEN, AgeBand.FROM_30): 0}
    text = check_page(world.browser().get(f"{world.url}/participacion")).text
    assert "Personas distintas en el trimestre: 1.200 (1.000 mujeres, 0 hombres, 200 sin registro de sexo)." in text
    assert "El 100 % son mujeres, entre quienes tienen registro." in text


def test_empty_stays_empty_and_zero_stays_zero(world: World) -> None:
    figures = add(world)
    world.post(figures, {"cell-18_29-women": "0"})

    page = check_page(world.browser().get(f"{world.url}/{figures}"))
    assert page.value("cell-18_29-women") == "0"
    assert page.value("cell-18_29-men") == ""


def test_what_is_no_whole_number_names_its_cell_and_stays_typed(world: World) -> None:
    figures = add(world)
    typed = {"total": "diez", "cell-18_29-women": "12,5", "cell-30_44-men": "-3", "cell-45_59-women": "7"}

    answer = world.post(figures, typed)

    assert answer.status_code == 422
    page = check_page(answer)
    assert len(page.errors) == 3
    assert page.errors[1].startswith("18 a 29, Mujeres: Escriba personas enteras")
    assert page.links[page.errors[1]] == "#people-18_29-women"
    assert page.errors[2] == "30 a 44, Hombres: No puede ser un número negativo."
    assert [page.value(name) for name in typed] == list(typed.values())
    assert cells(world) == {}


@pytest.mark.parametrize(
    ("depth", "name", "cell"),
    [
        ("sex", "cell-all-women", Cell(Sex.WOMEN)),
        ("sex_age", "cell-60_plus-other", Cell(Sex.OTHER, AgeBand.FROM_60)),
        ("sex_country", "cell-PE-men", Cell(Sex.MEN, country=Country.PE)),
        ("all", "CO-cell-under_18-women", Cell(Sex.WOMEN, AgeBand.UNDER_18, Country.CO)),
    ],
)
def test_the_table_is_as_deep_as_was_chosen(world: World, depth: str, name: str, cell: Cell) -> None:
    figures = add(world, depth=depth)
    check_page(world.browser().get(f"{world.url}/{figures}"))
    world.post(figures, {name: "4"})

    assert cells(world) == {cell: 4}
    assert check_page(world.browser().get(f"{world.url}/{figures}")).value(name) == "4"


def test_without_any_split_the_total_asks_for_its_reason_before_sending(world: World) -> None:
    figures = add(world, depth="none", measure="attendances")
    world.post(figures, {"total": "500"})
    check = check_page(world.browser().get(f"{world.url}/revisar"))
    missing = "Taller de agosto: Elija por qué no hay datos por sexo."
    assert missing in check.errors
    assert check.links[missing] == f"{world.url}/{figures}?desde=revisar#no_split_reason"

    answer = world.post(f"{figures}?desde=revisar", {"total": "500", "no_split_reason": "open_event"})

    assert answer.location == f"{world.url}/revisar"
    assert "sin datos por sexo. Fue una actividad abierta, sin registro." in (
        check_page(world.browser().get(f"{world.url}/revisar")).text
    )


def test_parts_over_the_whole_are_kept_and_named_at_the_check(world: World) -> None:
    figures = add(world)
    world.post(figures, {"total": "10", "cell-18_29-women": "8", "cell-18_29-men": "5"})

    errors = check_page(world.browser().get(f"{world.url}/revisar")).errors

    assert any("Las partes suman 13, más que el total de 10." in error for error in errors)


def test_changing_the_depth_keeps_the_people(world: World) -> None:
    figures = add(world)
    world.post(figures, {"cell-18_29-women": "8", "cell-30_44-women": "2"})

    world.post(figures.removesuffix("/cifras"), ACTIVITY | {"depth": "sex"})

    assert cells(world) == {Cell(Sex.WOMEN): 10}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"activity": " "}, "activity"),
        ({"measure": ""}, "measure"),
        ({"depth": ""}, "depth"),
        ({"starts_on": "2021-08-05", "ends_on": "2021-08-01"}, "ends_on"),
        ({"starts_on": "31/02/2021"}, "starts_on"),
    ],
)
def test_a_half_described_activity_names_what_lacks(world: World, values: dict[str, str], field: str) -> None:
    answer = world.post("participacion/nueva", ACTIVITY | values)

    assert answer.status_code == 422
    page = check_page(answer)
    assert [page.links[error] for error in page.errors] == [f"#{field}"]
    with world.stored() as update:
        assert update.participation == []


def test_last_periods_activity_is_repeated_with_one_button_and_its_figures_shown(world: World) -> None:
    page = check_page(world.browser().get(f"{world.url}/participacion"))
    assert "Taller de mayo" in page.text
    assert "70 mujeres, 35 hombres, 15 sin registro de sexo" in page.text

    answer = world.post("participacion/repetir/0", {})
    figures = check_page(world.browser().get(str(answer.location)))

    assert figures.h1 == "Taller de mayo"
    assert "En 2021-T2 informó:" in figures.text
    assert figures.value("cell-18_29-women") == ""
    with world.stored() as update:
        assert update.participation[0].depth is Depth.SEX_AGE
    assert world.post("participacion/repetir/9", {}).status_code == 404


def test_removing_asks_once(world: World) -> None:
    activity = add(world).removesuffix("/cifras")
    assert "Se quitan también sus cifras." in check_page(world.browser().get(f"{world.url}/{activity}/quitar")).text

    assert world.post(f"{activity}/quitar", {}).status_code == 302
    with world.stored() as update:
        assert update.participation == []
    assert world.browser().get(f"{world.url}/{activity}").status_code == 404


def test_no_people_to_count_is_an_answer_with_its_reason(world: World) -> None:
    world.post("participacion", {"no_participation": "y"})
    check = check_page(world.browser().get(f"{world.url}/revisar"))

    assert "Explique por qué no hay personas que contar en este trimestre." in check.errors


def test_a_page_drawn_before_an_activity_was_added_cannot_deny_it(world: World) -> None:
    add(world)
    world.post("participacion", {"no_participation": "y", "no_participation_reason": "No hubo"})

    with world.stored() as update:
        assert update.no_participation is False


def test_stale_figures_are_kept_on_the_page_and_not_in_the_database(world: World) -> None:
    figures = add(world)
    drawn = check_page(world.browser("colleague").get(f"{world.url}/{figures}"))
    world.post(figures, {"cell-18_29-women": "8"})
    old = {name: drawn.value(name) for name in ("lock_version", "seen")}

    answer = world.post(figures, old | {"cell-18_29-women": "9"}, kind="colleague")

    assert answer.status_code == 409
    page = check_page(answer)
    assert page.value("cell-18_29-women") == "9"
    assert cells(world) == {Cell(Sex.WOMEN, AgeBand.FROM_18): 8}
    fresh = {name: page.value(name) for name in ("lock_version", "seen")}
    assert world.post(figures, fresh | {"cell-18_29-women": "9"}, kind="colleague").status_code == 302
