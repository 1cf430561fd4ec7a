"""A co-lead answers in one step, adds a short text, or files in full; the pages say each plainly."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from monitor.db import db
from monitor.domain.co_leads import AnswerKind
from monitor.domain.updates import State
from monitor.models import OutboxMessage
from tests.services.review_helpers import WHOLE, hand_in
from tests.views.co_lead_world import CoLeadWorld, make_co_lead_world
from tests.views.page_checks import Page, check_page


@pytest.fixture
def world(app: Flask) -> CoLeadWorld:
    return make_co_lead_world(app)


def told(answer: TestResponse) -> dict[str, Any]:
    return dict(json.loads(answer.text))


def own_page(world: CoLeadWorld, kind: str = "co_lead") -> Page:
    return check_page(world.browser(kind).get(f"/avances/{world.second}"))


def version_of(world: CoLeadWorld) -> int:
    with world.app.app_context():
        return world.update(world.first).versions[-1].id


def endorse(world: CoLeadWorld, version: int | None = None) -> Page:
    data = {"version": str(version or version_of(world))}
    answer = world.browser("co_lead").post(f"/avances/{world.second}/suscribir", data=data, follow_redirects=True)
    return check_page(answer)


def test_the_choice_stands_at_the_top_and_one_press_answers(world: CoLeadWorld) -> None:
    page = own_page(world)
    assert "Suscribo el avance de GTCU" in page.buttons
    assert page.text.index("¿Cómo quiere responder su grupo?") < page.text.index("Páginas")

    answered = endorse(world)

    assert "Su grupo suscribe el avance de GTCU. Gracias." in answered.text
    assert "Suscribe el avance de GTCU (versión 1)" in answered.text
    with world.app.app_context():
        assert world.update(world.second).state is State.SUBMITTED


def test_it_can_be_read_before(world: CoLeadWorld) -> None:
    page = check_page(world.browser("co_lead").get(f"/avances/{world.second}/suscribir"))

    assert page.h1 == "Suscribir el avance de GTCU"
    assert "Dos reuniones" in page.text
    assert "Suscribo el avance de GTCU" in page.buttons


def test_a_contributor_reads_and_is_told_who_can_press(world: CoLeadWorld) -> None:
    page = check_page(world.browser("co_contributor").get(f"/avances/{world.second}/suscribir"))

    assert "Suscribo el avance de GTCU" not in page.buttons
    assert "Solo una persona responsable del grupo puede suscribirlo" in page.text
    assert "Suscribo el avance de GTCU" not in own_page(world, "co_contributor").buttons


def test_before_it_is_submitted_the_page_says_so(world: CoLeadWorld) -> None:
    with world.app.app_context():
        world.update(world.first).state = State.DRAFT
        db.session.commit()

    assert "todavía no tiene un avance enviado" in own_page(world).text
    assert "Suscribo el avance de GTCU" not in own_page(world).buttons


def test_two_presses_answer_once(world: CoLeadWorld) -> None:
    endorse(world)

    assert "Su grupo ya suscribió este avance." in endorse(world).text
    with world.app.app_context():
        assert len(world.update(world.second).versions) == 1


def test_another_version_meanwhile_is_shown_before_it_is_endorsed(world: CoLeadWorld) -> None:
    seen = version_of(world)
    with world.app.app_context():
        first = world.update(world.first)
        hand_in(db.session, first, first.versions[-1].submitted_by)
        db.session.commit()

    page = endorse(world, seen)

    assert page.h1 == "Suscribir el avance de GTCU"
    assert "otra versión mientras usted leía" in page.text


def test_a_new_version_is_told_and_can_be_endorsed_again(world: CoLeadWorld) -> None:
    endorse(world)
    with world.app.app_context():
        first = world.update(world.first)
        first.state, first.correct_by = State.RETURNED, first.period.due_on
        first.status, first.percent_done, first.punctuality = WHOLE.status, 60, WHOLE.punctuality
        first.achieved = "Tres reuniones"
        db.session.commit()
    sent = world.browser("lead").post(f"/avances/{world.first}/enviar", data={}, follow_redirects=True)
    assert "Avance enviado al GTG." in check_page(sent).text

    with world.app.app_context():
        [mail] = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "endorsed_changed"))
        assert "GTCU cambió el avance que su grupo suscribió" in mail.subject
    page = own_page(world)
    assert "GTCU envió otra versión después de que su grupo suscribiera la versión 1." in page.text
    assert "Suscribe el avance de GTCU (versión 2)" in endorse(world).text


def test_a_contribution_is_typed_checked_and_sent(world: CoLeadWorld) -> None:
    client = world.browser("co_lead")
    empty = check_page(client.get(f"/avances/{world.second}/aporte"))
    assert empty.h1 == "Aporte de su grupo"
    answer = client.post(
        f"/avances/{world.second}/aporte",
        data={"contribution": "Pusimos la sala.", "lock_version": empty.value("lock_version"), "then": "check"},
        follow_redirects=True,
    )
    check = check_page(answer)
    assert "Pusimos la sala." in check.text
    assert any(link.startswith(f"/avances/{world.second}/aporte") for link in check.links.values())
    assert "Aporte de su grupo" in own_page(world).text
    assert "Estado" not in own_page(world).links

    sent = check_page(client.post(f"/avances/{world.second}/enviar", data={}, follow_redirects=True))

    assert "Avance enviado al GTG." in sent.text
    assert "Pusimos la sala." in sent.text
    with world.app.app_context():
        assert world.update(world.second).answer_kind is AnswerKind.CONTRIBUTION


def test_a_stale_contribution_shows_both_texts(world: CoLeadWorld) -> None:
    client = world.browser("co_lead")
    drawn = check_page(client.get(f"/avances/{world.second}/aporte")).value("lock_version")
    for text in ("El primero", "El segundo"):
        answer = client.post(f"/avances/{world.second}/aporte", data={"contribution": text, "lock_version": drawn})

    page = check_page(answer)
    assert answer.status_code == 409
    assert page.value("contribution").strip() == "El segundo"
    assert "El primero" in page.text


def test_who_began_a_contribution_may_still_file_in_full(world: CoLeadWorld) -> None:
    client = world.browser("co_lead")
    drawn = check_page(client.get(f"/avances/{world.second}/aporte")).value("lock_version")
    client.post(f"/avances/{world.second}/aporte", data={"contribution": "Algo", "lock_version": drawn})
    assert "Prefiero llenar el avance completo" in own_page(world).buttons

    with world.app.app_context():
        lock = world.update(world.second).lock_version
    chosen = client.post(f"/avances/{world.second}/forma", data={"lock_version": str(lock)})

    assert chosen.location == f"/avances/{world.second}/estado"
    assert "Avances" in own_page(world).links


def test_the_coordinating_group_has_no_such_choice(world: CoLeadWorld) -> None:
    client = world.browser("lead")

    assert "¿Cómo quiere responder" not in client.get(f"/avances/{world.first}").text
    assert client.get(f"/avances/{world.first}/suscribir").status_code == 409


def test_the_reviewer_sees_both_and_one_approval_takes_both(world: CoLeadWorld) -> None:
    endorse(world)
    gtg = world.browser("gtg")
    page = check_page(gtg.get(f"/revision/{world.first}"))
    assert "Suscribe el avance del grupo que coordina" in page.text
    assert "Estado distinto" not in page.text
    assert "Suscribe el avance de GTCU, versión 1." in check_page(gtg.get(f"/revision/{world.second}")).text

    approved = check_page(gtg.post(f"/revision/{world.first}/aprobar", data={"version": "1"}, follow_redirects=True))

    assert "Con él se aprobó lo que lo suscribe: GTAP." in approved.text
    with world.app.app_context():
        assert world.update(world.second).state is State.APPROVED


def test_a_contribution_saves_itself_and_a_stale_one_is_refused(world: CoLeadWorld) -> None:
    client, address = world.browser("co_lead"), f"/avances/{world.second}/aporte"
    drawn = check_page(client.get(address))
    hidden = {name: drawn.value(name) for name in ("lock_version", "seen", "author")}

    def autosave(data: dict[str, str]) -> TestResponse:
        return client.post(address, data=data, headers={"Accept": "application/json"})

    first = autosave(hidden | {"contribution": "Pusimos la sala."})
    again = {name: told(first)[name] for name in hidden}
    second = autosave(again | {"contribution": "Pusimos la sala y el café.", "then": "people"})

    assert (first.status_code, told(first)["errors"]) == (200, {})
    assert told(second)["next"] == f"/avances/{world.second}/participacion"
    too_long = autosave({name: told(second)[name] for name in hidden} | {"contribution": "x" * 4000})
    assert list(told(too_long)["errors"]) == ["contribution"]
    stale = autosave(hidden | {"contribution": "Otra cosa"})
    assert (stale.status_code, told(stale)["compare"]) == (409, True)
    page = check_page(client.post(address, data=hidden | {"contribution": "Otra cosa"}))
    assert page.value("contribution").strip() == "Otra cosa"
    assert "Pusimos la sala y el café." in page.text
