"""Saving in the background, and what is typed after the session has ended: the answers the page's script relies on."""

import html
import json
import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from monitor.domain.updates import State
from tests.views.page_checks import Page, check_page
from tests.views.update_world import STATUS, World, make_world

JSON = {"Accept": "application/json"}


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(app)


def draw(world: World, page: str, kind: str = "lead") -> dict[str, str]:
    """The hidden fields of a page as it is drawn now."""
    return hidden(check_page(world.browser(kind).get(f"{world.url}/{page}")))


def hidden(page: Page) -> dict[str, str]:
    return {name: page.value(name) for name in ("lock_version", "seen", "author")}


def autosave(world: World, page: str, data: dict[str, Any], kind: str = "lead") -> TestResponse:
    return world.browser(kind).post(f"{world.url}/{page}", data=data, headers=JSON)


def told(answer: TestResponse) -> dict[str, Any]:
    return dict(json.loads(answer.text))


def test_a_page_saves_itself_and_hears_when(world: World) -> None:
    answer = autosave(world, "avances", draw(world, "avances") | {"achieved": "Dos reuniones"})

    assert answer.status_code == 200
    assert re.fullmatch(r"Guardado \d\d:\d\d", told(answer)["saved"])
    assert (told(answer)["errors"], told(answer)["values"]) == ({}, {})
    assert "next" not in told(answer)
    with world.stored() as update:
        assert (update.state, update.achieved) == (State.DRAFT, "Dos reuniones")
    again = {name: told(answer)[name] for name in ("lock_version", "seen", "author")}
    assert autosave(world, "avances", again | {"achieved": "Tres reuniones"}).status_code == 200


def test_the_button_hears_where_to_go(world: World) -> None:
    answer = autosave(world, "avances", draw(world, "avances") | {"achieved": "Algo", "then": "list"})

    assert told(answer)["next"] == world.url


def test_one_unreadable_answer_does_not_hold_the_others_back(world: World) -> None:
    drawn = draw(world, "estado")
    answer = autosave(world, "estado", drawn | STATUS | {"percent_done": "mucho", "then": "next"})

    assert answer.status_code == 200
    assert list(told(answer)["errors"]) == ["percent_done"]
    assert "«mucho» no es un número" in told(answer)["errors"]["percent_done"]
    assert told(answer)["saved"].endswith(", menos lo que está marcado")
    assert "next" not in told(answer)
    with world.stored() as update:
        assert (update.status, update.percent_done) == ("in_progress", None)


def test_an_unreadable_answer_never_writes_over_what_came_meanwhile(world: World) -> None:
    drawn = draw(world, "estado")
    world.post("estado", STATUS | {"percent_done": "30"}, kind="colleague")
    answer = autosave(world, "estado", drawn | STATUS | {"percent_done": "mucho"})
    again = {name: told(answer)[name] for name in ("lock_version", "seen", "author")}

    answer = autosave(world, "estado", again | STATUS | {"percent_done": "60"})

    assert answer.status_code == 409
    with world.stored() as update:
        assert update.percent_done == 30


def test_a_milestone_with_an_unreadable_date_is_left_out(world: World) -> None:
    name = world.milestone_id
    drawn = draw(world, "hitos")
    answer = autosave(world, "hitos", drawn | {f"new_due-{name}": "mañana", f"reason-{name}": "Agenda"})

    assert list(told(answer)["errors"]) == [f"new_due-{name}"]
    with world.stored() as update:
        assert update.milestone_answers == []


def test_a_percentage_that_follows_from_the_status_is_told(world: World) -> None:
    answer = autosave(world, "estado", draw(world, "estado") | {"status": "completed", "percent_done": ""})

    assert told(answer)["values"] == {"percent_done": ["100"]}


def test_other_questions_of_the_same_page_are_no_conflict_and_are_shown(world: World) -> None:
    drawn = draw(world, "avances", "colleague")
    world.post("avances", {"achieved": "De Ana"})
    answer = autosave(world, "avances", drawn | {"achieved": "", "next_steps": "De Beto"}, "colleague")

    assert answer.status_code == 200
    assert told(answer)["values"] == {"achieved": ["De Ana"]}
    assert "otra persona de su grupo respondió: «¿Qué se logró este trimestre?»" in told(answer)["notice"]
    with world.stored() as update:
        assert (update.achieved, update.next_steps) == ("De Ana", "De Beto")


def test_a_save_whose_answer_was_lost_is_no_conflict_with_oneself(world: World) -> None:
    drawn = draw(world, "avances")
    autosave(world, "avances", drawn | {"achieved": "Hola"})
    sent = '[[["achieved", "Hola"], ["next_steps", ""]]]'

    assert autosave(world, "avances", drawn | {"achieved": "Hola"}).status_code == 200
    assert autosave(world, "avances", drawn | {"achieved": "Hola y más"}).status_code == 409
    assert autosave(world, "avances", drawn | {"achieved": "Hola y más", "sent": sent}).status_code == 200
    for nonsense in ("x", "[1]", '{"a": 1}', "[[1]]", "null"):
        drawn = draw(world, "avances")
        assert autosave(world, "avances", drawn | {"achieved": "Bien", "sent": nonsense}).status_code == 200


