"""What was answered to each question: bases, shares, sums, and what is hidden."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from monitor.domain.questionnaire import TOTAL
from monitor.domain.survey_respondents import Respondent, consent_to, countries_asked
from monitor.domain.survey_results import QuestionResult, chosen, protected, results
from tests.domain.test_survey_indices import group
from tests.survey_samples import default_questionnaire

ASKED = default_questionnaire()


def of(key: str, answered: list[Respondent], **more: Any) -> QuestionResult:
    return next(each for each in results(ASKED, answered, **more) if each.question.key == key)


def test_every_question_but_notes_has_its_result_in_order() -> None:
    assert [each.question.key for each in results(ASKED, [])] == [each.key for each in ASKED.questions]


def test_the_base_is_those_to_whom_the_question_applied() -> None:
    every = [group(), group("B", b4="n0", b5=None), group("C", b4="n3", b5=None)]
    found = of("b5", every)
    assert (found.asked, found.n) == (2, 1)
    nacional = next(each for each in found.options if each.option.key == "nacional")
    assert (nacional.count, nacional.share) == (1, 1.0)


def test_no_aplica_is_told_and_left_out_of_the_base() -> None:
    found = of("c4", [group(), group("B", c4="n3"), group("C", c4="n1"), group("D", c4=None)])
    assert (found.asked, found.not_applicable, found.base, found.n) == (4, 1, 3, 2)
    counts = {each.option.key: (each.count, each.share) for each in found.options}
    assert counts == {"n0": (0, 0), "n1": (1, 0.5), "n2": (0, 0), "n3": (1, 0.5), "na": (1, None)}
    assert found.mean_score == pytest.approx((100 + 33.3) / 2)


def test_choices_of_several_are_shares_of_those_that_answered() -> None:
    found = of("e5", [group(), group("B", e5=["tiempo"]), group("C", e5=None)])
    counts = {each.option.key: each.share for each in found.options if each.count}
    assert (found.asked, found.n, counts) == (3, 2, {"tiempo": 1.0, "datos": 0.5})


def test_each_cell_of_a_matrix_has_a_base_of_its_own() -> None:
    stayed = group("B", e1=None, e2=None, e3=None, e4={"brechas": {"hoy": "5"}})
    lines = {(each.row.key, each.column.key): each for each in of("e4", [group(), stayed]).lines}
    assert (lines["brechas", "antes"].asked, lines["brechas", "antes"].n) == (1, 1)
    assert (lines["brechas", "hoy"].asked, lines["brechas", "hoy"].n) == (2, 2)
    assert lines["brechas", "hoy"].mean_score == 87.5
    assert lines["datos", "hoy"].n == 1


def test_grids_are_added_up_with_their_totals() -> None:
    cells = of("a4", [group(), group("B", a4={"cl": {"m": 10}})]).cells
    assert cells["cl", "m"] == 13
    assert (cells["cl", TOTAL], cells[TOTAL, "m"], cells[TOTAL, TOTAL]) == (17, 15, 21)
    assert ("mx", "m") not in cells


def test_numbers_and_days_are_told_by_their_range() -> None:
    every = [group(), group("B", c1=2, a7="2021-07-01"), group("C", c1=None, c2=None)]
    numbers = of("c1", every).numbers
    assert numbers is not None
    assert (numbers.total, numbers.mean, numbers.median, numbers.lowest, numbers.highest) == (10, 5, 5, 2, 8)
    assert of("c1", every).n == 2
    assert of("a7", every).days == (date(2021, 7, 1), date(2021, 8, 31))


def test_open_answers_say_whether_the_group_lets_them_be_published() -> None:
    every = [group(), group("B", e8="no"), group("C", e7=None, e8=None)]
    found = of("e7", every)
    assert [(each.name, each.consented) for each in found.texts] == [("GTPA", True), ("B", False)]
    consent = consent_to(ASKED, ASKED.by_key["e7"])
    assert consent is not None
    assert consent.key == "e8"


def test_filters_leave_those_of_a_kind_or_country() -> None:
    asked = countries_asked(ASKED)
    assert asked is not None
    assert asked.key == "a2"
    every = [replace(group(), kind="committee"), replace(group("B", a2=["MX"]), kind="fund")]
    assert [each.name for each in chosen(every, kind="fund")] == ["B"]
    assert [each.name for each in chosen(every, country="PE")] == ["GTPA"]
    assert chosen(every, kind="fund", country="PE") == []
    assert len(chosen(every)) == 2


def test_a_personal_wave_tells_nothing_of_fewer_than_five() -> None:
    four = [group(str(number)) for number in range(4)]
    hidden = of("b1", four, least=5)
    assert hidden.withheld
    assert (hidden.options, hidden.n) == ((), 4)
    five = [*four, group("4", c4="n2")]
    assert not of("b1", five, least=5).withheld
    assert of("c4", five, least=5).withheld  # four said that it does not apply: one answer is left


def test_in_a_personal_wave_a_cell_of_fewer_than_five_is_empty() -> None:
    four = [group(str(number)) for number in range(4)]
    stayed = group("5", e1=None, e2=None, e3=None, e4={"brechas": {"hoy": "5"}})
    lines = {(each.row.key, each.column.key): each for each in of("e4", [*four, stayed], least=5).lines}
    assert lines["brechas", "hoy"].options
    assert not lines["brechas", "antes"].options


def test_small_cells_are_hidden_with_what_would_give_them_away() -> None:
    answered = [group(a4={"cl": {"m": 12, "h": 3}, "pe": {"m": 20, "h": 30}})]
    found = protected(of("a4", answered))
    assert ("cl", "h") in found.hidden
    row = {("cl", "m"), ("cl", TOTAL)}
    column = {("pe", "h"), (TOTAL, "h")}
    assert found.hidden & row
    assert found.hidden & column
    assert of("a4", answered).hidden == frozenset()
