"""The desk by its pages: texts that two people write, the preview that is the PDF, the checklist, one person or two."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from monitor import pdf
from monitor.clock import now
from monitor.db import db
from monitor.services import periods, plans, reports
from monitor.services.report_data import report_data
from monitor.services.report_style import approved_answers
from reports.html import render_html
from tests.fixtures import signed_in
from tests.views.page_checks import check_page

DESK = "/informes/2021-T3/mesa"
CHARTS = {"received": "<svg><title>Avances recibidos</title></svg>"}


@pytest.fixture
def gtg(demo_app: Flask) -> FlaskClient:
    return signed_in(demo_app, "coordinacion@gtg.example")


@pytest.fixture
def colleague(demo_app: Flask) -> FlaskClient:
    return signed_in(demo_app, "apoyo@gtg.example")


@pytest.fixture(autouse=True)
def quick_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the drawing gives back is not what these tests are about."""
    monkeypatch.setattr(pdf, "draw_charts", lambda _data, _beat: CHARTS)
    monkeypatch.setattr(pdf, "render_pdf", lambda _data, _beat: b"%PDF-1.7")


def run_job(app: Flask) -> None:
    app.test_cli_runner().invoke(args=["jobs", "run", "report_builds"])


def warnings_on(client: FlaskClient) -> list[str]:
    page = check_page(client.get(f"{DESK}/publicar"))
    return [box.get("value") or "" for box in page.find("input", name="confirmed")]


def publish(client: FlaskClient, **answers: object) -> int:
    return client.post(f"{DESK}/publicar", data={"confirmed": warnings_on(client), **answers}).status_code


def test_every_page_of_the_desk_holds_together(gtg: FlaskClient, colleague: FlaskClient) -> None:
    desk = check_page(gtg.get(DESK))
    assert "13 de 20" in desk.text
    assert "Se publica en español." in desk.text
    for address in ("textos/0", "textos/5", "destacados", "estilo", "vista", "publicar", "correccion", "personas"):
        check_page(gtg.get(f"{DESK}/{address}"))
    assert gtg.get(f"{DESK}/textos/9").status_code == 404


def test_a_colleagues_text_is_shown_and_nothing_typed_is_lost(gtg: FlaskClient, colleague: FlaskClient) -> None:
    gtg.post(f"{DESK}/textos/1", data={"drawn_from": "0", "text": "La mía"})

    answer = colleague.post(f"{DESK}/textos/1", data={"drawn_from": "0", "text": "La suya"})

    page = check_page(answer)
    assert answer.status_code == 409
    assert "La mía" in page.text
    assert "La suya" in answer.text
    assert colleague.post(f"{DESK}/textos/1", data={"drawn_from": "1", "text": "La suya"}).status_code == 302
    assert "La suya" in gtg.get(f"{DESK}/vista/documento").text


def test_the_proposal_goes_into_the_field_without_being_saved(gtg: FlaskClient) -> None:
    page = check_page(gtg.post(f"{DESK}/textos/1", data={"drawn_from": "0", "text": "", "carry": "text"}))

    assert "Avances recibidos: 1 de 1." in str(page.find("textarea", name="text")[0].text)
    assert "Por escribir" in gtg.get(DESK).text


def test_the_preview_is_the_very_page_of_the_pdf(demo_app: Flask, gtg: FlaskClient) -> None:
    gtg.post("/informes/2021-T3")
    run_job(demo_app)

    answer = gtg.get(f"{DESK}/vista/documento")

    with demo_app.app_context():
        period = periods.get_period(db.session, plans.current_plan(db.session), "2021-T3")
        data = report_data(db.session, period, now=now(), fictional=True)
        assert reports.latest_charts(db.session, period) is not None
        moment = re.compile(r"\d{1,2}:\d{2} \(UTC|dcterms\.created[^>]*")
        assert moment.sub("", answer.text) == moment.sub("", render_html(data, charts=CHARTS))
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    frame = check_page(gtg.get(f"{DESK}/vista")).find("iframe")[0]
    assert frame.get("sandbox") == ""


def test_the_preview_says_when_its_charts_are_older_than_its_figures(demo_app: Flask, gtg: FlaskClient) -> None:
    assert "después de preparar el primer PDF" in check_page(gtg.get(f"{DESK}/vista")).text
    gtg.post("/informes/2021-T3")
    run_job(demo_app)
    assert "Los gráficos son" not in check_page(gtg.get(f"{DESK}/vista")).text

    submitted = check_page(gtg.get("/revision?period=2021-T3"))
    review = next(url for name, url in submitted.links.items() if name.startswith("Revisar"))
    gtg.post(f"{review}/aprobar", data={"version": "1"})

    assert "Los gráficos son del PDF" in check_page(gtg.get(f"{DESK}/vista")).text


