"""The main job in one run: the mail's link, the form, a return with reasons, the correction, the approval, the PDF."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, House, faults

pytestmark = [pytest.mark.browser, pytest.mark.pdf]

ACHIEVED = "Se instalaron las cuatro mesas de trabajo del libro con coordinación compartida."
CORRECTED = "En tres de las cuatro mesas la coordinación es de una mujer y un hombre."
REASON = "Diga cuántas de las mesas tienen coordinación paritaria."
TITLE = "Participación paritaria en las mesas de trabajo de la hoja de ruta del libro"


def open_mail(page: Page, house: House, recipient: str, subject: re.Pattern[str]) -> None:
    """Open the newest mail to the person in the demo's mailbox, and press its button."""
    page.goto(f"{house.address}/demo/correo?para={recipient}")
    page.get_by_role("link", name=subject).first.click()
    with page.expect_navigation():
        page.frame_locator("iframe").get_by_role("link").first.click()


def check(page: Page) -> None:
    assert faults(page) == []


def test_from_the_mail_to_the_pdf(house: House, browser: Browser, tmp_path: Path) -> None:
    house.run_job("reminders")
    house.run_job("outbox")
    lead = browser.new_context(viewport=PHONE, locale="es").new_page()
    gtg = browser.new_context(viewport=DESK, locale="es", accept_downloads=True).new_page()
    lead.set_default_timeout(60_000)
    gtg.set_default_timeout(60_000)

    # The lead opens the reminder on a phone; the link asks for one press and no password.
    open_mail(lead, house, "responsable@gtcu.example", re.compile("Le faltan 4 avances"))
    check(lead)
    lead.get_by_role("button", name="Continuar").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Lo que tiene por hacer")
    check(lead)
    card = lead.locator("li, article, section, div.card").filter(has_text=TITLE).last
    card.get_by_role("link", name=re.compile("Empezar")).click()
    check(lead)
    lead.get_by_role("link", name="Estado", exact=True).click()

    # Page by page; sending too early says what is missing.
    lead.get_by_label("En curso").check()
    lead.get_by_label("¿Qué porcentaje del proyecto está hecho?").fill("60")
    lead.get_by_label("En plazo").check()
    check(lead)
    lead.get_by_role("button", name="Guardar y continuar").click()
    lead.get_by_label("¿Qué se logró este trimestre?").fill(ACHIEVED)
    check(lead)
    lead.get_by_role("button", name="Guardar y continuar").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Hitos")
    check(lead)
    lead.goto(re.sub(r"/\w+$", "/participacion", lead.url))
    lead.get_by_role("link", name="Agregar una actividad").click()
    lead.get_by_label("Nombre de la actividad").fill("Mesas de trabajo del libro")
    lead.get_by_label("Personas distintas en el trimestre").check()
    lead.get_by_label("Solo por sexo").check()
    check(lead)
    lead.get_by_role("button", name="Continuar a las cifras").click()
    lead.locator("input[name$='-women']").fill("23")
    lead.locator("input[name$='-men']").fill("21")
    expect(lead.locator("output").last).to_have_text("44")
    check(lead)
    lead.get_by_role("button", name=re.compile("Guardar")).first.click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Participación")
    lead.goto(re.sub(r"(/avances/\d+).*", r"\1/revisar", lead.url))
    check(lead)
    lead.get_by_role("button", name="Enviar al GTG").click()
    expect(lead.get_by_text("Avance enviado al GTG. Gracias.")).to_be_visible()
    check(lead)

    # The coordinator signs in by a link, reads it and sends it back.
    gtg.goto(f"{house.address}/entrar")
    check(gtg)
    gtg.get_by_label("Correo").fill("coordinacion@gtg.example")
    gtg.get_by_role("button").filter(has_text=re.compile("enlace", re.IGNORECASE)).click()
    check(gtg)
    house.run_job("outbox")
    open_mail(gtg, house, "coordinacion@gtg.example", re.compile("Su enlace para entrar"))
    gtg.get_by_role("button", name="Continuar").click()
    gtg.goto(f"{house.address}/revision")
    check(gtg)
    gtg.get_by_role("row", name=re.compile(TITLE)).get_by_role("link", name=re.compile("Revisar")).click()
    expect(gtg.get_by_text(ACHIEVED)).to_be_visible()
    check(gtg)
    gtg.get_by_text("Devolver para corregir").click()
    gtg.get_by_label("¿Qué debe corregir el grupo?").fill(REASON)
    gtg.get_by_label("Corregir antes de").first.fill("2021-10-12")
    gtg.get_by_role("button", name="Devolver al grupo").click()
    expect(gtg.get_by_text("Se devolvió el avance a GTCU.")).to_be_visible()

    # The lead gets the reason by mail, corrects and sends again.
    house.run_job("outbox")
    open_mail(lead, house, "responsable@gtcu.example", re.compile("necesita una corrección"))
    if lead.get_by_role("button", name="Continuar").count():
        lead.get_by_role("button", name="Continuar").click()
    expect(lead.get_by_text(REASON).first).to_be_visible()
    check(lead)
    lead.get_by_role("link", name="Avances", exact=True).click()
    lead.get_by_label("¿Qué se logró este trimestre?").fill(f"{ACHIEVED} {CORRECTED}")
    lead.get_by_role("button", name="Guardar y continuar").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Hitos")
    lead.goto(re.sub(r"(/avances/\d+).*", r"\1/revisar", lead.url))
    lead.get_by_role("button", name=re.compile("Enviar")).click()
    expect(lead.get_by_text("Avance enviado al GTG. Gracias.")).to_be_visible()

    # The coordinator approves, and asks for the PDF.
    gtg.goto(f"{house.address}/revision")
    gtg.get_by_role("row", name=re.compile(TITLE)).get_by_role("link", name=re.compile("Revisar")).click()
    gtg.get_by_role("button", name="Aprobar este avance").click()
    expect(gtg.get_by_text(f"Aprobado: {TITLE}")).to_be_visible()
    gtg.goto(f"{house.address}/informes")
    check(gtg)
    gtg.get_by_role("button", name="Preparar el PDF de 2021-T3").click()
    check(gtg)
    house.run_job("report_builds")
    link = gtg.get_by_role("link", name="Abrir el PDF de 2021-T3")
    expect(link).to_be_visible()  # the page that waits shows it by itself
    address = link.get_attribute("href")
    pdf = tmp_path / "report.pdf"
    pdf.write_bytes(gtg.request.get(f"{house.address}{address}").body())

    text = words_of(pdf)
    assert ACHIEVED in text
    assert CORRECTED in text
    assert "14 de 20 avances recibidos" in text


def words_of(pdf: Path) -> str:
    """The text of a PDF in reading order, blanks made single and words joined that were parted at a line's end."""
    done = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, text=True, check=True)
    return re.sub(r"\s+", " ", re.sub(r"(\w)[-\u00ad\u2010]\n(\w)", r"\1\2", done.stdout))
