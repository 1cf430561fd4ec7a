from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from monitor.db import db
from monitor.domain.permissions import GroupRole, Role
from monitor.models import MailState, OutboxMessage, User
from monitor.services import outbox
from tests.factories import make_coordinator, make_group, make_plan, make_project, make_user
from tests.fixtures import NOW, signed_in
from tests.views.page_checks import Page, check_page

T = TypeVar("T")


@dataclass(frozen=True)
class World:
    coordinator: int
    eva: int
    gtg: int
    gte: int


@pytest.fixture
def world(app: Flask) -> World:
    """A coordinator outside every group, and Eva, who leads GTE."""
    with app.app_context():
        gtg, gte = make_group(db.session, "GTG"), make_group(db.session, "GTE")
        coordinator = make_coordinator(db.session, name="Ana Pérez", email="ana@example.org")
        eva = make_user(db.session, name="Eva Soto", email="eva@example.org", lead_of=gte)
        make_project(db.session, make_plan(db.session), gtg)
        db.session.commit()
        return World(coordinator.id, eva.id, gtg.id, gte.id)


def come_in(client: FlaskClient, user_id: int) -> FlaskClient:
    with client.session_transaction() as browser:
        browser["user_id"], browser["session_number"] = user_id, 0
    return client


@pytest.fixture
def gtg(client: FlaskClient, world: World) -> FlaskClient:
    """The coordinator's browser."""
    return come_in(client, world.coordinator)


def person(app: Flask, user_id: int, read: Callable[[User], T]) -> T:
    with app.app_context():
        return read(db.session.get_one(User, user_id))


def answers(page: Page, **changes: str) -> dict[str, str]:
    """What the form on the page would send, with some answers changed."""
    filled = {
        field.get("name", ""): page.value(field.get("name", ""))
        for field in page.all("input", "select")
        if field.get("type") not in ("radio", "hidden", "checkbox") and field.get("name")
    }
    chosen = {
        field.attrib["name"]: field.attrib["value"]
        for field in page.find("input", type="radio")
        if "checked" in field.attrib
    }
    return filled | chosen | changes


def test_the_list_shows_everybody_by_group_and_which_group_nobody_answers_for(gtg: FlaskClient) -> None:
    page = check_page(gtg.get("/personas"))
    captions = [caption.text for caption in page.all("caption")]
    assert captions == ["Países", "Sin grupo", "Grupo GTE (GTE)"]
    assert "Grupo GTG (GTG): sin responsable con acceso" in page.text
    assert "eva@example.org Responsable Invitada nunca" in page.text
    assert set(page.links) >= {"Ana Pérez", "Eva Soto", "Invitar a una persona"}


def test_an_address_that_mails_come_back_from_is_marked_with_the_day_and_the_servers_words(
    app: Flask, gtg: FlaskClient, world: World
) -> None:
    assert "Correo devuelto" not in check_page(gtg.get("/personas")).text
    with app.app_context():
        eva = db.session.get_one(User, world.eva)
        mail = outbox.queue(
            db.session, key="k", kind="digest", user=eva, subject="Le falta 1 avance", text="t", html="h", now=NOW
        )
        assert mail is not None
        mail.state, mail.sent_at = MailState.SENT, NOW
        mail.bounced_at, mail.bounce_detail = NOW + timedelta(minutes=2), "5.1.1 No such user"
        db.session.commit()

    page = check_page(gtg.get("/personas"))
    assert "eva@example.org Correo devuelto 5 oct 2021, 10:02 Responsable Invitada nunca" in page.text
    assert page.text.count("Correo devuelto") == 1
    hers = check_page(gtg.get(f"/personas/{world.eva}"))
    assert "Correo devuelto El correo que le escribimos el 5 oct 2021, 10:00 volvió el 5 oct 2021, 10:02." in hers.text
    assert "Su servidor dijo: «5.1.1 No such user»." in hers.text
    assert "Correo devuelto" not in check_page(gtg.get(f"/personas/{world.coordinator}")).text


