"""A schedule that leaves something to be inferred stops a plan until a person has looked at it."""

import pytest

from monitor.domain.plan_decisions import read_decisions
from monitor.domain.portfolio import PlanDocumentError, read_portfolio
from tests.domain.plan_files import DECISIONS_TEXT, PLAN_TEXT, decisions_with, plan_with


def test_the_one_doubtful_schedule_of_the_real_plan_was_looked_at() -> None:
    decisions = read_decisions(DECISIONS_TEXT)
    assert [(each.row, each.written) for each in decisions.schedules] == [(36, "Noviembre – enero de 2022")]
    read_portfolio(PLAN_TEXT, decisions)


def test_without_that_decision_the_plan_is_refused_with_the_row_and_the_doubt() -> None:
    decisions = read_decisions(decisions_with('written = "Noviembre – enero de 2022"', 'written = "otro texto"'))
    with pytest.raises(PlanDocumentError) as refusal:
        read_portfolio(PLAN_TEXT, decisions)
    assert [(problem.row, problem.text) for problem in refusal.value.problems] == [(36, "Noviembre – enero de 2022")]
    assert "2021" in refusal.value.problems[0].why


def test_a_rough_date_is_not_loaded_as_if_it_were_exact() -> None:
    text = plan_with("\t2022\n", "\tmediados de 2022\n")
    with pytest.raises(PlanDocumentError, match="«mediados de» no es una fecha exacta"):
        read_portfolio(text, read_decisions(DECISIONS_TEXT))