def test_publishing_asks_to_know_every_warning_and_tells_how_far_it_is(demo_app: Flask, gtg: FlaskClient) -> None:
    known = warnings_on(gtg)
    assert {"unreviewed", "missing", "hidden", "no_foreword", "no_synthesis"} <= set(known)

    refused = gtg.post(f"{DESK}/publicar", data={"confirmed": known[1:]})
    assert refused.status_code == 422
    assert "Marque cada aviso" in check_page(refused).text
    assert publish(gtg) == 302
    assert "Edición de 2021-T3: En espera de su turno" in check_page(gtg.get(DESK)).text

    run_job(demo_app)
    member = signed_in(demo_app, "responsable@gtcu.example")
    page = check_page(member.get("/informes/2021-T3/ediciones/1.0"))
    assert "Avances recibidos" in page.text
    assert member.get("/informes/2021-T3/ediciones/1.0/informe.pdf").data == b"%PDF-1.7"
    assert "Documentos de trabajo" not in check_page(member.get("/informes")).text


def test_what_was_published_is_reopened_only_for_a_correction(demo_app: Flask, gtg: FlaskClient) -> None:
    assert publish(gtg) == 302
    run_job(demo_app)
    with demo_app.app_context():
        period = periods.get_period(db.session, plans.current_plan(db.session), "2021-T3")
        update = approved_answers(db.session, period)[0].update.id
    reopening = {"reopen-reason": "Falta una cifra", "reopen-correct_by": "2021-10-20"}

    refused = gtg.post(f"/revision/{update}/reabrir", data=reopening)
    assert refused.status_code == 409
    assert "ya se publicó" in check_page(refused).text
    assert gtg.post(f"{DESK}/correccion", data={"reason": "Faltaba una cifra"}).status_code == 302
    assert gtg.post(f"/revision/{update}/reabrir", data=reopening).status_code == 302
    assert "Avances publicados que están en corrección" in check_page(gtg.get(f"{DESK}/publicar")).text


def test_with_two_people_the_second_reads_the_pdf_and_publishes_it(
    demo_app: Flask, gtg: FlaskClient, colleague: FlaskClient
) -> None:
    gtg.post(f"{DESK}/personas", data={"people": "2"})
    assert publish(gtg) == 302
    run_job(demo_app)
    assert "Confirmar y publicar" not in check_page(gtg.get(DESK)).buttons
    page = check_page(colleague.get(DESK))
    assert colleague.get(page.links["Leer el PDF de la edición 1.0"]).data == b"%PDF-1.7"
    confirm = next(form.get("action") for form in page.find("form") if "confirmar" in (form.get("action") or ""))

    assert gtg.post(str(confirm)).status_code == 403
    assert colleague.post(str(confirm)).location == "/informes/2021-T3/ediciones/1.0"
    assert colleague.post(str(confirm)).status_code in (404, 409)
    assert "edición 1.0" in check_page(gtg.get("/informes")).text


def test_highlights_are_ordered_by_buttons(gtg: FlaskClient) -> None:
    page = gtg.get(f"{DESK}/destacados").text
    for key in re.findall(r'name="passage" value="(\w+)"', page)[:2]:
        gtg.post(f"{DESK}/destacados/agregar", data={"passage": key})
    shown = check_page(gtg.get(f"{DESK}/destacados"))
    first, second = (quote.text for quote in shown.find("blockquote"))
    lower = re.findall(r"destacados/(\d+)/quitar", gtg.get(f"{DESK}/destacados").text)[1]

    gtg.post(f"{DESK}/destacados/{lower}/mover", data={"to": "up"})

    again = check_page(gtg.get(f"{DESK}/destacados"))
    assert [quote.text for quote in again.find("blockquote")] == [second, first]


def test_an_observer_reads_the_desk_and_changes_nothing(demo_app: Flask) -> None:
    observer = signed_in(demo_app, "observa@gan.example")
    page = check_page(observer.get(DESK))
    assert page.find("form", class_="post-button") == [
        form for form in page.find("form", class_="post-button") if form.get("action") == "/salir"
    ]
    check_page(observer.get(f"{DESK}/vista"))
    assert observer.post(f"{DESK}/textos/1", data={"text": "x"}).status_code == 403