def test_an_invitation_adds_the_person_and_sends_the_mail(app: Flask, gtg: FlaskClient, world: World) -> None:
    form = check_page(gtg.get("/personas/nueva"))
    sent = {
        "name": "Luz Ríos",
        "email": "Luz@Example.org",
        "country": "PE",
        "lines-0-group": str(world.gtg),
        "lines-0-role": "lead",
    }
    page = check_page(gtg.post("/personas/nueva", data=answers(form, **sent), follow_redirects=True))
    assert "Se envió la invitación a Luz@Example.org." in page.text
    assert "Nadie puede enviar" not in page.text
    with app.app_context():
        luz = db.session.scalars(select(User).where(User.email == "luz@example.org")).one()
        assert (luz.name, luz.role, luz.actor.groups) == ("Luz Ríos", Role.MEMBER, {world.gtg: GroupRole.LEAD})
        mail = db.session.scalars(select(OutboxMessage)).one()
    assert mail.subject == "Le invitamos a HRAEM Monitor"
    assert "Grupo GTG (GTG)" in mail.text
    assert "7 días" in mail.text
    link = mail.text.split("http://127.0.0.1")[1].split()[0]
    browser = app.test_client()
    assert "Luz Ríos" in check_page(browser.get(link)).text
    assert browser.post(link).location == "/"


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(app: Flask, gtg: FlaskClient) -> None:
    form = check_page(gtg.get("/personas/nueva"))
    for email, said in (
        ("eva@EXAMPLE.org", "Ya hay una persona con este correo."),
        ("eva", "Escriba un correo completo, como nombre@ejemplo.org."),
        ("", "Escriba el correo de la persona."),
    ):
        answer = gtg.post("/personas/nueva", data=answers(form, name="Otra Eva", email=email))
        assert answer.status_code == 422
        page = check_page(answer)
        assert page.errors == [said]
        assert page.links[said] == "#email"
        assert (page.value("email"), page.value("name")) == (email, "Otra Eva")
    with app.app_context():
        assert db.session.scalars(select(OutboxMessage)).all() == []
        assert len(db.session.scalars(select(User)).all()) == 2


def test_a_group_chosen_twice_is_refused_at_the_second_line(gtg: FlaskClient, world: World) -> None:
    form = check_page(gtg.get(f"/personas/{world.eva}"))
    answer = gtg.post(f"/personas/{world.eva}", data=answers(form, **{"lines-1-group": str(world.gte)}))
    assert answer.status_code == 422
    page = check_page(answer)
    assert page.errors == ["Este grupo ya está en la lista."]
    assert page.links[page.errors[0]] == "#lines-1-group"


def test_choices_that_nobody_offered_are_refused(gtg: FlaskClient, world: World) -> None:
    form = check_page(gtg.get(f"/personas/{world.eva}"))
    for name, value in (("role", "admin"), ("country", "ZZ"), ("lines-0-group", "999"), ("lines-0-role", "boss")):
        answer = gtg.post(f"/personas/{world.eva}", data=answers(form, **{name: value}))
        assert answer.status_code == 422
        assert len(check_page(answer).errors) == 1, name


def test_a_person_is_moved_to_another_group_by_choosing_it(app: Flask, gtg: FlaskClient, world: World) -> None:
    form = check_page(gtg.get(f"/personas/{world.eva}"))
    assert form.value("lines-0-group") == str(world.gte)
    changed = answers(form, name="Eva Soto Paz", **{"lines-0-group": str(world.gtg), "lines-0-role": "contributor"})
    page = check_page(gtg.post(f"/personas/{world.eva}", data=changed, follow_redirects=True))
    assert "Se guardaron los datos de Eva Soto Paz." in page.text
    assert person(app, world.eva, lambda eva: eva.actor.groups) == {world.gtg: GroupRole.CONTRIBUTOR}
    history = check_page(gtg.get(f"/personas/{world.eva}")).text
    assert "Ana Pérez retiró a la persona de un grupo" in history
    assert "GTG: Colaboración" in history


