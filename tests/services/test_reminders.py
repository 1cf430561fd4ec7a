"""Who is reminded of what: planned once, sent once, silenced as soon as nobody needs it."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.domain.digests import Topic
from monitor.domain.participation import Country
from monitor.domain.permissions import Role
from monitor.domain.reminders import DEFAULT_RULES, Silence
from monitor.domain.schedules import Precision
from monitor.domain.updates import State
from monitor.mail import RenderedMail
from monitor.models import (
    AccessToken,
    Extension,
    MailState,
    Membership,
    OutboxMessage,
    ProgressUpdate,
    Reminder,
    ReminderRule,
    TokenPurpose,
    UpdateMilestone,
    User,
)
from monitor.services import digests, outbox
from monitor.services.digests import people_owed, queue_digest
from monitor.services.link_mails import MailWriter
from monitor.services.outbox import Outcome, Result
from monitor.services.reminded_things import read_audience
from monitor.services.reminders import ensure_default_rules, plan_reminders
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

OPENS, DUE, LOCKS = date(2021, 10, 1), date(2021, 10, 15), date(2021, 11, 14)


def noon(day: date) -> datetime:
    """Noon in Bogotá, Lima and México or an hour from it: the same date for everybody in these tests."""
    return datetime(day.year, day.month, day.day, 17, 0, tzinfo=UTC)


def after_due(days: int) -> date:
    return DUE + timedelta(days=days)


@dataclass
class Written:
    """A mail writer that keeps what it was asked to write."""

    mails: list[dict[str, Any]] = field(default_factory=list)

    def render(self, _kind: str, **context: Any) -> RenderedMail:
        self.mails.append(context)
        return RenderedMail(f"{context['headline'].topic} {context['headline'].count}", context["url"], context["url"])

    def address_of(self, secret: str) -> str:
        return f"https://monitor.example/entrar/{secret}"


@pytest.fixture
def written() -> Written:
    return Written()


Run = Callable[[date], list[OutboxMessage]]


@pytest.fixture
def run(session: Session, written: Written) -> Run:
    """One run of the day's work at noon of a day; gives the digests it made."""

    def once(day: date) -> list[OutboxMessage]:
        before = session.scalar(select(func.coalesce(func.max(OutboxMessage.id), 0)))
        plan_reminders(session, now=noon(day))
        audience = read_audience(session)
        for user_id in people_owed(session, now=noon(day)):
            queue_digest(
                session,
                user_id,
                now=noon(day),
                audience=audience,
                mails=MailWriter(written.render, written.address_of),
            )
        session.flush()
        query = select(OutboxMessage).where(OutboxMessage.id > before).order_by(OutboxMessage.id)
        return list(session.scalars(query.execution_options(populate_existing=True)))

    return once


def send_all(session: Session, day: date) -> None:
    for letter in outbox.claim(session, now=noon(day), owner="test"):
        outbox.record(session, letter, Outcome(Result.SENT), now=noon(day), owner="test")


@dataclass
class Scene:
    update: ProgressUpdate
    lead: User


@pytest.fixture
def scene(session: Session) -> Scene:
    """One update of 2021-T3 that nobody has begun, and the lead of its group."""
    update = make_update(session)
    return Scene(update, make_user(session, lead_of=update.group, name="Ximena", country=Country.CL))


def to(messages: list[OutboxMessage]) -> list[int | None]:
    return [message.user_id for message in messages]


def reasons(session: Session, user: User | None = None) -> dict[str, int]:
    query = select(Reminder.silenced_reason, func.count()).where(Reminder.silenced_at.is_not(None))
    if user:
        query = query.where(Reminder.user_id == user.id)
    return dict(session.execute(query.group_by(Reminder.silenced_reason)).all())


def test_the_usual_rules_are_written_once_and_changed_ones_are_kept(session: Session) -> None:
    assert ensure_default_rules(session) == len(DEFAULT_RULES)
    session.scalars(select(ReminderRule)).first().is_active = False  # type: ignore[union-attr]

    assert ensure_default_rules(session) == 0
    assert session.scalar(select(func.count()).select_from(ReminderRule)) == len(DEFAULT_RULES)


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


