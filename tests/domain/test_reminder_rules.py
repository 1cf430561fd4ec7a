"""Rules as the GTG edits them: moments and back, what is refused, and what shows that they were seen."""

from dataclasses import replace

import pytest

from monitor.domain.errors import Incomplete
from monitor.domain.reminder_pace import Pace
from monitor.domain.reminder_rules import DEFAULTS, KIND_BY_KEY, Moment, RuleSet, check, moments_of
from monitor.domain.reminders import DEFAULT_RULES, Recipient

DUE = KIND_BY_KEY["update_due.due_on"]
LEAD = frozenset({Recipient.LEAD})


def one(moment: Moment) -> RuleSet:
    return RuleSet((moment,), Pace())


def test_the_default_rules_survive_being_edited() -> None:
    check(DEFAULTS)
    assert {rule.shape for rule in DEFAULTS.rules} == {rule.shape for rule in DEFAULT_RULES}


def test_a_moment_without_active_rule_is_off_and_keeps_whom_it_told() -> None:
    [moment] = moments_of([(DEFAULT_RULES[2], False)])

    assert not moment.is_on
    assert moment.recipients == {DEFAULT_RULES[2].recipient}
    assert one(moment).rules == ()


@pytest.mark.parametrize(
    "wrong",
    [
        RuleSet((Moment(DUE, -7, LEAD), Moment(DUE, -7, frozenset({Recipient.GTG}))), Pace()),
        one(Moment(DUE, -61, LEAD)),
        one(Moment(KIND_BY_KEY["update_due.opens_on"], -1, LEAD)),
        one(Moment(KIND_BY_KEY["milestone_due.due_on"], 31, LEAD)),
        one(Moment(KIND_BY_KEY["project_undated.month_start"], 0, LEAD)),
        one(Moment(DUE, -7, frozenset())),
        one(Moment(DUE, -7, LEAD, is_on=False)),
        RuleSet((Moment(DUE, -7, LEAD),), Pace(gap_days=0)),
        RuleSet((Moment(DUE, -7, LEAD),), Pace(most_per_thing=99)),
    ],
)
def test_rules_that_cannot_work_are_refused(wrong: RuleSet) -> None:
    with pytest.raises(Incomplete):
        check(wrong)


def test_the_fingerprint_tells_what_would_happen_and_nothing_else() -> None:
    shuffled = replace(DEFAULTS, moments=tuple(reversed(DEFAULTS.moments)))
    off = Moment(DUE, -30, LEAD, is_on=False)

    assert shuffled.fingerprint == DEFAULTS.fingerprint
    assert replace(DEFAULTS, moments=(*DEFAULTS.moments, off)).fingerprint == DEFAULTS.fingerprint
    assert replace(DEFAULTS, pace=Pace(gap_days=2)).fingerprint != DEFAULTS.fingerprint
    assert replace(DEFAULTS, moments=DEFAULTS.moments[1:]).fingerprint != DEFAULTS.fingerprint
