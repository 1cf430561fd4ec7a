"""The indices of a survey, against figures worked out by hand (docs/survey.md shows them)."""

from dataclasses import replace
from typing import Any

import pytest

from monitor.domain.answers import Answers
from monitor.domain.questionnaire import Questionnaire
from monitor.domain.survey_indices import (
    BAND,
    OVERALL,
    Band,
    Spread,
    SubIndex,
    band,
    bloc,
    items_of,
    overall,
    rounded,
    spread,
    sub_indices,
    unit_indices,
    weights_of,
)
from monitor.domain.survey_respondents import Respondent, respondent
from tests.survey_samples import TODAY, default_questionnaire, whole_answers


def group(name: str = "GTPA", *, body: str = "", answers: Answers | None = None, **changes: Any) -> Respondent:
    given = answers if answers is not None else whole_answers(**changes)
    return respondent(default_questionnaire(), given, day=TODAY, unit=name, name=name, body=body)


def sub(**changes: Any) -> dict[str, SubIndex]:
    return sub_indices(default_questionnaire(), group(**changes))


def value(key: str, **changes: Any) -> float | None:
    return sub(**changes)[key].value


def test_the_worked_example_of_the_handbook_holds() -> None:
    [found] = unit_indices(default_questionnaire(), [group()])
    assert {key: rounded(each.value or 0, 3) for key, each in found.sub.items()} == {
        "GOB": 60.0,  # (66.7 + 33.3 + 33.3 + 66.7 + 100) / 5
        "PLAN": 59.375,  # (100 × 3/8 + 33.3 + 66.7 + 100) / 4: c4 does not apply
        "DATOS": 33.325,  # (66.7 + 33.3 + 0 + 33.3) / 4
        "CAP": 58.333,  # (75 + 50 + 50) / 3
    }
    assert found.overall.value is not None
    assert rounded(found.overall.value, 2) == 52.76
    assert band(found.overall.value) is Band.CONSOLIDATING


def test_what_counts_where_is_read_from_the_questionnaire() -> None:
    items = items_of(default_questionnaire())
    assert [item.question for item in items["GOB"]] == ["b1", "b2", "b3", "b4", "b6"]
    assert [item.question for item in items["PLAN"]] == ["c2", "c3", "c4", "c5", "c6"]
    assert [(item.question, item.row, item.column) for item in items["CAP"]] == [
        ("e4", "brechas", "hoy"),
        ("e4", "proyectos", "hoy"),
        ("e4", "datos", "hoy"),
    ]
    assert "e5" not in {item.question for own in items.values() for item in own}


def test_an_index_moves_with_the_questions_that_feed_it() -> None:
    asked = default_questionnaire()

    def without_b6(questionnaire: Questionnaire) -> Questionnaire:
        sections = tuple(
            replace(
                section,
                questions=tuple(replace(each, feeds=()) if each.key == "b6" else each for each in section.questions),
            )
            for section in questionnaire.sections
        )
        return replace(questionnaire, sections=sections)

    found = sub_indices(without_b6(asked), group())["GOB"]
    assert (found.value, found.applicable) == (pytest.approx(50.0), 4)  # (66.7 + 33.3 + 33.3 + 66.7) / 4


def test_what_does_not_apply_is_out_of_the_base_and_a_blank_is_not() -> None:
    assert sub(c4="na")["PLAN"] == SubIndex("PLAN", pytest.approx(59.375), 4, 4)  # type: ignore[arg-type]
    assert sub(c4=None)["PLAN"] == SubIndex("PLAN", pytest.approx(59.375), 4, 5)  # type: ignore[arg-type]


def test_without_activities_their_share_does_not_apply() -> None:
    found = sub(c1=0)["PLAN"]
    assert found.applicable == 3
    assert found.value == pytest.approx((33.3 + 66.7 + 100) / 3)


