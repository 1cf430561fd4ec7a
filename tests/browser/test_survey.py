"""The survey in a real browser, through two waves: the invitation's link, a draft on a phone, sending, reopening,
closing; then the questionnaire copied, answered again, and both waves compared on a page and in print.

What expressions are worth is reckoned twice, on the server and by the page: both are asked here.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from monitor.db import teach_sqlite
from monitor.domain.expression_values import Value, evaluate, text
from monitor.domain.expressions import as_data, parse
from monitor.models import Membership, User, Wave, WaveUnit
from tests.browser.conftest import DESK, PHONE, House, faults
from tests.browser.test_whole_way import open_mail, words_of
from tests.survey_factories import submitted_by

pytestmark = [pytest.mark.browser, pytest.mark.pdf]

LEAD = "responsable@gte.example"
THIRD = "Tercera versión, octubre de 2021"
TODAY = date(2021, 10, 5)
VALUES: dict[str, Value] = {"x": "", "n": 8.0, "m": "a b", "t": "n2", "s": "3"}
SOURCES = (
    "${x} > 0", "${x} != 'n0'", "${x} + 1", "coalesce(${x}, 0) + ${n}", "${s} = 3", "not(${x})", "count-selected(${m})",
    "selected(${m}, 'a') and not(selected(${m}, 'c'))", "if(${n} > 5, 'sí', 'no')", "round(${n} div 3, 2)",
    "-${n} mod 3", "string-length(${t})", "${n} div 0", "today() > date('2021-10-04')",
    "${t} = 'n2' or ${t} = 'n3'", "1 < 2 = 2 > 1",
)  # fmt: skip


def test_the_survey_goes_its_whole_way_through_two_waves(browser: Browser, house: House, tmp_path: Path) -> None:
    phone = browser.new_context(viewport=PHONE, has_touch=True, locale="es").new_page()
    desk = browser.new_context(viewport=DESK, locale="es")
    house.sign_in(desk, "coordinacion@gtg.example")
    gtg = desk.new_page()
    for page in (phone, gtg):
        page.set_default_timeout(60_000)
    house.run_job("reminders")
    house.run_job("outbox")

    unit = answer_in_two_sittings(phone, house)
    send(phone, "Comprobante E2-2021-GTE-1")
    receipt = phone.url
    phone.get_by_role("button", name=re.compile("Preparar el comprobante")).click()
    gtg.goto(f"{house.address}/encuestas")
    gtg.get_by_role("link", name=re.compile("Segunda versión")).click()
    assert faults(gtg) == []
    second = gtg.url
    reopen(gtg)
    phone.goto(f"{unit}/sec_c")
    phone.get_by_label(re.compile("De ellos, ¿cuántos")).fill("4")
    onward(phone, f"{unit}/sec_d")
    phone.goto(f"{unit}/revisar")
    send(phone, "Comprobante E2-2021-GTE-2")
    close(gtg, second, "9 de 12 respuestas recibidas")

    third = copied_wave(gtg, house)
    answered_by_the_others(house, but="GTE")
    phone.goto(f"{house.address}/responder")
    phone.locator("main li, main section").filter(has_text=THIRD).last.get_by_role("link").first.click()
    phone.wait_for_url(re.compile(r"/responder/\d+$"))
    again = phone.url
    fill_all(phone, again, b1="n3")
    send(phone, "Comprobante E3-2021-GTE-1")
    close(gtg, third, "12 de 12 respuestas recibidas")

    gtg.get_by_role("link", name="Resultados").click()
    gtg.get_by_role("link", name="Comparación").click()
    expect(gtg.get_by_text("9 grupos respondieron ambas versiones.", exact=False)).to_be_visible()
    expect(gtg.get_by_text("Las dos versiones hacen las mismas preguntas.")).to_be_visible()
    expect(gtg.get_by_role("table", name="Cambio de los índices").get_by_role("row").nth(1)).to_contain_text("9")
    assert faults(gtg) == []
    house.run_job("survey_documents")
    phone.goto(receipt)
    with phone.expect_download() as download:
        phone.get_by_role("link", name=re.compile("Descargar el comprobante")).click()
    assert "E2-2021-GTE-1" in words_of(download.value.path())
    gtg.get_by_role("link", name="Archivos").click()
    address = gtg.get_by_role("link", name="Leer el PDF").first.get_attribute("href")
    pdf = tmp_path / "results.pdf"
    pdf.write_bytes(gtg.request.get(f"{house.address}{address}").body())
    printed = words_of(pdf)
    for words in (THIRD, "Respondieron 12 de 12", "Cambio", "Segunda versión, septiembre de 2021"):
        assert words in printed
    the_page_reckons_as_the_server_does(gtg, f"{house.address}/encuestas/{second.rsplit('/', 1)[1]}/cuestionario")


def answer_in_two_sittings(page: Page, house: House) -> str:
    """From the invitation on a phone to the check: every section, left half-way and taken up again."""
    open_mail(page, house, LEAD, re.compile("Le falta responder 1 encuesta"))
    page.get_by_role("button", name="Continuar").click()
    expect(page).to_have_url(re.compile(r"/responder/\d+$"))
    assert faults(page) == []
    unit = page.url
    pick(page, f"{unit}/sec_a", a2="CL", a3="coord_grupo", a6="directorio")
    for cell, count in (("a4__cl__m", "3"), ("a4__cl__h", "4"), ("a5__cl__m", "1")):
        page.locator(f"#q-{cell}").fill(count)
    page.locator("[name=q-a7]").fill("2021-08-31")
    onward(page, f"{unit}/sec_b")
    expect(page.locator("[name=q-b5]").first).to_be_hidden()
    pick(page, None, b1="n2", b2="n1", b3="n1", b4="n2")
    page.locator("[name=q-b5][value=nacional]").check(force=True)
    expect(page.get_by_text(re.compile("^Guardado "))).to_be_visible()

    page.goto(f"{house.address}/responder")  # leaves before the section is whole, and comes back
    page.get_by_role("link", name=re.compile("Continuar")).click()
    page.get_by_role("link", name=re.compile("^B. ")).click()
    expect(page.locator("[name=q-b4][value=n2]")).to_be_checked()
    pick(page, None, b6="n3")
    onward(page, f"{unit}/sec_c")
    c2 = page.get_by_label(re.compile("De ellos, ¿cuántos"))
    expect(c2).to_be_hidden()
    page.get_by_label(re.compile("Cuántas actividades")).fill("8")
    expect(c2).to_be_visible()
    c2.fill("9")
    pick(page, None, c3="n2", c4="n3", c5="n0", c6="n0", c7="2", c8="virtual")
    page.get_by_role("button", name="Guardar y continuar").last.click()
    expect(page.get_by_text("No puede superar el total de actividades").first).to_be_visible()
    c2.fill("3")
    onward(page, f"{unit}/sec_d")
    pick(page, None, d1="n3", d2="edad", d4="n2", d5="n2", d6="n2")
    onward(page, f"{unit}/sec_e")
    before = page.get_by_text("Antes de los webinars", exact=False).first
    expect(before).to_be_hidden()
    page.locator("#q-e1__w1__m").fill("2")
    expect(before).to_be_visible()
    expect(page.locator("output[data-total=all]")).to_have_text("2")
    assert faults(page) == []
    pick(page, None, **SECTION_E)
    page.get_by_label(re.compile("Describa una buena práctica")).fill("Los jurados fueron paritarios.")
    pick(page, None, e8="si")
    onward(page, f"{unit}/revisar")
    return unit


SECTION_E = {"e2": "n2", "e3": "lenguaje", "e5": "tiempo", "e6": "casos"} | {
    f"e4__{row}__{when}": worth
    for row in ("brechas", "proyectos", "datos")
    for when, worth in (("antes", "2"), ("hoy", "3"))
}


def pick(page: Page, address: str | None, **choices: str) -> None:
    if address:
        page.goto(address)
    for question, option in choices.items():
        page.locator(f"[name=q-{question}][value='{option}']").check(force=True)


def onward(page: Page, address: str) -> None:
    page.get_by_role("button", name="Guardar y continuar").last.click()
    expect(page).to_have_url(address)


def fill_all(page: Page, unit: str, *, b1: str) -> None:
    """The whole questionnaire again, where nobody of the group went to a webinar."""
    pick(page, f"{unit}/sec_a", a2="CL", a3="coord_grupo", a6="directorio")
    page.locator("#q-a4__cl__m").fill("4")
    page.locator("[name=q-a7]").fill("2021-09-30")
    onward(page, f"{unit}/sec_b")
    pick(page, None, b1=b1, b2="n1", b3="n1", b4="n1", b6="n3")
    onward(page, f"{unit}/sec_c")
    page.get_by_label(re.compile("Cuántas actividades")).fill("0")
    pick(page, None, c3="n2", c4="n3", c5="n0", c6="n0")
    onward(page, f"{unit}/sec_d")
    pick(page, None, d1="n3", d4="n2", d5="n2", d6="n2")
    onward(page, f"{unit}/sec_e")
    pick(page, None, e5="tiempo", **{key: worth for key, worth in SECTION_E.items() if key.endswith("__hoy")})
    onward(page, f"{unit}/revisar")


def send(page: Page, receipt: str) -> None:
    page.get_by_role("button", name="Enviar la encuesta").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(receipt)


def reopen(page: Page) -> None:
    page.get_by_role("link", name=re.compile("GT Educación")).click()
    page.get_by_label("Por qué se reabre").fill("Falta contar a las juradas.")
    page.get_by_role("button", name="Reabrir").click()
    expect(page.get_by_text("Respuesta reabierta.")).to_be_visible()


def close(page: Page, wave: str, received: str) -> None:
    page.goto(wave)
    page.get_by_text("Cerrar esta versión").click()
    page.get_by_role("button", name="Cerrar ahora").click()
    expect(page.get_by_text(received)).to_be_visible()


def copied_wave(page: Page, house: House) -> str:
    """A wave made on the page from the last one's questionnaire, opened today to the same twelve. Gives its address."""
    page.goto(f"{house.address}/encuestas")
    page.get_by_role("link", name="Nueva versión").click()
    page.get_by_label("¿Cómo se llama esta versión?").fill(THIRD)
    page.get_by_label("¿Qué día se abre?").fill("2021-10-05")
    page.get_by_label("¿Cuál es el último día para responder?").fill("2021-11-12")
    page.get_by_label("Por grupo", exact=True).check()
    copied = page.get_by_label("¿Con qué cuestionario empieza?")
    copied.select_option(copied.locator("option", has_text="Segunda versión").get_attribute("value"))
    page.get_by_role("button", name="Crear la versión").click()
    page.wait_for_url(re.compile(r"/encuestas/\d+$"))
    wave = page.url
    page.get_by_role("button", name="Dejar lista").click()
    expect(page.get_by_role("button", name="Abrir ahora")).to_be_visible()  # all() below does not wait for the page
    asked = ("GTPA", "GTAP", "GTL", "GTCU", "GTC", "SCS", "GTE", "GTAD", "SCED", "GTT", "GEC", "GTG")
    for box in page.locator("[name=units]").all():
        box.set_checked(box.get_attribute("value") in asked, force=True)
    page.get_by_role("button", name="Abrir ahora").click()
    expect(page.get_by_text("0 de 12 respuestas recibidas")).to_be_visible()
    return wave


