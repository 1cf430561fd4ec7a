"""Quarters open once, and ask each lead group for exactly what the rules expect."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.domain.periods import NotAPeriod, Quarter
from monitor.models import Plan, ProgressUpdate
from monitor.services import periods
from tests.factories import make_coordinator, make_group, make_plan, make_project
from tests.fixtures import NOW

THIRD = Quarter(2021, 3)


def plan_with_projects(session: Session) -> Plan:
    plan = make_plan(session)
    make_project(session, plan, make_group(session), make_group(session))
    make_project(session, plan, make_group(session), starts_on=date(2022, 1, 1), ends_on=date(2022, 6, 30))
    return plan


def count_updates(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ProgressUpdate)) or 0


def test_opening_asks_every_lead_group_of_the_projects_that_run(session: Session) -> None:
    plan = plan_with_projects(session)

    period, new = periods.open_period(session, plan, THIRD, actor=make_coordinator(session), now=NOW)

    assert new == 2
    assert (period.opens_on, period.due_on, period.locks_on) == (
        date(2021, 10, 1),
        date(2021, 10, 15),
        date(2021, 11, 14),
    )


def test_opening_twice_creates_nothing_twice(session: Session) -> None:
    plan = plan_with_projects(session)
    first, _new = periods.open_period(session, plan, THIRD, actor=None, now=NOW)

    second, new = periods.open_period(session, plan, THIRD, actor=None, now=NOW)

    assert (second, new) == (first, 0)
    assert count_updates(session) == 2


def test_opening_again_adds_what_has_become_expected_since(session: Session) -> None:
    plan = plan_with_projects(session)
    periods.open_period(session, plan, THIRD, actor=None, now=NOW)
    make_project(session, plan, make_group(session))

    _period, new = periods.open_period(session, plan, THIRD, actor=None, now=NOW)

    assert new == 1


@pytest.mark.parametrize("quarter", [Quarter(2021, 4), Quarter(2020, 4), Quarter(2027, 1)])
def test_a_quarter_that_has_not_ended_or_lies_outside_the_plan_stays_closed(session: Session, quarter: Quarter) -> None:
    plan = plan_with_projects(session)

    with pytest.raises(NotAPeriod):
        periods.open_period(session, plan, quarter, actor=None, now=NOW)

    assert count_updates(session) == 0


def test_a_quarter_opens_on_its_day_in_the_plans_time_zone(session: Session) -> None:
    plan = plan_with_projects(session)
    still_september_in_bogota = datetime(2021, 10, 1, 4, 0, tzinfo=UTC)

    with pytest.raises(NotAPeriod):
        periods.open_period(session, plan, THIRD, actor=None, now=still_september_in_bogota)

    periods.open_period(session, plan, THIRD, actor=None, now=datetime(2021, 10, 1, 5, 0, tzinfo=UTC))


def test_ended_quarters_open_by_themselves_once(session: Session) -> None:
    plan = plan_with_projects(session)

    opened = periods.open_due_periods(session, plan, now=NOW)

    assert [period.key for period in opened] == ["2021-T1", "2021-T2", "2021-T3"]
    assert periods.open_due_periods(session, plan, now=NOW) == []


def test_asking_what_is_expected_opens_nothing(session: Session) -> None:
    plan = plan_with_projects(session)

    pairs = periods.expected_in(session, plan, THIRD)

    assert len(pairs) == 2
    assert periods.opened_periods(session, plan) == []
    assert count_updates(session) == 0
