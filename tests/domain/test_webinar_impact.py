"""What the webinars changed: before and today, with and without attendees."""

from typing import Any

import pytest

from monitor.domain.survey_indices import Spread
from monitor.domain.webinar_impact import CAVEAT, impact
from tests.domain.test_survey_indices import group
from tests.survey_samples import default_questionnaire

ASKED = default_questionnaire()
NOBODY: dict[str, Any] = {"e1": {"w1": {"m": 0}}, "e2": None, "e3": None}


def levels(*pairs: tuple[str, str]) -> dict[str, dict[str, str]]:
    rows = ("brechas", "proyectos", "datos")
    return {
        row: {key: each for key, each in zip(("antes", "hoy"), pair, strict=True) if each}
        for row, pair in zip(rows, pairs, strict=True)
    }


def test_the_change_is_today_less_before_body_by_body() -> None:
    # 2→4, 2→3, 1→3: before 25, 25, 0 (mean 16.7), today 75, 50, 50 (mean 58.3)
    every = [
        group(),
        group("GTL", e4=levels(("3", "3"), ("3", "3"), ("3", "3")), e3=["ninguno"], e2="n3"),
        group("GTC", **NOBODY, e4=levels(("", "2"), ("", "2"), ("", "2"))),
    ]
    found = impact(ASKED, every)
    assert (found.attended, found.not_attended) == (2, 1)
    assert found.change == Spread(2, pytest.approx(125 / 6), pytest.approx(125 / 6), 0, pytest.approx(125 / 3))  # type: ignore[arg-type]
    assert found.today is not None
    assert found.today.mean == pytest.approx((175 / 3 + 50) / 2)
    assert found.without == Spread(1, 25, 25, 25, 25)
    assert found.difference == pytest.approx((175 / 3 + 50) / 2 - 25)


def test_a_change_is_any_but_the_one_that_says_none() -> None:
    every = [group(), group("B", e3=["ninguno"]), group("C", e3=["paridad", "lenguaje"]), group("D", e3=None)]
    found = impact(ASKED, every)
    assert (found.asked_changes, found.changed) == (3, 2)
    assert found.share_changed == pytest.approx(2 / 3)


def test_usefulness_is_the_mean_of_what_was_said() -> None:
    found = impact(ASKED, [group(e2="n3"), group("B", e2="n0"), group("C", **NOBODY)])
    assert found.usefulness == Spread(2, 50, 50, 0, 100)


def test_a_row_answered_only_for_today_compares_with_nothing() -> None:
    found = impact(ASKED, [group(e4=levels(("1", "3"), ("", "5"), ("", "5")))])
    assert found.change == Spread(1, 50, 50, 50, 50)


def test_without_attendees_there_is_no_before() -> None:
    found = impact(ASKED, [group("C", **NOBODY)])
    assert (found.before, found.change, found.usefulness, found.share_changed) == (None, None, None, None)
    assert found.without is not None


def test_the_caveat_says_what_the_figures_are_not() -> None:
    assert "retrospectiva" in CAVEAT
    assert "no prueba" in CAVEAT
