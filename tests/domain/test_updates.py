"""The life of an update: every legal move, and every other one refused."""

from itertools import product

import pytest

from monitor.domain.errors import Incomplete, NotAllowed, WrongState
from monitor.domain.permissions import Actor, GroupRole, Role
from monitor.domain.updates import EDITABLE, OWED, RECEIVED, TRANSITIONS, State, transition

GROUP, OTHER_GROUP = 1, 2
LEAD = Actor(Role.MEMBER, {GROUP: GroupRole.LEAD})
CONTRIBUTOR = Actor(Role.MEMBER, {GROUP: GroupRole.CONTRIBUTOR})
STRANGER = Actor(Role.MEMBER, {OTHER_GROUP: GroupRole.LEAD})
OBSERVER = Actor(Role.OBSERVER)
COORDINATOR = Actor(Role.COORDINATOR)
FACTS = {"reason": "Falta el desglose", "correct_by": "2021-10-12"}

LEGAL = {
    ("start", State.NOT_STARTED): State.DRAFT,
    ("submit", State.DRAFT): State.SUBMITTED,
    ("submit", State.RETURNED): State.SUBMITTED,
    ("submit_for", State.DRAFT): State.SUBMITTED,
    ("submit_for", State.RETURNED): State.SUBMITTED,
    ("endorse", State.NOT_STARTED): State.SUBMITTED,
    ("endorse", State.DRAFT): State.SUBMITTED,
    ("endorse", State.RETURNED): State.SUBMITTED,
    ("endorse", State.SUBMITTED): State.SUBMITTED,
    ("endorse", State.APPROVED): State.SUBMITTED,
    ("return", State.SUBMITTED): State.RETURNED,
    ("approve", State.SUBMITTED): State.APPROVED,
    ("reopen", State.APPROVED): State.RETURNED,
    ("waive", State.NOT_STARTED): State.WAIVED,
    ("waive", State.DRAFT): State.WAIVED,
    ("waive", State.RETURNED): State.WAIVED,
    ("restore", State.WAIVED): State.DRAFT,
}
GROUPS_MOVES = {"start", "submit", "endorse"}
NAMES = [move.name for move in TRANSITIONS]


def who_may(name: str) -> Actor:
    return LEAD if name in GROUPS_MOVES else COORDINATOR


@pytest.mark.parametrize(("name", "state"), list(product(NAMES, State)))
def test_each_move_leads_from_its_states_only_to_its_target(name: str, state: State) -> None:
    if (name, state) in LEGAL:
        assert transition(name, state, who_may(name), group_id=GROUP, facts=FACTS).target is LEGAL[name, state]
    else:
        with pytest.raises(WrongState) as refusal:
            transition(name, state, who_may(name), group_id=GROUP, facts=FACTS)
        assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(("name", "state"), list(LEGAL))
def test_nobody_moves_an_update_of_another_group(name: str, state: State) -> None:
    for actor in (STRANGER, OBSERVER, Actor(Role.MEMBER)):
        with pytest.raises(NotAllowed):
            transition(name, state, actor, group_id=GROUP, facts=FACTS)


@pytest.mark.parametrize(("name", "state"), list(LEGAL))
def test_a_contributor_starts_and_nothing_more(name: str, state: State) -> None:
    if name == "start":
        assert transition(name, state, CONTRIBUTOR, group_id=GROUP).target is State.DRAFT
    else:
        with pytest.raises(NotAllowed):
            transition(name, state, CONTRIBUTOR, group_id=GROUP, facts=FACTS)


def test_the_gtg_neither_fills_in_nor_submits_for_a_group() -> None:
    for name, state in (("start", State.NOT_STARTED), ("submit", State.DRAFT)):
        with pytest.raises(NotAllowed):
            transition(name, state, COORDINATOR, group_id=GROUP)


def test_a_coordinator_who_leads_a_group_submits_for_that_one_only() -> None:
    both = Actor(Role.COORDINATOR, {GROUP: GroupRole.LEAD})

    assert transition("submit", State.DRAFT, both, group_id=GROUP).target is State.SUBMITTED
    with pytest.raises(NotAllowed):
        transition("submit", State.DRAFT, both, group_id=OTHER_GROUP)


def test_whoever_is_deactivated_may_nothing() -> None:
    gone = Actor(Role.COORDINATOR, {GROUP: GroupRole.LEAD}, is_active=False)

    for name, state in LEGAL:
        with pytest.raises(NotAllowed):
            transition(name, state, gone, group_id=GROUP, facts=FACTS)


@pytest.mark.parametrize(
    ("name", "state", "need"),
    [(move.name, min(move.sources), need) for move in TRANSITIONS for need in move.needs],
)
def test_a_move_that_needs_a_fact_names_the_missing_one(name: str, state: State, need: str) -> None:
    with pytest.raises(Incomplete) as missing:
        transition(name, state, COORDINATOR, group_id=GROUP, facts=FACTS | {need: None})

    assert missing.value.field == need


def test_permission_is_judged_before_state_and_state_before_facts() -> None:
    with pytest.raises(NotAllowed):
        transition("return", State.DRAFT, LEAD, group_id=GROUP)
    with pytest.raises(WrongState):
        transition("return", State.DRAFT, COORDINATOR, group_id=GROUP)


def test_every_event_is_named_once_and_in_the_past_tense() -> None:
    events = [move.event for move in TRANSITIONS]

    assert len(set(events)) == len(events)
    assert all(event.startswith("Update") and event.endswith("ed") for event in events)


def test_what_a_group_owes_it_can_also_write() -> None:
    assert OWED == EDITABLE
    assert State.SUBMITTED not in EDITABLE
    assert State.RETURNED in RECEIVED & OWED
