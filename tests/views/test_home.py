"""Where people arrive: what is due of them, in words."""

from datetime import date

import pytest
from flask import Flask

from monitor.db import db
from monitor.domain.permissions import GroupRole
from monitor.domain.updates import State
from monitor.models import Membership
from tests.factories import make_project, make_update
from tests.views.page_checks import check_page
from tests.views.update_world import World, fill, make_world


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(app)


def home(world: World, kind: str = "lead") -> str:
    return check_page(world.browser(kind).get("/")).text


def test_one_update_to_send_is_said_in_words_with_one_button(world: World) -> None:
    page = check_page(world.browser().get("/"))

    assert "Le falta 1 avance por enviar, a más tardar el 15 de octubre." in page.text
    assert page.links["Empezar Estudio de brechas"] == world.url


def test_the_button_says_what_it_does(world: World) -> None:
    world.post("avances", {"achieved": "Algo"})
    assert "Continuar Estudio de brechas" in check_page(world.browser().get("/")).links
    with world.stored() as update:
        update.state, update.correct_by = State.RETURNED, date(2021, 10, 12)

    page = check_page(world.browser().get("/"))
    assert "El GTG le devolvió 1 avance." in page.text
    assert "El GTG pide correcciones a más tardar el 12 de octubre: faltan 7 días." in page.text
    assert "Corregir Estudio de brechas" in page.links


def test_several_updates_come_nearest_first_and_overdue_ones_are_named(world: World) -> None:
    with world.stored() as update:
        second = make_project(db.session, update.project.plan, update.group, title="Segundo ciclo", number=90)
        make_update(db.session, second, update.period)
        late = make_project(db.session, update.project.plan, update.group, title="Tercer taller", number=91)
        overdue = make_update(db.session, late, update.period, state=State.RETURNED, correct_by=date(2021, 10, 2))
        assert overdue.id

    text = home(world)

    assert "Le faltan 2 avances por enviar, a más tardar el 15 de octubre." in text
    assert "a más tardar el 2 de octubre: venció hace 3 días" in text
    assert text.index("Tercer taller") < text.index("Estudio de brechas") < text.index("Segundo ciclo")


def test_after_sending_there_is_nothing_left_to_do(world: World) -> None:
    fill(world)
    world.post("enviar", {})
    page = check_page(world.browser().get("/"))

    assert "Está al día: no le falta ningún avance por enviar." in page.text
    assert "Estudio de brechas 2021-T3 · GTCU Enviado" in page.text
    assert "Ver los trimestres anteriores" in page.text


def test_what_is_closed_is_shown_and_not_asked_for(world: World) -> None:
    with world.stored() as update:
        period = update.period
        period.starts_on, period.ends_on, period.opens_on = date(2021, 6, 1), date(2021, 8, 31), date(2021, 9, 1)
        period.due_on = period.on_time_until = period.locks_on = date(2021, 10, 4)

    page = check_page(world.browser().get("/"))

    assert "Plazo cerrado" in page.text
    assert "Está al día" in page.text


def test_an_overdue_update_can_still_be_sent(world: World) -> None:
    with world.stored() as update:
        period = update.period
        period.starts_on, period.ends_on, period.opens_on = date(2021, 6, 1), date(2021, 8, 31), date(2021, 9, 1)
        period.due_on = period.on_time_until = date(2021, 10, 4)

    text = home(world)

    assert "Tiene 1 avance con el plazo vencido." in text
    assert "El plazo era el 4 de octubre: venció ayer. Todavía puede enviarlo." in text


def test_the_gtg_goes_to_its_board_unless_it_also_leads_a_group(world: World) -> None:
    assert world.browser("coordinator").get("/").location == "/revision"
    with world.stored() as update:
        db.session.add(Membership(user_id=world.people["coordinator"], group=update.group, role=GroupRole.LEAD))

    page = check_page(world.browser("coordinator").get("/"))
    assert "Empezar Estudio de brechas" in page.links
    assert "Revisión" in page.links


def test_an_observer_finds_what_can_be_read(world: World) -> None:
    page = check_page(world.browser("observer").get("/"))

    assert page.links["Quién ha informado y quién falta"] == "/revision"
    assert page.links["Los informes trimestrales"] == "/informes"


def test_whoever_is_in_no_group_is_told_whom_to_ask(world: World) -> None:
    assert "Usted todavía no está en ningún grupo" in home(world, "nobody")


def test_another_groups_work_is_not_on_the_page(world: World) -> None:
    assert "Estudio de brechas" not in home(world, "stranger")
