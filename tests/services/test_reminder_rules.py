"""Rules are applied as one whole, kept by version, and speak from then on."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import NotAllowed, StaleVersion
from monitor.domain.reminder_pace import Pace
from monitor.domain.reminder_rules import DEFAULTS, KIND_BY_KEY, Moment, RuleSet
from monitor.domain.reminders import Recipient, Silence
from monitor.models import Reminder, ReminderRule
from monitor.services import reminder_rules
from tests.factories import make_coordinator, make_user
from tests.fixtures import NOW
from tests.reminder_days import DUE, OPENS, Run, Scene, after_due, reasons, send_all, to

DUE_ON = KIND_BY_KEY["update_due.due_on"]
ONLY = RuleSet((Moment(DUE_ON, -3, frozenset({Recipient.LEAD})),), Pace())


def test_what_was_applied_is_what_holds(session: Session) -> None:
    gtg = make_coordinator(session)
    assert reminder_rules.current(session) == (DEFAULTS, 0)

    assert reminder_rules.apply(session, ONLY, actor=gtg, seen_version=0, now=NOW) == 1
    assert reminder_rules.apply(session, DEFAULTS, actor=gtg, seen_version=1, now=NOW) == 2

    holding, version = reminder_rules.current(session)
    assert (holding.fingerprint, version) == (DEFAULTS.fingerprint, 2)
    newest, oldest = reminder_rules.versions(session)
    assert (newest.after["version"], oldest.after["version"]) == (2, 1)
    assert oldest.after["rules"] == [["update_due", "due_on", -3, "lead"]] == newest.before["rules"]


def test_nobody_applies_over_changes_they_have_not_seen(session: Session) -> None:
    gtg = make_coordinator(session)
    reminder_rules.apply(session, ONLY, actor=gtg, seen_version=0, now=NOW)

    with pytest.raises(StaleVersion):
        reminder_rules.apply(session, DEFAULTS, actor=gtg, seen_version=0, now=NOW)
    with pytest.raises(NotAllowed):
        reminder_rules.apply(session, DEFAULTS, actor=make_user(session), seen_version=1, now=NOW)
    assert reminder_rules.current(session)[0].fingerprint == ONLY.fingerprint


def test_a_rule_that_left_is_switched_off_and_its_reminders_stay_silent(
    session: Session, run: Run, scene: Scene
) -> None:
    gtg = make_coordinator(session)
    run(OPENS)
    send_all(session, OPENS)
    rules_before = set(session.scalars(select(ReminderRule.id)))

    reminder_rules.apply(session, ONLY, actor=gtg, seen_version=0, now=NOW)

    assert to(run(after_due(-7))) == []
    assert to(run(after_due(-3))) == [scene.lead.id]
    assert set(reasons(session, scene.lead)) == {Silence.RULE_OFF}
    assert rules_before < set(session.scalars(select(ReminderRule.id))), "what was sent goes on naming its rule"


def test_the_most_about_one_thing_holds(session: Session, run: Run, scene: Scene) -> None:
    gtg = make_coordinator(session)
    few = replace(DEFAULTS, pace=Pace(most_per_thing=2))
    reminder_rules.apply(session, few, actor=gtg, seen_version=0, now=NOW)

    told = []
    for days in range(-14, 15):
        if scene.lead.id in to(run(after_due(days))):
            told.append(days)
            send_all(session, after_due(days))

    assert told == [-14, -7]
    assert reasons(session, scene.lead)[Silence.ENOUGH] >= 3
    query = select(Reminder.silenced_reason).where(Reminder.user_id == scene.lead.id, Reminder.scheduled_on == DUE)
    assert set(session.scalars(query)) == {Silence.ENOUGH}
