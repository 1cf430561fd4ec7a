"""Several plans side by side: one is shown, the other is a press away, and neither is taken for the other."""

import io
from datetime import date

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from monitor.db import db
from monitor.domain.plan_sheet import HEADINGS
from monitor.jobs.periods import JOB
from monitor.jobs.work import Work
from monitor.models import Group, Period, Plan, ProgressUpdate, Project
from monitor.services import plans
from monitor.settings import settings
from tests.factories import make_period, make_plan, make_project, make_update
from tests.fixtures import NOW, signed_in
from tests.views.page_checks import check_page

GTG = "coordinacion@gtg.example"
FIRST, SECOND = "hraem-2021-2023", "red"


@pytest.fixture
def two_plans(demo_app: Flask) -> Flask:
    """Beside the real plan, one with a single project of the GTCU and an update that is owed."""
    with demo_app.app_context():
        plan = make_plan(db.session, key=SECOND, name="Plan de la Red", heading="")
        group = db.session.scalars(select(Group).where(Group.key == "GTCU")).one()
        project = make_project(db.session, plan, group, number=1, title="Memoria del encuentro")
        make_update(db.session, project, make_period(db.session, plan))
        db.session.commit()
    return demo_app


@pytest.fixture
def gtg(two_plans: Flask) -> FlaskClient:
    return signed_in(two_plans, GTG)


ABOUT_A_PLAN = ("/proyectos", "/periodos", "/revision", "/informes", "/informes/2021-T3/mesa", "/proyectos/1")


def test_without_a_choice_the_first_plan_is_shown_and_no_page_says_more(gtg: FlaskClient) -> None:
    page = check_page(gtg.get("/proyectos"))
    assert "Plan de implementación de la HRAEM 2021-2023" in page.text
    assert "39 proyectos" in page.text
    assert "Está viendo" not in gtg.get("/proyectos").text


@pytest.mark.parametrize("address", ABOUT_A_PLAN)
def test_every_page_is_about_the_plan_that_was_chosen_and_says_so(gtg: FlaskClient, address: str) -> None:
    assert gtg.post(f"/planes/{SECOND}/elegir").location == "/proyectos"
    response = gtg.get(address)
    check_page(response)
    assert "Está viendo «Plan de la Red»." in response.text
    assert "Encuentro virtual de mujeres en la pesca" not in response.text
    gtg.post(f"/planes/{FIRST}/elegir")
    assert "Está viendo" not in gtg.get(address).text


def test_the_link_from_an_update_opens_the_project_of_its_own_plan(two_plans: Flask) -> None:
    lead = signed_in(two_plans, "responsable@gtcu.example")
    with two_plans.app_context():
        project = select(Project.id).join(Plan).where(Plan.key == SECOND)
        update_id = db.session.scalars(select(ProgressUpdate.id).where(ProgressUpdate.project_id.in_(project))).one()
    page = check_page(lead.get(f"/avances/{update_id}"))
    address = page.links["Ver el proyecto en el plan"]
    shown = check_page(lead.get(address))
    assert shown.h1 == "Memoria del encuentro"
    assert "Plan de la Red" in check_page(lead.get("/")).text


def test_a_plan_that_is_not_there_cannot_be_chosen(gtg: FlaskClient) -> None:
    assert gtg.post("/planes/otro/elegir").status_code == 404
    assert gtg.get("/proyectos?plan=otro").status_code == 200


def test_the_plan_of_the_newest_open_period_is_the_one_shown(two_plans: Flask) -> None:
    with two_plans.app_context():
        later = make_plan(db.session, key="later", starts_on=date(2022, 1, 1), ends_on=date(2024, 12, 31))
        assert plans.current_plan(db.session).key == FIRST
        make_period(db.session, later, "2022-T1")
        assert plans.current_plan(db.session).key == "later"


def test_periods_open_by_themselves_for_every_plan(two_plans: Flask) -> None:
    with two_plans.app_context():
        JOB.run(Work(db.session, settings(), lambda: NOW))
        opened = {(row[0], row[1]) for row in db.session.execute(select(Plan.key, Period.key).join(Period))}
    assert {(SECOND, "2021-T1"), (SECOND, "2021-T2"), (FIRST, "2021-T3")} <= opened


def test_the_plan_comes_as_a_word_document_and_as_a_sheet(gtg: FlaskClient) -> None:
    word = gtg.get(f"/planes/{FIRST}/plan.docx")
    table = Document(io.BytesIO(word.data)).tables[0]
    assert (len(table.rows), tuple(cell.text for cell in table.rows[0].cells)) == (41, HEADINGS)
    assert word.headers["Content-Disposition"] == f"attachment; filename=plan-{FIRST}.docx"
    sheet = load_workbook(io.BytesIO(gtg.get(f"/planes/{FIRST}/plan.xlsx").data)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[3]] == list(HEADINGS)
    assert gtg.get("/planes/otro/plan.docx").status_code == 404
