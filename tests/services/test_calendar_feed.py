"""The calendar of a person's groups: what stands in it, what moves, and who may read it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from monitor.domain.calendar_entries import Entry, Standing
from monitor.domain.schedules import Precision
from monitor.domain.updates import State
from monitor.models import DateChange, Extension, User
from monitor.services import access_tokens, calendar_feed, events, sign_in
from tests.factories import (
    make_coordinator,
    make_group,
    make_milestone,
    make_period,
    make_plan,
    make_project,
    make_update,
    make_user,
)
from tests.fixtures import NOW
from tests.reminder_days import DUE


def say(words: str, **facts: object) -> str:
    return words % facts


def entries(session: Session, user: User) -> dict[str, Entry]:
    session.flush()
    return {entry.uid: entry for entry in calendar_feed.entries_for(session, user, say=say)}


def test_deadlines_stand_together_by_group_and_quarter_also_those_to_come(session: Session) -> None:
    plan, group, other = make_plan(session), make_group(session), make_group(session)
    period = make_period(session, plan)
    lead = make_user(session, lead_of=group)
    for _ in range(2):
        make_update(session, make_project(session, plan, group), period)
    make_update(session, make_project(session, plan, other), period)

    found = entries(session, lead)

    assert set(found) == {f"avances-{group.id}-2021-T3", f"avances-{group.id}-2021-T4"}
    now, later = found[f"avances-{group.id}-2021-T3"], found[f"avances-{group.id}-2021-T4"]
    assert (now.day, later.day) == (DUE, date(2022, 1, 15))
    assert now.details.count("Proyecto") == 2
    assert (later.sequence, now.sequence) == (0, 1), "opening the quarter is news of the same entry"


def test_an_extension_has_its_own_entry_and_every_move_raises_the_sequence(session: Session) -> None:
    update = make_update(session)
    lead, gtg = make_user(session, lead_of=update.group), make_coordinator(session)
    together = f"avances-{update.group_id}-2021-T3"
    before = entries(session, lead)[together]

    def extend(until: date) -> Entry:
        update.extensions.append(Extension(until=until, reason="x", granted_at=NOW, granted_by=gtg))
        events.record(session, "ExtensionGranted", subject="updates", subject_id=update.id, actor=gtg, now=NOW)
        return entries(session, lead)[f"avance-{update.id}"]

    first, second = extend(date(2021, 10, 25)), extend(date(2021, 11, 2))

    assert (first.day, second.day) == (date(2021, 10, 25), date(2021, 11, 2))
    assert first.uid == second.uid
    assert first.sequence < second.sequence
    alone = entries(session, lead)[together]
    assert alone.standing is Standing.CANCELLED, "nobody is expected on the common day any more"
    assert alone.sequence > before.sequence


def test_what_is_waived_is_cancelled_and_what_is_sent_is_done(session: Session) -> None:
    update = make_update(session)
    lead = make_user(session, lead_of=update.group)
    uid = f"avances-{update.group_id}-2021-T3"

    update.state, update.waived_reason = State.WAIVED, "Cambió el convenio"
    assert entries(session, lead)[uid].standing is Standing.CANCELLED
    update.state, update.waived_reason = State.SUBMITTED, ""
    assert entries(session, lead)[uid].standing is Standing.DONE


def test_a_milestone_stands_on_its_last_day_moves_and_leaves_under_one_name(session: Session) -> None:
    plan, group = make_plan(session), make_group(session)
    project = make_project(session, plan, group)
    milestone = make_milestone(session, project, due_on=date(2021, 11, 1), precision=Precision.MONTH)
    lead, uid = make_user(session, lead_of=group), f"hito-{milestone.id}"

    first = entries(session, lead)[uid]
    assert (first.day, first.approximate, first.standing) == (date(2021, 11, 30), True, Standing.OPEN)

    def move(to: date | None, days_later: int) -> Entry:
        session.add(
            DateChange(
                project_id=project.id,
                milestone=milestone,
                field="due_on",
                old_value=milestone.due_on,
                old_precision=milestone.precision,
                new_value=to,
                reason="x",
                changed_at=NOW + timedelta(days=days_later),
                changed_by=lead,
            )
        )
        milestone.due_on, milestone.precision = to, Precision.DAY if to else None
        return entries(session, lead)[uid]

    moved, gone = move(date(2021, 12, 7), 1), move(None, 2)
    assert (moved.day, moved.approximate, moved.sequence) == (date(2021, 12, 7), False, first.sequence + 1)
    assert (gone.day, gone.standing, gone.sequence) == (date(2021, 12, 7), Standing.CANCELLED, first.sequence + 2)
    assert first.changed_at < moved.changed_at < gone.changed_at


def test_the_address_reads_and_does_nothing_else_until_it_is_revoked(session: Session) -> None:
    person = make_user(session)
    secret = calendar_feed.new_address(session, person, now=NOW)
    assert calendar_feed.reader_of(session, secret, now=NOW) is person
    with pytest.raises(access_tokens.LinkNotValid):
        sign_in.spend_link(session, secret, now=NOW)

    newer = calendar_feed.new_address(session, person, now=NOW)
    with pytest.raises(access_tokens.LinkNotValid):
        calendar_feed.reader_of(session, secret, now=NOW)
    calendar_feed.revoke_address(session, person, now=NOW)
    with pytest.raises(access_tokens.LinkNotValid):
        calendar_feed.reader_of(session, newer, now=NOW)
    assert calendar_feed.current_address(session, person, now=datetime(2021, 10, 6, tzinfo=UTC)) is None
