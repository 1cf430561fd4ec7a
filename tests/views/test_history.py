"""Versions side by side and the audit trail: read by those who may, changed by nobody."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from monitor.db import db
from monitor.domain.updates import State
from monitor.models import Event
from monitor.services import events
from tests.fixtures import NOW, signed_in
from tests.services.review_helpers import WHOLE, hand_in
from tests.views.co_lead_world import CoLeadWorld, make_co_lead_world
from tests.views.page_checks import Page, check_page


@pytest.fixture
def world(app: Flask) -> CoLeadWorld:
    world = make_co_lead_world(app)
    with app.app_context():
        first = world.update(world.first)
        hand_in(db.session, first, first.versions[-1].submitted_by, replace(WHOLE, percent_done=70))
        db.session.commit()
    return world


def read(world: CoLeadWorld, path: str, kind: str = "lead") -> Page:
    return check_page(world.browser(kind).get(path))


def test_two_versions_stand_side_by_side_with_what_changed(world: CoLeadWorld) -> None:
    page = read(world, f"/avances/{world.first}/versiones")

    assert "Qué cambió de la versión 1 a la 2" in page.text
    assert "(+30)" in page.text
    assert (page.value("de"), page.value("a")) == ("1", "2")
    back = read(world, f"/avances/{world.first}/versiones?de=2&a=1")
    assert "(−30)" in back.text
    same = read(world, f"/avances/{world.first}/versiones?de=2&a=2")
    assert "Las dos versiones dicen lo mismo." in same.text


def test_a_version_that_never_was_is_not_found_and_an_unsent_update_has_none(world: CoLeadWorld) -> None:
    assert world.browser("lead").get(f"/avances/{world.first}/versiones?a=9").status_code == 404
    assert "no hay versiones" in read(world, f"/avances/{world.second}/versiones", "co_lead").text
    assert world.browser("co_lead").get(f"/avances/{world.first}/versiones").status_code == 404


def test_the_trail_of_an_update_is_filtered_by_person_and_kind(world: CoLeadWorld) -> None:
    data = {"reason": "Falta el desglose", "correct_by": "2021-10-12"}
    world.browser("gtg").post(f"/revision/{world.first}/devolver", data=data)
    world.browser("gtg").post(f"/avances/{world.first}/comentarios", data={"question": "achieved", "text": "¿Cuántas?"})

    everything = read(world, f"/avances/{world.first}/historia")
    assert "devolvió el avance" in everything.text
    assert "¿Cuántas?" in everything.text
    only = read(world, f"/avances/{world.first}/historia?kind=CommentWritten").text
    assert "¿Cuántas?" in only
    assert "Falta el desglose" not in only
    assert "Nada coincide" in read(world, f"/avances/{world.first}/historia?who=Nadie").text


def test_what_a_group_does_in_its_draft_is_its_own_business(world: CoLeadWorld) -> None:
    with world.app.app_context():
        first = world.update(world.first)
        lead = first.versions[0].submitted_by
        events.record(db.session, "UpdateSaved", subject="updates", subject_id=first.id, actor=lead, now=NOW)
        db.session.commit()

    assert "guardó cambios" in read(world, f"/avances/{world.first}/historia").text
    assert "guardó cambios" not in read(world, f"/avances/{world.first}/historia", "gtg").text


def test_who_sent_for_whom_and_why_is_written_where_people_look(world: CoLeadWorld) -> None:
    with world.app.app_context():
        first = world.update(world.first)
        first.state = State.DRAFT
        first.status, first.percent_done = WHOLE.status, 80
        first.punctuality, first.achieved = WHOLE.punctuality, "Tres reuniones"
        db.session.commit()
    data = {"behalf-reason": "Lo pidió por teléfono."}

    sent = world.browser("gtg").post(f"/revision/{world.first}/enviar-en-nombre", data=data, follow_redirects=True)

    assert "La envió el GTG en nombre de GTCU: Lo pidió por teléfono." in check_page(sent).text
    assert "en nombre de GTCU" in read(world, f"/avances/{world.first}/versiones").text
    history = read(world, f"/avances/{world.first}/historia").text
    assert "envió el avance en nombre del grupo" in history
    assert "En nombre de GTCU. Lo pidió por teléfono." in history


def test_sending_for_a_group_asks_why(world: CoLeadWorld) -> None:
    with world.app.app_context():
        world.update(world.first).state = State.DRAFT
        db.session.commit()

    answer = world.browser("gtg").post(f"/revision/{world.first}/enviar-en-nombre", data={"behalf-reason": ""})

    assert answer.status_code == 422
    assert check_page(answer).errors


def test_the_gtg_reads_everything_page_by_page(demo_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "PAGE_SIZE", 5)
    gtg = signed_in(demo_app, "coordinacion@gtg.example")

    first = check_page(gtg.get("/historia"))
    assert "página 1 de" in first.text
    second = check_page(gtg.get(first.links["Más antiguas"]))
    assert "página 2 de" in second.text
    assert "Más recientes" in second.links
    assert "página 1 de" not in check_page(gtg.get("/historia?page=99999")).text


def test_the_whole_trail_is_filtered_and_words_are_spanish(demo_app: Flask) -> None:
    gtg = signed_in(demo_app, "coordinacion@gtg.example")

    page = check_page(gtg.get("/historia?about=updates&kind=UpdateReturned"))

    assert "devolvió el avance" in page.text
    with demo_app.app_context():
        count = select(func.count()).select_from(Event).where(Event.kind == "UpdateReturned")
        returned = db.session.scalar(count)
    assert len(page.find("li", class_="history__item")) == returned
    assert f"{returned} anotaci" in page.text
    assert page.value("kind") == "UpdateReturned"


def test_an_observer_reads_updates_but_not_the_whole_trail(demo_app: Flask) -> None:
    assert signed_in(demo_app, "observa@gan.example").get("/historia").status_code == 403
