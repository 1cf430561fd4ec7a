"""Two people of one group in the same draft at the same time: no word of either is lost, and it is sent once."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, House, faults

pytestmark = pytest.mark.browser

ACHIEVED, NEXT, OBSTACLES = "¿Qué se logró este trimestre?", "¿Qué sigue?", "¿Qué dificultades hubo?"


def open_browser(house: House, browser: Browser, email: str, *, phone: bool = False) -> Page:
    context = browser.new_context(viewport=PHONE if phone else DESK, locale="es")
    context.set_default_timeout(60_000)
    house.sign_in(context, email)
    return context.new_page()


def expect_saved(page: Page) -> None:
    expect(page.locator("[data-save-words]")).to_have_text(re.compile(r"^Guardado \d\d:\d\d"))


def test_two_browsers_in_one_draft_lose_no_word(house: House, browser: Browser) -> None:
    ximena = open_browser(house, browser, "responsable@gtcu.example")
    colleague = open_browser(house, browser, "colabora@gtcu.example", phone=True)
    ximena.goto(house.address)
    form = house.address + str(ximena.get_by_role("link", name=re.compile("^Empezar")).first.get_attribute("href"))

    # The same page, other questions: both stay, and the page that was behind is told.
    for page in (ximena, colleague):
        page.goto(f"{form}/avances")
    ximena.get_by_label(ACHIEVED).press_sequentially("Se instalaron cuatro mesas.")
    expect_saved(ximena)
    colleague.get_by_label(NEXT).press_sequentially("Instalar la quinta.")
    expect_saved(colleague)
    expect(colleague.locator("[data-save-words]")).to_contain_text(f"otra persona de su grupo respondió: «{ACHIEVED}»")
    expect(colleague.get_by_label(ACHIEVED)).to_have_value("Se instalaron cuatro mesas.")
    ximena.get_by_label(OBSTACLES).press_sequentially("Ninguna.")
    expect(ximena.get_by_label(NEXT)).to_have_value("Instalar la quinta.")

    # Other pages: nobody notices anything.
    ximena.goto(f"{form}/estado")
    ximena.get_by_label("En curso").check()
    colleague.get_by_label("¿Qué papel tuvieron las mujeres en la actividad?").fill("Dos coordinan.")
    for page in (ximena, colleague):
        expect_saved(page)

    # The same question: whoever comes second sees both texts, and unites them.
    for page in (ximena, colleague):
        page.goto(f"{form}/avances")
    ximena.get_by_label(ACHIEVED).fill("Se instalaron cuatro mesas en abril.")
    expect_saved(ximena)
    colleague.get_by_label(ACHIEVED).fill("Se instalaron las mesas del libro.")
    expect(colleague.locator("[data-save-words]")).to_contain_text("Ximena Duarte Lagos guardó esta página mientras")
    expect(colleague.get_by_label(ACHIEVED)).to_have_value("Se instalaron las mesas del libro.")
    colleague.get_by_role("button", name="Comparar y elegir").click()
    expect(colleague.get_by_role("heading", level=1)).to_have_text("Elija qué respuesta queda")
    expect(colleague.get_by_text("Se instalaron cuatro mesas en abril.").first).to_be_visible()
    assert faults(colleague) == []
    united = colleague.get_by_label("El texto que queda si los une")
    expect(united).to_have_value("Se instalaron cuatro mesas en abril.\n\nSe instalaron las mesas del libro.")
    united.fill("Se instalaron las cuatro mesas del libro en abril.")
    colleague.get_by_role("button", name="Guardar lo elegido").click()
    expect(colleague.get_by_role("heading", level=1)).to_have_text("Hitos")
    colleague.goto(f"{form}/avances")
    expect(colleague.get_by_label(ACHIEVED)).to_have_value("Se instalaron las cuatro mesas del libro en abril.")
    expect(colleague.get_by_label(NEXT)).to_have_value("Instalar la quinta.")
    expect(colleague.locator("[data-recovered-notice]")).to_have_count(0)


def test_a_double_click_sends_once(house: House, browser: Browser) -> None:
    page = open_browser(house, browser, "responsable@gtcu.example")
    heading = page.get_by_role("heading", level=1)
    page.goto(house.address)
    form = house.address + str(page.get_by_role("link", name=re.compile("^Empezar")).first.get_attribute("href"))
    page.goto(f"{form}/estado")
    page.get_by_label("Cancelado").check()
    page.get_by_label("¿Qué porcentaje del proyecto está hecho?").fill("0")
    page.get_by_label("En plazo").check()
    page.get_by_role("button", name="Guardar y continuar").last.dblclick()
    expect(heading).to_have_text("Avances del trimestre")
    page.get_by_label(ACHIEVED).fill("Se cerró el proyecto.")
    page.get_by_role("button", name="Guardar y continuar").last.dblclick()
    expect(heading).to_have_text("Hitos")
    page.goto(f"{form}/revisar")

    page.get_by_role("button", name="Enviar al GTG").dblclick()

    expect(page.get_by_text("El GTG revisa este avance")).to_be_visible()
    expect(page.locator(".history__item").filter(has_text="envió el avance")).to_have_count(1)
