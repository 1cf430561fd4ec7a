"""What a project's dates suggest of its punctuality."""

from datetime import date

import pytest

from monitor.domain.punctuality import Because, DatedMilestone, ProjectDates, suggest
from monitor.domain.schedules import Precision
from monitor.domain.updates import Punctuality, Status

TODAY = date(2021, 10, 5)
RUNNING = ProjectDates(date(2021, 7, 1), Precision.MONTH, date(2021, 12, 31), Precision.MONTH)
UNDATED = ProjectDates(None, None, None, None)


def test_nothing_late_is_on_schedule() -> None:
    found = suggest(RUNNING, [], status=Status.IN_PROGRESS, today=TODAY)

    assert found is not None
    assert (found.punctuality, found.because) == (Punctuality.ON_SCHEDULE, Because.NOTHING_LATE)


def test_the_oldest_milestone_not_met_is_named() -> None:
    milestones = [
        DatedMilestone("Seminario", date(2021, 8, 31), Precision.MONTH),
        DatedMilestone("Estudio", date(2021, 6, 30), Precision.MONTH),
        DatedMilestone("Acta", date(2021, 5, 31), Precision.MONTH, done_on=date(2021, 6, 20)),
    ]
    found = suggest(RUNNING, milestones, status=Status.IN_PROGRESS, today=TODAY)

    assert found is not None
    assert (found.punctuality, found.name) == (Punctuality.DELAYED, "Estudio")


def test_a_milestone_is_late_only_after_its_whole_interval() -> None:
    october = [DatedMilestone("Estudio", date(2021, 10, 31), Precision.MONTH)]
    quarter = [DatedMilestone("Estudio", date(2021, 10, 1), Precision.QUARTER)]
    first_day = [DatedMilestone("Estudio", date(2021, 10, 4), Precision.DAY)]

    for milestones, word in (
        (october, Punctuality.ON_SCHEDULE),
        (quarter, Punctuality.ON_SCHEDULE),
        (first_day, Punctuality.DELAYED),
    ):
        found = suggest(UNDATED, milestones, status=Status.IN_PROGRESS, today=TODAY)
        assert found is not None
        assert found.punctuality is word


def test_a_project_past_its_end_is_late() -> None:
    past = ProjectDates(date(2021, 1, 1), Precision.MONTH, date(2021, 9, 30), Precision.MONTH)
    found = suggest(past, [], status=Status.IN_PROGRESS, today=TODAY)

    assert found is not None
    assert (found.because, found.due_on) == (Because.END_PASSED, date(2021, 9, 30))


def test_a_project_that_should_have_started_is_late_only_while_it_has_not() -> None:
    not_started = suggest(RUNNING, [], status=Status.NOT_STARTED, today=TODAY)
    started = suggest(RUNNING, [], status=Status.IN_PROGRESS, today=TODAY)

    assert not_started is not None
    assert not_started.because is Because.START_PASSED
    assert started is not None
    assert started.because is Because.NOTHING_LATE


def test_a_milestone_met_before_its_interval_is_ahead() -> None:
    early = [DatedMilestone("Estudio", date(2021, 12, 31), Precision.MONTH, done_on=date(2021, 9, 1))]
    within = [DatedMilestone("Estudio", date(2021, 9, 30), Precision.MONTH, done_on=date(2021, 9, 1))]

    ahead, on_schedule = (suggest(RUNNING, each, status=Status.IN_PROGRESS, today=TODAY) for each in (early, within))
    assert ahead is not None
    assert ahead.punctuality is Punctuality.AHEAD
    assert on_schedule is not None
    assert on_schedule.punctuality is Punctuality.ON_SCHEDULE


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.CANCELLED, Status.SUSPENDED])
def test_what_no_longer_runs_is_not_judged(status: Status) -> None:
    past = ProjectDates(date(2021, 1, 1), Precision.DAY, date(2021, 2, 1), Precision.DAY)

    assert suggest(past, [], status=status, today=TODAY) is None


def test_without_dates_nothing_is_suggested() -> None:
    undated = [DatedMilestone("Estudio", None, None)]

    assert suggest(UNDATED, undated, status=Status.IN_PROGRESS, today=TODAY) is None
