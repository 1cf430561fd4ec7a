"""A lead with three projects, from the mail's link to three submissions, in less than six minutes of a person's time.

What a person would have needed is counted by `tests.browser.hands`. MONITOR_TYPING_DELAY_MS=280 types at its speed, and
MONITOR_RECORD=<folder> leaves a recording there, with every step and its pictures (`playwright show-trace`).
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import DESK, House
from tests.browser.hands import Hands

pytestmark = pytest.mark.browser

LIMIT = 360
RECORD = os.environ.get("MONITOR_RECORD", "")
LEAD = "responsable@gtcu.example"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=DESK, locale="es")
    context.set_default_timeout(60_000)
    if RECORD:
        context.tracing.start(screenshots=True, snapshots=True)
    yield context
    if RECORD:
        context.tracing.stop(path=Path(RECORD) / "three-projects.zip")
    context.close()


def test_three_projects_are_sent_in_less_than_six_minutes(house: House, context: BrowserContext) -> None:
    page = context.new_page()
    hands = Hands(page)
    sign_in(house, hands)

    begin(hands, "en las mesas de trabajo")
    tables = (
        "Se instalaron las cuatro mesas de trabajo del libro, tres de ellas con coordinación de una mujer y un hombre."
    )
    fill(hands, tables, "Convocar la segunda ronda en noviembre.", counted=None)
    begin(hands, "en los espacios de promoción")
    fairs = "Tres espacios de promoción tuvieron igual número de expositoras y expositores."
    fill(hands, fairs, "Repetirlo en la feria de Lima.", counted=("Feria del libro de Bogotá", 61, 58))
    begin(hands, "Material de difusión de editoras")
    catalogue = "Se imprimió el catálogo de editoras de los cuatro países y se presentó en Santiago."
    fill(hands, catalogue, "Repartirlo en las ferias del libro.", counted=("Presentación del catálogo", 34, 9))

    hands.click(page.get_by_role("link", name="Inicio").first)
    expect(page.get_by_text("Enviado", exact=True)).to_have_count(3)
    counted = hands.counted
    if RECORD:
        Path(RECORD, "three-projects.txt").write_text(f"{counted}\n", encoding="utf-8")
    assert hands.seconds < LIMIT, counted


def begin(hands: Hands, title: str) -> None:
    """From the list of what is due, which is where the link and every submission lead to."""
    if hands.page.get_by_role("heading", level=1).inner_text() != "Lo que tiene por hacer":
        hands.click(hands.page.get_by_role("link", name="Inicio").first)
    hands.click(hands.page.get_by_role("link", name=re.compile(f"^Empezar.*{title}")))


def sign_in(house: House, hands: Hands) -> None:
    """As the reminder leads in: its link, and one press. No password, and nothing to remember."""
    house.run_job("reminders")
    house.run_job("outbox")
    hands.page.goto(f"{house.address}/demo/correo?para={LEAD}")
    hands.page.get_by_role("link", name=re.compile("Le faltan 4 avances")).first.click()
    with hands.page.expect_navigation():
        hands.click(hands.page.frame_locator("iframe").get_by_role("link").first)
    hands.click(hands.page.get_by_role("button", name="Continuar"))
    hands.arrive("Lo que tiene por hacer")


def fill(hands: Hands, achieved: str, next_steps: str, *, counted: tuple[str, int, int] | None) -> None:
    """One update from its list of pages to its submission. `counted`: an activity, its women and its men."""
    page = hands.page
    onwards = page.get_by_role("button", name="Guardar y continuar").last
    hands.click(page.get_by_role("link", name="Empezar", exact=True))
    hands.click(page.get_by_label("En curso"))
    hands.type(page.get_by_label("¿Qué porcentaje del proyecto está hecho?"), "60")
    hands.click(page.get_by_label("En plazo"))
    hands.click(onwards)
    hands.arrive("Avances del trimestre")
    hands.type(page.get_by_label("¿Qué se logró este trimestre?"), achieved)
    hands.type(page.get_by_label("¿Qué sigue?"), next_steps)
    hands.click(onwards)
    hands.arrive("Hitos")
    hands.click(onwards)
    hands.arrive("Participación")
    if counted:
        count(hands, *counted)
    hands.click(onwards)
    hands.arrive("Evidencias")
    hands.click(page.get_by_role("button", name="Continuar a revisar"))
    hands.click(page.get_by_role("button", name="Enviar al GTG"))
    expect(page.get_by_text("El GTG revisa este avance")).to_be_visible()


def count(hands: Hands, activity: str, women: int, men: int) -> None:
    page = hands.page
    hands.click(page.get_by_role("link", name="Agregar una actividad"))
    hands.type(page.get_by_label("Nombre de la actividad"), activity)
    hands.click(page.get_by_label("Personas distintas en el trimestre"))
    hands.click(page.get_by_label("Solo por sexo"))
    hands.click(page.get_by_role("button", name="Continuar a las cifras"))
    hands.type(page.locator("input[name$='-women']"), str(women))
    hands.type(page.locator("input[name$='-men']"), str(men))
    hands.click(page.get_by_role("button", name="Guardar cifras"))
    hands.arrive("Participación")
