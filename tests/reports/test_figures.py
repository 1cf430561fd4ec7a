"""The figures a report prints."""

from dataclasses import replace
from datetime import date

from monitor.domain.participation import Cell, Depth, Measure, ParticipationRecord, Sex
from monitor.domain.updates import State, Status
from reports import figures
from reports.data import Answer, StyleCorrection
from reports.milestones import Milestone
from reports.people_tables import publish
from tests.reports import samples


def test_a_waived_update_is_not_owed_and_a_returned_one_was_received() -> None:
    answers = [
        Answer("A", State.WAIVED, waived_reason="motivo"),
        Answer("A", State.RETURNED, submitted_on=date(2021, 10, 3), on_time=True),
        Answer("A", State.SUBMITTED, submitted_on=date(2021, 10, 30), on_time=False),
        Answer("A", State.DRAFT),
        Answer("A", State.NOT_STARTED),
    ]
    own = figures.compliance(answers)
    assert (own.expected, own.received, own.approved, own.on_time, own.waived) == (4, 2, 0, 1, 1)
    assert (own.missing, own.in_review, own.late) == (2, 2, 1)


def test_groups_that_owe_most_come_first_and_all_groups_add_up() -> None:
    data = samples.realistic()
    rows = figures.by_group(data)
    overall = figures.compliance(figures.all_answers(data))
    assert rows[0][1].missing == max(own.missing for _, own in rows)
    for name in ("expected", "received", "approved", "on_time", "waived"):
        assert sum(getattr(own, name) for _, own in rows) == getattr(overall, name)
    assert len(figures.missing(data)) == overall.missing


def test_a_project_under_two_areas_counts_once_in_the_whole() -> None:
    data = samples.realistic()
    assert sum(len(figures.in_area(data, area.number)) for area in data.areas) == 40
    assert len({project.number for area in data.areas for project in figures.in_area(data, area.number)}) == 39


def test_a_project_without_an_approved_update_has_no_status() -> None:
    data = samples.realistic()
    counts = figures.statuses(data.projects)
    assert counts.total() == sum(project.expected for project in data.projects)
    assert counts[None] == sum(project.expected and project.headline is None for project in data.projects)
    assert counts[Status.SUSPENDED] == 1


def test_never_more_projects_give_people_than_are_asked() -> None:
    data = samples.realistic()
    for area in data.areas:
        projects = figures.in_area(data, area.number)
        assert figures.people(projects).projects_reporting <= figures.asked_for_people(projects)


def test_a_project_contained_in_another_is_not_asked_for_people_twice() -> None:
    project = next(project for project in samples.realistic().projects if project.number == 1)
    assert figures.asked_for_people([project]) == 1
    assert figures.asked_for_people([replace(project, is_part_of_another=True)]) == 0


def test_milestones_count_until_the_end_of_the_quarter() -> None:
    data = samples.small()
    with_later = replace(
        data.projects[0], milestones=(Milestone("Luego", "diciembre de 2021", date(2021, 12, 31)), Milestone("?", "?"))
    )
    count = figures.milestones(replace(data, projects=(with_later, *data.projects[1:])))
    assert (count.done, count.moved, count.late, count.total) == (1, 1, 1, 3)


def test_the_headline_is_what_the_next_report_compares_itself_with() -> None:
    data = samples.realistic()
    own = figures.headline(data)
    assert own.period == "2021-T3"
    assert own.received == own.expected - len(figures.missing(data))
    assert own.people == figures.people(data.projects).tally
    assert own.share_of_women == publish(data).whole.share_of_women
    assert (own.completed, own.milestones_done) == (
        figures.statuses(data.projects)[Status.COMPLETED],
        figures.milestones(data).done,
    )


def test_the_share_of_women_that_a_later_report_repeats_is_the_one_that_was_printed() -> None:
    few = samples.small()
    first = replace(few.projects[0], is_part_of_another=False)
    record_ = ParticipationRecord("A", Measure.UNIQUE_IN_PERIOD, Depth.SEX, {Cell(Sex.WOMEN): 2, Cell(Sex.MEN): 40})
    assert first.headline is not None
    answer = replace(first.answers[0], content=replace(first.headline, participation=(record_,)))
    data = replace(few, projects=(replace(first, answers=(answer,)),))
    assert figures.headline(data).people.share_of_women is not None
    assert figures.headline(data).share_of_women is None


def test_delays_are_counted_by_reason_the_most_frequent_first() -> None:
    data = samples.realistic()
    delayed = [project for project in data.projects if project.headline and project.headline.punctuality == "delayed"]
    found = figures.delays(data)
    assert sorted(project.number for each in found for project in each.projects) == [
        project.number for project in delayed
    ]
    counts = [len(each.projects) for each in found]
    assert counts == sorted(counts, reverse=True)


def test_every_public_note_on_the_role_of_women_is_found_as_it_is_printed() -> None:
    data = samples.small()
    first = data.projects[0]
    corrected = replace(first.answers[0], style=(StyleCorrection("womens_role", "Las mujeres presidieron."),))
    data = replace(data, projects=(replace(first, answers=(corrected,)),))
    assert [(project.number, group, text) for project, group, text in figures.womens_roles(data)] == [
        (1, "GTPA", "Las mujeres presidieron.")
    ]


def test_the_projects_of_the_groups_that_count_people_are_those_of_the_whole() -> None:
    data = samples.realistic()
    groups = publish(data).groups
    counted = [figures.people_of_group(data, group) for group in groups]
    assert all(own.reporting <= own.asked for own in counted)
    assert sum(own.reporting for own in counted) >= figures.people(data.projects).projects_reporting
