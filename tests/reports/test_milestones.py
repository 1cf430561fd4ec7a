"""What became of milestones in a period, and which come in the next: dates that are not exact stay so."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.domain.schedules import Precision
from monitor.domain.update_content import MilestoneAnswer
from reports import milestone_lists
from reports.data import ReportData
from reports.milestones import Coming, Milestone, Move, coming_between
from tests.reports import samples

FIRST, LAST = date(2021, 10, 1), date(2021, 12, 31)


@pytest.mark.parametrize(
    ("due", "precision", "expected"),
    [
        (date(2021, 10, 1), Precision.DAY, Coming.FALLS),
        (date(2021, 12, 31), Precision.DAY, Coming.FALLS),
        (date(2022, 1, 1), Precision.DAY, None),
        (date(2021, 11, 30), Precision.MONTH, Coming.FALLS),
        (date(2021, 12, 31), Precision.SEMESTER, Coming.FALLS),
        (date(2021, 12, 31), Precision.YEAR, Coming.FALLS),
        (date(2022, 12, 31), Precision.YEAR, None),
        (date(2021, 9, 30), Precision.DAY, None),
    ],
)
def test_a_milestone_comes_when_its_last_possible_day_does(
    due: date, precision: Precision, expected: Coming | None
) -> None:
    assert coming_between(Milestone("M", "", due, precision=precision), FIRST, LAST) is expected


def test_a_date_that_goes_on_after_the_period_may_fall_into_it() -> None:
    year = Milestone("M", "2021", date(2021, 12, 31), precision=Precision.YEAR)
    assert coming_between(year, date(2021, 7, 1), date(2021, 9, 30)) is Coming.MAY_FALL


def test_what_is_done_or_has_no_date_comes_at_no_time() -> None:
    done = Milestone("M", "", date(2021, 11, 1), done_on=date(2021, 9, 1))
    assert coming_between(done, FIRST, LAST) is None
    assert coming_between(Milestone("M", "sin fecha"), FIRST, LAST) is None


def test_the_date_that_counts_is_the_one_to_which_it_was_moved() -> None:
    moved = Milestone("M", "agosto de 2021", date(2021, 8, 31), new_due=date(2021, 11, 2), precision=Precision.MONTH)
    assert coming_between(moved, FIRST, LAST) is Coming.FALLS
    assert moved.stands == (date(2021, 11, 2), Precision.DAY)


def told(*milestones: Milestone, **answers: date) -> ReportData:
    """The small report, whose first project has these milestones; its update tells of them by name."""
    data = samples.small()
    first = data.projects[0]
    assert first.answers[0].content is not None
    said = tuple(
        MilestoneAnswer(place, own.name, new_due=answers.get(own.name), reason="Motivo dicho.")
        for place, own in enumerate(milestones)
    )
    answer = replace(first.answers[0], content=replace(first.answers[0].content, milestones=said))
    return replace(data, projects=(replace(first, milestones=milestones, answers=(answer,)),))


def test_a_milestone_is_moved_in_the_period_whose_update_moves_it() -> None:
    june, october, november = date(2021, 6, 30), date(2021, 10, 15), date(2021, 11, 20)
    moves = (
        Move(date(2021, 7, 10), june, october, "Motivo de antes."),
        Move(date(2021, 10, 8), october, november, "Motivo dicho."),
    )
    twice = Milestone("Dos veces", "junio de 2021", june, new_due=november, moves=moves)
    before = Milestone("Antes", "junio de 2021", june, new_due=october, moves=moves[:1])

    (line,) = milestone_lists.moved(told(twice, before, **{"Dos veces": november}))

    assert (line.milestone.name, line.move) == ("Dos veces", moves[1])


def test_a_milestone_moved_and_then_done_is_met_and_no_longer_moved() -> None:
    done = Milestone("M", "", date(2021, 8, 31), done_on=date(2021, 9, 20), new_due=date(2021, 9, 30))
    data = told(done, M=date(2021, 9, 30))

    assert milestone_lists.moved(data) == []
    assert [line.milestone for line in milestone_lists.met(data)] == [done]


def test_met_are_those_of_the_period_by_day_and_not_those_of_before() -> None:
    days = {"a": date(2021, 9, 30), "b": date(2021, 7, 1), "c": date(2021, 6, 30), "d": date(2021, 10, 2)}
    data = told(*(Milestone(name, "", day, done_on=day) for name, day in days.items()))

    assert [line.milestone.name for line in milestone_lists.met(data)] == ["b", "a"]


def test_what_is_late_is_not_listed_as_coming() -> None:
    late = Milestone("M", "", date(2021, 9, 30), new_due=date(2021, 10, 2), is_late=True)
    data = told(late)

    assert milestone_lists.coming(data) == []
    assert [line.milestone for line in milestone_lists.overdue(data)] == [late]
