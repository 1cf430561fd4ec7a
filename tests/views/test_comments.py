"""A comment stands beside its question until it is resolved; it is written, answered and resolved without scripts."""

from dataclasses import replace

import pytest
from flask import Flask

from monitor.db import db
from monitor.domain.updates import State
from tests.services.review_helpers import WHOLE, hand_in
from tests.views.co_lead_world import CoLeadWorld, make_co_lead_world
from tests.views.page_checks import check_page

ASKED = "¿Cuántas personas vinieron?"


@pytest.fixture
def world(app: Flask) -> CoLeadWorld:
    world = make_co_lead_world(app)
    write(world, ASKED)
    return world


def write(world: CoLeadWorld, text: str, question: str = "achieved") -> int:
    data = {"question": question, "text": text}
    return world.browser("gtg").post(f"/avances/{world.first}/comentarios", data=data).status_code


def give_back(world: CoLeadWorld) -> None:
    data = {"reason": "Falta algo", "correct_by": "2021-10-12"}
    assert world.browser("gtg").post(f"/revision/{world.first}/devolver", data=data).status_code == 302


def test_the_reviewer_sees_it_with_its_question_and_version(world: CoLeadWorld) -> None:
    page = check_page(world.browser("gtg").get(f"/revision/{world.first}"))

    assert ASKED in page.text
    assert "Qué se logró versión 1 Abierto" in page.text
    assert "Marcar como resuelto Qué se logró" in page.buttons


def test_it_stands_on_the_page_of_its_question_and_on_no_other(world: CoLeadWorld) -> None:
    give_back(world)
    client = world.browser("lead")

    page = check_page(client.get(f"/avances/{world.first}/avances"))
    assert "El GTG pregunta algo sobre esta página" in page.text
    assert ASKED in page.text
    assert ASKED not in check_page(client.get(f"/avances/{world.first}/estado")).text
    task_list = check_page(client.get(f"/avances/{world.first}"))
    assert ASKED in task_list.text
    assert task_list.links["Ir a la pregunta"] == f"/avances/{world.first}/avances#achieved"


@pytest.mark.parametrize(
    ("question", "page"),
    [("status", "estado"), ("milestones", "hitos"), ("participation", "participacion"), ("evidence", "evidencias")],
)
def test_every_page_of_the_form_shows_its_own(world: CoLeadWorld, question: str, page: str) -> None:
    write(world, f"Sobre {question}", question)
    give_back(world)

    assert f"Sobre {question}" in check_page(world.browser("lead").get(f"/avances/{world.first}/{page}")).text


def test_the_group_answers_and_resolves(world: CoLeadWorld) -> None:
    give_back(world)
    client = world.browser("lead")
    answered = client.post(
        f"/avances/{world.first}/comentarios/1/responder",
        data={"text": "Vinieron 40.", "from": "page"},
        follow_redirects=True,
    )
    assert "Vinieron 40." in check_page(answered).text
    assert answered.request.path == f"/avances/{world.first}/avances"

    client.post(f"/avances/{world.first}/comentarios/1/resolver", data={"from": "page"})

    assert ASKED not in check_page(client.get(f"/avances/{world.first}/avances")).text
    review = check_page(world.browser("gtg").get(f"/revision/{world.first}"))
    assert "Vinieron 40." in review.text
    assert "Resuelto" in review.text
    assert "Volver a abrir Qué se logró" in review.buttons
    reopened = world.browser("gtg").post(f"/avances/{world.first}/comentarios/1/reabrir", data={"from": "review"})
    assert reopened.location == f"/revision/{world.first}#comments"


def test_an_empty_comment_or_answer_is_refused_in_words(world: CoLeadWorld) -> None:
    assert write(world, "  ") == 422
    answer = world.browser("lead").post(f"/avances/{world.first}/comentarios/1/responder", data={"text": " "})

    assert answer.status_code == 422
    assert "Escriba la respuesta." in check_page(answer).text


def test_a_comment_is_nobody_elses_business(world: CoLeadWorld) -> None:
    for verb in ("responder", "resolver", "reabrir"):
        own = world.browser("co_lead").post(f"/avances/{world.first}/comentarios/1/{verb}", data={"text": "x"})
        moved = world.browser("co_lead").post(f"/avances/{world.second}/comentarios/1/{verb}", data={"text": "x"})
        assert (own.status_code, moved.status_code) == (404, 404)


def test_what_may_be_approved_together_stands_on_the_board(world: CoLeadWorld) -> None:
    gtg = world.browser("gtg")
    board = check_page(gtg.get("/revision"))
    assert "tiene comentarios sin resolver" in board.text
    assert board.fields("seen") == []

    gtg.post(f"/avances/{world.first}/comentarios/1/resolver", data={"from": "review"})
    board = check_page(gtg.get("/revision"))
    [box] = board.fields("seen")
    assert box.get("value") == f"{world.first}:1"
    data = {"seen": [f"{world.first}:1", f"{world.second}:1", "x:y"], "period": "2021-T3"}
    done = check_page(gtg.post("/revision/aprobar-varios", data=data, follow_redirects=True))

    assert "Se aprobó 1 avance." in done.text
    assert "Sin aprobar:" in done.text
    with world.app.app_context():
        assert world.update(world.first).state is State.APPROVED


def test_nothing_marked_is_said(world: CoLeadWorld) -> None:
    done = world.browser("gtg").post("/revision/aprobar-varios", data={"period": "2021-T3"}, follow_redirects=True)

    assert "No marcó ningún avance." in check_page(done).text


def test_the_difference_since_the_returned_version_is_marked_up_for_everybody(world: CoLeadWorld) -> None:
    with world.app.app_context():
        first = world.update(world.first)
        long = "El grupo se reunió dos veces y aprobó el plan de trabajo del año, con la consultora ya contratada."
        hand_in(db.session, first, first.versions[-1].submitted_by, replace(WHOLE, achieved=long))
        new = long.replace("dos veces", "tres veces")
        hand_in(db.session, first, first.versions[-1].submitted_by, replace(WHOLE, achieved=new, percent_done=55))
        db.session.commit()

    page = check_page(world.browser("gtg").get(f"/revision/{world.first}"))

    assert "Desde la versión 2, que se devolvió" in page.text
    assert "quitado: dos fin de lo quitado" in page.text
    assert "agregado: tres fin de lo agregado" in page.text
    assert "(+15)" in page.text
    assert len(page.find("ins")) == 2
