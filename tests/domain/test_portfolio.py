"""The real plan as understood: who leads what, which rows are one project, how it prints, and what stops it."""

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.expected_updates import ScheduledProject, expected_updates
from monitor.domain.periods import Quarter
from monitor.domain.plan_document import read_plan_document
from monitor.domain.portfolio import (
    GroupKind,
    PlanDocumentError,
    Portfolio,
    Project,
    assemble_portfolio,
    portfolio_as_json,
    read_decisions,
    read_portfolio,
)
from tests.domain.plan_files import DECISIONS_TEXT, PLAN_TEXT, decisions_with, plan_with

DECISIONS = read_decisions(DECISIONS_TEXT)
PORTFOLIO = read_portfolio(PLAN_TEXT, DECISIONS)
PROJECTS = {row: project for project in PORTFOLIO.projects for row in project.rows}


def problems_of(plan: str = PLAN_TEXT, decisions: str = DECISIONS_TEXT) -> list[str]:
    with pytest.raises(PlanDocumentError) as refusal:
        read_portfolio(plan, read_decisions(decisions))
    return [str(problem) for problem in refusal.value.problems]


def test_forty_rows_are_thirty_nine_projects() -> None:
    assert (PORTFOLIO.row_count, len(PORTFOLIO.projects)) == (40, 39)
    assert sorted(PROJECTS) == list(range(1, 41))
    assert {area.number: len(list(PORTFOLIO.of_area(area.number))) for area in PORTFOLIO.areas} == {
        1: 1, 2: 6, 3: 1, 4: 12, 5: 20,
    }  # fmt: skip


def test_the_row_under_two_areas_is_one_project() -> None:
    assert PROJECTS[4] is PROJECTS[23]
    assert (PROJECTS[4].number, PROJECTS[4].rows, PROJECTS[4].areas) == (4, (4, 23), (2, 5))
    assert [project.number for project in PORTFOLIO.projects if len(project.rows) > 1] == [4]


def who(leads: str, supports: tuple[str, ...] | str = (), allies: tuple[str, ...] = ()) -> tuple[tuple[str, ...], ...]:
    return tuple(leads.split()), tuple(supports.split()) if isinstance(supports, str) else supports, allies


CICAN_GROUP = ("EPE-AP de CICan",)
RESPONSIBLE = {
    1: who("GTPA", "GTG"),
    2: who("GTAP"),
    3: who("GTPA", allies=("BID",)),
    4: who("GTE GTL GTG", allies=CICAN_GROUP),
    5: who("GTT"),
    6: who("GTL", allies=("EUROsocial+",)),
    7: who("GTL", allies=("BID",)),
    8: who("GEC", ("Comités Técnicos", "GTAP", "CNs", "GAN", "CEAP")),
    9: who("GTAD", "SCED"),
    10: who("GTG"),
    11: who("GTG"),
    12: who("GTE", "GTC"),
    13: who("GTE", allies=("CICan",)),
    14: who("SCS", "GTG GTP GTAP SCED GTAD GTI", ("Banco Mundial",)),
    15: who("SCED"),
    16: who("SCED"),
    17: who("SCED"),
    18: who("GTCU"),
    19: who("GTCU"),
    20: who("GTL", allies=("EUROsocial+",)),
    21: who("GEC", ("Grupos Técnicos", "Comités", "Subcomités")),
    22: who("GTG"),
    23: who("GTE GTL GTG", allies=CICAN_GROUP),
    **{row: who("GTCU") for row in range(24, 29)},
    **{row: who("GTC") for row in (29, 30, 39, 40)},
    **{row: who("GTAP") for row in (*range(31, 37), 38)},
    37: (("GTAP", "GTT", "GEC", "Fondo de Cooperación", "GTG"), (), ()),
}


@pytest.mark.parametrize("row", range(1, 41))
def test_each_row_has_the_leads_supports_and_allies_of_the_document(row: int) -> None:
    project = PROJECTS[row]
    assert (project.leads, project.supports, project.allies) == RESPONSIBLE[row]


def test_remarks_of_the_document_are_kept() -> None:
    notes = {project.number: project.notes for project in PORTFOLIO.projects if project.notes}
    assert notes == {8: ("evaluar su viabilidad",), 13: ("en el marco de la Asistencia Técnica A.08",)}


