"""A page that saves itself: after a pause, on leaving, after an absence of the network, after an ended session."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import update as sql_update

from monitor.db import db
from monitor.domain.updates import State
from monitor.models import ProgressUpdate
from tests.browser.conftest import DESK, PHONE, House, faults
from tests.browser.test_participation import add_activity

pytestmark = pytest.mark.browser

LEAD, COLLEAGUE = "responsable@gtcu.example", "colabora@gtcu.example"
LEAD_WITH_A_PAST = "responsable@gtc.example"
SAVED = re.compile(r"^Guardado \d\d:\d\d$")
ACHIEVED = "¿Qué se logró este trimestre?"


def person(house: House, browser: Browser, email: str = LEAD, **options: object) -> BrowserContext:
    context = browser.new_context(**({"viewport": DESK, "locale": "es"} | options))  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    house.sign_in(context, email)
    return context


def first_form(house: House, page: Page) -> str:
    """The address of the first update that this person has not begun."""
    page.goto(house.address)
    return house.address + str(page.get_by_role("link", name=re.compile("^Empezar")).first.get_attribute("href"))


def expect_saved(page: Page) -> None:
    expect(page.locator("[data-save-words]")).to_have_text(SAVED)


def lose_the_answer(route: Route) -> None:
    route.fetch()
    route.abort()


@pytest.fixture
def handed_back(demo_app: Flask) -> None:
    """Every update that waits for its review can be written in again."""
    with demo_app.app_context():
        db.session.execute(
            sql_update(ProgressUpdate).where(ProgressUpdate.state == State.SUBMITTED).values(state="draft")
        )
        db.session.commit()


def test_a_page_saves_itself_after_a_pause_and_on_leaving(house: House, browser: Browser) -> None:
    page = person(house, browser, viewport=PHONE).new_page()
    form = first_form(house, page)

    page.goto(f"{form}/avances")
    expect(page.locator("[data-save-words]")).to_have_text("Se guarda solo mientras escribe")
    page.get_by_label(ACHIEVED).press_sequentially("Dos reuniones y un acuerdo")
    expect_saved(page)
    expect(page.get_by_role("status").filter(has_text=SAVED)).to_be_visible()
    expect(page.get_by_label(ACHIEVED)).to_be_focused()
    assert faults(page) == []

    # Leaving at once, before the pause is over.
    page.get_by_label("¿Qué sigue?").fill("Firmar el acuerdo")
    page.get_by_role("link", name="Inicio").first.click()
    page.goto(f"{form}/avances")
    expect(page.get_by_label(ACHIEVED)).to_have_value("Dos reuniones y un acuerdo")
    expect(page.get_by_label("¿Qué sigue?")).to_have_value("Firmar el acuerdo")
    expect(page.get_by_text("Recuperamos lo que escribió")).to_have_count(0)

    # An unreadable answer is named at its field, the focus stays, and the rest is saved.
    page.goto(f"{form}/estado")
    page.get_by_label("En curso").check()
    percent = page.get_by_label("¿Qué porcentaje del proyecto está hecho?")
    percent.fill("120")
    expect(page.get_by_text("Escriba un porcentaje de 0 a 100.")).to_be_visible()
    expect(percent).to_be_focused()
    expect(page.locator("[data-save-words]")).to_have_text(re.compile("menos lo que está marcado"))
    assert faults(page) == []
    page.reload()
    expect(page.get_by_label("En curso")).to_be_checked()
    notice = page.locator("[data-recovered-notice]")
    expect(notice).to_contain_text("¿Qué porcentaje del proyecto está hecho? 120")
    assert faults(page) == []
    notice.get_by_role("button", name="Usar lo que escribí").click()
    expect(percent).to_have_value("120")
    percent.fill("20")
    expect(page.get_by_text("Escriba un porcentaje de 0 a 100.")).to_have_count(0)
    expect_saved(page)
    page.get_by_role("button", name="Guardar y volver a la lista").click()
    expect(page).to_have_url(form)
    expect(page.get_by_text("Guardado.")).to_be_visible()


@pytest.mark.usefixtures("handed_back")
def test_last_times_answer_is_given_again_with_one_press(house: House, browser: Browser) -> None:
    page = person(house, browser, LEAD_WITH_A_PAST).new_page()
    page.goto(house.address)
    page.get_by_role("link", name=re.compile("^Continuar")).first.click()
    page.goto(f"{page.url}/avances")
    expect(page.get_by_text("En 2021-T2 respondió:").first).to_be_visible()
    before = page.locator(".previous").first
    answer = before.locator(".previous__answer").inner_text()

    before.get_by_role("button", name=re.compile("Sigue igual")).click()

    expect(page.get_by_label(ACHIEVED)).to_have_value(answer)
    expect(page.get_by_label(ACHIEVED)).to_be_focused()
    expect(before.get_by_text("Sigue igual", exact=True)).to_be_visible()
    expect_saved(page)
    page.get_by_label(ACHIEVED).press("End")
    page.get_by_label(ACHIEVED).press_sequentially(" Y algo más.")
    expect(before.get_by_role("button", name=re.compile("Sigue igual"))).to_be_visible()


def test_without_a_network_words_wait_and_are_sent_later(house: House, browser: Browser) -> None:
    context = person(house, browser)
    page = context.new_page()
    form = first_form(house, page)
    page.goto(f"{form}/avances")

    context.set_offline(True)
    page.get_by_label(ACHIEVED).fill("Escrito en el avión")
    expect(page.locator("[data-save-words]")).to_have_text("Sin conexión: se guardará al volver")
    page.get_by_role("button", name="Guardar y continuar").last.click()  # stays, with everything typed
    expect(page.get_by_label(ACHIEVED)).to_have_value("Escrito en el avión")
    context.set_offline(False)
    expect_saved(page)

    # The server takes the words, and its answer gets lost: the next try is no conflict with oneself.
    page.route("**/avances", lose_the_answer, times=1)
    page.get_by_label(ACHIEVED).fill("Escrito en el avión y")
    expect(page.locator("[data-save-words]")).to_have_text(re.compile("lo intentaremos de nuevo"))
    page.get_by_label(ACHIEVED).fill("Escrito en el avión y en tierra")
    expect_saved(page)
    page.reload()
    expect(page.get_by_label(ACHIEVED)).to_have_value("Escrito en el avión y en tierra")


def test_words_outlive_the_session_and_come_back_to_their_writer(house: House, browser: Browser) -> None:
    context = person(house, browser)
    page = context.new_page()
    form = first_form(house, page)
    page.goto(f"{form}/avances")
    context.clear_cookies()

    page.get_by_label(ACHIEVED).fill("Escrito cuando la sesión ya no estaba")
    expect(page.locator("[data-save-words]")).to_have_text(re.compile("Su sesión terminó"))
    link = page.get_by_role("link", name="Entrar de nuevo")
    expect(link).to_have_attribute("href", re.compile(r"/entrar\?next=/avances/\d+/avances"))

    # Somebody else in the same browser does not see them.
    house.sign_in(context, COLLEAGUE)
    page.goto(f"{form}/avances")
    expect(page.locator("[data-recovered-notice]")).to_have_count(0)
    expect(page.get_by_label(ACHIEVED)).to_have_value("")
    house.sign_in(context, LEAD)
    page.goto(f"{form}/avances")
    notice = page.locator("[data-recovered-notice]")
    expect(notice).to_contain_text("Escrito cuando la sesión ya no estaba")
    notice.get_by_role("button", name="Usar lo que escribí").click()
    expect_saved(page)

    # A tab that stayed open while its person signed in again in another one goes on by itself.
    page.get_by_label("¿Qué sigue?").fill("Algo más")
    expect_saved(page)

    # Signing out leaves nothing behind.
    page.get_by_label(ACHIEVED).fill("Última frase")
    page.get_by_role("button", name="Salir").click()
    expect(page).to_have_url(re.compile("/entrar"))
    assert page.evaluate("Object.keys(localStorage).length") == 0
    house.sign_in(context, LEAD)
    page.goto(f"{form}/avances")
    expect(page.get_by_label(ACHIEVED)).to_have_value("Última frase")


def test_without_javascript_the_button_saves_and_an_ended_session_gives_the_words_back(
    house: House, browser: Browser
) -> None:
    form = first_form(house, person(house, browser).new_page())
    context = person(house, browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{form}/avances")
    page.get_by_label(ACHIEVED).fill("Guardado con el botón")
    page.get_by_role("button", name="Guardar y continuar").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hitos")
    page.goto(f"{form}/avances")
    expect(page.get_by_label(ACHIEVED)).to_have_value("Guardado con el botón")

    context.clear_cookies()
    page.get_by_label(ACHIEVED).fill("Escrito en una sesión que terminó")
    page.get_by_role("button", name="Guardar y continuar").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vuelva a entrar")
    expect(page.get_by_text("Escrito en una sesión que terminó")).to_be_visible()
    house.sign_in(context, LEAD)
    page.get_by_role("button", name="Recuperar lo que escribí").click()
    expect(page.get_by_label(ACHIEVED)).to_have_value("Escrito en una sesión que terminó")
    page.get_by_role("button", name="Guardar y continuar").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hitos")


def test_figures_save_themselves_and_outlive_the_session(house: House, browser: Browser) -> None:
    context = person(house, browser, viewport=PHONE)
    page = context.new_page()
    figures = add_activity(page, first_form(house, page), "sex")
    women, men = page.locator("[name='cell-all-women']"), page.locator("[name='cell-all-men']")
    women.fill("12")
    expect_saved(page)
    men.fill("tres")
    expect(page.locator("[data-save-words]")).to_have_text(re.compile("menos lo que está marcado"))
    expect(men).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".error-text")).to_have_count(1)
    expect(men).to_be_focused()
    assert faults(page) == []
    men.fill("3")
    expect_saved(page)
    expect(page.locator(".error-text")).to_have_count(0)

    context.clear_cookies()
    men.fill("4")
    expect(page.locator("[data-save-words]")).to_have_text(re.compile("Su sesión terminó"))
    house.sign_in(context, LEAD)
    page.goto(figures)
    expect(women).to_have_value("12")
    expect(men).to_have_value("3")
    notice = page.locator("[data-recovered-notice]")
    expect(notice).to_contain_text("Personas, Hombres 4")
    notice.get_by_role("button", name="Usar lo que escribí").click()
    expect_saved(page)
    page.get_by_role("button", name="Guardar cifras").click()
    expect(page.get_by_text("Cifras guardadas.")).to_be_visible()
    expect(page.get_by_text("12 mujeres, 4 hombres")).to_be_visible()
