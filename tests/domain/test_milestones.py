"""Milestones have names of their own and dates as exact as they are known."""

from datetime import date

import pytest

from monitor.domain.errors import Incomplete
from monitor.domain.milestones import check_name, check_reason, settle_date
from monitor.domain.schedules import Precision


def test_a_milestone_has_a_name_that_no_other_of_the_project_has() -> None:
    assert check_name("  Informe \n final ", ["Taller"]) == "Informe final"
    for name in (" ", "INFORME final", "x" * 301):
        with pytest.raises(Incomplete) as caught:
            check_name(name, ["Informe  final".replace("  ", " ")])
        assert caught.value.field == "name"


@pytest.mark.parametrize(
    ("precision", "day"),
    [
        (Precision.DAY, date(2022, 5, 3)),
        (Precision.MONTH, date(2022, 5, 31)),
        (Precision.QUARTER, date(2022, 6, 30)),
        (Precision.YEAR, date(2022, 12, 31)),
    ],
)
def test_a_date_stands_for_the_last_day_of_what_is_known(precision: Precision, day: date) -> None:
    assert settle_date(date(2022, 5, 3), precision) == (day, precision)
    assert settle_date(None, precision) == (None, None)


def test_every_change_says_why() -> None:
    assert check_reason(" Acta 4 ") == "Acta 4"
    with pytest.raises(Incomplete):
        check_reason(" \n")
