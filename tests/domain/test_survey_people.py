"""People that a survey counts: shares are of sums, and of those whose sex is known."""

import pytest

from monitor.domain.participation import Country
from monitor.domain.survey_people import (
    LEADERSHIP,
    People,
    by_country,
    composition,
    coverage,
    people_in,
)
from tests.domain.test_survey_indices import group
from tests.survey_samples import default_questionnaire

ASKED = default_questionnaire()


def test_the_composition_of_a_body_is_the_sum_of_its_grid() -> None:
    people = people_in(ASKED, group(), "COMP")
    assert people == People(women=5, men=5, not_recorded=1)
    assert people.share_of_women == 0.5
    assert people.coverage == pytest.approx(10 / 11)
    assert people.parity_index == 1
    assert by_country(ASKED, group(), "COMP") == {Country.CL: People(3, 4), Country.PE: People(2, 1, 0, 1)}


def test_empty_is_not_nobody() -> None:
    assert people_in(ASKED, group(a4=None, a5=None), "COMP") is None
    assert people_in(ASKED, group(a4={"cl": {"m": 0}}), "COMP") == People()


def test_the_share_of_the_bloc_is_of_sums_and_never_a_mean_of_shares() -> None:
    small = group("GTL", a4={"mx": {"m": 1}})
    large = group("GTC", a4={"mx": {"m": 10, "h": 30, "o": 1}})
    found = composition(ASKED, [small, large, group("GTI", a4=None)])
    assert found.people == People(11, 30, 1)
    assert found.people.share_of_women == pytest.approx(11 / 42)
    assert (found.asked, len(found.bodies)) == (3, 2)
    assert found.countries == {Country.MX: People(11, 30, 1)}


@pytest.mark.parametrize(
    ("women", "men", "balanced"), [(4, 6, True), (6, 4, True), (39, 61, False), (61, 39, False), (0, 0, False)]
)
def test_between_40_and_60_per_cent_a_body_is_balanced(women: int, men: int, *, balanced: bool) -> None:
    assert People(women, men).is_balanced is balanced


def test_the_share_of_balanced_bodies_is_of_those_whose_share_is_known() -> None:
    every = [
        group("A", a4={"cl": {"m": 5, "h": 5}}),
        group("B", a4={"cl": {"m": 1, "h": 9}}),
        group("C", a4={"cl": {"sd": 4}}),
    ]
    found = composition(ASKED, every)
    assert (found.balanced, found.with_known_share, found.share_balanced) == (1, 2, 0.5)


def test_units_of_one_body_are_one_body() -> None:
    found = composition(ASKED, [group("A/CL", body="A"), group("A/PE", body="A")])
    assert [(each.body, each.people.total) for each in found.bodies] == [("A", 22)]


def test_leadership_is_of_its_own_grid() -> None:
    assert composition(ASKED, [group()], LEADERSHIP).people == People(1, 1)


def test_parity_without_men_is_not_defined() -> None:
    assert People(women=3).parity_index is None


def test_coverage_is_shown_with_its_counts_and_may_exceed_all() -> None:
    found = coverage(ASKED, [group(a4={"cl": {"m": 4}}), group("B", a4=None), group("C", e1=None)])
    assert (found.attended, found.members, found.bodies) == (6, 4, 1)
    assert found.share == 1.5
