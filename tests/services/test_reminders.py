"""Who is reminded of what: planned once, and silenced as soon as nobody needs it."""

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.domain.digests import Topic
from monitor.domain.participation import Country
from monitor.domain.permissions import Role
from monitor.domain.reminders import DEFAULT_RULES, Silence
from monitor.domain.updates import State
from monitor.models import (
    Extension,
    Membership,
    Reminder,
    ReminderRule,
    UpdateMilestone,
)
from monitor.services.reminders import ensure_default_rules, plan_reminders
from tests.factories import (
    make_coordinator,
    make_group,
    make_milestone,
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


def test_the_usual_rules_are_written_once_and_changed_ones_are_kept(session: Session) -> None:
    assert ensure_default_rules(session) == len(DEFAULT_RULES)
    session.scalars(select(ReminderRule)).first().is_active = False  # type: ignore[union-attr]

    assert ensure_default_rules(session) == 0
    assert session.scalar(select(func.count()).select_from(ReminderRule)) == len(DEFAULT_RULES)


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

    # The second day after is a Sunday: it is told on Monday.
    assert told == [-14, -7, -1, 0, 3, 7, 14]


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
    # A week before is a Saturday.
    assert to(run(date(2021, 11, 13))) == []
    assert to(run(date(2021, 11, 15))) == [scene.lead.id]
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


def test_without_a_country_every_national_coordination_hears(session: Session, run: Run, scene: Scene) -> None:
    scene.lead.country = None
    observers = [
        make_user(session, role=Role.OBSERVER, country=country, coordinates_country=True)
        for country in (Country.CL, Country.PE)
    ]

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
