"""The reader of Spanish schedules: the 40 of the real plan, their kin, and what it must refuse."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.plan_document import read_plan_document
from monitor.domain.schedule_reader import ReadSchedule, ScheduleNotUnderstood, read_schedule
from monitor.domain.schedules import Milestone, Precision, Schedule, last_day
from tests.domain.plan_files import PLAN_TEXT

DAY, MONTH, QUARTER, SEMESTER, YEAR = Precision
ROWS = {row.number: row for row in read_plan_document(PLAN_TEXT).rows}


def dates(
    start: str, end: str, precision: Precision, end_precision: Precision | None = None, **more: Any
) -> dict[str, Any]:
    return {
        "start": date.fromisoformat(start),
        "end": date.fromisoformat(end),
        "start_precision": precision,
        "end_precision": end_precision or precision,
        **more,
    }


READINGS: dict[int, dict[str, Any]] = {
    1: dates("2021-04-01", "2021-09-30", MONTH),
    2: dates("2021-09-01", "2021-09-01", DAY),
    3: dates("2021-07-01", "2022-10-31", MONTH),
    4: dates("2022-01-01", "2023-01-31", MONTH),
    5: dates("2022-02-01", "2022-06-30", MONTH),
    6: dates("2021-06-01", "2022-06-30", MONTH),
    7: dates("2021-06-01", "2022-02-28", MONTH),
    8: dates("2022-01-01", "2022-12-31", MONTH),
    9: {},
    10: dates("2022-03-01", "2023-12-31", MONTH),
    11: dates("2021-07-01", "2022-06-30", SEMESTER),
    12: dates("2021-11-01", "2022-10-31", MONTH),
    13: dates("2022-01-01", "2022-10-31", MONTH),
    14: dates("2021-06-01", "2023-02-28", MONTH),
    15: {"min_months": 12, "max_months": 36},
    16: {"min_months": 6, "max_months": 12},
    17: {"min_months": 6, "max_months": 12},
    18: dates("2021-09-01", "2021-11-30", MONTH),
    19: dates("2021-09-01", "2021-10-31", MONTH),
    20: dates("2021-09-01", "2022-06-30", MONTH),
    21: {"open_ended": True},
    22: dates("2021-08-01", "2021-11-30", MONTH),
    23: dates("2022-01-01", "2023-01-31", MONTH),
    24: dates("2021-09-01", "2021-11-30", MONTH),
    25: dates("2021-07-01", "2021-09-30", MONTH),
    26: dates("2021-11-01", "2021-11-30", MONTH),
    27: dates("2022-01-01", "2022-12-31", YEAR),
    28: dates("2021-09-01", "2021-10-31", MONTH),
    29: dates("2021-03-01", "2021-05-31", MONTH),
    30: dates("2021-05-01", "2021-12-31", MONTH, SEMESTER),
    31: dates("2021-07-14", "2021-07-26", DAY),
    32: dates("2021-08-12", "2021-09-23", DAY),
    33: dates("2021-08-31", "2021-09-03", DAY),
    34: dates("2021-11-30", "2021-11-30", DAY),
    35: dates("2021-12-01", "2021-12-02", DAY),
    36: dates("2021-11-01", "2022-01-31", MONTH),
    37: dates("2021-10-01", "2022-06-30", MONTH, approximate=True),
    38: dates("2021-11-01", "2021-11-30", MONTH),
    39: dates("2021-06-01", "2021-08-31", MONTH),
    40: dates("2021-08-01", "2021-12-31", MONTH),
}


def test_the_table_below_covers_every_row_of_the_plan() -> None:
    assert sorted(READINGS) == sorted(ROWS) == list(range(1, 41))


@pytest.mark.parametrize("number", sorted(READINGS))
def test_each_schedule_of_the_real_plan_is_read_as_a_person_would(number: int) -> None:
    text = ROWS[number].schedule
    assert read_schedule(text).schedule == Schedule(text, **READINGS[number])


def test_only_row_nine_names_milestones_and_they_are_no_start_or_end() -> None:
    assert read_schedule(ROWS[9].schedule).milestones == (
        Milestone("Informes", date(2022, 7, 31), MONTH),
        Milestone("Diagnóstico de demanda laboral", date(2021, 12, 31), MONTH),
        Milestone("Análisis para definir el mecanismo de coordinación", date(2021, 12, 31), MONTH),
    )
    assert [number for number, row in ROWS.items() if read_schedule(row.schedule).milestones] == [9]


KIN: dict[str, dict[str, Any]] = {
    "2.º trimestre de 2024": dates("2024-04-01", "2024-06-30", QUARTER),
    "segundo trimestre 2024": dates("2024-04-01", "2024-06-30", QUARTER),
    "IV trimestre de 2023": dates("2023-10-01", "2023-12-31", QUARTER),
    "T1-T3 2023": dates("2023-01-01", "2023-09-30", QUARTER),
    "T1-2023": dates("2023-01-01", "2023-03-31", QUARTER),
    "2023-T4": dates("2023-10-01", "2023-12-31", QUARTER),
    "primer y segundo semestre de 2022": dates("2022-01-01", "2022-12-31", SEMESTER),
    "noviembre – primer semestre 2022": dates("2021-11-01", "2022-06-30", MONTH, SEMESTER),
    "septiembre – segundo semestre de 2021": dates("2021-09-01", "2021-12-31", MONTH, SEMESTER),
    "2021-2023": dates("2021-01-01", "2023-12-31", YEAR),
    "a partir de marzo de 2022": {"start": date(2022, 3, 1), "start_precision": MONTH, "open_ended": True},
    "desde el 5 de marzo de 2022 en adelante": {"start": date(2022, 3, 5), "start_precision": DAY, "open_ended": True},
    "hasta diciembre de 2022": {"end": date(2022, 12, 31), "end_precision": MONTH},
    "desde mayo hasta julio de 2022": dates("2022-05-01", "2022-07-31", MONTH),
    "entre el 3 y el 9 de mayo de 2022": dates("2022-05-03", "2022-05-09", DAY),
    "28 de diciembre al 5 de enero de 2022": dates("2021-12-28", "2022-01-05", DAY),
    "29 de febrero de 2024": dates("2024-02-29", "2024-02-29", DAY),
    "1.º de abril de 2022": dates("2022-04-01", "2022-04-01", DAY),
    "15/03/2022 - 2022-04-20": dates("2022-03-15", "2022-04-20", DAY),
    "ENE. 2022 – setiembre 2022": dates("2022-01-01", "2022-09-30", MONTH),
    "octubre de 2021 (fecha aproximada)": dates("2021-10-01", "2021-10-31", MONTH, approximate=True),
    "de 6 a 12 meses": {"min_months": 6, "max_months": 12},
    "Por definir": {},
}


@pytest.mark.parametrize("text", KIN)
def test_schedules_like_those_of_the_plan_are_read_too(text: str) -> None:
    assert read_schedule(text).schedule == Schedule(text, **KIN[text])


REFUSED = {
    "": "Está vacío.",
    "31 de febrero de 2022": "El 31 de febrero de 2022 no existe.",
    "29 de febrero de 2021": "El 29 de febrero de 2021 no existe.",
    "32 de mayo de 2022": "El 32 de mayo de 2022 no existe.",
    "30/02/2022": "El 30 de febrero de 2022 no existe.",
    "01/13/2022": "La fecha 01/13/2022 no existe.",
    "mayo 2022 - abril 2022": "El final es anterior al comienzo.",
    "26 al 14 de julio de 2021": "El final es anterior al comienzo.",
    "26 de julio al 14 de julio de 2021": "El final es anterior al comienzo.",
    "tercer semestre de 2021": "No existe el semestre 3 de un año.",
    "mayo": "No dice el año.",
    "próximo año": "No se entiende «próximo».",
    "3 al 5 de 2022": "No dice de qué mes es el día 3.",
    "seis (5) meses a 12 meses": "«seis (5)» dice dos números distintos.",
    "de 12 a 6 meses": "El plazo más corto es mayor que el más largo.",
    "Corto plazo": "No se entiende «Corto».",
    "Informes: julio": "No dice el año.",
    "Inicio: mayo 2022": "«Inicio» no es el nombre de un hito; escriba el comienzo y el final en una sola línea.",
    "mayo 2022\njulio 2022": "Tiene varias líneas y no se sabe cuál dice las fechas del proyecto.",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_read_without_guessing_is_refused_in_plain_spanish(text: str) -> None:
    with pytest.raises(ScheduleNotUnderstood) as refusal:
        read_schedule(text)
    assert refusal.value.why == REFUSED[text]
    assert refusal.value.text == text


NAMES = [
    ("enero", "ene"),
    ("febrero", "feb."),
    ("marzo", "MAR"),
    ("abril", "Abr."),
    ("mayo", "may"),
    ("junio", "Jun"),
    ("julio", "jul."),
    ("agosto", "Ago"),
    ("septiembre", "setiembre"),
    ("octubre", "oct."),
    ("noviembre", "NOV"),
    ("diciembre", "Dic."),
]
MONTHS = st.tuples(st.integers(2015, 2035), st.integers(1, 12))


@st.composite
def spelled_months(draw: st.DrawFn, *, with_year: bool = True) -> tuple[date, str]:
    year, month = draw(MONTHS)
    which = draw(st.sampled_from([0, 1]))
    case = draw(st.sampled_from([str.lower, str.title, str.upper]))
    of = draw(st.sampled_from([" ", " de ", " del "]))
    name = case(NAMES[month - 1][which])
    return date(year, month, 1), f"{name}{of}{year}" if with_year else name


@given(
    spelled_months(),
    spelled_months(),
    st.sampled_from(["-", " - ", " – ", "—", " a ", " hasta "]),
    st.sampled_from(["", "."]),
)
def test_any_range_of_months_is_read_back(
    first: tuple[date, str], second: tuple[date, str], join: str, stop: str
) -> None:
    (start, start_text), (end, end_text) = sorted((first, second), key=lambda month: month[0])
    schedule = read_schedule(f"{start_text}{join}{end_text}{stop}").schedule
    assert (schedule.start, schedule.end) == (start, last_day(end, MONTH))
    assert (schedule.start_precision, schedule.end_precision) == (MONTH, MONTH)


@given(spelled_months(with_year=False), spelled_months(), st.sampled_from([" - ", "–", " a ", " al "]))
def test_a_year_written_once_counts_for_both_ends(first: tuple[date, str], second: tuple[date, str], join: str) -> None:
    (said, start_text), (end, end_text) = first, second
    schedule = read_schedule(f"{start_text}{join}{end_text}").schedule
    start = date(end.year - (said.month > end.month), said.month, 1)
    assert (schedule.start, schedule.end) == (start, last_day(end, MONTH))


@given(st.dates(date(2015, 1, 1), date(2035, 12, 31)), st.dates(date(2015, 1, 1), date(2035, 12, 31)))
def test_any_range_of_days_is_read_back(one: date, other: date) -> None:
    start, end = sorted((one, other))
    said = [f"{day.day} de {NAMES[day.month - 1][0]} de {day.year}" for day in (start, end)]
    schedule = read_schedule(f"del {said[0]} al {said[1]}").schedule
    assert (schedule.start, schedule.end, schedule.start_precision) == (start, end, DAY)


def outcome_of(text: str) -> ReadSchedule | ScheduleNotUnderstood:
    try:
        return read_schedule(text)
    except ScheduleNotUnderstood as refusal:
        return refusal


PIECES = [
    *("enero", "feb.", "marzo", "2021", "2022", "1", "31", "32", "0", "99", "²", "١", "İ", "º", "T1", "q4", "2023-T1"),
    *("de", "del", "a", "al", "y", "-", "–", "entre", "desde", "hasta", "a partir de", "en adelante", "de ahora"),
    *("primer", "segundo", "tercer", "semestre", "trimestre", "31/02/2022", "2021-13-45", "(tiempos aproximados)"),
    *("corto plazo:", "seis (6)", "meses", "años", "Informes:", ":", ";", ".", ",", "(", ")", "\n", "por definir"),
]


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join)))
def test_whatever_the_text_the_reader_reads_it_or_says_why_not(text: str) -> None:
    outcome = outcome_of(text)
    if isinstance(outcome, ScheduleNotUnderstood):
        assert outcome.why.endswith(".")
        return
    schedule = outcome.schedule
    assert (schedule.start is None) == (schedule.start_precision is None)
    assert (schedule.end is None) == (schedule.end_precision is None)
    assert not (schedule.open_ended and schedule.end is not None)
    assert not (schedule.relative and schedule.start is not None)
    if schedule.start is not None and schedule.end is not None:
        assert schedule.start <= schedule.end
