"""The GTG publishes a year out of its quarters; everybody finds it beside the quarterly reports."""

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from monitor import pdf
from monitor.db import db
from monitor.models import OutboxMessage, User
from monitor.services import plans, report_desk
from tests.fixtures import NOW, signed_in
from tests.services.report_world import World, with_one_small_form
from tests.views.page_checks import check_page

YEAR = "/informes/anuales/2021"
PUBLIC = "/publicaciones/aee/anuales/2021/1.0"
DRAWN = b"%PDF-1.7 annual"
ENGLISH = b"%PDF-1.7 annual in English"


@pytest.fixture
def people(app: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Addresses of who takes part, once the third quarter is published and the year is over."""
    monkeypatch.setattr(pdf, "run_child", lambda *_, language="es": DRAWN if language == "es" else ENGLISH)
    with_one_small_form(monkeypatch)
    with app.app_context():
        world = World(db.session)
        world.publish()
        found = {name: getattr(world, name).email for name in ("coordinator", "second", "lead")}
        db.session.commit()
    app.extensions["clock"].shift += timedelta(days=150)
    return found


def two_are_needed(app: Flask, people: dict[str, str], *, languages: Sequence[str] = ()) -> None:
    with app.app_context():
        coordinator = db.session.scalars(select(User).where(User.email == people["coordinator"])).one()
        plan = plans.current_plan(db.session)
        report_desk.set_people_needed(db.session, plan, actor=coordinator, people=2, now=NOW)
        report_desk.set_other_languages(db.session, plan, actor=coordinator, languages=languages, now=NOW)
        db.session.commit()


def told(app: Flask) -> set[tuple[str, str]]:
    """To whom mails went, and what about."""
    with app.app_context():
        return {(mail.recipient, mail.subject) for mail in db.session.scalars(select(OutboxMessage))}


def work(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["jobs", "run", "annual_reports"])
    assert result.exit_code == 0, result.output


def test_one_person_publishes_it_and_everybody_reads_it(
    app: Flask, people: dict[str, str], client: FlaskClient
) -> None:
    gtg = signed_in(app, people["coordinator"])
    assert YEAR in check_page(gtg.get("/informes")).links.values()
    page = check_page(gtg.get(YEAR))
    assert "Faltan los informes de 2021-T1, 2021-T2, 2021-T4" in page.text
    refused = gtg.post(YEAR, data={})
    assert refused.status_code == 422
    assert "Marque que sabe que faltan trimestres." in check_page(refused).text

    assert gtg.post(YEAR, data={"accepts_missing": "y"}).location == YEAR
    assert "Se está preparando." in check_page(gtg.get(YEAR)).text
    assert client.get(PUBLIC).status_code == 404
    work(app)

    assert PUBLIC in check_page(gtg.get(YEAR)).links.values()
    public = check_page(client.get(PUBLIC))
    assert "No se publicaron los informes de 2021-T1, 2021-T2, 2021-T4" in public.text
    assert "/publicaciones/aee/2021-T3/1.0" in public.links.values()
    (described,) = public.find("script", type="application/ld+json")
    assert json.loads(described.text or "")["encoding"]["contentUrl"] == f"http://127.0.0.1{PUBLIC}/informe-anual.pdf"
    answer = client.get(f"{PUBLIC}/informe-anual.pdf")
    assert (answer.data, answer.mimetype) == (DRAWN, "application/pdf")
    assert hashlib.sha256(DRAWN).hexdigest() in public.text
    assert PUBLIC in check_page(client.get("/publicaciones")).links.values()
    assert PUBLIC in client.get("/publicaciones/atom.xml").text
    old = client.get("/publicaciones/anuales/2021/1.0/informe-anual.pdf")
    assert (old.status_code, old.location) == (301, f"{PUBLIC}/informe-anual.pdf")


def test_it_comes_out_in_english_too_where_the_plan_is_published_so(
    app: Flask, people: dict[str, str], client: FlaskClient
) -> None:
    two_are_needed(app, people, languages=["en"])
    gtg, colleague = signed_in(app, people["coordinator"]), signed_in(app, people["second"])
    gtg.post(YEAR, data={"accepts_missing": "y"})
    work(app)
    assert f"{YEAR}/preparado-en.pdf" in check_page(colleague.get(YEAR)).links.values()
    assert colleague.get(f"{YEAR}/preparado-en.pdf").data == ENGLISH
    assert colleague.get(f"{YEAR}/preparado-fr.pdf").status_code == 404

    colleague.post(f"{YEAR}/confirmar")

    public = check_page(client.get(PUBLIC))
    assert f"{PUBLIC}/informe-anual-en.pdf" in public.links.values()
    assert f"{PUBLIC}/informe-anual-en.pdf" in check_page(client.get("/publicaciones")).links.values()
    assert hashlib.sha256(ENGLISH).hexdigest() in public.text
    (described,) = public.find("script", type="application/ld+json")
    report = json.loads(described.text or "")
    assert report["inLanguage"] == ["es", "en"]
    assert [own["inLanguage"] for own in report["encoding"]] == ["es", "en"]
    answer = client.get(f"{PUBLIC}/informe-anual-en.pdf")
    assert answer.data == ENGLISH
    assert "aee-2021-edicion-1.0-informe-anual-en.pdf" in answer.headers["Content-Disposition"]
    assert client.get(f"{PUBLIC}/informe-anual-pt.pdf").status_code == 404


def test_a_second_person_reads_it_first(app: Flask, people: dict[str, str]) -> None:
    two_are_needed(app, people)
    gtg, colleague, lead = (signed_in(app, people[name]) for name in ("coordinator", "second", "lead"))
    gtg.post(YEAR, data={"accepts_missing": "y"})
    work(app)

    assert told(app) == {
        (people["coordinator"], "El informe anual de 2021 (AEE 2021–2023) espera la confirmación de otra persona"),
        (people["second"], "Falta su confirmación para publicar el informe anual de 2021 (AEE 2021–2023)"),
    }
    assert "Espera a otra persona" in check_page(gtg.get(YEAR)).text
    assert gtg.post(f"{YEAR}/confirmar").status_code == 403
    assert colleague.get(f"{YEAR}/preparado.pdf").data == DRAWN
    assert lead.get(f"{YEAR}/preparado.pdf").status_code == 403
    assert "Espera a otra persona" not in check_page(lead.get(YEAR)).text
    assert colleague.post(f"{YEAR}/confirmar").location == YEAR
    assert lead.get(PUBLIC).status_code == 200


def test_one_that_waits_can_be_withdrawn(app: Flask, people: dict[str, str]) -> None:
    two_are_needed(app, people)
    gtg = signed_in(app, people["coordinator"])
    gtg.post(YEAR, data={"accepts_missing": "y"})
    work(app)

    assert gtg.post(f"{YEAR}/retirar").location == YEAR

    assert "Todavía no." in check_page(gtg.get(YEAR)).text
    assert gtg.get(PUBLIC).status_code == 404
