"""Sums of some units beside those of all: what of them may be printed."""

from monitor.domain.compared_grids import hidden_beside
from monitor.domain.questionnaire import TOTAL
from monitor.domain.survey_respondents import Respondent
from monitor.domain.survey_results import QuestionResult, grid_sums, protected, results
from tests.domain.test_survey_indices import group
from tests.survey_samples import default_questionnaire

ASKED = default_questionnaire()


def printed(answered: list[Respondent]) -> QuestionResult:
    return protected(next(each for each in results(ASKED, answered) if each.question.key == "a4"))


def sums(answered: list[Respondent]) -> dict[tuple[str, str], int]:
    return grid_sums(ASKED.by_key["a4"], answered)


def test_what_the_others_told_cannot_be_worked_out() -> None:
    few, many = group(a4={"cl": {"m": 2, "h": 6}}), group("2", a4={"cl": {"m": 20, "h": 30}})
    hidden = hidden_beside(printed([few, many]), sums([many]))
    assert hidden is not None
    assert ("cl", "m") in hidden  # 22 less 20 would tell of 2


def test_sums_of_all_are_hidden_where_they_are_in_the_results_and_nowhere_else() -> None:
    all_of_them = [group(a4={"cl": {"m": 20, "h": 30}, "pe": {"m": 2, "h": 9}})]
    shown = printed(all_of_them)
    hidden = hidden_beside(shown, sums(all_of_them))
    assert hidden == {key for key in shown.hidden if key in shown.cells}
    assert hidden_beside(printed([many := group(a4={"cl": {"m": 20, "h": 30}})]), sums([many])) == frozenset()
    assert (TOTAL, TOTAL) not in (hidden or ())
