"""The portfolio's pages: filters in the address, the plan's words beside what was understood, dates with reasons."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forms.project_roles import ProjectRolesForm
from monitor.domain.project_roles import Part
from monitor.views import paging, projects
from tests.fixtures import signed_in
from tests.views.page_checks import check_page


@pytest.fixture
def gtg(demo_app: Flask) -> FlaskClient:
    return signed_in(demo_app, "coordinacion@gtg.example")


def test_the_list_has_every_project_once(gtg: FlaskClient) -> None:
    page = check_page(gtg.get("/proyectos"))

    assert "39 proyectos" in page.text
    assert "4 y 23" in page.text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("area=1", "1 proyecto"),
        ("area=2", "6 proyectos"),
        ("area=4", "12 proyectos"),
        ("area=5", "20 proyectos"),
        ("area=5&text=macrorrueda", "2 proyectos"),
        ("status=completed", "8 proyectos"),
        ("status=undated", "4 proyectos"),
        ("status=nonsense&area=x", "39 proyectos"),
        ("text=zzz", "Ningún proyecto coincide"),
        ("text=MOVILIDAD+academica", "2 proyectos"),
        ("text=macrorrueda+turismo", "2 proyectos"),
        ("punctuality=delayed", "1 proyecto"),
        ("undated=1", "4 proyectos"),
        ("period=2021-T2", "7 proyectos"),
        ("period=2021-T9&country=zz&sort=worst", "39 proyectos"),
    ],
)
def test_filters_stand_in_the_address(gtg: FlaskClient, query: str, count: str) -> None:
    assert count in check_page(gtg.get(f"/proyectos?{query}")).text


def test_the_plans_own_words_stand_beside_what_was_understood(gtg: FlaskClient) -> None:
    page = check_page(gtg.get("/proyectos/30"))

    assert "Mayo 2021 – Segundo semestre 2021" in page.text
    assert "de mayo al segundo semestre de 2021" in page.text


def test_a_number_that_the_plan_does_not_have_is_not_found(gtg: FlaskClient) -> None:
    response = gtg.get("/proyectos/23")

    assert response.status_code == 404
    assert "El plan no tiene un proyecto con el número 23." in check_page(response).text


def test_a_relative_project_gets_its_dates_with_a_reason(gtg: FlaskClient) -> None:
    answers = {"starts_on": "2021-07-12", "ends_on": "2022-06-03", "precision": "month", "reason": "Acta del SCED"}

    page = check_page(gtg.post("/proyectos/16/fechas", data=answers, follow_redirects=True))

    assert "Se pidió 1 avance nuevo." in page.text
    assert "de julio de 2021 a junio de 2022" in page.text
    assert "Acta del SCED" in page.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"ends_on": "2021-03-01"}, "El proyecto no puede terminar antes de empezar."),
        ({"reason": " "}, "Escriba por qué se fijan o cambian las fechas."),
        ({"starts_on": "31/02/2021"}, None),
    ],
)
def test_wrong_dates_are_refused_at_their_field(gtg: FlaskClient, changes: dict[str, str], error: str | None) -> None:
    answers = {"starts_on": "2021-07-12", "ends_on": "2022-06-03", "precision": "month", "reason": "Acta"} | changes

    response = gtg.post("/proyectos/16/fechas", data=answers)

    assert response.status_code == 422
    errors = check_page(response).errors
    assert errors and (error is None or error in errors)
    assert "aún no tiene fechas" in check_page(gtg.get("/proyectos/16")).text


def test_an_open_project_counts_once_the_gtg_confirms_it(gtg: FlaskClient) -> None:
    page = check_page(gtg.post("/proyectos/21/confirmar-permanente", follow_redirects=True))

    assert "se informa desde el comienzo del plan" in page.text
    assert "Se pidió 1 avance nuevo." in page.text
    assert gtg.post("/proyectos/21/confirmar-permanente").status_code == 409


def test_others_see_dates_but_no_button_to_change_them(demo_app: Flask) -> None:
    lead = signed_in(demo_app, "responsable@gtcu.example")

    assert "Fijar las fechas" not in check_page(lead.get("/proyectos/16")).links
    assert lead.get("/proyectos/16/fechas").status_code == 403


def test_people_so_far_are_not_added_over_quarters_and_say_of_how_many_updates_they_speak(demo_app: Flask) -> None:
    page = check_page(signed_in(demo_app, "coordinacion@gtg.example").get("/proyectos/39"))

    assert "Participación hasta ahora" in page.text
    assert "Personas distintas en el trimestre: al menos 612 ." in page.text.replace("612.", "612 .")
    assert "Según 2 de 2 avances" in page.text


def test_projects_are_tied_and_untied_with_a_reason(gtg: FlaskClient) -> None:
    page = check_page(gtg.get("/proyectos/2/relaciones"))
    target = next(option.get("value") for option in page.field("target") if "33." in (option.text or ""))
    answers = {"kind": "depends_on", "target": target, "reason": "Usa sus contactos"}

    assert (
        "La relación quedó guardada."
        in check_page(gtg.post("/proyectos/2/relaciones", data=answers, follow_redirects=True)).text
    )
    again = check_page(gtg.post("/proyectos/2/relaciones", data=answers))
    assert "Los dos proyectos ya tienen esta relación." in again.errors
    assert "Usa sus contactos" in check_page(gtg.get("/proyectos/2")).text
    other = check_page(gtg.get("/proyectos/33"))
    assert "De él depende" in other.text
    *_others, form = [each for each in again.find("form") if str(each.get("action")).endswith("/quitar")]
    page = check_page(gtg.post(str(form.get("action")), data={"why": "Fue un error"}, follow_redirects=True))
    assert "La relación se quitó" in page.text and "Usa sus contactos" not in page.text
    assert "quitó la relación del proyecto con otro" in check_page(gtg.get("/proyectos/2")).text


def test_a_project_shows_its_time_its_people_by_period_and_to_the_gtg_its_history(demo_app: Flask) -> None:
    page = check_page(signed_in(demo_app, "coordinacion@gtg.example").get("/proyectos/39"))

    assert "En el tiempo" in page.text
    assert "Personas que contó cada trimestre" in page.text
    assert "Agregar o quitar relaciones" in page.links
    group = check_page(signed_in(demo_app, "responsable@gtcu.example").get("/proyectos/39"))
    assert "Historial del proyecto" not in group.text and "Agregar o quitar relaciones" not in group.links


def test_milestones_are_added_moved_taken_off_and_brought_back_with_reasons(gtg: FlaskClient) -> None:
    page = check_page(gtg.get("/proyectos/2/hitos"))
    answers = {"name": "Feria de cierre", "day": "2022-05-03", "precision": "quarter", "reason": "Acta 7"}
    assert check_page(gtg.post("/proyectos/2/hitos", data=answers | {"reason": ""})).errors
    page = check_page(gtg.post("/proyectos/2/hitos", data=answers, follow_redirects=True))
    assert "El hito quedó guardado." in page.text and "segundo trimestre de 2022" in page.text
    address = next(str(link.get("href")) for link in page.find("a") if link.text == "Feria de cierre")
    check_page(gtg.get(address))
    moved = answers | {"name": "Feria final", "day": "2022-08-01", "precision": "month", "reason": "Falta sede"}
    page = check_page(gtg.post(address, data=moved, follow_redirects=True))
    assert "Feria final" in page.text and "agosto de 2022" in page.text
    assert "Escriba por qué" in check_page(gtg.post(f"{address}/retirar", follow_redirects=True)).text
    page = check_page(gtg.post(f"{address}/retirar", data={"why": "Sin fondos"}, follow_redirects=True))
    assert "Hitos retirados" in page.text and "Sin fondos" in page.text
    project = check_page(gtg.get("/proyectos/2")).text
    assert "Falta sede" in project and "retiró un hito" in project
    page = check_page(gtg.post(f"{address}/reponer", data={"why": "Hay fondos"}, follow_redirects=True))
    assert "El hito volvió al proyecto." in page.text and "Hitos retirados" not in page.text


def test_the_gtg_decides_for_one_project_whether_it_counts_its_people(gtg: FlaskClient) -> None:
    check_page(gtg.get("/proyectos/2/participacion"))
    assert check_page(gtg.post("/proyectos/2/participacion", data={"choice": "asked", "reason": ""})).errors

    answers = {"choice": "asked", "reason": "Es una feria"}
    page = check_page(gtg.post("/proyectos/2/participacion", data=answers, follow_redirects=True))

    assert "Se informa cada trimestre" in page.text and "decidió si el proyecto cuenta a sus personas" in page.text


def test_roles_of_groups_change_with_a_reason_from_the_next_quarter_on(gtg: FlaskClient) -> None:
    page = check_page(gtg.get("/proyectos/2/grupos"))
    assert "vale desde 2021-T4" in page.text
    lines = {"roles-0-body": "GTL", "roles-0-part": "coordinates", "roles-1-body": "GTAP", "roles-1-part": "lead"}
    refused = check_page(gtg.post("/proyectos/2/grupos", data=lines | {"roles-1-part": "coordinates", "reason": "x"}))
    assert "Elija un grupo que coordine, y uno solo." in refused.text

    page = check_page(gtg.post("/proyectos/2/grupos", data=lines | {"reason": "Acta 12"}, follow_redirects=True))

    assert "Los papeles cambian desde 2021-T4." in page.text and "Acta 12" in page.text
    assert "GTL tiene este papel desde el 1 de octubre de 2021." in page.text
    check_page(gtg.get("/revision"))


def test_a_long_list_comes_in_pages_that_keep_the_filters(gtg: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not check_page(gtg.get("/proyectos")).find("nav", class_="pages")
    monkeypatch.setattr(projects, "MOST_ON_ONE_PAGE", 10)
    monkeypatch.setattr(paging.page_of, "__kwdefaults__", {"size": 10, "least": 0, "name": "page", "anchor": ""})

    second = check_page(gtg.get("/proyectos?sort=title&page=2"))

    assert second.title.startswith("Proyectos (página 2 de 4)") and "11 a 20 de 39" in second.text
    assert "sort=title" in second.links["Siguiente"] and "page=3" in second.links["Siguiente"]
    assert "page" not in second.links["Anterior"].replace("/proyectos", "")
    assert len(second.find("tr")) == 11


def test_a_project_of_very_many_groups_can_be_opened_too(demo_app: Flask) -> None:
    keys = [f"G{number}" for number in range(40)]
    with demo_app.test_request_context():
        form = ProjectRolesForm([(key, key) for key in keys], [(key, Part.SUPPORT) for key in keys])
        assert [line.form.body.data for line in form.roles] == [*keys, None, None]


@pytest.mark.parametrize("more", ["endpoint=x", "_anchor=x", "_external=1&_scheme=javascript", "_method=PUT"])
def test_addresses_of_pages_are_made_of_nothing_that_url_for_takes_itself(gtg: FlaskClient, more: str) -> None:
    with gtg.application.test_request_context(f"/proyectos?sort=title&{more}"):
        page = paging.page_of(range(200), anchor="lista")
        assert page.address(2) == "/proyectos?sort=title&page=2#lista"
