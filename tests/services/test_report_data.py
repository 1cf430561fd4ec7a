"""What the report knows of the time before it, of dates as exact as they are, and of its public page."""

from dataclasses import replace
from datetime import date, timedelta

from flask import Flask, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.participation import Depth, Measure, ParticipationRecord
from monitor.domain.schedules import Precision
from monitor.domain.updates import State
from monitor.models import DateChange, Milestone, Period
from monitor.services.edition_data import changes_between, edition_data
from monitor.services.report_data import report_data
from reports.data import ReportData
from reports.past import PastCompliance
from tests.factories import make_group, make_period, make_project, make_update
from tests.fixtures import NOW
from tests.services.report_world import World


def next_period(world: World) -> Period:
    return make_period(world.session, world.period.plan, world.period.quarter.next().key)


def data_of(world: World, period: Period) -> ReportData:
    return report_data(world.session, period, now=NOW, fictional=False)


def test_the_trend_tells_what_each_group_owed_and_sent_in_earlier_periods(session: Session) -> None:
    world = World(session)
    world.update.was_on_time = True
    other = make_group(session, "GTL")
    project = make_project(session, world.period.plan, other)
    make_update(session, project, world.period)
    late = make_update(session, make_project(session, world.period.plan, other), world.period)
    late.state, late.was_on_time = State.SUBMITTED, False
    waived = make_update(session, make_project(session, world.period.plan, other), world.period)
    waived.state, waived.waived_reason = State.WAIVED, "No hay actividades."
    session.flush()

    (past,) = data_of(world, next_period(world)).trend

    assert past.period == world.period.key
    assert past.of("GTL") == PastCompliance("GTL", 2, 1, 0)
    assert past.overall == PastCompliance("", 3, 2, 1)
    assert data_of(world, world.period).trend == ()


def test_the_figures_to_compare_with_are_those_of_the_last_edition(session: Session) -> None:
    small = ParticipationRecord("A", Measure.ATTENDANCES, Depth.NONE, total=120)
    world = World(session, participation=(small,))
    following = next_period(world)

    before = data_of(world, following).previous
    world.publish()
    world.update.state = State.DRAFT  # whatever happens to the update later, the edition is what was published
    session.flush()
    after = data_of(world, following).previous

    assert before is not None
    assert after is not None
    assert (before.edition, before.received) == ("", 1)
    assert (after.edition, after.received, after.projects) == ("1.0", 1, 1)
    assert after.share_of_women is None


def test_dates_keep_their_precision_and_each_move_its_reason(session: Session) -> None:
    world = World(session)
    project = world.update.project
    project.start_precision, project.end_precision, project.approximate = Precision.MONTH, Precision.QUARTER, True
    milestone = Milestone(project=project, position=9, name="Guía", due_on=date(2021, 11, 20), precision=Precision.DAY)
    session.add(milestone)
    session.flush()
    session.add(
        DateChange(
            project_id=project.id,
            milestone=milestone,
            field="due_on",
            old_value=date(2021, 9, 30),
            old_precision=Precision.MONTH,
            new_value=date(2021, 11, 20),
            reason="Faltó presupuesto.",
            changed_at=NOW - timedelta(days=1),
            changed_by=world.lead,
        )
    )
    session.flush()

    (found,) = data_of(world, world.period).projects

    assert (found.start_precision, found.end_precision) == (Precision.MONTH, Precision.QUARTER)
    assert found.approximate
    own = found.milestones[-1]
    assert (own.due, own.precision, own.new_due) == (date(2021, 9, 30), Precision.MONTH, date(2021, 11, 20))
    assert [(move.old_precision, move.reason) for move in own.moves] == [(Precision.MONTH, "Faltó presupuesto.")]


def test_the_public_page_that_an_edition_names_is_the_one_that_the_product_has(session: Session, app: Flask) -> None:
    world = World(session)
    base = "https://monitor.ejemplo.org"

    data = edition_data(session, world.period, erratum="", now=NOW, fictional=False, base_url=base)

    with app.test_request_context(base_url=base):
        assert data.page_url == url_for(
            "publications.show", plan_key="aee", key=world.period.key, edition="1.0", _external=True
        )
    assert data_of(world, world.period).page_url == ""


def test_a_correction_of_an_older_edition_does_not_call_new_sums_a_change(session: Session) -> None:
    counted = ParticipationRecord("A", Measure.ATTENDANCES, Depth.NONE, total=120)
    now = data_of(World(session, participation=(counted,)), session.scalars(select(Period)).one())

    assert changes_between(replace(now, schema=2), now) == ()
    assert [change.name for change in changes_between(now, replace(now, projects=()))] != []
