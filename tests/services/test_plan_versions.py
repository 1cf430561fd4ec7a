"""A new version of a plan in use: what changes is shown first, and nothing that was done is lost."""

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.periods import Quarter
from monitor.domain.plan_decisions import read_decisions
from monitor.domain.plan_versions import Part, PlanDifference
from monitor.domain.portfolio import read_portfolio
from monitor.domain.portfolio_json import portfolio_as_json
from monitor.domain.schedules import Precision
from monitor.domain.updates import State
from monitor.models import DateChange, Plan, PlanImport, ProgressUpdate, Project, User
from monitor.plan_documents import as_excel, as_word
from monitor.services import plan_exports, plan_imports, portfolio, project_dates
from monitor.services.periods import expected_in, open_period
from tests.domain.plan_files import DECISIONS_TEXT, PLAN_TEXT
from tests.factories import make_coordinator
from tests.fixtures import NOW, TODAY

REAL = read_portfolio(PLAN_TEXT, read_decisions(DECISIONS_TEXT))
ZONE = "America/Bogota"


@pytest.fixture
def plan(session: Session) -> Plan:
    plan, _ = portfolio.load(session, REAL, now=NOW)
    return plan


@pytest.fixture
def gtg(session: Session) -> User:
    return make_coordinator(session)


def version(session: Session, plan: Plan, content: bytes, actor: User) -> PlanImport:
    draft = plan_imports.start(session, content, file_name="plan", actor=actor, now=NOW)
    plan_imports.set_plan(session, draft, plan=plan, name="", starts_on=plan.starts_on, ends_on=plan.ends_on, now=NOW)
    return draft


def shown(session: Session, draft: PlanImport) -> PlanDifference:
    reading = plan_imports.reading_of(session, draft)
    read = plan_imports.proposed(session, draft, reading, time_zone=ZONE)
    found = plan_imports.difference(session, draft, read, reading)
    assert found is not None
    return found


def project_of(session: Session, number: int) -> Project:
    return session.scalars(select(Project).where(Project.number == number)).one()


CHANGED = (
    PLAN_TEXT.replace("\tabril 2021 - septiembre 2021", "\tabril 2021 - marzo 2022", 1)
    .replace("Piloto de Encadenamientos Productivos", "Piloto regional de Encadenamientos Productivos", 1)
    .replace(
        "GT de Agencias de Promoción\tNetworking de Proveeduría para Compras públicas\t1 y 2 de diciembre de 2021\n",
        "GTT\tMercado de artesanas de los cuatro países\tmarzo 2022 - mayo 2022\n",
        1,
    )
    .replace("Diagnóstico de demanda laboral: Diciembre 2021", "Diagnóstico de demanda laboral: marzo 2022", 1)
    .encode()
)


@pytest.mark.parametrize("write", [as_word, as_excel])
def test_the_plan_that_goes_out_and_comes_in_again_changes_nothing(
    session: Session, plan: Plan, gtg: User, write: object
) -> None:
    assert callable(write)
    before = portfolio_as_json(portfolio.portfolio_of(session, plan))
    draft = version(session, plan, write(plan_exports.sheet_of(session, plan), made_on=TODAY), gtg)
    assert draft.plan is plan
    reading = plan_imports.reading_of(session, draft)
    assert (reading.open_rows, reading.name_questions, reading.problems) == ((), (), ())
    assert shown(session, draft).is_empty
    plan_imports.confirm(session, draft, actor=gtg, now=NOW, time_zone=ZONE)
    session.expire_all()
    assert portfolio_as_json(portfolio.portfolio_of(session, plan)) == before


def test_what_was_corrected_by_hand_stays_while_the_plans_words_are_the_same(
    session: Session, plan: Plan, gtg: User
) -> None:
    project = project_of(session, 15)  # «de uno (1) año a (3) años»: no dates until somebody gives them
    dates = project_dates.NewDates(date(2022, 1, 1), date(2023, 6, 30), Precision.MONTH)
    project_dates.set_dates(session, project, dates, actor=gtg, reason="Acuerdo del comité.", now=NOW)
    draft = version(session, plan, PLAN_TEXT.encode(), gtg)
    assert shown(session, draft).is_empty
    plan_imports.confirm(session, draft, actor=gtg, now=NOW, time_zone=ZONE)
    assert (project.starts_on, project.ends_on) == (date(2022, 1, 1), date(2023, 6, 30))


