"""The desk's pages for English: write beside the Spanish, meet a colleague, and see it in the report."""

import re
from dataclasses import replace

from flask import Flask
from sqlalchemy import select

from monitor.clock import now
from monitor.db import db
from monitor.models import User
from monitor.services import periods, plans, translations
from monitor.services.edition_data import edition_data
from monitor.services.report_data import report_data
from reports.data import EarlierEdition
from reports.html import render_html
from reports.languages import in_language, speaking
from tests.fixtures import signed_in
from tests.views.page_checks import check_page

DESK = "/informes/2021-T3/mesa"
ENGLISH = f"{DESK}/idiomas/en"


def test_texts_are_translated_beside_the_spanish_and_printed(demo_app: Flask) -> None:
    gtg, colleague = (signed_in(demo_app, mail) for mail in ("coordinacion@gtg.example", "apoyo@gtg.example"))
    gtg.post(f"{DESK}/textos/0", data={"text": "Buenos días.", "drawn_from": "0"})
    assert ENGLISH not in gtg.get(DESK).text, "only where English is published"
    gtg.post(f"{DESK}/personas", data={"people": "1", "languages": "en"})
    assert "Textos en inglés" in gtg.get(DESK).text

    page = check_page(gtg.get(ENGLISH))
    field = page.find("textarea")[0].get("name") or ""
    assert gtg.post(ENGLISH, data={field: "Good morning.", "drawn_from": "0"}).status_code == 302
    clash = colleague.post(ENGLISH, data={field: "Hello.", "drawn_from": "0"})
    assert clash.status_code == 409
    assert "Hello." in clash.text
    assert "Good morning." in clash.text or "Guardado por" in clash.text

    of_update = re.search(rf'href="({ENGLISH}/\d+)"', gtg.get(ENGLISH).text)
    assert of_update
    own = check_page(gtg.get(of_update[1]))
    field = own.find("textarea")[0].get("name") or ""
    assert gtg.post(of_update[1], data={field: "Done, in English.", "drawn_from": "0"}).status_code == 302

    with demo_app.app_context():
        period = periods.get_period(db.session, plans.current_plan(db.session), "2021-T3")
        data = in_language(report_data(db.session, period, now=now(), fictional=True), "en")
        html = render_html(data, charts={}, language=speaking("en"))
    assert '<p class="written">Good morning.</p>' in html
    assert '<p class="written">Done, in English.</p>' in html
    assert '<p class="written" lang="es">' in html
    assert gtg.get(f"{DESK}/idiomas/es").status_code == 404
    assert gtg.get(f"{DESK}/idiomas/pt").status_code == 404


def test_what_a_correction_corrects_is_said_in_english_too(demo_app: Flask) -> None:
    gtg = signed_in(demo_app, "coordinacion@gtg.example")
    gtg.post(f"{DESK}/personas", data={"people": "1", "languages": "en"})
    with demo_app.app_context():
        period = periods.get_period(db.session, plans.current_plan(db.session), "2021-T2")
        actor = db.session.scalars(select(User).where(User.email == "coordinacion@gtg.example")).one()
        text, words = "Corrige dos cifras.", {"en": "It corrects two figures."}
        translations.save_erratum(db.session, period, text, words, actor=actor, now=now())
        data = edition_data(db.session, period, erratum=text, now=now(), fictional=True)
        earlier = EarlierEdition("1.0", now(), "")
        html = render_html(replace(in_language(data, "en"), earlier=(earlier,)), charts={}, language=speaking("en"))
        spanish = render_html(replace(data, earlier=(earlier,)), charts={})
    assert '<p class="written">It corrects two figures.</p>' in html
    assert "Corrige dos cifras." not in html
    assert "Corrige dos cifras." in spanish
