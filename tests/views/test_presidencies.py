"""The GTG's table of presidencies as it is used in a browser."""

from flask import Flask
from flask.testing import FlaskClient

from monitor.db import db
from monitor.domain.participation import Country
from monitor.domain.permissions import Role
from tests.factories import make_coordinator, make_plan, make_user
from tests.fixtures import signed_in
from tests.views.page_checks import check_page


def gtg_of(app: Flask) -> FlaskClient:
    with app.app_context():
        make_plan(db.session)
        make_coordinator(db.session, email="ana@example.org")
        make_user(db.session, role=Role.OBSERVER, country=Country.CO, coordinates_country=True, name="Beatriz Salcedo")
        db.session.commit()
    return signed_in(app, "ana@example.org")


def test_the_table_is_kept_by_clicks_and_says_what_follows(app: Flask) -> None:
    gtg = gtg_of(app)
    assert "Hoy no consta quién preside." in check_page(gtg.get("/presidencias")).text
    gtg.post("/presidencias", data={"country": "CO", "starts_on": "2020-12-11", "ends_on": "2022-01-25"})
    gtg.post("/presidencias", data={"country": "MX", "starts_on": "2022-02-01", "ends_on": ""})

    page = check_page(gtg.get("/presidencias"))
    assert "Hoy preside Colombia." in page.text
    assert "(Beatriz Salcedo) recibe, junto al GTG" in page.text
    assert "del 26 de enero de 2022 al 31 de enero de 2022" in page.text
    refused = check_page(gtg.post("/presidencias", data={"country": "CL", "starts_on": "2021-01-01"}))
    assert refused.errors == [
        "En esos días ya preside Colombia, desde el 11 de diciembre de 2020. Corrija antes hasta cuándo."
    ]

    address = page.links["Cambiar: México, 1 de febrero de 2022"]
    assert check_page(gtg.get(address)).value("starts_on") == "2022-02-01"
    assert gtg.post(address, data={"country": "MX", "starts_on": "2022-01-26"}).location == "/presidencias"
    assert "Hay días sin presidencia" not in gtg.get("/presidencias").text
    gtg.post(f"{address}/quitar")
    assert not [each for each in check_page(gtg.get("/presidencias")).links if "México" in each]

    people = check_page(gtg.get("/personas")).text
    assert "Colombia Beatriz Salcedo Preside desde el 11 de diciembre de 2020" in people
    assert "Chile nadie: sus avisos de atraso llegan solo al GTG" in people
    assert "Preside la Alianza Colombia, desde el 11 de diciembre de 2020." in check_page(gtg.get("/tablero")).text