def test_the_difference_says_what_comes_goes_and_changes(session: Session, plan: Plan, gtg: User) -> None:
    found = shown(session, version(session, plan, CHANGED, gtg))
    assert [project.activity for project in found.added] == ["Mercado de artesanas de los cuatro países"]
    assert [project.number for project in found.removed] == [35]
    assert {change.before.number: change.parts for change in found.changed} == {
        1: (Part.SCHEDULE, Part.DATES),
        9: (Part.SCHEDULE, Part.MILESTONES),
        34: (Part.ACTIVITY,),
    }
    assert all(change.is_sure for change in found.changed)


def test_a_new_version_keeps_numbers_updates_and_history(session: Session, plan: Plan, gtg: User) -> None:
    period, _ = open_period(session, plan, Quarter.parse("2021-T3"), actor=gtg, now=NOW)
    before = {update.id: update.project_id for update in session.scalars(select(ProgressUpdate))}
    numbers = {project.title: project.number for project in session.scalars(select(Project))}
    plan_imports.confirm(session, version(session, plan, CHANGED, gtg), actor=gtg, now=NOW, time_zone=ZONE)
    session.expire_all()

    after = {update.id: update.project_id for update in session.scalars(select(ProgressUpdate))}
    assert before.items() <= after.items()
    assert numbers.items() <= {project.title: project.number for project in session.scalars(select(Project))}.items()
    first = project_of(session, 1)
    assert (first.ends_on, first.title) == (date(2022, 3, 31), REAL.projects[0].title)
    (moved,) = session.scalars(select(DateChange).where(DateChange.project_id == first.id)).all()
    assert (moved.field, moved.old_value, moved.new_value) == ("ends_on", date(2021, 9, 30), date(2022, 3, 31))
    assert "abril 2021 - marzo 2022" in moved.reason
    ninth = {milestone.name: milestone.due_on for milestone in project_of(session, 9).milestones}
    assert ninth["Diagnóstico de demanda laboral"] == date(2022, 3, 31)
    assert project_of(session, 34).activity == "Piloto regional de Encadenamientos Productivos"
    assert project_of(session, 41).rows[0].number == 35
    assert plan.stated_rows == 40
    assert period.key == "2021-T3"


def test_a_project_that_is_left_out_is_asked_for_no_more_and_not_lost(session: Session, plan: Plan, gtg: User) -> None:
    gone = project_of(session, 2)
    open_period(session, plan, Quarter.parse("2021-T3"), actor=gtg, now=NOW)
    assert [update.state for update in updates_of(session, gone)] == [State.NOT_STARTED]
    start = PLAN_TEXT.index("2.\t<p>2.1") if "2.\t<p>2.1" in PLAN_TEXT else PLAN_TEXT.index("2.\t<p>2. Impulsar")
    line = PLAN_TEXT[start : PLAN_TEXT.index("\n", start)]
    cells = line.split("\t")
    other = "\t".join([*cells[:3], "Feria itinerante de emprendedoras rurales", "2023"])
    text = PLAN_TEXT.replace(line, other)
    plan_imports.confirm(session, version(session, plan, text.encode(), gtg), actor=gtg, now=NOW, time_zone=ZONE)
    session.expire_all()
    assert gone.withdrawn_at == NOW
    assert [update.state for update in updates_of(session, gone)] == [State.WAIVED]
    assert 2 not in {pair.project.number for pair in expected_in(session, plan, Quarter.parse("2021-T3"))}
    assert [row.in_plan for row in gone.rows] == [False]
    assert isinstance(gone.withdrawn_at, datetime)


def updates_of(session: Session, project: Project) -> list[ProgressUpdate]:
    return list(session.scalars(select(ProgressUpdate).where(ProgressUpdate.project_id == project.id)))
