"""Every change of state goes through one function, writes an event, and refuses a stale page."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy import update as sql_update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, NotAllowed, StaleVersion, WrongState
from monitor.domain.updates import State
from monitor.models import Extension, ProgressUpdate
from monitor.services.events import history
from monitor.services.update_moves import claim, move, was_on_time
from tests.factories import make_coordinator, make_group, make_period, make_plan, make_project, make_update, make_user
from tests.fixtures import NOW


def test_a_move_changes_the_state_and_writes_who_when_and_what(session: Session) -> None:
    update = make_update(session, state=State.SUBMITTED)
    coordinator = make_coordinator(session)

    move(
        session, update, "return", actor=coordinator, now=NOW, reason="Falta el desglose", correct_by=date(2021, 10, 12)
    )
    session.flush()

    assert update.state is State.RETURNED
    assert update.correct_by == date(2021, 10, 12)
    [event] = history(session, subject="updates", subject_id=update.id)
    assert (event.kind, event.actor, event.happened_at) == ("UpdateReturned", coordinator, NOW)
    assert event.before == {"state": "submitted"}
    assert event.after == {"state": "returned", "reason": "Falta el desglose", "correct_by": "2021-10-12"}


def test_returning_needs_a_reason_and_a_date(session: Session) -> None:
    update = make_update(session, state=State.SUBMITTED)
    coordinator = make_coordinator(session)

    with pytest.raises(Incomplete) as no_reason:
        move(session, update, "return", actor=coordinator, now=NOW, reason="  ", correct_by=date(2021, 10, 12))
    with pytest.raises(Incomplete) as no_date:
        move(session, update, "return", actor=coordinator, now=NOW, reason="Falta el desglose")

    assert no_reason.value.field == "reason"
    assert no_date.value.field == "correct_by"
    assert update.state is State.SUBMITTED


def test_a_lead_of_another_group_may_not_submit(session: Session) -> None:
    update = make_update(session, state=State.DRAFT)
    stranger = make_user(session, lead_of=make_group(session))

    with pytest.raises(NotAllowed):
        move(session, update, "submit", actor=stranger, now=NOW)


def test_a_contributor_may_start_but_not_submit(session: Session) -> None:
    update = make_update(session)
    contributor = make_user(session, contributor_to=update.group)

    move(session, update, "start", actor=contributor, now=NOW)
    with pytest.raises(NotAllowed):
        move(session, update, "submit", actor=contributor, now=NOW)

    assert update.state is State.DRAFT


def test_an_approved_update_cannot_be_approved_again(session: Session) -> None:
    update = make_update(session, state=State.APPROVED)

    with pytest.raises(WrongState):
        move(session, update, "approve", actor=make_coordinator(session), now=NOW)


def test_the_second_of_two_people_who_press_at_once_is_told(session: Session) -> None:
    update = make_update(session, state=State.SUBMITTED)
    session.execute(
        sql_update(ProgressUpdate)
        .where(ProgressUpdate.id == update.id)
        .values(lock_version=7)
        .execution_options(synchronize_session=False)
    )

    with pytest.raises(StaleVersion):
        move(session, update, "approve", actor=make_coordinator(session), now=NOW)

    assert update.state is State.SUBMITTED


def test_claiming_raises_the_lock_version(session: Session) -> None:
    update = make_update(session)

    claim(session, update)

    assert update.lock_version == 1


@pytest.mark.parametrize("statement", ["UPDATE events SET kind = 'Nothing'", "DELETE FROM events"])
def test_the_database_refuses_to_change_history(session: Session, statement: str) -> None:
    update = make_update(session, state=State.SUBMITTED)
    move(session, update, "approve", actor=make_coordinator(session), now=NOW)
    session.flush()

    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(text(statement))


def test_on_time_is_judged_in_the_plans_time_zone(session: Session) -> None:
    plan = make_plan(session)
    period = make_period(session, plan)
    update = make_update(session, make_project(session, plan, make_group(session)), period)
    last_evening = NOW.replace(day=16, hour=4)  # 23:00 on the 15th in Bogotá

    assert was_on_time(update, last_evening)
    assert not was_on_time(update, last_evening + timedelta(hours=2))


def test_an_extension_keeps_an_answer_on_time(session: Session) -> None:
    update = make_update(session)
    coordinator = make_coordinator(session)
    update.extensions.append(
        Extension(until=date(2021, 10, 31), reason="Cambio de presidencia", granted_at=NOW, granted_by=coordinator)
    )

    assert was_on_time(update, NOW.replace(day=31))
