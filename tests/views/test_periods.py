"""Periods are listed with their dates, and opening one again is safe."""

from flask import Flask

from tests.fixtures import signed_in
from tests.views.page_checks import check_page


def test_the_quarters_of_the_plan_are_listed(demo_app: Flask) -> None:
    page = check_page(signed_in(demo_app, "coordinacion@gtg.example").get("/periodos"))

    assert "2021-T3" in page.text
    assert "2023-T4" in page.text
    assert "15 oct 2021" in page.text


def test_opening_again_asks_for_nothing_twice(demo_app: Flask) -> None:
    client = signed_in(demo_app, "coordinacion@gtg.example")

    page = check_page(client.post("/periodos/2021-T3/abrir", follow_redirects=True))

    assert "2021-T3 ya estaba al día" in page.text


def test_a_quarter_that_has_not_ended_stays_closed(demo_app: Flask) -> None:
    response = signed_in(demo_app, "coordinacion@gtg.example").post("/periodos/2021-T4/abrir")

    assert response.status_code == 400
    assert "se abre el 1 de enero de 2022" in check_page(response).text
