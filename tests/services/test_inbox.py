"""What a person's groups owe, nearest first."""

from datetime import date, timedelta

from sqlalchemy import event
from sqlalchemy.orm import Session

from monitor.domain.deadlines import Urgency
from monitor.domain.permissions import GroupRole
from monitor.domain.updates import State
from monitor.models import Extension, Membership, ProgressUpdate
from monitor.services.inbox import inbox, next_owed
from tests.factories import (
    make_coordinator,
    make_group,
    make_period,
    make_plan,
    make_project,
    make_update,
    make_user,
)
from tests.fixtures import NOW


class World:
    """One group with a project for each state, in the period that has just opened."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.plan, self.group = make_plan(session), make_group(session)
        self.lead = make_user(session, lead_of=self.group)
        self.t2, self.t3 = make_period(session, self.plan, "2021-T2"), make_period(session, self.plan, "2021-T3")

    def update(self, state: State = State.NOT_STARTED, *, early: bool = False, **values: object) -> ProgressUpdate:
        project = make_project(self.session, self.plan, self.group)
        return make_update(self.session, project, self.t2 if early else self.t3, state=state, **values)


def test_what_is_owed_comes_returned_first_then_by_date(session: Session) -> None:
    world = World(session)
    later = world.update(State.DRAFT)
    first = world.update()
    returned = world.update(State.RETURNED, correct_by=date(2021, 10, 30))
    extended = world.update(early=True)
    extended.extensions.append(
        Extension(until=date(2021, 10, 8), reason="x", granted_at=NOW, granted_by=make_coordinator(session))
    )

    mine = inbox(session, actor=world.lead, now=NOW)

    assert [item.update for item in mine.owed] == [returned, extended, later, first]
    assert [item.last_day.day for item in mine.owed] == [30, 8, 15, 15]
    assert [item.update for item in mine.to_send] == [extended, later, first]
    assert mine.returned[0].update is returned


def test_urgency_is_computed_from_today(session: Session) -> None:
    world = World(session)
    update = world.update()

    def urgency(days: int) -> Urgency:
        [item] = inbox(session, actor=world.lead, now=NOW + timedelta(days=days)).owed
        assert item.update is update
        return item.urgency

    assert [urgency(days) for days in (0, 3, 10, 11, 40)] == [
        Urgency.OPEN,
        Urgency.DUE_SOON,
        Urgency.DUE_SOON,
        Urgency.OVERDUE,
        Urgency.OVERDUE,
    ]


def test_what_is_handed_in_or_closed_is_not_owed(session: Session) -> None:
    world = World(session)
    done = [world.update(State.SUBMITTED), world.update(State.APPROVED), world.update(State.WAIVED, waived_reason="x")]
    closed = world.update(early=True)
    old = world.update(State.APPROVED, early=True)

    mine = inbox(session, actor=world.lead, now=NOW)

    assert mine.owed == []
    assert {item.update for item in mine.done} == set(done)
    assert [item.update for item in mine.earlier] == [closed, old]
    assert mine.earlier[0].closed is not None
    assert next_owed(session, actor=world.lead, now=NOW) is None


def test_people_see_their_own_groups_only_and_all_of_them(session: Session) -> None:
    world = World(session)
    update = world.update()
    foreign = make_update(session)
    both = make_coordinator(session)
    both.memberships += [
        Membership(group=world.group, role=GroupRole.LEAD),
        Membership(group=foreign.group, role=GroupRole.CONTRIBUTOR),
    ]
    session.flush()

    assert [item.update for item in inbox(session, actor=world.lead, now=NOW).owed] == [update]
    assert {item.update for item in inbox(session, actor=both, now=NOW).owed} == {update, foreign}
    assert inbox(session, actor=make_user(session), now=NOW).owed == []


def test_the_number_of_queries_does_not_grow_with_the_updates(session: Session) -> None:
    world = World(session)
    statements: list[str] = []
    connection = session.connection()

    def count() -> int:
        session.expire_all()
        session.refresh(world.lead)
        statements.clear()
        mine = inbox(session, actor=world.lead, now=NOW)
        assert all(item.update.project.title and item.update.group.key for item in mine.owed)
        return len(statements)

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(connection, "before_cursor_execute", note)
    world.update()
    few = count()
    for _each in range(6):
        world.update()
    assert count() == few
    event.remove(connection, "before_cursor_execute", note)
