"""Two waves side by side: what compares, on whom, and why the rest does not."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from monitor.domain.compared_questions import Measure, figures
from monitor.domain.question_differences import Difference, differences_of, is_reworded
from monitor.domain.questionnaire import TOTAL, Question, Questionnaire, QuestionType
from monitor.domain.survey_indices import OVERALL
from monitor.domain.survey_respondents import Respondent
from monitor.domain.wave_comparison import (
    INDEX_CHANGED,
    NO_PAIRS,
    PERSONAL,
    Comparison,
    WaveAnswers,
    compare,
    successor,
)
from tests.domain.test_survey_indices import group
from tests.survey_samples import default_questionnaire

ASKED = default_questionnaire()


def changed(key: str, change: Callable[[Question], Question]) -> Questionnaire:
    sections = tuple(
        replace(section, questions=tuple(change(each) if each.key == key else each for each in section.questions))
        for section in ASKED.sections
    )
    return replace(ASKED, sections=sections)


def waves(
    before: list[Respondent], after: list[Respondent], questionnaire: Questionnaire = ASKED, **more: Any
) -> Comparison:
    return compare(WaveAnswers(ASKED, before), WaveAnswers(questionnaire, after), **more)


def change_of(found: Comparison, key: str) -> Any:
    return next(each for each in found.indices if each.key == key)


def test_the_same_questionnaire_compares_throughout() -> None:
    found = waves([group()], [group()])
    assert found.changed == found.added == found.removed == ()
    assert len(found.compared) == len(list(ASKED.questions))
    assert not any(each.reworded for each in found.compared)


@pytest.mark.parametrize(
    ("key", "change", "why"),
    [
        ("b1", {"type": QuestionType.SCALE}, Difference.TYPE),
        ("b1", {"options": ASKED.by_key["b1"].options[:-1]}, Difference.OPTIONS),
        (
            "b2",
            {"options": tuple(replace(each, score=50.0) for each in ASKED.by_key["b2"].options)},
            Difference.OPTIONS,
        ),
        ("a4", {"rows": ASKED.by_key["a4"].rows[:-1]}, Difference.LINES),
        ("c3", {"relevant": "${c1} > 1"}, Difference.LOGIC),
        ("e5", {"max_choices": 4}, Difference.LOGIC),
    ],
)
def test_what_changed_is_not_compared_and_says_why(key: str, change: dict[str, Any], why: Difference) -> None:
    found = waves([group()], [group()], changed(key, lambda question: replace(question, **change)))
    reasons = {each.key: each.differences for each in found.changed}
    assert reasons[key] == (why,)
    assert key not in {each.after.question.key for each in found.compared}


def test_the_order_of_options_and_the_spacing_of_conditions_change_nothing() -> None:
    turned = changed(
        "b5", lambda each: replace(each, options=each.options[::-1], relevant="${b4}='n2'  or ${b4} = 'n3'")
    )
    assert differences_of(ASKED, turned)["b5"] == ()


def test_other_words_compare_and_are_marked() -> None:
    said = changed("b1", lambda question: replace(question, labels={"es": "¿El plan de trabajo …?"}))
    found = waves([group()], [group()], said)
    assert [each.after.question.key for each in found.compared if each.reworded] == ["b1"]
    assert is_reworded(ASKED.by_key["b1"], said.by_key["b1"])


def test_a_question_that_depends_on_a_changed_one_does_not_compare() -> None:
    found = waves([group()], [group()], changed("c1", lambda question: replace(question, maximum=10)))
    reasons = {each.key: each.differences for each in found.changed}
    assert reasons == {"c1": (Difference.LOGIC,), "c2": (Difference.DEPENDS,)}


def test_added_and_removed_questions_are_listed() -> None:
    renamed = changed("c8", lambda question: replace(question, key="c9"))
    found = waves([group()], [group()], renamed)
    assert ([each.key for each in found.added], [each.key for each in found.removed]) == (["c9"], ["c8"])


def test_only_units_that_answered_both_are_counted() -> None:
    found = waves([group("A"), group("B", b1="n0")], [group("B", b1="n3"), group("C")])
    assert found.n == 1
    assert [each.name for each in found.only_before] == ["A"]
    assert [each.name for each in found.only_after] == ["C"]
    b1 = next(each for each in found.compared if each.after.question.key == "b1")
    assert (b1.before.n, b1.before.mean_score, b1.after.n, b1.after.mean_score) == (1, 0, 1, 100)


def test_the_change_of_an_index_is_in_points_over_the_same_bodies() -> None:
    found = waves([group("A"), group("B"), group("X")], [group("A", b1="n3", b2="n3"), group("B", b1="n0")])
    gob = change_of(found, "GOB")  # A 60 → 80, B 60 → 46.66
    assert (gob.n, gob.risen, gob.fallen) == (2, 1, 1)
    assert gob.before == pytest.approx(60)
    assert gob.points == pytest.approx(((100 - 66.7 + 100 - 33.3) / 5 - 66.7 / 5) / 2)
    assert change_of(found, "CAP").points == 0
    assert [each.pair.after.name for each in found.bodies] == ["A", "B"]


def test_an_index_whose_questions_changed_is_not_compared_nor_is_the_overall_one() -> None:
    scored = changed("b1", lambda each: replace(each, options=each.options[:-1]))
    found = waves([group()], [group()], scored)
    assert (change_of(found, "GOB").why_not, change_of(found, OVERALL).why_not) == (INDEX_CHANGED, INDEX_CHANGED)
    assert change_of(found, "CAP").points == 0
    assert found.bodies == ()


def test_other_weights_leave_the_parts_comparable_and_not_the_whole() -> None:
    weighed = replace(
        ASKED, indices=tuple(replace(each, weight=2.0) if each.key == "GOB" else each for each in ASKED.indices)
    )
    found = waves([group()], [group()], weighed)
    assert change_of(found, OVERALL).why_not == INDEX_CHANGED
    assert change_of(found, "GOB").points == 0


def test_a_renamed_group_goes_on_as_one() -> None:
    found = waves([group("GTE")], [group("GTED")], successors={"GTE": "GTED"})
    assert found.n == 1
    assert found.pairs[0].is_renamed
    assert found.compared


def test_merged_groups_enter_the_indices_as_their_mean_and_no_table() -> None:
    found = waves(
        [group("A", b1="n0"), group("B", b1="n3"), group("C")],
        [group("AB", b1="n3"), group("C")],
        successors={"A": "AB", "B": "AB"},
    )
    assert [pair.is_merged for pair in found.pairs] == [True, False]
    gob = change_of(found, "GOB")
    assert gob.n == 2
    assert gob.before == pytest.approx(
        (60 - 66.7 / 5 / 2 + (100 - 66.7) / 5 / 2 - 66.7 / 5 / 2 + 66.7 / 5 / 2 + 60) / 2
    )
    assert all(each.after.n <= 1 for each in found.compared if each.after.question.key == "b1")


def test_a_chain_of_names_is_followed_and_a_circle_ends() -> None:
    assert successor("A", {"A": "B", "B": "C"}) == "C"
    assert successor("A", {"A": "B", "B": "A"}) == "A"


def test_without_units_in_both_the_comparison_says_so() -> None:
    found = waves([group("A")], [group("B")])
    assert (found.n, found.why_none, found.compared) == (0, NO_PAIRS, ())
    assert change_of(found, "GOB").why_not == NO_PAIRS


def test_persons_are_never_paired() -> None:
    found = compare(WaveAnswers(ASKED, [group()], is_personal=True), WaveAnswers(ASKED, [group()]))
    assert (found.n, found.why_none) == (0, PERSONAL)
    assert found.only_before == found.only_after == ()


def test_the_change_of_capacity_is_told_with_and_without_attendees() -> None:
    today = {"brechas": {"hoy": "5"}, "proyectos": {"hoy": "4"}, "datos": {"hoy": "3"}}
    stayed: dict[str, Any] = {"e1": None, "e2": None, "e3": None}
    found = waves([group("A"), group("B")], [group("A", e4=today), group("B", **stayed)])
    assert found.with_attendees is not None
    assert found.without_attendees is not None
    assert (found.with_attendees.n, found.with_attendees.points) == (1, pytest.approx(75 - 175 / 3))
    assert (found.without_attendees.n, found.without_attendees.points) == (1, 0)


def test_an_index_of_cells_compares_though_a_column_beside_them_is_new() -> None:
    def without_before(question: Question) -> Question:
        return replace(question, columns=tuple(each for each in question.columns if each.key == "hoy"))

    earlier = changed("e4", without_before)
    found = compare(WaveAnswers(earlier, [group()]), WaveAnswers(ASKED, [group()]))
    assert Difference.LINES in {each.key: each.differences for each in found.changed}["e4"]
    assert change_of(found, "CAP").points == 0
    assert change_of(found, OVERALL).points == 0


def test_an_index_of_cells_does_not_compare_where_they_are_asked_of_others_or_scored_otherwise() -> None:
    def asked_of_some(question: Question) -> Question:
        return replace(question, columns=tuple(replace(each, relevant="${c1} > 0") for each in question.columns))

    def scored_otherwise(question: Question) -> Question:
        return replace(question, options=tuple(replace(each, score=10.0) for each in question.options))

    for change in (asked_of_some, scored_otherwise):
        found = compare(WaveAnswers(changed("e4", change), [group()]), WaveAnswers(ASKED, [group()]))
        assert change_of(found, "CAP").why_not == INDEX_CHANGED


def compared(found: Comparison, key: str) -> Any:
    return next(each for each in found.compared if each.after.question.key == key)


def test_each_cell_of_a_matrix_counts_who_judged_it_both_times() -> None:
    before = [
        group(e4={"datos": {"antes": "2", "hoy": "3"}, "brechas": {"antes": "2", "hoy": "2"}}),
        group("2", e4={"datos": {"antes": "1", "hoy": "2"}}),
    ]
    after = [
        group(e4={"datos": {"antes": "2", "hoy": "4"}}),
        group("2", e4={"brechas": {"antes": "2", "hoy": "5"}, "datos": {"antes": "1", "hoy": "4"}}),
        group("3", e4={"datos": {"antes": "1", "hoy": "1"}}),
    ]
    lines = {(each.after.row.key, each.after.column.key): each for each in compared(waves(before, after), "e4").lines}
    assert ("brechas", "hoy") not in lines  # each group judged it once
    today = lines["datos", "hoy"]
    assert (today.n, today.before.n, today.before.mean_score, today.after.mean_score, today.points) == (
        2, 2, 37.5, 75.0, 37.5,
    )  # fmt: skip


def test_a_grid_adds_up_who_filled_it_in_both_times() -> None:
    before = [group(a4={"cl": {"m": 3, "h": 4}}), group("2", a4={"pe": {"m": 1}}), group("3", a4=None)]
    after = [
        group(a4={"cl": {"m": 5, "h": 4}}), group("2", a4={"cl": {"m": 2}}), group("3", a4={"cl": {"m": 9}}),
    ]  # fmt: skip
    found = compared(waves(before, after), "a4")
    assert found.grid.n == 2
    assert (found.grid.before["cl", "m"], found.grid.after["cl", "m"]) == (3, 7)
    assert (found.grid.before[TOTAL, TOTAL], found.grid.after[TOTAL, TOTAL]) == (8, 11)
    assert found.grid.medians == (4, 5.5)
    told = {(each.measure, each.row.key, each.column.key): each for each in figures(found) if each.row and each.column}
    assert (told[Measure.SUM, "pe", "m"].before, told[Measure.SUM, "pe", "m"].change) == (1, -1)
    assert told[Measure.MEDIAN, TOTAL, TOTAL].change == 1.5


def test_a_grid_that_nobody_filled_in_twice_has_no_figures() -> None:
    found = compared(waves([group(a4={"cl": {"m": 3}})], [group(a4=None)]), "a4")
    assert found.grid is None
    assert not found.has_figures