def test_what_cannot_be_saved_any_more_is_said_in_words(world: World) -> None:
    drawn = draw(world, "avances")
    with world.stored() as update:
        update.state = State.SUBMITTED

    answer = autosave(world, "avances", drawn | {"achieved": "Tarde"})

    assert (answer.status_code, told(answer)["compare"]) == (409, False)
    assert "ya está enviado" in told(answer)["message"]


def clash(world: World, data: dict[str, str]) -> Page:
    drawn = draw(world, "avances", "colleague")
    world.post("avances", {"achieved": "Lo de Ana", "next_steps": "Más de Ana"})
    answer = world.browser("colleague").post(f"{world.url}/avances", data=drawn | {"next_steps": ""} | data)
    assert answer.status_code == 409
    return check_page(answer)


@pytest.mark.parametrize(
    ("choice", "left"),
    [("stored", "Lo de Ana"), ("mine", "Lo mío"), ("merged", "Lo de Ana\n\nLo mío")],
)
def test_of_two_answers_one_is_chosen_or_both_are_united(world: World, choice: str, left: str) -> None:
    page = clash(world, {"achieved": "Lo mío", "obstacles": "Pocas"})

    assert "Ana Pérez guardó esta página mientras usted escribía." in page.text
    assert "Lo que está guardado Lo de Ana" in page.text
    assert "Lo que usted escribió Lo mío" in page.text
    assert page.value("merged-achieved").lstrip("\n") == "Lo de Ana\n\nLo mío"
    sent = hidden(page) | {
        "achieved": page.value("achieved"),
        "obstacles": page.value("obstacles"),
        "next_steps": page.value("next_steps"),
        "merged-achieved": "Lo de Ana\n\nLo mío",
        "keep-achieved": choice,
    }
    assert world.browser("colleague").post(f"{world.url}/avances", data=sent).status_code == 302
    with world.stored() as update:
        assert (update.achieved, update.obstacles, update.next_steps) == (left, "Pocas", "Más de Ana")


def test_a_third_save_while_choosing_is_asked_about_again(world: World) -> None:
    page = clash(world, {"achieved": "Lo mío"})
    world.post("avances", {"achieved": "Otra vez Ana"})

    sent = hidden(page) | {"achieved": "Lo mío", "keep-achieved": "mine"}
    answer = world.browser("colleague").post(f"{world.url}/avances", data=sent)

    assert answer.status_code == 409
    assert "Otra vez Ana" in check_page(answer).text


def signed_out(world: World, data: dict[str, str], **options: Any) -> TestResponse:
    return world.app.test_client().post(f"{world.url}/avances", data=data, **options)


def test_an_ended_session_is_told_to_the_page_with_the_way_back(world: World) -> None:
    answer = signed_out(world, draw(world, "avances"), headers=JSON)

    assert answer.status_code == 401
    assert told(answer)["sign_in_url"] == f"/entrar?next={world.url}/avances"


def test_without_javascript_the_words_are_carried_through_the_sign_in(world: World) -> None:
    typed = draw(world, "avances") | {"achieved": "Escrito <b>tarde</b> y sin sesión"}
    answer = signed_out(world, typed)

    assert answer.status_code == 401
    page = check_page(answer)
    assert page.value("achieved") == "Escrito <b>tarde</b> y sin sesión"
    assert "Escrito <b>tarde</b> y sin sesión" in page.text
    assert page.links["Entrar en otra pestaña"] == f"/entrar?next={world.url}/avances"


def test_only_pages_of_ours_and_of_a_sensible_size_are_carried(world: World) -> None:
    foreign = signed_out(world, {"achieved": "No lo escribió nadie aquí", "author": "falso"})
    huge = signed_out(world, draw(world, "avances") | {"achieved": "x " * 110_000})

    for answer in (foreign, huge):
        assert answer.status_code == 401
        assert "Recuperar lo que escribí" not in check_page(answer).buttons


def with_protection(world: World, kind: str, data: dict[str, str], **options: Any) -> TestResponse:
    """Send a page whose proof against forged requests is of a session that is no more."""
    world.app.config["WTF_CSRF_ENABLED"] = True
    return world.browser(kind).post(f"{world.url}/avances", data=data, **options)


def test_after_the_sign_in_the_words_come_back_to_their_writer_unsaved(world: World) -> None:
    typed = draw(world, "avances") | {"achieved": "Escrito sin sesión"}
    answer = with_protection(world, "lead", typed)

    page = check_page(answer)
    assert page.value("achieved") == "Escrito sin sesión"
    assert "Recuperamos lo que escribió" in page.text
    assert page.value("seen") == typed["seen"]
    with world.stored() as update:
        assert update.achieved == ""
    answer = with_protection(world, "lead", typed, headers=JSON)
    assert answer.status_code == 400
    assert told(answer)["csrf_token"]


def test_nobody_else_gets_the_words(world: World) -> None:
    typed = draw(world, "avances") | {"achieved": "Escrito por Ana"}

    answer = with_protection(world, "colleague", typed)
    assert answer.status_code == 403
    assert "Escrito por Ana" not in html.unescape(answer.text)
    assert "En este navegador entró ahora Beto Díaz" in check_page(answer).text
    assert with_protection(world, "colleague", typed, headers=JSON).status_code == 403
    forged = with_protection(world, "lead", typed | {"author": "falso"})
    assert (forged.status_code, "Escrito por Ana" in forged.text) == (400, False)
