"""A plan that nobody has seen goes from its Word document to an open period and a published PDF, by clicks alone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import plan_samples
from tests.browser.conftest import DESK, PHONE, House, faults
from tests.browser.test_whole_way import words_of

pytestmark = [pytest.mark.browser, pytest.mark.pdf]

PLAN = "Plan de la Red de Empresarias 2021-2023"
TITLE = "Memoria del encuentro de industrias culturales"
ACHIEVED = "La memoria reúne a sesenta y dos editoras y productoras de los cuatro países."


def check(page: Page) -> None:
    assert faults(page) == []


def test_a_plan_nobody_has_seen_goes_from_word_to_a_published_pdf(
    house: House, browser: Browser, tmp_path: Path
) -> None:
    document = tmp_path / "red.docx"
    document.write_bytes(plan_samples.as_docx(2021))
    desk = browser.new_context(viewport=DESK, locale="es")
    house.sign_in(desk, "coordinacion@gtg.example")
    gtg = desk.new_page()
    gtg.set_default_timeout(60_000)

    bring_in(gtg, house, document)
    gtg.get_by_role("button", name=re.compile("Ver este plan.*Red de Empresarias")).click()
    expect(gtg.get_by_text(f"Está viendo «{PLAN}».")).to_be_visible()
    gtg.get_by_role("link", name="Períodos").click()
    gtg.get_by_role("button", name="Abrir el período 2021-T3").click()
    expect(gtg.get_by_text("2021-T3: se pidió 1 avance nuevo.")).to_be_visible()

    report(browser, house)

    gtg.get_by_role("link", name="Revisión").click()
    gtg.get_by_role("row", name=re.compile(TITLE)).get_by_role("link", name=re.compile("Revisar")).click()
    gtg.get_by_role("button", name="Aprobar este avance").click()
    expect(gtg.get_by_text(f"Aprobado: {TITLE}")).to_be_visible()
    text = publish(gtg, house, tmp_path / "edition.pdf")
    assert ACHIEVED in text
    assert "1 de 1 avances recibidos" in text
    assert "Encuentro virtual de mujeres en la pesca" not in text


def bring_in(gtg: Page, house: House, document: Path) -> None:
    gtg.goto(f"{house.address}/proyectos")
    gtg.get_by_role("link", name="Planes").click()
    gtg.get_by_role("link", name="Cargar un plan o una versión nueva").click()
    check(gtg)
    gtg.get_by_label("El documento del plan").set_input_files(document)
    gtg.get_by_role("button", name="Leer el documento").click()
    check(gtg)
    gtg.get_by_label("Nombre del plan").fill(PLAN)
    gtg.get_by_role("button", name="Guardar y continuar").click()
    check(gtg)

    gtg.get_by_role("link", name=re.compile("Es otro, o uno nuevo")).click()
    check(gtg)
    gtg.get_by_label("Si es nuevo, ¿qué es?").select_option(label="Coordinación")
    gtg.get_by_label("Sigla").fill("MMR")
    gtg.get_by_role("button", name="Guardar", exact=True).click()
    gtg.get_by_role("button", name=re.compile("Sí: del 3 al 9 de mayo de 2021")).click()
    gtg.get_by_role("button", name=re.compile("Es desde marzo de 2022")).click()
    gtg.get_by_role("button", name=re.compile("Es un solo proyecto en dos áreas")).click()
    gtg.get_by_role("button", name=re.compile("Sí: de noviembre de 2021 a enero de 2022")).click()
    expect(gtg.get_by_text("8 líneas son 7 proyectos en 3 áreas.")).to_be_visible()
    check(gtg)
    gtg.get_by_role("button", name="Confirmar y crear el plan").click()
    expect(gtg.get_by_text(f"«{PLAN}» quedó cargado.")).to_be_visible()
    check(gtg)


def report(browser: Browser, house: House) -> None:
    """The lead of the group fills in the form on a phone."""
    phone = browser.new_context(viewport=PHONE, locale="es")
    house.sign_in(phone, "responsable@gtcu.example")
    lead = phone.new_page()
    lead.set_default_timeout(60_000)
    lead.goto(house.address)
    card = lead.locator("li, article, section, div.card").filter(has_text=TITLE).last
    card.get_by_role("link", name=re.compile("Empezar")).click()
    lead.get_by_role("link", name="Estado", exact=True).click()
    lead.get_by_label("En curso").check()
    lead.get_by_label("¿Qué porcentaje del proyecto está hecho?").fill("60")
    lead.get_by_label("En plazo").check()
    lead.get_by_role("button", name="Guardar y continuar").click()
    lead.get_by_label("¿Qué se logró este trimestre?").fill(ACHIEVED)
    lead.get_by_role("button", name="Guardar y continuar").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Hitos")
    lead.get_by_role("group", name="Diagnóstico").locator("input[type=date]").first.fill("2021-03-20")
    lead.get_by_role("button", name="Guardar y continuar").click()
    expect(lead.get_by_role("heading", level=1)).not_to_have_text("Hitos")
    lead.goto(re.sub(r"(/avances/\d+).*", r"\1/revisar", lead.url))
    lead.get_by_role("button", name=re.compile("Enviar")).click()
    expect(lead.get_by_text("Se envió").or_(lead.get_by_text("Gracias")).first).to_be_visible()
    phone.close()


def publish(gtg: Page, house: House, pdf: Path) -> str:
    """Publish the first edition from the desk; gives the words of its PDF."""
    gtg.get_by_role("link", name="Informes", exact=True).click()
    gtg.get_by_role("link", name=re.compile("2021-T3")).first.click()
    gtg.get_by_role("link", name=re.compile("Revisar y publicar la edición 1.0")).click()
    expect(gtg.get_by_role("button", name=re.compile("publicar|Publicar"))).to_be_visible()  # all() does not wait
    for box in gtg.get_by_role("checkbox").all():
        box.check()
    gtg.get_by_role("button", name=re.compile("publicar|Publicar")).click()
    expect(gtg.get_by_text("La edición se está preparando.")).to_be_visible()
    house.run_job("report_builds")
    gtg.goto(f"{house.address}/informes")
    gtg.get_by_role("link", name=re.compile("[Ee]dición 1.0")).first.click()
    address = gtg.get_by_role("link", name=re.compile("PDF")).first.get_attribute("href")
    pdf.write_bytes(gtg.request.get(f"{house.address}{address}").body())
    return words_of(pdf)
