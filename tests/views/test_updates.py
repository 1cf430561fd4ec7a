"""The form as a tired person meets it: short pages, nothing lost, clear words, one submission."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event, select, text

from monitor.db import db
from monitor.domain.schedules import Precision
from monitor.domain.updates import State
from monitor.models import Milestone, UpdateVersion
from tests.views.page_checks import check_page
from tests.views.update_world import PROGRESS, STATUS, World, chosen, fill, make_world

PAGES = ("estado", "avances", "hitos", "participacion", "evidencias", "revisar")


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(app)


def test_the_task_list_names_each_page_and_how_far_it_is(world: World) -> None:
    page = check_page(world.browser().get(world.url))

    assert page.h1 == "Estudio de brechas"
    assert "a más tardar el 15 de octubre: faltan 10 días" in page.text
    assert page.links["Empezar"] == f"{world.url}/estado"
    assert [page.links[name] for name in ("Estado", "Avances", "Hitos", "Participación", "Evidencias")] == [
        f"{world.url}/{name}" for name in PAGES[:-1]
    ]
    assert page.text.count("Sin empezar") == 3
    assert page.text.count("Opcional") == 2
    assert "Ver el avance de 2021-T2" in page.text


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_well_made_before_and_after_filling_in(world: World, name: str) -> None:
    check_page(world.browser().get(f"{world.url}/{name}"))
    fill(world)
    check_page(world.browser().get(f"{world.url}/{name}"))
    check_page(world.browser("colleague").get(world.url))


def test_the_page_of_words_asks_the_database_no_more_than_twelve_times(app: Flask, world: World) -> None:
    fill(world)
    browser = world.browser()
    asked: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(*args: object) -> None:
        asked.append(str(args[2]))

    event.listen(engine, "before_cursor_execute", note)
    assert browser.get(f"{world.url}/avances").status_code == 200
    event.remove(engine, "before_cursor_execute", note)

    assert len(asked) <= 12, asked


def test_saving_a_page_keeps_it_and_leads_to_the_next(world: World) -> None:
    answer = world.post("estado", STATUS)

    assert (answer.status_code, answer.location) == (302, f"{world.url}/avances")
    with world.stored() as update:
        assert (update.state, update.percent_done) == (State.DRAFT, 45)
    page = check_page(world.browser().get(f"{world.url}/estado"))
    assert chosen(page, "status") == ["in_progress"]
    assert page.value("percent_done") == "45"


def test_one_may_leave_for_the_list_and_come_back(world: World) -> None:
    assert world.post("avances", {"achieved": "Algo", "then": "list"}).location == world.url
    page = check_page(world.browser().get(world.url))

    assert "Continuar" in page.links
    assert page.text.count("Listo") == 1


def test_changing_an_answer_from_the_check_comes_back_to_the_check(world: World) -> None:
    assert world.post("estado?desde=revisar", STATUS).location == f"{world.url}/revisar"


def test_line_breaks_and_blanks_are_tidied(world: World) -> None:
    world.post("avances", {"achieved": "  Uno\r\ndos  "})

    with world.stored() as update:
        assert update.achieved == "Uno\ndos"


@pytest.mark.parametrize(
    ("page", "field", "typed", "words"),
    [
        ("estado", "percent_done", "ciento veinte", "«ciento veinte» no es un número"),
        ("estado", "percent_done", "120", "de 0 a 100"),
        ("estado", "percent_done", "-5", "negativo"),
        ("estado", "percent_done", "12,5", "sin decimales"),
        ("avances", "achieved", "x" * 3001, "3000"),
        ("hitos", "done_on-{milestone}", "2021-02-30", "Esa fecha no existe"),
        ("hitos", "new_due-{milestone}", "0021-10-05", "Revise el año"),
    ],
)
def test_a_wrong_answer_names_its_field_and_keeps_what_was_typed(
    world: World, page: str, field: str, typed: str, words: str
) -> None:
    name = field.format(milestone=world.milestone_id)
    answer = world.post(page, {name: typed})

    assert answer.status_code == 422
    drawn = check_page(answer)
    assert words in " ".join(drawn.errors)
    assert drawn.value(name) == typed
    assert drawn.links[drawn.errors[0]] == f"#{name}"
    with world.stored() as update:
        assert update.state is State.NOT_STARTED


def test_a_choice_that_is_none_is_refused(world: World) -> None:
    answer = world.post("estado", {"status": "exploded"})

    assert answer.status_code == 422
    assert check_page(answer).errors


def test_last_periods_answers_stand_beside_the_questions(world: World) -> None:
    page = check_page(world.browser().get(f"{world.url}/avances"))

    assert "En 2021-T2 respondió: Se aprobó el plan de trabajo." in page.text
    assert page.buttons.count("Sigue igual: ¿Qué se logró este trimestre?") == 1


def test_an_answer_that_is_the_same_as_last_time_says_so(world: World) -> None:
    world.post("avances", {"achieved": "Se aprobó el plan de trabajo."})
    page = check_page(world.browser().get(f"{world.url}/avances"))

    marks = [mark.get("hidden") is None for mark in page.find("p", class_="previous__same")]
    assert marks == [True, False]  # what was achieved is the same, what is next is not


def test_figures_of_people_and_days_met_are_never_offered_again(world: World) -> None:
    for name in ("hitos", "participacion"):
        drawn = check_page(world.browser().get(f"{world.url}/{name}"))
        assert [button.get("data-carry-to") for button in drawn.all("button") if button.get("data-carry-to")] == []
    answer = world.post("participacion", {"carry": "participation"})
    assert "120" not in [field.get("value") for field in check_page(answer).all("input")]


def test_what_was_said_of_a_milestone_stands_at_its_date(world: World) -> None:
    with world.database() as session:
        version = session.scalars(select(UpdateVersion)).one()
        said = {"milestone_id": world.milestone_id, "name": "", "done_on": None, "new_due": "2022-01-31"}
        session.execute(text("DROP TRIGGER update_versions_no_update"))
        version.content = version.content | {"milestones": [said | {"reason": "Falta presupuesto."}]}
    words = check_page(world.browser().get(f"{world.url}/hitos")).text

    assert "Fecha vigente: diciembre de 2021. En 2021-T2 respondió: Nueva fecha: 31 de enero de 2022." in words
    assert "Falta presupuesto." in words


def test_an_answer_is_carried_over_without_javascript_and_without_losing_the_rest(world: World) -> None:
    answer = world.post("avances", {"carry": "achieved", "obstacles": "Agenda apretada"})

    assert answer.status_code == 200
    page = check_page(answer)
    assert page.value("achieved") == "Se aprobó el plan de trabajo."
    assert page.value("obstacles") == "Agenda apretada"
    assert "Revísela y guarde" in page.text
    with world.stored() as update:
        assert (update.state, update.achieved) == (State.NOT_STARTED, "")
    assert chosen(check_page(world.post("estado", {"carry": "status"})), "status") == ["in_progress"]


def test_a_project_without_earlier_answers_shows_no_box(app: Flask) -> None:
    page = check_page(make_world(app, with_previous=False).browser().get("/avances/1/avances"))

    assert "respondió" not in page.text


def test_a_stale_page_keeps_what_was_typed_and_can_be_saved_knowingly(world: World) -> None:
    drawn = check_page(world.browser("colleague").get(f"{world.url}/avances"))
    old = {name: drawn.value(name) for name in ("lock_version", "seen")}
    world.post("avances", {"achieved": "Lo de Ana"})

    answer = world.post("avances", old | {"achieved": "Lo mío"}, kind="colleague")

    assert answer.status_code == 409
    page = check_page(answer)
    assert "Ana Pérez guardó esta página mientras usted escribía." in page.text
    assert "Lo de Ana" in page.text
    assert page.value("achieved") == "Lo mío"
    with world.stored() as update:
        assert update.achieved == "Lo de Ana"
    fresh = {name: page.value(name) for name in ("lock_version", "seen")}
    assert world.post("avances", fresh | {"achieved": "Lo mío"}, kind="colleague").status_code == 302
    with world.stored() as update:
        assert update.achieved == "Lo mío"


def test_two_people_on_two_pages_do_not_disturb_each_other(world: World) -> None:
    drawn = check_page(world.browser("colleague").get(f"{world.url}/avances"))
    world.post("estado", STATUS)
    old = {name: drawn.value(name) for name in ("lock_version", "seen")}

    assert world.post("avances", old | PROGRESS, kind="colleague").status_code == 302


def test_the_dates_of_the_plan_suggest_the_punctuality(world: World) -> None:
    with world.database() as session:
        session.get_one(Milestone, world.milestone_id).due_on = None
    page = check_page(world.browser().get(f"{world.url}/estado"))

    assert "Según el plan va «en plazo»: ninguna fecha está vencida." in page.text


@pytest.mark.parametrize(
    ("precision", "due_on", "words"),
    [
        (Precision.DAY, date(2021, 10, 4), "era para el 4 de octubre de 2021"),
        (Precision.MONTH, date(2021, 9, 30), "era para septiembre de 2021"),
        (Precision.QUARTER, date(2021, 9, 30), "era para el tercer trimestre de 2021"),
    ],
)
def test_a_late_milestone_is_named_with_its_date_as_exact_as_it_is(
    world: World, precision: Precision, due_on: date, words: str
) -> None:
    with world.database() as session:
        milestone = session.get_one(Milestone, world.milestone_id)
        milestone.due_on, milestone.precision = due_on, precision

    text = check_page(world.browser().get(f"{world.url}/estado")).text

    assert f"Según el plan va «con retraso»: el hito «Informe final» {words} y no consta como cumplido." in text


def test_milestones_are_asked_one_by_one_with_the_plans_date(world: World) -> None:
    name = world.milestone_id
    assert "Fecha vigente: diciembre de 2021." in check_page(world.browser().get(f"{world.url}/hitos")).text

    world.post("hitos", {f"done_on-{name}": "30/9/2021"})

    assert check_page(world.browser().get(f"{world.url}/hitos")).value(f"done_on-{name}") == "2021-09-30"
    assert "Se cumplió el 30 de septiembre de 2021." in check_page(world.browser().get(f"{world.url}/revisar")).text


def test_the_check_lists_what_is_missing_with_a_link_to_each_field(world: World) -> None:
    world.post("estado", {"status": "in_progress"})
    page = check_page(world.browser().get(f"{world.url}/revisar"))

    assert len(page.errors) == 4
    assert page.links[page.errors[0]] == f"{world.url}/estado?desde=revisar#percent_done"
    assert page.links[page.errors[2]] == f"{world.url}/avances?desde=revisar#achieved"
    assert "Enviar al GTG" not in page.buttons
    assert page.links["Completar lo que falta"] == page.links[page.errors[0]]


def test_sending_what_is_incomplete_says_so_and_sends_nothing(world: World) -> None:
    world.post("estado", STATUS)
    answer = world.post("enviar", {})

    assert answer.status_code == 422
    assert check_page(answer).errors
    with world.stored() as update:
        assert update.state is State.DRAFT


def test_a_complete_update_is_sent_with_one_button_and_says_what_happens_next(world: World) -> None:
    fill(world)
    check = check_page(world.browser().get(f"{world.url}/revisar"))
    assert check.errors == []
    assert "Enviar al GTG" in check.buttons

    browser = world.browser()
    answer = browser.post(f"{world.url}/enviar", data={"lock_version": world.lock_version}, follow_redirects=True)

    page = check_page(answer)
    assert "Avance enviado al GTG. Gracias." in page.text
    assert "El GTG revisa este avance" in page.text
    assert "No le falta ningún otro avance por enviar." in page.text
    assert "Dos reuniones" in page.text
    with world.stored() as update:
        assert (update.state, update.was_on_time) == (State.SUBMITTED, True)


def test_pressing_send_twice_sends_once(world: World) -> None:
    fill(world)
    version = world.lock_version
    browser = world.browser()
    first = browser.post(f"{world.url}/enviar", data={"lock_version": version})
    second = browser.post(f"{world.url}/enviar", data={"lock_version": version}, follow_redirects=True)

    assert first.status_code == 302
    assert "Este avance ya está enviado." in check_page(second).text
    with world.stored() as update:
        assert len(update.versions) == 1


def test_what_a_colleague_changed_meanwhile_is_looked_at_before_it_is_sent(world: World) -> None:
    fill(world)
    drawn = world.lock_version
    world.post("avances", {"achieved": "Otra cosa"}, kind="colleague")

    answer = world.browser().post(f"{world.url}/enviar", data={"lock_version": drawn})

    assert answer.status_code == 409
    assert "Beto Díaz guardó cambios mientras usted revisaba" in check_page(answer).text


def test_a_contributor_sees_who_may_send(world: World) -> None:
    fill(world)
    page = check_page(world.browser("colleague").get(f"{world.url}/revisar"))

    assert "Enviar al GTG" not in page.buttons
    assert "Solo una persona responsable del grupo puede enviarlas: Ana Pérez." in page.text
    assert world.post("enviar", {}, kind="colleague").status_code == 403
