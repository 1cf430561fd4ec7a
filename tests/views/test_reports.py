"""The button asks for the PDF, the job makes it, the page opens it; a failure says why."""

import pytest
from flask import Flask

from monitor import pdf
from monitor.services.reports import CannotBuild
from reports.data import ReportData
from tests.fixtures import signed_in
from tests.views.page_checks import check_page


def run_job(app: Flask) -> str:
    result = app.test_cli_runner().invoke(args=["jobs", "run", "report_builds"])
    return result.output


@pytest.mark.pdf
def test_the_button_leads_to_the_pdf(demo_app: Flask) -> None:
    client = signed_in(demo_app, "coordinacion@gtg.example")

    asked = check_page(client.post("/informes/2021-T3", follow_redirects=True))
    again = check_page(client.post("/informes/2021-T3", follow_redirects=True))
    assert "PDF de trabajo de 2021-T3: En espera de su turno" in asked.text
    assert again.text.count("PDF de trabajo de 2021-T3:") == 1

    assert "Se hizo 1 informe." in run_job(demo_app)
    page = check_page(client.get("/informes"))
    assert "13 de 20" in page.text
    response = client.get(page.links["Abrir el PDF de 2021-T3"])
    assert response.mimetype == "application/pdf"
    assert response.data.startswith(b"%PDF")


def test_a_pdf_that_cannot_be_made_says_why(demo_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def without_font(_data: ReportData, _beat: object) -> bytes:
        raise CannotBuild("Falta la tipografía «Inter».")

    monkeypatch.setattr(pdf, "render_pdf", without_font)
    monkeypatch.setattr(pdf, "draw_charts", lambda _data, _beat: {})
    client = signed_in(demo_app, "coordinacion@gtg.example")
    client.post("/informes/2021-T3")

    assert "Falta la tipografía «Inter»." in run_job(demo_app)
    assert "Falta la tipografía «Inter»." in check_page(client.get("/informes")).text


def test_an_observer_may_read_but_not_ask(demo_app: Flask) -> None:
    observer = signed_in(demo_app, "observa@gan.example")

    assert "Preparar el PDF de 2021-T3" not in check_page(observer.get("/informes")).buttons
    assert observer.post("/informes/2021-T3").status_code == 403
    assert observer.get("/informes/1.pdf").status_code == 404
