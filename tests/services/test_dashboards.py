"""The dashboard's figures are the report's, for the whole plan and for a part of it; and it stays cheap."""

from dataclasses import replace

from sqlalchemy import event
from sqlalchemy.orm import Session

from monitor.domain.participation import Country
from monitor.domain.updates import State, Status
from monitor.models import Group, Period
from monitor.services.dashboards import Wanted, agenda, dashboard
from monitor.services.report_data import report_data
from reports import figures
from tests.factories import make_group, make_milestone, make_period, make_plan, make_project, make_update, make_user
from tests.fixtures import NOW, TODAY
from tests.services.report_world import World


def of(session: Session, period: Period, **wanted: object) -> figures.Compliance:
    shown = dashboard(session, period, replace(Wanted(), **wanted), now=NOW, fictional=False)  # type: ignore[arg-type]
    return figures.compliance(figures.all_answers(shown.answered))


def test_it_counts_exactly_what_the_report_counts(session: Session) -> None:
    world = World(session)
    world.update.was_on_time = True
    make_update(session, make_project(session, world.period.plan, make_group(session)), world.period)
    following = make_period(session, world.period.plan, "2021-T4")
    for period in (world.period, following):
        report = report_data(session, period, now=NOW, fictional=False)

        shown = dashboard(session, period, Wanted(), now=NOW, fictional=False)

        assert shown.data.projects == report.projects
        assert shown.data.previous == report.previous
        assert tuple(shown.history) == tuple(figures.trend(report))


def test_the_figures_of_a_published_quarter_are_those_of_its_edition(session: Session) -> None:
    world = World(session)
    world.publish()
    world.update.state = State.SUBMITTED
    session.flush()

    shown = dashboard(session, world.period, Wanted(), now=NOW, fictional=False)

    assert shown.edition == "1.0"
    assert figures.compliance(figures.all_answers(shown.data)).approved == 1


def shared_project(session: Session) -> tuple[Period, Group, Group]:
    """One project of area 2 whose coordinating group answered, beside a co-lead that did not; and one of area 1."""
    plan = make_plan(session)
    period = make_period(session, plan)
    first, second = make_group(session), make_group(session)
    project = make_project(session, plan, first, second, area=2)
    make_update(session, project, period, state=State.SUBMITTED, status=Status.IN_PROGRESS, was_on_time=True)
    make_update(session, project, period, group=second)
    make_update(session, make_project(session, plan, second), period)
    return period, first, second


def test_a_group_is_measured_by_its_own_answers_alone(session: Session) -> None:
    period, first, second = shared_project(session)

    assert (of(session, period).received, of(session, period).expected) == (1, 3)
    assert (of(session, period, group=first).received, of(session, period, group=first).expected) == (1, 1)
    assert (of(session, period, group=second).received, of(session, period, group=second).expected) == (0, 2)


def test_an_area_counts_its_own_projects_in_this_quarter_and_in_those_before(session: Session) -> None:
    period, first, second = shared_project(session)
    following = make_period(session, period.plan, "2021-T4")

    shown = dashboard(session, following, Wanted(area=2), now=NOW, fictional=False)

    past = shown.history[0]
    assert [(own.group, own.received, own.expected) for own in past.groups] == sorted(
        [(first.key, 1, 1), (second.key, 0, 1)]
    )
    assert of(session, period, area=1).expected == 1


def test_a_country_stands_for_the_groups_of_its_people(session: Session) -> None:
    period, first, second = shared_project(session)
    make_user(session, lead_of=first, country=Country.PE)
    make_user(session, lead_of=second, country=Country.CL)
    make_user(session, lead_of=second, country=Country.PE, is_active=False)

    assert of(session, period, country=Country.PE).expected == 1
    assert of(session, period, country=Country.CL).expected == 2
    assert of(session, period, country=Country.CL, group=first).expected == 0
    assert of(session, period, country=Country.MX).expected == 0


def test_the_agenda_tells_who_owes_and_what_comes_as_of_today(session: Session) -> None:
    period, first, second = shared_project(session)
    make_milestone(session, make_project(session, period.plan, first), name="Foro", due_on=TODAY, precision=None)
    make_milestone(session, make_project(session, period.plan, first), name="Ya", due_on=TODAY, done_on=TODAY)

    to_do = agenda(session, period, Wanted(), now=NOW)

    debtor, *others = to_do.debtors
    assert (debtor.id, debtor.name, len(debtor.owed), others) == (second.id, second.full_name, 2, [])
    assert not any(own.is_overdue for own in debtor.owed)
    assert [(own.what, own.name or own.count) for own in to_do.coming] == [("milestone", "Foro"), ("updates_due", 2)]
    assert agenda(session, period, Wanted(group=first), now=NOW).debtors == ()


def test_sixty_projects_are_asked_about_as_cheaply_as_five(session: Session) -> None:
    plan = make_plan(session)
    before, period = make_period(session, plan, "2021-T3"), make_period(session, plan, "2021-T4")
    asked: list[str] = []

    def note(*args: object) -> None:
        asked.append(str(args[2]))

    def add(count: int) -> None:
        for _ in range(count):
            project = make_project(session, plan, make_group(session), make_group(session))
            make_milestone(session, project)
            for each in (before, period):
                make_update(session, project, each)

    connection = session.connection()
    counts = []
    for count in (5, 55):
        add(count)
        session.expire_all()
        asked.clear()
        event.listen(connection, "before_cursor_execute", note)
        shown = dashboard(session, period, Wanted(area=1), now=NOW, fictional=False)
        agenda(session, period, Wanted(area=1), now=NOW)
        event.remove(connection, "before_cursor_execute", note)
        counts.append(len(asked))
    assert len(shown.data.projects) == 60
    assert counts[0] == counts[1]
