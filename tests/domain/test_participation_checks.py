"""What is wrong in figures of people is refused in plain words; what is odd wants a comment."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.age_bands import AgeBand
from monitor.domain.participation import (
    Cell,
    Depth,
    Measure,
    NoSplitReason,
    ParticipationRecord,
    QuarterParticipation,
    Sex,
)
from monitor.domain.participation_checks import Context, context_of, problems, unexplained, warnings

SINCE_START, IN_PERIOD, ATTENDANCES = Measure.UNIQUE_SINCE_START, Measure.UNIQUE_IN_PERIOD, Measure.ATTENDANCES


def record(**values: Any) -> ParticipationRecord:
    defaults: dict[str, Any] = {"activity": "Taller", "measure": IN_PERIOD, "depth": Depth.SEX}
    return ParticipationRecord(**(defaults | values))


def by_sex(women: int, men: int, **values: Any) -> ParticipationRecord:
    return record(cells={Cell(Sex.WOMEN): women, Cell(Sex.MEN): men}, **values)


def after(last: ParticipationRecord, now: ParticipationRecord, *more: ParticipationRecord) -> Context:
    """What is known of a record when the quarter before counted `last` (and others)."""
    return context_of(now, [now], [QuarterParticipation("2021-T2", (last, *more))])


def fields_of(found: ParticipationRecord, context: Context | None = None) -> list[str]:
    return [problem.field for problem in problems(found, context or Context())]


def test_a_right_record_has_no_problem() -> None:
    assert problems(record(total=10, cells={Cell(Sex.WOMEN): 10})) == []
    assert problems(record(total=0)) == []
    assert problems(record(cells={Cell(Sex.OTHER): 0})) == []


def test_parts_over_the_whole_are_named_with_both_figures() -> None:
    [problem] = problems(record(total=10, cells={Cell(Sex.WOMEN): 8, Cell(Sex.MEN): 3}))

    assert problem.field == "total"
    assert problem.message == "Las partes suman 11, más que el total de 10. Corrija el total o las casillas."


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"activity": "  ", "total": 1}, "activity"),
        ({"total": 1, "starts_on": date(2021, 9, 2), "ends_on": date(2021, 9, 1)}, "ends_on"),
        ({}, "total"),
        ({"depth": Depth.NONE, "total": 5}, "no_split_reason"),
        ({"depth": Depth.SEX_AGE, "measure": Measure.ENTERPRISES, "total": 5}, "depth"),
    ],
)
def test_each_problem_names_its_field(values: dict[str, object], field: str) -> None:
    assert fields_of(record(**values)) == [field]


def test_a_total_without_split_and_with_its_reason_is_right() -> None:
    assert problems(record(depth=Depth.NONE, total=5, no_split_reason=NoSplitReason.OPEN_EVENT)) == []


def test_an_activity_of_one_day_may_start_and_end_on_it() -> None:
    assert problems(record(total=1, starts_on=date(2021, 9, 1), ends_on=date(2021, 9, 1))) == []


def test_more_people_than_attendances_of_the_same_activity_is_wrong() -> None:
    people = by_sex(30, 11)
    attendances = record(activity=" TALLER ", measure=ATTENDANCES, total=40)
    other = record(activity="Feria", measure=ATTENDANCES, total=3)

    [problem] = problems(people, context_of(people, [people, attendances, other]))

    assert problem.message.startswith("Hay 41 personas distintas y solo 40 asistencias")
    assert problems(people, context_of(people, [people, other])) == []
    assert problems(attendances, context_of(attendances, [people, attendances])) == []


def test_more_people_in_the_quarter_than_since_the_start_is_wrong() -> None:
    people, start = by_sex(30, 11), record(measure=SINCE_START, total=40)

    assert fields_of(people, context_of(people, [people, start])) == ["total"]
    assert fields_of(people, context_of(people, [people, record(measure=SINCE_START, total=41)])) == []


def test_a_cumulative_figure_falls_only_with_a_declared_correction() -> None:
    last = record(measure=SINCE_START, total=1200)
    now = record(measure=SINCE_START, total=1150)

    [problem] = problems(now, after(last, now))

    assert problem.field == "correction_reason"
    assert "en 2021-T2 eran 1.200 y ahora 1.150" in problem.message
    declared = record(measure=SINCE_START, total=1150, correction_reason="Había 50 personas repetidas.")
    assert problems(declared, after(last, declared)) == []
    assert problems(last, after(last, last)) == []


def test_the_last_cumulative_figure_is_looked_for_in_every_earlier_quarter() -> None:
    now = record(measure=SINCE_START, total=50)
    quarters = [
        QuarterParticipation("2021-T3", (record(activity="Feria", total=7),)),
        QuarterParticipation("2021-T2", None),
        QuarterParticipation("2021-T1", (record(measure=SINCE_START, total=80),)),
    ]

    context = context_of(now, [now], quarters)

    assert (context.cumulative, context.cumulative_period) == (80, "2021-T1")
    assert context.last is None


def test_more_than_three_times_the_last_quarter_wants_a_comment() -> None:
    last, now = by_sex(10, 5), by_sex(30, 16)

    assert warnings(now, after(last, now)) == ["Son 46, más de 3 veces las 15 de 2021-T2."]
    assert warnings(by_sex(30, 15), after(last, by_sex(30, 15))) == []


def test_exactly_half_and_half_is_odd_only_in_larger_groups() -> None:
    assert warnings(by_sex(10, 10)) == []
    assert warnings(by_sex(11, 11)) == ["Son exactamente mitad y mitad: 11 y 11."]
    assert warnings(record(total=50, cells={Cell(Sex.WOMEN): 20, Cell(Sex.MEN): 20, Cell(Sex.OTHER): 10})) == []


def test_the_same_figures_as_last_time_want_a_comment() -> None:
    last = by_sex(10, 5)
    again = record(cells={Cell(Sex.WOMEN): 10, Cell(Sex.MEN): 5, Cell(Sex.OTHER): 0})

    assert warnings(again, after(last, again)) == ["Son las mismas cifras que en 2021-T2."]
    other_split = record(cells={Cell(Sex.WOMEN, AgeBand.FROM_18): 10, Cell(Sex.MEN): 5})
    assert warnings(other_split, after(last, other_split)) == []
    nobody = record(total=0)
    assert warnings(nobody, after(nobody, nobody)) == []


def test_over_a_fifth_without_recorded_sex_wants_a_comment_unless_there_is_no_split_at_all() -> None:
    assert warnings(record(total=100, cells={Cell(Sex.WOMEN): 79})) == ["Falta el registro de 21 % (21 de 100)."]
    assert warnings(record(total=100, cells={Cell(Sex.WOMEN): 80})) == []
    assert warnings(record(depth=Depth.NONE, total=100, no_split_reason=NoSplitReason.OPEN_EVENT)) == []


def test_a_comment_explains_what_is_odd_and_nothing_that_is_wrong() -> None:
    odd = by_sex(11, 11)
    [problem] = unexplained(odd)
    assert problem.field == "comment"
    assert problem.message.endswith("Corríjalo o explíquelo en el comentario.")
    assert unexplained(by_sex(11, 11, comment="Cupos iguales por invitación.")) == []

    wrong = record(total=1, cells={Cell(Sex.WOMEN): 8}, comment="Así es")
    assert fields_of(wrong) == ["total"]


COUNTS = st.integers(0, 400)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_a_warning_never_blocks_once_it_is_explained_and_no_check_fails_on_any_figure(
    women: int, men: int, last_women: int, total: int
) -> None:
    last = by_sex(last_women, men)
    now = by_sex(women, men, total=total, comment="Explicado")
    context = after(last, now)

    assert unexplained(now, context) == []
    assert bool(problems(now, context)) == (women + men > total)
    expected = now.whole or 0
    assert any("más de 3 veces" in each for each in warnings(now, context)) == (
        last.whole not in (None, 0) and expected > 3 * (last.whole or 0)
    )