@pytest.mark.parametrize(
    ("blank", "answered", "known"),
    [([], 5, True), (["b1"], 4, True), (["b1", "b2"], 3, True), (["b1", "b2", "b3"], 2, False)],
)
def test_sixty_per_cent_must_be_answered(blank: list[str], answered: int, *, known: bool) -> None:
    found = sub(**dict.fromkeys(blank))["GOB"]
    assert (found.answered, found.value is not None) == (answered, known)
    assert found.why_not == ("" if known else "insuficiente")


def test_where_nothing_applies_the_index_says_so() -> None:
    found = sub(c1=0, c3="na", c4="na", c5="na", c6="na")["PLAN"]
    assert (found.value, found.applicable, found.why_not) == (None, 0, "no aplica")


def test_a_number_that_comes_to_no_score_counts_as_unanswered() -> None:
    found = sub(c1=2, c2=5)["PLAN"]
    assert (found.answered, found.applicable) == (3, 4)


def test_the_overall_index_needs_three_of_four() -> None:
    questionnaire = default_questionnaire()
    three = group(e4=None)
    two = group(answers=Answers({key: each for key, each in whole_answers(e4=None).values.items() if key[0] != "d"}))
    found = unit_indices(questionnaire, [three, two])
    assert found[0].overall.value == pytest.approx((60 + 59.375 + 33.325) / 3)
    assert (found[0].overall.known, found[0].overall.needed) == (3, 3)
    assert (found[1].overall.value, found[1].overall.known) == (None, 2)


def test_weights_can_be_changed_and_one_without_weight_stays_out() -> None:
    found = sub()
    assert weights_of(default_questionnaire()) == {"GOB": 1, "PLAN": 1, "DATOS": 1, "CAP": 1}
    heavier = overall(found, {"GOB": 3, "PLAN": 1, "DATOS": 0, "CAP": 1})
    assert heavier.value == pytest.approx((3 * 60 + 59.375 + 175 / 3) / 5)
    assert heavier.needed == 3


@pytest.mark.parametrize(
    ("points", "name"),
    [
        (0, Band.INITIAL),
        (24.94, Band.INITIAL),
        (24.95, Band.DEVELOPING),
        (25, Band.DEVELOPING),
        (49.9, Band.DEVELOPING),
        (50, Band.CONSOLIDATING),
        (74.9, Band.CONSOLIDATING),
        (75, Band.CONSOLIDATED),
        (100, Band.CONSOLIDATED),
    ],
)
def test_bands_begin_at_25_50_and_75_as_the_figure_is_printed(points: float, name: Band) -> None:
    assert band(points) is name
    assert BAND[name]


def test_halves_are_rounded_up_as_people_do() -> None:
    assert [rounded(each) for each in (0.05, 0.15, 2.25, 33.35, 66.65)] == [0.1, 0.2, 2.3, 33.4, 66.7]


def test_the_bloc_is_the_mean_of_bodies_with_median_and_extremes() -> None:
    assert spread([10, 20, 60, 80]) == Spread(4, 42.5, 40, 10, 80)
    assert spread([]) is None


def test_in_the_bloc_a_body_of_several_units_weighs_one() -> None:
    every = [
        group("GTPA/CL", body="GTPA", e4={"brechas": {"hoy": "1"}, "proyectos": {"hoy": "1"}, "datos": {"hoy": "1"}}),
        group("GTPA/PE", body="GTPA", e4={"brechas": {"hoy": "5"}, "proyectos": {"hoy": "5"}, "datos": {"hoy": "5"}}),
        group("GTL", e4={"brechas": {"hoy": "5"}, "proyectos": {"hoy": "5"}, "datos": {"hoy": "5"}}),
        group("GTC", e4=None),
    ]
    found = bloc(unit_indices(default_questionnaire(), every), "CAP")
    assert found == Spread(2, 75, 75, 50, 100)
    assert bloc(unit_indices(default_questionnaire(), every[3:]), "CAP") is None
    assert bloc(unit_indices(default_questionnaire(), every), OVERALL) is not None