def test_every_abbreviation_ends_as_a_group_or_an_ally() -> None:
    keys = {group.key for group in PORTFOLIO.groups} | {ally.key for ally in PORTFOLIO.allies}
    assert {line.acronym or "Fondo de Cooperación" for line in read_plan_document(PLAN_TEXT).abbreviations} <= keys
    assert {ally.key for ally in PORTFOLIO.allies} == {*CICAN_GROUP, "CICan", "BID", "EUROsocial+", "Banco Mundial"}
    assert Counter(group.kind for group in PORTFOLIO.groups) == {
        GroupKind.TECHNICAL_GROUP: 12,
        GroupKind.SUBCOMMITTEE: 2,
        GroupKind.COMMITTEE: 1,
        GroupKind.FUND: 1,
        GroupKind.COORDINATION: 2,
        GroupKind.COLLECTIVE: 4,
    }


def test_a_group_keeps_the_ways_in_which_it_is_written() -> None:
    aliases = {group.key: group.aliases for group in PORTFOLIO.groups}
    assert "GTCu" in aliases["GTCU"]
    assert {"GT de Agencias de Promoción", "GT Agencias Promoción"} <= set(aliases["GTAP"])
    assert "Grupo Técnico Laboral" in aliases["GTL"]


def test_collective_bodies_lead_nothing_and_receive_no_form() -> None:
    collective = {group.key for group in PORTFOLIO.groups if not group.receives_forms}
    assert collective == {"Grupos Técnicos", "Comités", "Subcomités", "Comités Técnicos"}
    assert not any(collective & set(project.leads) for project in PORTFOLIO.projects)


def test_participation_is_required_of_the_projects_of_area_five() -> None:
    required = {project.number for project in PORTFOLIO.projects if project.participation_required}
    assert required == {4, *range(21, 41)} - {23}


def test_links_point_to_projects_and_give_their_reason() -> None:
    links = {(project.number, link.kind.value, link.target) for project in PORTFOLIO.projects for link in project.links}
    assert {(2, "contained_in", 33), (20, "depends_on", 6), (40, "subset_of", 39), (16, "overlaps", 9)} <= links
    assert all(link.reason for project in PORTFOLIO.projects for link in project.links)


def test_every_project_has_a_short_reviewed_title_of_its_own() -> None:
    reviewed = {title.row: title.title for title in DECISIONS.titles}
    assert {project.number: project.title for project in PORTFOLIO.projects} == reviewed
    assert len(set(reviewed.values())) == 39
    assert max(map(len, reviewed.values())) <= 80


def test_the_third_quarter_of_2021_expects_twenty_updates() -> None:
    numbers = {group.key: number for number, group in enumerate(PORTFOLIO.groups)}
    scheduled = [_scheduled(project, numbers) for project in PORTFOLIO.projects]
    pairs = list(expected_updates(scheduled, Quarter(2021, 3), plan_start=PORTFOLIO.plan.start))
    assert len(pairs) == len(set(pairs)) == 20
    assert [number for number, _ in pairs] == [
        1,
        2,
        3,
        6,
        7,
        11,
        14,
        18,
        19,
        20,
        22,
        24,
        25,
        28,
        30,
        31,
        32,
        33,
        39,
        40,
    ]


def _scheduled(project: Project, numbers: dict[str, int]) -> ScheduledProject:
    return ScheduledProject(
        number=project.number,
        start=project.schedule.start,
        end=project.schedule.end,
        open_ended=project.schedule.open_ended,
        open_confirmed=False,
        milestone_dates=[milestone.due for milestone in project.milestones],
        lead_groups=[numbers[lead] for lead in project.leads],
    )


def test_the_json_says_what_was_understood_in_plain_values() -> None:
    said: dict[str, Any] = json.loads(json.dumps(portfolio_as_json(PORTFOLIO)))
    assert said["plan"]["start"] == "2021-01-01"
    assert [area["number"] for area in said["areas"]] == [1, 2, 3, 4, 5]
    assert said["areas"][2]["actions"][0]["code"] == "3.1"
    assert {"acronym": "BID", "name": "Banco Interamericano de Desarrollo", "aliases": []} in said["allies"]
    projects = {row: project for project in said["projects"] for row in project["rows"]}
    assert (len(said["projects"]), len(projects)) == (39, 40)
    assert projects[30]["schedule"] == {
        "verbatim": "Mayo 2021 – Segundo semestre 2021",
        "start": "2021-05-01",
        "end": "2021-12-31",
        "start_precision": "month",
        "end_precision": "semester",
        "approximate": False,
        "open_ended": False,
        "min_months": None,
        "max_months": None,
    }
    assert projects[9]["milestones"][0] == {"name": "Informes", "due": "2022-07-31", "precision": "month"}
    assert projects[37]["leads"] == ["GTAP", "GTT", "GEC", "Fondo de Cooperación", "GTG"]
    assert projects[23]["areas"] == [2, 5]
    assert projects[33]["activity"] == "VII Macrorrueda de Turismo de la Alianza del Pacífico."