@contextmanager
def database(house: House) -> Iterator[Session]:
    engine = create_engine(house.environment["DATABASE_URL"])
    teach_sqlite(engine)
    with Session(engine) as session, session.begin():
        yield session
    engine.dispose()


def answered_by_the_others(house: House, *, but: str) -> None:
    """The other groups of the newest wave answer without a browser."""
    now = datetime(2021, 10, 5, 15, 0, tzinfo=UTC)
    with database(house) as session:
        wave = select(Wave.id).order_by(Wave.id.desc()).limit(1).scalar_subquery()
        for unit in session.scalars(select(WaveUnit).where(WaveUnit.wave_id == wave, WaveUnit.key != but)).all():
            lead = session.scalars(select(User).join(Membership).where(Membership.group_id == unit.group_id)).first()
            assert lead
            submitted_by(session, unit, lead, now=now)


def the_page_reckons_as_the_server_does(page: Page, address: str) -> None:
    page.goto(address)
    found = page.evaluate(
        """async ([trees, values]) => {
            const { evaluate, text, day } = await import("/static/js/expressions.js");
            return trees.map((tree) => text(evaluate(tree, values, day("2021-10-05"))));
        }""",
        [[as_data(parse(source)) for source in SOURCES], VALUES],
    )
    reckoned = [text(evaluate(parse(source), VALUES, today=TODAY)) for source in SOURCES]
    assert json.loads(json.dumps(found)) == reckoned
