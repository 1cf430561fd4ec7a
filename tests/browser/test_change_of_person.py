"""A coordinator goes and another comes: in less than a minute of a person's time, from the home page to the mail.

Counted by `tests.browser.hands`, as somebody of the GTG does it for a colleague: the new one is invited, has the groups
and the role, and the one who leaves enters no more from tomorrow.
"""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESK, House
from tests.browser.hands import Hands

pytestmark = pytest.mark.browser

LIMIT = 60
NAME, EMAIL = "Valentina Castro Molina", "valentina.castro@ministerio.example"


def test_a_coordinators_change_of_person_takes_less_than_a_minute(house: House, browser: Browser) -> None:
    context = browser.new_context(viewport=DESK, locale="es")
    house.sign_in(context, "coordinacion@gtg.example")
    hands = Hands(context.new_page())
    page = hands.page
    page.goto(house.address)

    hands.click(page.get_by_role("link", name="Personas", exact=True))
    hands.arrive("Personas")
    hands.click(page.get_by_role("link", name="Camila Rojas Peña").first)
    hands.arrive("Camila Rojas Peña")
    hands.click(page.get_by_role("link", name="Hacer el relevo"))
    hands.arrive("Relevo de Camila Rojas Peña")
    hands.type(page.get_by_label("Correo de quien releva"), EMAIL)
    hands.type(page.get_by_label("Nombre y apellidos de quien releva"), NAME)
    hands.click(page.get_by_role("button", name="Hacer el relevo"))
    expect(page.get_by_text(f"Listo: {NAME} toma el lugar de Camila Rojas Peña.")).to_be_visible()

    assert hands.seconds < LIMIT, hands.counted
    page.get_by_role("link", name=NAME).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(page.get_by_label("Coordinación del GTG")).to_be_checked()
    expect(page.get_by_label("Nombre del grupo").first.locator("option:checked")).to_have_text(re.compile("^GTG"))
    page.goto(f"{house.address}/personas")
    page.get_by_role("link", name="Camila Rojas Peña").first.click()
    expect(page.get_by_text(re.compile("Entra hasta el 5 de octubre de 2021"))).to_be_visible()
    house.run_job("outbox")
    page.goto(f"{house.address}/demo/correo?para={EMAIL}")
    expect(page.get_by_role("link", name=re.compile("invit", re.IGNORECASE)).first).to_be_visible()
    context.close()
