"""Schedules are worded as exactly as they are known, and no more."""

from datetime import date

import pytest

from monitor.domain.schedule_words import date_in_words, schedule_in_words
from monitor.domain.schedules import Precision, Schedule

DAY, MONTH, QUARTER, SEMESTER, YEAR = Precision


def between(start: date, start_precision: Precision, end: date, end_precision: Precision) -> Schedule:
    return Schedule("", start, end, start_precision, end_precision)


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (between(date(2021, 4, 1), MONTH, date(2021, 9, 30), MONTH), "de abril a septiembre de 2021"),
        (between(date(2021, 7, 1), MONTH, date(2022, 10, 31), MONTH), "de julio de 2021 a octubre de 2022"),
        (between(date(2021, 9, 1), DAY, date(2021, 9, 1), DAY), "1 de septiembre de 2021"),
        (between(date(2021, 7, 14), DAY, date(2021, 7, 26), DAY), "del 14 al 26 de julio de 2021"),
        (between(date(2021, 8, 31), DAY, date(2021, 9, 3), DAY), "del 31 de agosto al 3 de septiembre de 2021"),
        (between(date(2021, 11, 1), MONTH, date(2021, 11, 30), MONTH), "noviembre de 2021"),
        (
            between(date(2021, 7, 1), SEMESTER, date(2022, 6, 30), SEMESTER),
            "del segundo semestre de 2021 al primer semestre de 2022",
        ),
        (between(date(2021, 5, 1), MONTH, date(2021, 12, 31), SEMESTER), "de mayo al segundo semestre de 2021"),
        (between(date(2022, 1, 1), YEAR, date(2022, 12, 31), YEAR), "2022"),
        (between(date(2022, 1, 1), YEAR, date(2023, 12, 31), YEAR), "de 2022 a 2023"),
        (Schedule("", min_months=6, max_months=12), "entre 6 y 12 meses, sin fecha de inicio fijada"),
        (Schedule("", open_ended=True), "permanente, sin fecha de término"),
        (Schedule("", date(2021, 3, 1), None, MONTH, open_ended=True), "desde marzo de 2021, sin fecha de término"),
        (Schedule(""), "sin fecha"),
    ],
)
def test_a_schedule_in_words(schedule: Schedule, words: str) -> None:
    assert schedule_in_words(schedule) == words


def test_approximate_dates_say_so() -> None:
    schedule = Schedule("", date(2021, 10, 1), date(2022, 6, 30), MONTH, MONTH, approximate=True)
    assert schedule_in_words(schedule) == "de octubre de 2021 a junio de 2022 (fechas aproximadas)"


def test_a_project_with_dated_milestones_only_points_to_them() -> None:
    assert schedule_in_words(Schedule(""), has_milestones=True) == "según las fechas de sus hitos"


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        (DAY, "31 de diciembre de 2021"),
        (MONTH, "diciembre de 2021"),
        (QUARTER, "cuarto trimestre de 2021"),
        (SEMESTER, "segundo semestre de 2021"),
        (YEAR, "2021"),
    ],
)
def test_a_date_in_words(precision: Precision, words: str) -> None:
    assert date_in_words(date(2021, 12, 31), precision) == words