def test_running_again_tells_nobody_twice(session: Session, run: Run, scene: Scene) -> None:
    assert len(run(OPENS)) == 1
    send_all(session, OPENS)
    planned = session.scalar(select(func.count()).select_from(Reminder))

    assert run(OPENS) == []
    assert run(OPENS + timedelta(days=1)) == []
    assert session.scalar(select(func.count()).select_from(Reminder)) == planned


def test_a_lead_hears_on_each_day_of_the_rules(session: Session, run: Run, scene: Scene) -> None:
    told = []
    for number in range(50):
        day = OPENS + timedelta(days=number)
        if run(day):
            told.append((day - DUE).days)
            send_all(session, day)

    assert told == [-14, -7, -1, 0, 2, 7, 14]


def test_after_days_down_each_person_catches_up_once(session: Session, run: Run, scene: Scene) -> None:
    helper = make_user(session, contributor_to=scene.update.group)

    assert sorted(to(run(after_due(9))), key=str) == sorted([scene.lead.id, helper.id], key=str)
    send_all(session, after_due(9))
    assert run(after_due(10)) == []
    assert reasons(session, scene.lead) == {Silence.REPLACED: 5}
    assert reasons(session, helper) == {Silence.REPLACED: 1}


def test_a_submitted_update_silences_its_reminders_at_once(session: Session, run: Run, scene: Scene) -> None:
    run(OPENS)
    scene.update.state = State.SUBMITTED
    scene.update.first_submitted_at = noon(OPENS)

    run(OPENS)  # the same day: also what is planned for later days is silenced now

    assert reasons(session, scene.lead) == {Silence.ANSWERED: 6}
    assert all(run(after_due(days)) == [] for days in (-7, 0, 7))


def test_a_dispensation_silences_and_its_withdrawal_wakes(session: Session, run: Run, scene: Scene) -> None:
    run(OPENS)
    send_all(session, OPENS)
    scene.update.state, scene.update.waived_reason = State.WAIVED, "El proyecto está en pausa"
    assert run(after_due(-7)) == []
    assert reasons(session) == {Silence.WAIVED: 6}

    scene.update.state, scene.update.waived_reason = State.DRAFT, ""

    assert to(run(after_due(-6))) == [scene.lead.id]


def test_an_extension_moves_the_reminders(session: Session, run: Run, written: Written, scene: Scene) -> None:
    run(OPENS)
    send_all(session, OPENS)
    scene.update.extensions.append(
        Extension(
            update=scene.update,
            until=date(2021, 11, 20),
            reason="Cambio de presidencia",
            granted_at=noon(OPENS),
            granted_by=make_coordinator(session),
        )
    )
    session.flush()

    assert run(DUE) == []
    assert to(run(date(2021, 11, 13))) == [scene.lead.id]
    assert written.mails[-1]["items"][0].due_on == date(2021, 11, 20)
    assert reasons(session, scene.lead) == {Silence.DATE_CHANGED: 6}


def test_a_locked_period_is_no_longer_spoken_of(session: Session, run: Run, scene: Scene) -> None:
    plan_reminders(session, now=noon(DUE))

    assert run(LOCKS + timedelta(days=1)) == []
    assert set(reasons(session)) == {Silence.LOCKED}


def test_who_left_the_group_or_the_product_hears_no_more(session: Session, run: Run, scene: Scene) -> None:
    gone = make_user(session, lead_of=scene.update.group)
    run(OPENS)
    send_all(session, OPENS)
    gone.is_active = False
    membership = session.scalars(select(Membership).where(Membership.user_id == scene.lead.id)).one()
    session.delete(membership)
    successor = make_user(session, lead_of=scene.update.group)
    session.flush()

    assert to(run(after_due(-7))) == [successor.id]
    assert reasons(session, gone) == {Silence.INACTIVE: 6}
    assert reasons(session, scene.lead) == {Silence.NOT_RESPONSIBLE: 6}


