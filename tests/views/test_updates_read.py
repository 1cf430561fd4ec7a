"""An update as those read it who cannot write in it now, and what was returned."""

from datetime import date, timedelta

import pytest
from flask import Flask

from monitor.db import db
from monitor.domain.updates import State
from monitor.models import Group, ProgressUpdate, ProjectGroup, ProjectRole, User
from monitor.services.update_moves import move
from tests.factories import make_update
from tests.fixtures import NOW
from tests.views.page_checks import check_page
from tests.views.update_world import STATUS, World, fill, make_world


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(app)


def send(world: World) -> None:
    fill(world)
    assert world.post("enviar", {}).status_code == 302


def send_back(world: World, days: int = 7) -> None:
    with world.stored() as update:
        coordinator = db.session.get_one(User, world.people["coordinator"])
        reason = "Falta contar cuántas mujeres participaron."
        correct_by = (NOW + timedelta(days=days)).date()
        at_night = NOW.replace(hour=23, minute=59)  # after the group's own saves, whatever the time of the real day
        move(db.session, update, "return", actor=coordinator, now=at_night, reason=reason, correct_by=correct_by)


def test_what_was_returned_says_why_until_when_and_where_to_begin(world: World) -> None:
    send(world)
    send_back(world)

    page = check_page(world.browser().get(world.url))

    assert "Envíelas a más tardar el 12 de octubre (faltan 7 días)." in page.text
    assert "Falta contar cuántas mujeres participaron." in page.text
    assert page.links["Corregir"] == f"{world.url}/estado"
    assert "Rosa Gil devolvió el avance" in page.text


def test_what_was_corrected_leads_to_sending_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    send(world)
    send_back(world)
    monkeypatch.setattr("monitor.views.updates.now", lambda: NOW + timedelta(hours=8))
    assert world.post("avances", {"achieved": "Tres reuniones"}).status_code == 302

    assert check_page(world.browser().get(world.url)).links["Revisar y enviar"] == f"{world.url}/revisar"
    assert world.post("enviar", {}).status_code == 302
    with world.stored() as update:
        assert [version.content["achieved"] for version in update.versions] == [
            "Dos reuniones\ny un acuerdo",
            "Tres reuniones",
        ]


def test_what_is_sent_is_read_and_not_written(world: World) -> None:
    send(world)

    answer = world.browser().get(f"{world.url}/estado", follow_redirects=True)
    assert "ya está enviado" in check_page(answer).text
    assert answer.request.path == world.url
    late = world.post("avances", {"achieved": "Una idea de última hora"})
    assert late.status_code == 409
    page = check_page(late)
    assert page.value("achieved") == "Una idea de última hora"
    assert "no se guardó" in page.text


@pytest.mark.parametrize("kind", ["coordinator", "observer"])
def test_the_gtg_and_observers_read_what_was_sent(world: World, kind: str) -> None:
    assert world.browser(kind).get(world.url).status_code == 403
    send(world)

    page = check_page(world.browser(kind).get(world.url))

    assert "Dos reuniones" in page.text
    assert "Enviar al GTG" not in page.buttons
    assert world.browser(kind).get(f"{world.url}/estado").status_code == 403


def test_the_gtg_does_not_see_what_a_group_is_still_correcting(world: World) -> None:
    send(world)
    send_back(world)
    world.post("avances", {"achieved": "Borrador nuevo, sin terminar"})

    page = check_page(world.browser("coordinator").get(world.url))

    assert "Dos reuniones" in page.text
    assert "Borrador nuevo" not in page.text


@pytest.mark.parametrize("name", ["", "/estado", "/revisar", "/participacion/nueva"])
def test_to_other_groups_the_update_does_not_exist(world: World, name: str) -> None:
    send(world)

    assert world.browser("stranger").get(world.url + name).status_code == 404


@pytest.mark.parametrize(
    ("locks_on", "opens_on", "words"),
    [
        (date(2021, 10, 4), date(2021, 9, 1), "pida una prórroga"),
        (date(2021, 12, 1), date(2021, 10, 6), "todavía no está abierto"),
    ],
)
def test_a_closed_period_says_so_and_saves_nothing(world: World, locks_on: date, opens_on: date, words: str) -> None:
    with world.stored() as update:
        period = update.period
        period.starts_on, period.ends_on, period.opens_on = date(2021, 6, 1), date(2021, 8, 31), opens_on
        period.locks_on, period.due_on, period.on_time_until = locks_on, max(opens_on, date(2021, 10, 3)), locks_on

    assert words in check_page(world.browser().get(world.url)).text
    answer = world.post("estado", STATUS)
    assert answer.status_code == 409
    assert words in check_page(answer).text
    with world.stored() as update:
        assert (update.state, update.status) == (State.NOT_STARTED, None)


def test_a_group_that_only_shares_a_project_sees_who_coordinates(world: World) -> None:
    with world.stored() as update:
        other = next(part for part in update.project.groups if part.group_id != update.group_id)
        shared = make_update(db.session, update.project, update.period, group=other.group)
        url = f"/avances/{shared.id}"

    page = check_page(world.browser("stranger").get(url))

    assert "Coordina este proyecto Grupo GTCU (GTCU)." in page.text


def test_what_happened_is_told_to_both_sides_without_the_noise(world: World) -> None:
    send(world)
    world_history = check_page(world.browser("coordinator").get(world.url)).text

    assert "Ana Pérez empezó el avance" in world_history
    assert "Ana Pérez envió el avance" in world_history
    assert "guardó cambios" not in world_history


def test_a_lead_who_can_go_on_is_told_with_what(world: World) -> None:
    with world.stored() as update:
        project = update.project
        group = db.session.get_one(Group, update.group_id)
        another = type(project)(
            plan_id=project.plan_id, number=8, title="Segundo ciclo de cine", activity="x", schedule_verbatim="x"
        )
        another.groups.append(ProjectGroup(group=group, role=ProjectRole.LEAD, position=0))
        db.session.add(another)
        db.session.flush()
        db.session.add(ProgressUpdate(project=another, period=update.period, group=group, coordinates=True))
    send(world)

    assert "Segundo ciclo de cine" in check_page(world.browser().get(world.url)).links
