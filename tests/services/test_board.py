"""The board of a period: its totals are those of its lines, what waits comes first, and its size costs no queries."""

from datetime import timedelta

from sqlalchemy import event
from sqlalchemy.orm import Session

from monitor.domain.update_content import UpdateContent, as_json
from monitor.domain.updates import State, Status
from monitor.models import Extension, Period, UpdateVersion
from monitor.services import board
from tests.factories import make_coordinator, make_group, make_period, make_plan, make_project, make_update, make_user
from tests.fixtures import NOW, TODAY


def period_with_all_states(session: Session) -> Period:
    plan = make_plan(session)
    period = make_period(session, plan)
    period.due_on = TODAY - timedelta(days=1)
    group = make_group(session, "A")
    for state in State:
        correct_by = TODAY + timedelta(days=3) if state is State.RETURNED else None
        reason = "No aplica." if state is State.WAIVED else ""
        update = make_update(
            session,
            make_project(session, plan, group),
            period,
            state=state,
            correct_by=correct_by,
            waived_reason=reason,
        )
    late = make_update(session, make_project(session, plan, group), period)
    for until in (TODAY - timedelta(days=3), TODAY + timedelta(days=4)):
        granted = Extension(until=until, reason="Viaje", granted_at=NOW, granted_by=make_coordinator(session))
        late.extensions.append(granted)
    make_update(session, make_project(session, plan, make_group(session, "B")), period)
    session.flush()
    assert update.period is period
    return period


def test_the_totals_count_what_the_lines_say(session: Session) -> None:
    period = period_with_all_states(session)

    shown = board.board(session, period, today=TODAY)
    lines = board.lines_of(session, shown, shown.groups)

    first, second = shown.groups
    assert (first.updates, first.expected) == (len(State) + 1, len(State))
    assert (first.received, first.waiting, first.approved) == (3, 1, 1)  # one of the received was given back
    assert first.overdue == sum(line.is_overdue for line in lines[first.group.id]) == 2  # not begun, and a draft
    assert (second.expected, second.overdue, shown.total("overdue"), shown.updates) == (1, 1, 3, len(State) + 2)


def test_a_hundred_updates_cost_no_more_queries_than_ten(session: Session) -> None:
    plan, lead = make_plan(session), make_user(session)
    period = make_period(session, plan)
    asked: list[str] = []

    def note(*args: object) -> None:
        asked.append(str(args[2]))

    connection = session.connection()
    counts = []
    for count in (5, 30):
        for _ in range(count):
            project = make_project(session, plan, make_group(session))
            update = make_update(session, project, period, state=State.SUBMITTED)
            content = as_json(UpdateContent(status=Status.IN_PROGRESS))
            update.versions.append(UpdateVersion(number=1, content=content, submitted_at=NOW, submitted_by=lead))
        session.flush()
        session.expunge_all()
        period = session.get_one(Period, period.id)
        asked.clear()
        event.listen(connection, "before_cursor_execute", note)
        shown = board.board(session, period, today=TODAY)
        board.lines_of(session, shown, shown.groups)
        board.to_review(session, shown, shown.waiting)
        event.remove(connection, "before_cursor_execute", note)
        counts.append(len(asked))
        plan, lead = period.plan, make_user(session)
    assert len(shown.waiting) == 35
    assert counts[0] == counts[1] <= 13
