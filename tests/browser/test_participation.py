"""The page of figures says while one types what the server says once it is saved, in the same words."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, House, faults

pytestmark = pytest.mark.browser

LEAD = "responsable@gtcu.example"
TYPED: dict[str, dict[str, str]] = {
    "parts over the whole": {"total": "10", "cell-all-women": "8", "cell-all-men": "5"},
    "half and half": {"total": "", "cell-all-women": "1.030", "cell-all-men": "1 030"},
    "many without sex": {"total": "100", "cell-all-women": "50", "cell-all-men": "20"},
    "explained": {"total": "100", "cell-all-women": "50", "cell-all-men": "20", "comment": "No se preguntó."},
    "right": {"total": "60", "cell-all-women": "30", "cell-all-men": "20", "comment": ""},
}


def add_activity(page: Page, update: str, depth: str, *, measure: str = "unique_in_period") -> str:
    """A new activity split as deep as asked; the browser stands on its figures, whose address it gives."""
    page.goto(f"{update}/participacion/nueva")
    page.fill("#activity", f"Taller {depth}")
    page.check(f"input[name=measure][value={measure}]")
    page.check(f"input[name=depth][value={depth}]")
    page.get_by_role("button", name="Continuar a las cifras").click()
    page.wait_for_url("**/cifras*")
    return page.url


def open_update(page: Page, house: House) -> str:
    page.goto(house.address)
    address = page.get_by_role("link", name=re.compile("Continuar|Empezar")).first.get_attribute("href")
    return house.address + re.sub(r"(/avances/\d+).*", r"\1", address or "")


def told(page: Page) -> list[str]:
    return [" ".join(text.split()) for text in page.locator("[data-findings] li").all_inner_texts()]


def test_what_is_said_while_typing_is_what_the_server_says_afterwards(house: House, browser: Browser) -> None:
    context = browser.new_context(viewport=DESK, locale="es")
    house.sign_in(context, LEAD)
    page = context.new_page()
    figures = add_activity(page, open_update(page, house), "sex")
    words: dict[str, list[str]] = {}
    for name, typed in TYPED.items():
        page.goto(figures)
        for field, text in typed.items():
            page.fill(f"[name='{field}']", text)
        page.wait_for_timeout(400)
        words[name] = told(page)
        if name == "right":
            expect(page.locator("[data-remainder]")).to_have_text("Quedan 10 personas del total sin registro de sexo.")
        page.get_by_role("button", name="Guardar cifras").click()
        page.wait_for_url("**/participacion")
        saved = [" ".join(text.split()) for text in page.locator(".findings li").all_inner_texts()]
        assert saved == words[name], name
    assert words["parts over the whole"][0].startswith("Las partes suman 13, más que el total de 10.")
    assert "mitad y mitad: 1.030 y 1.030" in words["half and half"][0]
    assert len(words["many without sex"]) == 1
    assert words["explained"] == words["right"] == []


def test_a_figure_that_is_no_whole_number_is_named_at_its_cell_when_it_is_left(house: House, browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE, locale="es")
    house.sign_in(context, LEAD)
    page = context.new_page()
    add_activity(page, open_update(page, house), "sex")
    cell = page.locator("[name='cell-all-women']")
    cell.fill("12,5")
    cell.blur()

    assert cell.get_attribute("aria-invalid") == "true"
    message = page.locator(f"#{(cell.get_attribute('aria-describedby') or '').split()[0]}").inner_text()
    page.get_by_role("button", name="Guardar cifras").click()
    expect(page.locator(".error-summary")).to_contain_text(message)


def test_every_depth_can_be_typed_at_a_desk_and_on_a_phone(house: House, browser: Browser) -> None:
    context = browser.new_context(viewport=DESK, locale="es")
    house.sign_in(context, LEAD)
    page = context.new_page()
    update, found = open_update(page, house), []
    for depth, measure in (("sex_age", "attendances"), ("all", "attendances"), ("sex_country", "enterprises")):
        page.set_viewport_size(DESK)
        add_activity(page, update, depth, measure=measure)
        found += faults(page)
        page.set_viewport_size(PHONE)
        found += faults(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert found == []
