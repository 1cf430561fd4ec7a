"""The coordination sets age bands and the limit of small counts; the tables of figures follow."""

from flask import Flask

from tests.views.page_checks import check_page
from tests.views.update_world import make_world


def test_bands_of_the_plan_stand_in_the_table_of_figures(app: Flask) -> None:
    world = make_world(app)
    gtg = world.browser("coordinator")
    assert "Menos de 18; 18 a 29" in check_page(gtg.get("/plan/cifras")).text

    answer = gtg.post("/plan/cifras", data={"limits": "15, 25, 65", "hide_below": "10"})
    assert answer.status_code == 302
    activity = world.post(
        "participacion/nueva", {"activity": "Taller", "measure": "attendances", "depth": "sex_age"}
    ).location
    page = check_page(world.browser().get(str(activity)))
    assert "15 a 24" in page.text
    world.post(str(activity).removeprefix(f"{world.url}/"), {"cell-15_24-women": "7"})
    again = check_page(world.browser().get(str(activity)))
    assert again.value("cell-15_24-women") == "7"

    refused = gtg.post("/plan/cifras", data={"limits": "18, 60", "hide_below": "10"})
    assert refused.status_code == 422
    assert "Ya hay cifras por edad en este plan" in check_page(refused).text


def test_settings_that_make_no_sense_name_their_field(app: Flask) -> None:
    gtg = make_world(app).browser("coordinator")

    page = check_page(gtg.post("/plan/cifras", data={"limits": "60, 18", "hide_below": "5"}))

    assert [page.links[error] for error in page.errors] == ["#limits"]
