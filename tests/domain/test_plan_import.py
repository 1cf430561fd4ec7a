"""Bringing in a plan nobody has seen: what is sure, what is asked, and what the answers make of it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from monitor.domain.plan_choices import (
    Choices,
    NameChoice,
    PlanChoice,
    Roles,
    RowChoice,
    ScheduleAnswer,
    ScheduleChoice,
    choices_as_json,
    choices_from_json,
)
from monitor.domain.plan_decisions import PlanFacts, read_decisions
from monitor.domain.plan_import import PlanReading, portfolio_of_reading, read_plan
from monitor.domain.plan_import_names import KnownBody
from monitor.domain.plan_import_rows import Asked
from monitor.domain.plan_source_json import source_as_json, source_from_json
from monitor.domain.plan_tables import PlanSource, read_tables
from monitor.domain.portfolio import read_portfolio
from monitor.domain.portfolio_data import Portfolio
from monitor.domain.responsible_groups import Body, GroupKind
from monitor.domain.schedules import Precision
from monitor.plan_files import read_plan_file
from tests import plan_samples
from tests.domain.plan_files import DECISIONS_TEXT, PLAN_TEXT

SOURCE = read_tables(read_plan_file(plan_samples.as_docx(2024)))
REAL = read_portfolio(PLAN_TEXT, read_decisions(DECISIONS_TEXT))
FACTS = PlanFacts("red-2024", "Plan de la Red", "", date(2024, 1, 1), date(2026, 12, 31), "America/Bogota")
PLAN = PlanChoice(FACTS.name, FACTS.start, FACTS.end)


def known(portfolio: Portfolio = REAL) -> list[KnownBody]:
    groups = [KnownBody(Body(each.acronym, each.name, each.kind), each.aliases) for each in portfolio.groups]
    return groups + [KnownBody(Body(each.acronym, each.name, None), each.aliases) for each in portfolio.allies]


def reading(choices: Choices | None = None, source: PlanSource = SOURCE) -> PlanReading:
    return read_plan(source, choices or Choices(plan=PLAN), known())


def asked(read: PlanReading) -> dict[int, set[str]]:
    return {row.number: {question.about.value for question in row.questions} for row in read.rows if row.questions}


def date_choice(answer: ScheduleAnswer, **values: Any) -> RowChoice:
    return RowChoice(schedule=ScheduleChoice(answer, **values))


ANSWERS = Choices(
    plan=PLAN,
    names={"mesa de mujeres rurales": NameChoice("", "Mesa de Mujeres Rurales", "MMR", GroupKind.COORDINATION)},
    rows={
        3: date_choice(ScheduleAnswer.ACCEPT),
        4: date_choice(ScheduleAnswer.YEAR, year=2025),
        5: date_choice(ScheduleAnswer.ACCEPT),
        7: RowChoice(apart=False),
    },
)


def test_only_what_is_not_plain_is_asked() -> None:
    read = reading()
    assert asked(read) == {3: {"dates"}, 4: {"dates"}, 5: {"dates"}, 7: {"dates", "twin"}}
    assert [(name.written, name.rows) for name in read.name_questions] == [("Mesa de Mujeres Rurales", (4,))]
    assert not read.is_settled
    first = read.rows[0].responsible
    assert [[body.key for body in part] for part in (first.leads, first.supports)] == [["GTG"], ["GTL"]]


def test_where_only_the_year_is_missing_each_year_of_the_plan_is_offered() -> None:
    row = reading().row(4)
    assert row is not None
    assert [(year, offered.schedule.start) for year, offered in row.years] == [
        (2024, date(2024, 3, 1)),
        (2025, date(2025, 3, 1)),
        (2026, date(2026, 3, 1)),
    ]


def test_the_answers_settle_the_plan_and_make_its_portfolio() -> None:
    read = reading(ANSWERS)
    assert asked(read) == {}
    assert read.is_settled
    portfolio = portfolio_of_reading(read, FACTS)
    assert (portfolio.row_count, len(portfolio.projects)) == (8, 7)
    by_number = {project.number: project for project in portfolio.projects}
    assert by_number[5].areas == (2, 3)
    assert by_number[4].leads == ("MMR",)
    assert by_number[4].schedule.start == date(2025, 3, 1)
    assert by_number[4].schedule.verbatim == "a partir de marzo"
    assert (by_number[3].schedule.start, by_number[3].schedule.end) == (date(2024, 5, 3), date(2024, 5, 9))
    assert [milestone.due for milestone in by_number[8].milestones] == [date(2024, 3, 31), date(2024, 12, 31)]
    assert by_number[2].activity_cell == (
        "<p>Guía de corresponsabilidad para empresas</p> <p>Incluye un taller en cada país</p>"
    )


def test_twins_that_are_said_to_be_apart_are_two_projects() -> None:
    rows = {**ANSWERS.rows, 7: RowChoice(apart=True, schedule=ScheduleChoice(ScheduleAnswer.ACCEPT))}
    portfolio = portfolio_of_reading(reading(replace(ANSWERS, rows=rows)), FACTS)
    assert [project.number for project in portfolio.projects] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_a_row_left_out_asks_nothing_and_is_not_in_the_portfolio() -> None:
    rows = {**ANSWERS.rows, 4: RowChoice(left_out=True)}
    read = reading(replace(ANSWERS, rows=rows, names={}))
    assert read.is_settled
    assert 4 not in {project.number for project in portfolio_of_reading(read, FACTS).projects}


def test_an_unknown_name_may_be_an_alias_or_nobody_at_all() -> None:
    alias = replace(ANSWERS, names={"mesa de mujeres rurales": NameChoice(means="GTPA")})
    projects = portfolio_of_reading(reading(alias), FACTS).projects
    assert projects[3].leads == ("GTPA",)
    groups = portfolio_of_reading(reading(alias), FACTS).groups
    assert "mesa de mujeres rurales" in next(group for group in groups if group.acronym == "GTPA").aliases
    nobody = reading(replace(ANSWERS, names={"mesa de mujeres rurales": NameChoice()}))
    assert nobody.name_questions == ()
    assert asked(nobody) == {4: {"roles"}}


def test_dates_and_roles_given_by_hand_count() -> None:
    given = ScheduleChoice(ScheduleAnswer.GIVEN, None, date(2024, 3, 10), date(2024, 4, 2), Precision.MONTH)
    rows = {**ANSWERS.rows, 4: RowChoice(schedule=given, roles=Roles(("GTG", "GTL"), ("GTE",), ("BID",)))}
    read = reading(replace(ANSWERS, rows=rows, names={}))
    assert read.is_settled
    project = portfolio_of_reading(read, FACTS).projects[3]
    assert (project.leads, project.supports, project.allies) == (("GTG", "GTL"), ("GTE",), ("BID",))
    assert (project.schedule.start, project.schedule.end) == (date(2024, 3, 1), date(2024, 4, 30))
    assert project.responsible == "Mesa de Mujeres Rurales"


def test_no_date_for_now_is_an_answer_and_invents_none() -> None:
    rows = {**ANSWERS.rows, 4: date_choice(ScheduleAnswer.UNDATED)}
    project = portfolio_of_reading(reading(replace(ANSWERS, rows=rows)), FACTS).projects[3]
    assert (project.schedule.start, project.schedule.end, project.schedule.open_ended) == (None, None, False)


@pytest.mark.parametrize(
    ("written", "suggested"),
    [
        ("GT Igualdad de Género", ["GTG"]),
        ("GTGG", ["GTG"]),
        ("Comité de Comercio", []),
        ("Mesa de Mujeres Rurales", []),
        ("Banco Interamericano", ["BID"]),
    ],
)
def test_only_names_that_are_really_alike_are_suggested(written: str, suggested: list[str]) -> None:
    table = [("1.", "1. Área", written, "Taller", "2024")]
    source = replace(read_tables(read_plan_file(plan_samples.as_xlsx(2024, table))), abbreviations=())
    (question,) = reading(source=source).name_questions
    assert [body.key for body in question.suggestions][:1] == suggested


def test_a_first_plan_asks_about_every_name_and_its_table_offers_them_as_new() -> None:
    read = read_plan(SOURCE, Choices(plan=PLAN), [])
    in_table = [name for name in read.name_questions if name.in_table]
    assert [(name.written, name.acronym, name.kind) for name in in_table] == [
        ("GT GENERO", "GTG", GroupKind.TECHNICAL_GROUP),
        ("GT LABORAL", "GTL", GroupKind.TECHNICAL_GROUP),
        ("Banco Interamericano de Desarrollo", "BID", None),
    ]
    assert {name.written for name in read.name_questions if not name.in_table} >= {"GTE", "GTCu", "GT Pymes"}


def test_an_acronym_that_means_another_group_elsewhere_is_asked_about() -> None:
    table = [("1.", "1. Área", "GTC", "Taller", "2024")]
    raw = read_plan_file(plan_samples.as_xlsx(2024, table))
    other = replace(
        read_tables(raw), abbreviations=(replace(SOURCE.abbreviations[0], name="GT COMERCIO", acronym="GTC"),)
    )
    read = reading(source=other)
    (question,) = read.name_questions
    assert (question.written, [body.key for body in question.suggestions][:1]) == ("GT COMERCIO", ["GTC"])
    new = Choices(plan=PLAN, names={question.key: NameChoice("", "GT Comercio", "GTC", GroupKind.TECHNICAL_GROUP)})
    projects = portfolio_of_reading(reading(new, other), FACTS).projects
    assert projects[0].leads == ("GT Comercio",)  # the acronym is another group's


def test_the_real_plan_by_this_way_says_what_it_says_by_the_reviewed_way() -> None:
    source = read_tables(read_plan_file(PLAN_TEXT.encode()))
    facts = REAL.plan
    rows = {36: date_choice(ScheduleAnswer.ACCEPT), 23: RowChoice(apart=False)}
    choices = Choices(plan=PlanChoice(facts.name, facts.start, facts.end), rows=rows)
    read = read_plan(source, choices, known())
    assert asked(read) == {}
    made = portfolio_of_reading(read, facts)
    for mine, theirs in zip(made.projects, REAL.projects, strict=True):
        assert (mine.rows, mine.areas, mine.activity, mine.schedule, mine.milestones) == (
            theirs.rows,
            theirs.areas,
            theirs.activity,
            theirs.schedule,
            theirs.milestones,
        )
        assert (mine.leads, mine.supports, mine.allies) == (theirs.leads, theirs.supports, theirs.allies)


def test_what_was_read_and_chosen_comes_back_from_storage_as_it_was() -> None:
    rows = {
        1: RowChoice(left_out=True, area=2, activity="Palabras", matches=True),
        2: RowChoice(
            roles=Roles(("GTG",)),
            schedule=ScheduleChoice(ScheduleAnswer.GIVEN, None, date(2024, 1, 1), None, Precision.QUARTER),
        ),
    }
    choices = replace(ANSWERS, rows=rows, areas={4: "Otra"})
    assert choices_from_json(choices_as_json(choices)) == choices
    assert source_from_json(source_as_json(SOURCE)) == SOURCE


@pytest.mark.parametrize("year", [2021, 2024])
def test_the_plans_years_are_read_from_its_heading(year: int) -> None:
    source = read_tables(read_plan_file(plan_samples.as_docx(year)))
    row = read_plan(source, Choices(), known()).row(4)
    assert row is not None
    assert [offered for offered, _ in row.years] == [year, year + 1, year + 2]
    assert row.asks(Asked.DATES)
