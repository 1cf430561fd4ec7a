"""Roles in a project: one group coordinates, outsiders are allies, and changes never reach an open quarter."""

from datetime import date

import pytest

from monitor.domain.errors import Incomplete
from monitor.domain.periods import Quarter
from monitor.domain.project_roles import Part, Roles, check_bodies, holds_from, read_roles


def test_the_group_that_coordinates_comes_first_wherever_it_stands() -> None:
    lines = [("GTL", Part.LEAD), ("", Part.LEAD), ("BID", Part.ALLY), ("GTG", Part.COORDINATES), ("GTE", Part.SUPPORT)]

    assert read_roles(lines) == Roles(("GTG", "GTL"), ("GTE",), ("BID",))


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [("GTL", Part.LEAD)],
        [("GTL", Part.COORDINATES), ("GTG", Part.COORDINATES)],
        [("GTL", Part.COORDINATES), ("GTL", Part.SUPPORT)],
    ],
)
def test_exactly_one_coordinates_and_nobody_stands_twice(lines: list[tuple[str, Part]]) -> None:
    with pytest.raises(Incomplete):
        read_roles(lines)


@pytest.mark.parametrize(
    "roles", [Roles(("BID",)), Roles(("GTs",)), Roles(("GTG",), ("BID",)), Roles(("GTG",), (), ("GTG",))]
)
def test_each_body_has_a_role_that_it_can_have(roles: Roles) -> None:
    with pytest.raises(Incomplete):
        check_bodies(roles, groups=["GTG", "GTs"], allies=["BID"], collective=["GTs"])


def test_a_change_holds_from_the_first_quarter_that_is_not_open() -> None:
    opened = [Quarter.parse("2021-T3"), Quarter.parse("2021-T2")]

    assert holds_from(opened, plan_start=date(2021, 1, 1)).key == "2021-T4"
    assert holds_from([], plan_start=date(2021, 1, 1)).key == "2021-T1"
