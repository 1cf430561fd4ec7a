"""A plan comes in by a draft: nothing is in the portfolio before it is confirmed, and then all of it is."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, NotAllowed, NotFound, WrongState
from monitor.domain.plan_choices import NameChoice, RowChoice, ScheduleAnswer, ScheduleChoice
from monitor.domain.plan_decisions import read_decisions
from monitor.domain.plan_problems import PlanDocumentError
from monitor.domain.portfolio import read_portfolio
from monitor.domain.responsible_groups import GroupKind
from monitor.models import Event, Group, ImportOutcome, Plan, PlanImport, Project, User
from monitor.plan_files import PlanFileRefused
from monitor.services import plan_imports, portfolio
from tests import plan_samples
from tests.domain.plan_files import DECISIONS_TEXT, PLAN_TEXT
from tests.factories import make_coordinator, make_group, make_user
from tests.fixtures import NOW

ZONE = "America/Bogota"
REAL = read_portfolio(PLAN_TEXT, read_decisions(DECISIONS_TEXT))


@pytest.fixture
def gtg(session: Session) -> User:
    portfolio.load(session, REAL, now=NOW)
    return make_coordinator(session)


def started(session: Session, actor: User, *, name: str = "Plan de la Red") -> PlanImport:
    draft = plan_imports.start(session, plan_samples.as_docx(2024), file_name="red.docx", actor=actor, now=NOW)
    plan_imports.set_plan(
        session, draft, plan=None, name=name, starts_on=date(2024, 1, 1), ends_on=date(2026, 12, 31), now=NOW
    )
    return draft


def answered(session: Session, actor: User) -> PlanImport:
    draft = started(session, actor)
    accept = RowChoice(schedule=ScheduleChoice(ScheduleAnswer.ACCEPT))
    rows = {
        3: accept,
        4: RowChoice(schedule=ScheduleChoice(ScheduleAnswer.YEAR, 2024)),
        5: accept,
        7: RowChoice(apart=False),
    }
    names = {"mesa de mujeres rurales": NameChoice("", "Mesa de Mujeres Rurales", "MMR", GroupKind.COORDINATION)}
    plan_imports.choose(draft, lambda choices: replace(choices, rows=rows, names=names), now=NOW)
    return draft


def plans_and_projects(session: Session) -> tuple[int | None, int | None]:
    count = func.count()
    return session.scalar(select(count).select_from(Plan)), session.scalar(select(count).select_from(Project))


def test_an_answered_draft_becomes_a_plan_beside_the_first(session: Session, gtg: User) -> None:
    draft = answered(session, gtg)
    assert plans_and_projects(session) == (1, 39)
    plan = plan_imports.confirm(session, draft, actor=gtg, now=NOW, time_zone=ZONE)
    session.expire_all()
    assert plans_and_projects(session) == (2, 46)
    assert (plan.key, plan.stated_rows, draft.outcome) == ("plan-de-la-red", 8, ImportOutcome.CONFIRMED)
    assert session.scalars(select(Group.name).where(Group.key == "MMR")).one() == "Mesa de Mujeres Rurales"
    event = session.scalars(select(Event).where(Event.kind == "PlanImported")).one()
    assert (event.actor, event.after["projects"], event.after["rows"]) == (gtg, 7, 8)


def test_a_draft_is_confirmed_once(session: Session, gtg: User) -> None:
    draft = answered(session, gtg)
    plan_imports.confirm(session, draft, actor=gtg, now=NOW, time_zone=ZONE)
    with pytest.raises(WrongState, match="ya terminó"):
        plan_imports.confirm(session, draft, actor=gtg, now=NOW, time_zone=ZONE)
    assert plans_and_projects(session) == (2, 46)


def test_with_a_question_open_nothing_is_confirmed(session: Session, gtg: User) -> None:
    draft = answered(session, gtg)
    plan_imports.choose(draft, lambda choices: replace(choices, names={}), now=NOW)
    with pytest.raises(WrongState, match="preguntas por responder"):
        plan_imports.confirm(session, draft, actor=gtg, now=NOW, time_zone=ZONE)
    assert plans_and_projects(session) == (1, 39)


def test_the_draft_is_there_again_on_another_day_with_its_answers(session: Session, gtg: User) -> None:
    draft = answered(session, gtg)
    session.flush()
    session.expire_all()
    (found,) = plan_imports.drafts_of(session, gtg)
    assert found.id == draft.id
    assert plan_imports.reading_of(session, found).is_settled


def test_a_draft_is_its_makers_alone_and_ends_when_it_is_done_or_given_up(session: Session, gtg: User) -> None:
    draft = started(session, gtg)
    with pytest.raises(NotFound):
        plan_imports.get_draft(session, draft.id, actor=make_coordinator(session))
    with pytest.raises(NotAllowed):
        plan_imports.get_draft(session, draft.id, actor=make_user(session, lead_of=make_group(session)))
    plan_imports.discard(draft, now=NOW)
    assert plan_imports.drafts_of(session, gtg) == []
    with pytest.raises(NotFound):
        plan_imports.get_draft(session, draft.id, actor=gtg)


def test_only_the_gtg_starts_one_and_a_file_that_is_no_plan_leaves_nothing(session: Session, gtg: User) -> None:
    lead = make_user(session, lead_of=make_group(session))
    with pytest.raises(NotAllowed):
        plan_imports.start(session, plan_samples.as_docx(2024), file_name="a", actor=lead, now=NOW)
    with pytest.raises(PlanFileRefused):
        plan_imports.start(session, b"%PDF-1.7", file_name="a.pdf", actor=gtg, now=NOW)
    with pytest.raises(PlanDocumentError):
        plan_imports.start(session, b"a;b;c\n1;2;3\n", file_name="a.csv", actor=gtg, now=NOW)
    assert session.scalar(select(func.count()).select_from(PlanImport)) == 0


def test_a_plan_of_its_own_needs_a_name_of_its_own_and_an_end_after_its_start(session: Session, gtg: User) -> None:
    draft = started(session, gtg)
    for name, end, field in ((REAL.plan.name, date(2025, 1, 1), "name"), ("Otro", date(2024, 1, 1), "ends_on")):
        with pytest.raises(Incomplete) as refusal:
            plan_imports.set_plan(
                session, draft, plan=None, name=name, starts_on=date(2024, 1, 1), ends_on=end, now=NOW
            )
        assert refusal.value.field == field


def test_the_document_itself_says_what_plan_it_seems_to_be(session: Session, gtg: User) -> None:
    other = started(session, gtg)
    facts = plan_imports.suggested_facts(other)
    assert facts is not None
    assert (other.plan, facts.name, facts.start) == (None, plan_samples.heading(2024), date(2024, 1, 1))
    same = plan_imports.start(session, PLAN_TEXT.encode(), file_name="plan.txt", actor=gtg, now=NOW)
    assert same.plan is not None
    assert same.plan.key == REAL.plan.key