def test_saving_without_changes_changes_nothing(app: Flask, gtg: FlaskClient, world: World) -> None:
    form = check_page(gtg.get(f"/personas/{world.eva}"))
    assert gtg.post(f"/personas/{world.eva}", data=answers(form)).status_code == 302
    assert person(app, world.eva, lambda eva: (eva.name, eva.role, eva.actor.groups)) == (
        "Eva Soto",
        Role.MEMBER,
        {world.gte: GroupRole.LEAD},
    )
    assert "Historia" not in check_page(gtg.get(f"/personas/{world.eva}")).text


def test_who_loses_access_is_out_at_once_and_can_be_let_in_again(app: Flask, gtg: FlaskClient, world: World) -> None:
    eva = come_in(app.test_client(), world.eva)
    assert eva.get("/proyectos").status_code == 200
    page = check_page(gtg.post(f"/personas/{world.eva}/desactivar", follow_redirects=True))
    assert "Eva Soto ya no puede entrar" in page.text
    assert "Sin acceso" in page.text
    assert eva.get("/proyectos").location.startswith("/entrar")
    page = check_page(gtg.post(f"/personas/{world.eva}/reactivar", follow_redirects=True))
    assert "puede volver a entrar" in page.text
    assert eva.get("/proyectos").status_code == 302, "an old session stays closed"


def test_the_last_coordinator_can_neither_leave_nor_step_down(app: Flask, gtg: FlaskClient, world: World) -> None:
    form = check_page(gtg.get(f"/personas/{world.coordinator}"))
    answer = gtg.post(f"/personas/{world.coordinator}", data=answers(form, role="observer"))
    assert answer.status_code == 422
    page = check_page(answer)
    assert page.errors[0].startswith("Es la única persona activa")
    assert page.links[page.errors[0]] == "#role"
    page = check_page(gtg.post(f"/personas/{world.coordinator}/desactivar", follow_redirects=True))
    assert page.text.startswith("Es la única persona activa")
    assert person(app, world.coordinator, lambda ana: (ana.role, ana.is_active)) == (Role.COORDINATOR, True)


def test_another_invitation_goes_to_whoever_has_not_come_in(app: Flask, gtg: FlaskClient, world: World) -> None:
    page = check_page(gtg.post(f"/personas/{world.eva}/invitar", follow_redirects=True))
    assert "Se envió otra invitación a eva@example.org." in page.text
    with app.app_context():
        assert [mail.kind for mail in db.session.scalars(select(OutboxMessage))] == ["invitation"]


def test_nobody_stands_under_an_unknown_number(gtg: FlaskClient) -> None:
    answer = gtg.get("/personas/999")
    assert answer.status_code == 404
    check_page(answer)


def test_a_coordinators_change_of_person_is_one_page_and_five_answers(demo_app: Flask) -> None:
    client = signed_in(demo_app, "coordinacion@gtg.example")
    with demo_app.app_context():
        leaving = db.session.scalars(select(User).where(User.email == "apoyo@gtg.example")).one()
        user_id, groups = leaving.id, [each.group_id for each in leaving.memberships]
    assert f"/personas/{user_id}/relevo" in client.get(f"/personas/{user_id}").text
    page = check_page(client.get(f"/personas/{user_id}/relevo"))
    assert page.field("with_role").get("checked") is not None
    answers = {"email": "nueva@gtg.example", "name": "Nadia Ríos", "groups": groups, "with_role": "y",
               "ends_on": "2021-10-08", "note": ""}  # fmt: skip
    refused = client.post(f"/personas/{user_id}/relevo", data=answers | {"email": "apoyo@gtg.example"})
    assert refused.status_code == 422
    assert "que es otra" in check_page(refused).text
    assert client.post(f"/personas/{user_id}/relevo", data=answers).status_code == 302
    with demo_app.app_context():
        new = db.session.scalars(select(User).where(User.email == "nueva@gtg.example")).one()
        assert (new.role, set(new.actor.groups)) == (Role.COORDINATOR, set(groups))
    history = check_page(client.get(f"/personas/{user_id}")).text
    assert "entregó su papel a otra persona" in history
    assert "nueva@gtg.example; entra hasta el 8 de octubre de 2021" in history