def test_a_rule_that_is_switched_off_speaks_no_more(session: Session, run: Run, scene: Scene) -> None:
    run(OPENS)
    for rule in session.scalars(select(ReminderRule)):
        rule.is_active = False

    assert run(after_due(-7)) == []
    assert set(reasons(session)) == {Silence.RULE_OFF}


def test_what_stays_unsent_rises_to_the_coordinations(
    session: Session, run: Run, written: Written, scene: Scene
) -> None:
    chile = make_user(session, role=Role.OBSERVER, country=Country.CL)
    make_user(session, role=Role.OBSERVER, country=Country.PE)
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


def test_without_a_country_every_national_coordination_hears(session: Session, run: Run, scene: Scene) -> None:
    scene.lead.country = None
    observers = [make_user(session, role=Role.OBSERVER, country=country) for country in (Country.CL, Country.PE)]

    assert {user.id for user in observers} <= set(to(run(after_due(7))))


def test_a_correction_is_due_on_its_own_date(session: Session, run: Run, written: Written, scene: Scene) -> None:
    scene.update.state, scene.update.correct_by = State.RETURNED, date(2021, 10, 20)
    told = []
    for number in range(15, 30):
        day = date(2021, 10, number)
        if run(day):
            told.append(number)
            send_all(session, day)

    assert told == [19, 20, 22]
    assert {mail["headline"].topic for mail in written.mails} == {Topic.TO_CORRECT}


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


def test_a_milestone_that_was_met_is_not_asked_for(session: Session, run: Run) -> None:
    group = make_group(session)
    make_user(session, lead_of=group)
    project = make_project(session, make_plan(session), group)
    met, reported, without_date = (make_milestone(session, project) for _ in range(3))
    met.done_on = date(2021, 12, 1)
    without_date.due_on = without_date.precision = None
    update = make_update(session, project, state=State.SUBMITTED)
    session.add(UpdateMilestone(update=update, milestone=reported, done_on=date(2021, 12, 2)))
    session.flush()

    assert run(date(2021, 12, 24)) == []
    assert session.scalar(select(func.count()).select_from(Reminder)) == 0


def test_a_milestone_of_long_ago_is_left_in_peace(session: Session, run: Run) -> None:
    group = make_group(session)
    make_user(session, lead_of=group)
    make_milestone(session, make_project(session, make_plan(session), group), due_on=date(2021, 7, 31))

    assert run(date(2021, 10, 5)) == []


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
    assert digests.still_true(session, digest.id, now=noon(OPENS), audience=read_audience(session))

    scene.update.state, scene.update.first_submitted_at = State.SUBMITTED, noon(OPENS)

    assert not digests.still_true(session, digest.id, now=noon(OPENS), audience=read_audience(session))
    assert digests.withdraw(session, digest.id, now=noon(OPENS))
    assert run(OPENS) == []
    assert reasons(session, scene.lead) == {Silence.ANSWERED: 7}


def test_nobody_is_written_to_before_nine_of_their_own_morning(session: Session, scene: Scene) -> None:
    scene.lead.time_zone = "America/Santiago"
    early_riser = make_user(session, lead_of=scene.update.group, time_zone="America/Mexico_City")
    plan_reminders(session, now=noon(OPENS))
    nine_in_santiago = datetime(2021, 10, 1, 12, 0, tzinfo=UTC)

    def owed(now: datetime, *, only_in_hours: bool = True) -> set[int]:
        return set(people_owed(session, now=now, only_in_hours=only_in_hours))

    assert owed(nine_in_santiago - timedelta(minutes=1)) == set()
    assert owed(nine_in_santiago) == {scene.lead.id}
    assert owed(nine_in_santiago + timedelta(hours=2)) == {scene.lead.id, early_riser.id}
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
