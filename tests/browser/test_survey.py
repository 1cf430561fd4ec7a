"""The survey in a real browser: a group answers on a phone, conditions live, and sends; the GTG reopens and closes.

What expressions are worth is reckoned twice, on the server and by the page: both are asked here.
"""

import json
import re
from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from monitor.domain.expression_values import Value, evaluate, text
from monitor.domain.expressions import as_data, parse
from tests.browser.conftest import DESK, PHONE, House, faults

pytestmark = pytest.mark.browser

TODAY = date(2021, 10, 5)
VALUES: dict[str, Value] = {"x": "", "n": 8.0, "m": "a b", "t": "n2", "s": "3"}
SOURCES = (
    "${x} > 0", "${x} != 'n0'", "${x} + 1", "coalesce(${x}, 0) + ${n}", "${s} = 3", "not(${x})", "count-selected(${m})",
    "selected(${m}, 'a') and not(selected(${m}, 'c'))", "if(${n} > 5, 'sí', 'no')", "round(${n} div 3, 2)",
    "-${n} mod 3", "string-length(${t})", "${n} div 0", "today() > date('2021-10-04')",
    "${t} = 'n2' or ${t} = 'n3'", "1 < 2 = 2 > 1",
)  # fmt: skip


def test_a_survey_goes_its_whole_way_in_a_browser(browser: Browser, house: House) -> None:
    phone = browser.new_context(viewport=PHONE, has_touch=True)
    house.sign_in(phone, "responsable@gtcu.example")
    page = phone.new_page()
    page.goto(f"{house.address}/responder")
    page.get_by_role("link", name=re.compile("Continuar")).click()
    assert faults(page) == []
    unit = page.url
    page.get_by_role("link", name=re.compile("^C. ")).click()
    c2 = page.get_by_label(re.compile("De ellos, ¿cuántos"))
    expect(c2).to_be_hidden()
    page.get_by_label(re.compile("Cuántas actividades")).fill("8")
    expect(c2).to_be_visible()
    c2.fill("9")
    for question, answer in (
        ("Se analizó", "Parcialmente"),
        ("Se consultó", "Siempre"),
        ("Se aplican", "No"),
        ("Se usa l", "Nunca"),
    ):
        page.get_by_role("group", name=re.compile(question)).get_by_text(answer, exact=True).click()
    expect(page.get_by_text(re.compile("^Guardado "))).to_be_visible()
    page.get_by_role("button", name="Guardar y continuar").last.click()
    expect(page.get_by_text("No puede superar el total de actividades").first).to_be_visible()
    c2.fill("3")
    page.get_by_role("button", name="Guardar y continuar").last.click()
    expect(page).to_have_url(f"{unit}/sec_d")
    page.get_by_role("group", name=re.compile("En cuántas")).get_by_text("En todas").click()
    for question in ("Se usan los datos", "indicadores sensibles", "publica o informa"):
        page.get_by_role("group", name=re.compile(question)).get_by_text("Parcialmente").click()
    page.get_by_role("button", name="Guardar y continuar").last.click()
    expect(page).to_have_url(f"{unit}/sec_e")
    before = page.get_by_text("Antes de los webinars", exact=False).first
    expect(before).to_be_hidden()
    page.locator("#q-e1__w1__m").fill("2")
    expect(before).to_be_visible()
    expect(page.locator("output[data-total=all]")).to_have_text("2")
    assert faults(page) == []
    page.locator("#q-e1__w1__m").fill("0")
    expect(before).to_be_hidden()
    for row in ("brechas", "proyectos", "datos"):
        page.locator(f"[name=q-e4__{row}__hoy][value='3']").check(force=True)
    page.get_by_text("Falta de tiempo").click()
    page.get_by_role("button", name="Guardar y continuar").last.click()
    expect(page).to_have_url(f"{unit}/revisar")
    page.get_by_role("button", name="Enviar la encuesta").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Comprobante E2-2021-GTCU-1")
    page.get_by_role("button", name=re.compile("Preparar el comprobante")).click()
    house.run_job("survey_documents")
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Descargar el comprobante")).click()
    assert download.value.path().read_bytes().startswith(b"%PDF")

    desk = browser.new_context(viewport=DESK)
    house.sign_in(desk, "coordinacion@gtg.example")
    gtg = desk.new_page()
    gtg.goto(f"{house.address}/encuestas")
    gtg.get_by_role("link", name=re.compile("Segunda versión")).click()
    assert faults(gtg) == []
    wave = gtg.url
    gtg.get_by_role("link", name=re.compile("GT Cultura")).click()
    gtg.get_by_label("Por qué se reabre").fill("Falta contar a las juradas.")
    gtg.get_by_role("button", name="Reabrir").click()
    page.goto(f"{unit}/revisar")
    page.get_by_role("button", name="Enviar la encuesta").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Comprobante E2-2021-GTCU-2")
    gtg.goto(wave)
    gtg.get_by_text("Cerrar esta versión").click()
    gtg.get_by_role("button", name="Cerrar ahora").click()
    expect(gtg.get_by_text("9 de 12 respuestas recibidas")).to_be_visible()
    gtg.get_by_role("link", name="Resultados").click()
    expect(gtg.get_by_role("heading", level=1)).to_be_visible()

    gtg.goto(f"{house.address}/responder/1/sec_a")
    found = gtg.evaluate(
        """async ([trees, values]) => {
            const { evaluate, text, day } = await import("/static/js/expressions.js");
            return trees.map((tree) => text(evaluate(tree, values, day("2021-10-05"))));
        }""",
        [[as_data(parse(source)) for source in SOURCES], VALUES],
    )
    reckoned = [text(evaluate(parse(source), VALUES, today=TODAY)) for source in SOURCES]
    assert json.loads(json.dumps(found)) == reckoned