def test_reading_in_two_steps_gives_the_same_portfolio() -> None:
    assert assemble_portfolio(read_plan_document(PLAN_TEXT), DECISIONS) == PORTFOLIO


def test_an_unknown_group_a_bad_date_and_a_missing_cell_are_reported_together() -> None:
    broken = plan_with("\tGTT\t", "\tGT Deportes\t").replace("\tnoviembre de 2021", "\t31 de noviembre de 2021")
    broken = broken.replace("5.\t\tGT Cooperación\tDifusión de resultados", "5.\tDifusión de resultados")
    problems = problems_of(broken)
    assert [problem.split(":")[0] for problem in problems] == ["Fila 5", "Fila 26", "Fila 39"]
    assert "No se conoce «GT Deportes»" in problems[0]
    assert "El 31 de noviembre de 2021 no existe." in problems[1]
    assert "Dice: «31 de noviembre de 2021»" in problems[1]


def test_a_row_repeated_within_its_area_is_reported() -> None:
    row = next(line for line in PLAN_TEXT.splitlines() if "Piloto de Encadenamientos" in line)
    doubled = PLAN_TEXT.replace(row, f"{row}\n{row}").replace("\n40\n", "\n41\n")
    assert any("Fila 35: Repite la fila 34 dentro de la misma área." in problem for problem in problems_of(doubled))


def test_words_that_changed_get_their_own_title_and_not_the_old_one() -> None:
    portfolio = read_portfolio(plan_with("\tPiloto de Encadenamientos", "\tEstudio de Encadenamientos"), DECISIONS)
    assert portfolio.projects[32].title == "Estudio de Encadenamientos Productivos"


def test_a_decision_about_a_row_that_now_says_something_else_is_reported() -> None:
    (problem,) = problems_of(plan_with("\tVII Macrorrueda de Turismo", "\tSegunda feria de libros"))
    assert problem.startswith("Fila 33: Hay una decisión sobre una relación de esta fila")


def test_decisions_of_another_plan_are_reported() -> None:
    (problem,) = problems_of(plan_with("PACÍFICO 2021-2023", "PACÍFICO 2024-2026"))
    assert "es de otro plan" in problem


def test_a_table_of_names_that_was_cut_is_noticed() -> None:
    problems = problems_of(PLAN_TEXT[: PLAN_TEXT.rindex("\nPrograma para la cohesión")])
    assert any("no está en la tabla de abreviaturas. Dice: «EUROsocial+»" in problem for problem in problems)
    assert any(problem.startswith("Fila 6: No se conoce «Eurosocial+»") for problem in problems)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("target = 33", "target = 41", "habla de una relación de la fila 41, que el documento no tiene."),
        ("target = 33", "target = 2", "relaciona la fila 2 consigo misma."),
        ("row = 8\n", "row = 88\n", "habla de un alias de la fila 88, que el documento no tiene."),
        ("row = 8\n", "row = 7\n", "Fila 7: Hay una decisión sobre «GTAP» y la fila no lo nombra."),
        ('means = "EPE-AP de CICan"', 'means = "GTX"', "da un alias a un grupo o aliado que no existe."),
        ('acronym = "GTT"', 'acronym = "GTX"', "nombra un grupo o aliado que no está en la tabla de abreviaturas."),
        ('acronym = "GTT"', 'acronym = "GTG"', "nombra dos veces al mismo grupo o aliado."),
        ('title = "Piloto', f'title = "{"x" * 80}', "El título de la fila 34 pasa de 80 letras."),
        ('written = "Grupo de', 'written = "GT Género"\nmeans = "GTL"\nreason = "x"\n[[aliases]]\nwritten = "Grupo de',
         "Este nombre serviría para dos grupos o aliados distintos."),
    ],
)  # fmt: skip
def test_decisions_about_what_does_not_exist_are_reported(old: str, new: str, why: str) -> None:
    assert any(why in problem for problem in problems_of(decisions=decisions_with(old, new)))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(PLAN_TEXT) - 2))
def test_a_document_cut_anywhere_loads_nothing(length: int) -> None:
    with pytest.raises(PlanDocumentError):
        read_portfolio(PLAN_TEXT[:length], DECISIONS)


def test_the_portfolio_is_plain_frozen_data() -> None:
    assert isinstance(PORTFOLIO, Portfolio)
    assert hash(PORTFOLIO.projects[0]) == hash(read_portfolio(PLAN_TEXT, DECISIONS).projects[0])
    assert PORTFOLIO.plan.end == date(2023, 12, 31)
