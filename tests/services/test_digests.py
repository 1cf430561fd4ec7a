"""One digest per person per day: gathered, queued once, taken back when it stops being true."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.digests import Topic
from monitor.domain.participation import Country
from monitor.domain.permissions import Role
from monitor.domain.reminders import Silence
from monitor.domain.schedules import Precision
from monitor.domain.updates import State
from monitor.models import (
    AccessToken,
    MailState,
    OutboxMessage,
    Reminder,
    TokenPurpose,
)
from monitor.services import digests, outbox
from monitor.services.digests import people_owed
from monitor.services.outbox import Outcome, Result
from monitor.services.reminded_things import read_audience
from monitor.services.reminders import plan_reminders
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
from tests.reminder_days import (
    DUE,
    LOCKS,
    OPENS,
    Run,
    Scene,
    Written,
    after_due,
    noon,
    reasons,
    send_all,
    to,
)


def test_one_digest_tells_a_person_of_everything(session: Session, run: Run, written: Written, scene: Scene) -> None:
    for _ in range(2):
        project = make_project(session, scene.update.project.plan, scene.update.group)
        make_update(session, project, scene.update.period)

    [digest] = run(OPENS)

    assert digest.user_id == scene.lead.id
    assert digest.key == f"digest:2021-10-01:{scene.lead.id}"
    [mail] = written.mails
    assert (mail["headline"].topic, mail["headline"].count, len(mail["items"])) == (Topic.TO_SEND, 3, 3)
    assert {(item.due_on, item.days_left, item.period) for item in mail["items"]} == {(DUE, 14, "2021-T3")}


def test_what_stays_unsent_rises_to_the_coordinations(
    session: Session, run: Run, written: Written, scene: Scene
) -> None:
    chile = make_user(session, role=Role.OBSERVER, country=Country.CL, coordinates_country=True)
    make_user(session, role=Role.OBSERVER, country=Country.PE, coordinates_country=True)
    make_user(session, role=Role.OBSERVER)
    gtg = make_coordinator(session)
    for days in (-14, 2):
        run(after_due(days))
        send_all(session, after_due(days))

    assert set(to(run(after_due(7)))) == {scene.lead.id, chile.id}
    send_all(session, after_due(7))
    assert set(to(run(after_due(14)))) == {scene.lead.id, chile.id, gtg.id}
    topics = [mail["headline"].topic for mail in written.mails[-3:]]
    assert topics == [Topic.TO_SEND, Topic.NOT_SENT, Topic.NOT_SENT]


def test_a_review_that_waits_a_week_is_told_to_the_gtg(
    session: Session, run: Run, written: Written, scene: Scene
) -> None:
    coordinator = make_coordinator(session)
    scene.update.state, scene.update.first_submitted_at = State.SUBMITTED, noon(date(2021, 10, 6))

    assert run(date(2021, 10, 12)) == []
    assert to(run(date(2021, 10, 13))) == [coordinator.id]
    assert written.mails[0]["items"][0].days_left == -7
    assert session.scalars(select(AccessToken.opens)).one() == f"/revision/{scene.update.id}"


def test_a_milestone_is_due_on_the_last_day_of_its_precision(session: Session, run: Run, written: Written) -> None:
    group = make_group(session)
    lead = make_user(session, lead_of=group)
    project = make_project(session, make_plan(session), group)
    make_milestone(session, project, due_on=date(2021, 12, 10), precision=Precision.MONTH)
    told = []
    for number in range(60):
        day = date(2021, 11, 25) + timedelta(days=number)
        if run(day):
            told.append((day - date(2021, 12, 31)).days)
            send_all(session, day)

    assert told == [-30, -7, 0, 7]
    assert (written.mails[0]["items"][0].due_on, written.mails[0]["items"][0].approximate) == (date(2021, 12, 31), True)
    opened = session.scalars(select(AccessToken).order_by(AccessToken.id)).first()
    assert opened is not None
    assert (opened.user_id, opened.purpose, opened.opens) == (
        lead.id,
        TokenPurpose.REMINDER,
        f"/proyectos/{project.number}",
    )


def test_after_the_digest_of_the_day_the_rest_waits_for_the_next(session: Session, run: Run, scene: Scene) -> None:
    run(OPENS)
    send_all(session, OPENS)
    project = make_project(session, scene.update.project.plan, scene.update.group)
    make_update(session, project, scene.update.period)

    assert run(OPENS) == []
    assert to(run(OPENS + timedelta(days=1))) == [scene.lead.id]


def test_a_digest_that_did_not_leave_is_gathered_into_the_next(
    session: Session, run: Run, written: Written, scene: Scene
) -> None:
    [first] = run(OPENS)  # the mail server is down for a week
    project = make_project(session, scene.update.project.plan, scene.update.group)
    make_update(session, project, scene.update.period)

    [second] = run(after_due(-7))

    session.expire_all()
    assert session.get_one(OutboxMessage, first.id).state is MailState.WITHDRAWN
    assert len(written.mails[-1]["items"]) == 2
    assert session.scalars(select(OutboxMessage).where(OutboxMessage.state == MailState.WAITING)).all() == [second]


def test_a_late_digest_that_reached_its_reader_today_is_the_digest_of_today(
    session: Session, run: Run, scene: Scene
) -> None:
    run(DUE)
    send_all(session, after_due(2))

    assert run(after_due(2)) == []
    assert to(run(after_due(3))) == [scene.lead.id]


def test_a_digest_in_the_hands_of_a_sender_is_not_taken_back(session: Session, run: Run, scene: Scene) -> None:
    [first] = run(OPENS)
    outbox.claim(session, now=noon(after_due(-7)), owner="sender")

    assert run(after_due(-7)) == []
    assert session.get_one(OutboxMessage, first.id).state is MailState.WAITING


def test_a_waiting_digest_stops_being_true_when_its_reader_answers(session: Session, run: Run, scene: Scene) -> None:
    [digest] = run(OPENS)
    assert digests.still_true(session, digest.id, now=noon(OPENS), audience=read_audience(session, now=noon(OPENS)))

    scene.update.state, scene.update.first_submitted_at = State.SUBMITTED, noon(OPENS)

    assert not digests.still_true(session, digest.id, now=noon(OPENS), audience=read_audience(session, now=noon(OPENS)))
    assert digests.withdraw(session, digest.id, now=noon(OPENS))
    assert run(OPENS) == []
    assert reasons(session, scene.lead) == {Silence.ANSWERED: 7}


def test_everybody_is_written_to_from_nine_to_eleven_of_their_own_working_day(session: Session, scene: Scene) -> None:
    scene.lead.time_zone = "America/Santiago"
    early_riser = make_user(session, lead_of=scene.update.group, time_zone="America/Mexico_City")
    plan_reminders(session, now=noon(OPENS))
    nine_in_santiago = datetime(2021, 10, 1, 12, 0, tzinfo=UTC)

    def owed(now: datetime, *, only_in_hours: bool = True) -> set[int]:
        return set(people_owed(session, now=now, only_in_hours=only_in_hours))

    assert owed(nine_in_santiago - timedelta(minutes=1)) == set()
    assert owed(nine_in_santiago) == {scene.lead.id}
    assert owed(nine_in_santiago + timedelta(minutes=119)) == {scene.lead.id}
    assert owed(nine_in_santiago + timedelta(hours=2)) == {early_riser.id}
    saturday = nine_in_santiago + timedelta(days=1, hours=2)
    assert owed(saturday) == set()
    assert owed(saturday, only_in_hours=False) == {scene.lead.id, early_riser.id}
    assert owed(nine_in_santiago, only_in_hours=False) == {scene.lead.id, early_riser.id}


def test_the_link_opens_the_update_until_the_period_locks(session: Session, run: Run, scene: Scene) -> None:
    run(OPENS)

    token = session.scalars(select(AccessToken)).one()
    assert (token.user_id, token.purpose) == (scene.lead.id, TokenPurpose.REMINDER)
    assert token.opens == f"/avances/{scene.update.id}"
    assert token.expires_at.date() == LOCKS + timedelta(days=1)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_day_by_day_nobody_gets_two_a_day_and_nobody_is_forgotten(
    session: Session, run: Run, written: Written, seed: int
) -> None:
    """A quarter with a scheduler and a mail server that are sometimes down, and groups that answer when they can."""
    dice = random.Random(seed)  # noqa: S311 -- a story that can be told again, not a secret
    plan = make_plan(session)
    period = make_period(session, plan)
    groups = [make_group(session) for _ in range(3)]
    leads = {group.id: make_user(session, lead_of=group) for group in groups}
    updates = [make_update(session, make_project(session, plan, dice.choice(groups)), period) for _ in range(6)]
    sent_on: dict[int | None, list[date]] = {}
    for number in range(46):
        day = OPENS + timedelta(days=number)
        for update in updates:
            if update.state is State.NOT_STARTED and dice.random() < 0.02:
                update.state, update.first_submitted_at = State.SUBMITTED, noon(day)
        for _ in range(dice.choice([0, 1, 1, 3]) if number < 45 else 1):
            run(day)
            if dice.random() < 0.6 or number == 45:
                for letter in outbox.claim(session, now=noon(day), owner="test"):
                    outbox.record(session, letter, Outcome(Result.SENT), now=noon(day), owner="test")
                    user_id = session.get_one(OutboxMessage, letter.id).user_id
                    sent_on.setdefault(user_id, []).append(day)

    assert all(len(days) == len(set(days)) for days in sent_on.values())
    carried = select(Reminder).join(Reminder.message).where(OutboxMessage.state == MailState.SENT)
    told = {(row.user_id, row.subject_id): row.scheduled_on for row in session.scalars(carried.order_by(Reminder.id))}
    for update in updates:
        if update.state is State.NOT_STARTED:
            assert told[leads[update.group_id].id, update.id] == after_due(14)
