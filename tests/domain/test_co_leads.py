"""Endorsing the coordinating group's update: when it can be done, and when it no longer holds."""

import pytest

from monitor.domain.co_leads import AnswerKind, Endorsed, is_outdated, may_endorse, statuses_differ
from monitor.domain.updates import State, Status

FIRST = Endorsed(version_id=10, number=1, group="GTCU", period="2021-T3")


@pytest.mark.parametrize("state", [State.NOT_STARTED, State.DRAFT, State.RETURNED])
@pytest.mark.parametrize("coordinating", State)
def test_what_was_submitted_can_be_endorsed_by_who_still_owes_an_answer(state: State, coordinating: State) -> None:
    expected = coordinating in (State.SUBMITTED, State.APPROVED)

    assert may_endorse(state, None, coordinating=coordinating, current=10) is expected


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED])
def test_an_endorsement_is_given_again_only_for_another_version(state: State) -> None:
    assert not may_endorse(state, FIRST, coordinating=State.SUBMITTED, current=10)
    assert may_endorse(state, FIRST, coordinating=State.SUBMITTED, current=11)
    assert not may_endorse(state, None, coordinating=State.SUBMITTED, current=11)


def test_who_was_excused_endorses_nothing() -> None:
    assert not may_endorse(State.WAIVED, None, coordinating=State.SUBMITTED, current=10)


def test_an_endorsement_holds_while_nothing_else_was_submitted() -> None:
    assert not is_outdated(FIRST, current=10)
    assert is_outdated(FIRST, current=11)
    assert not is_outdated(None, current=11)


def test_only_a_whole_update_can_see_the_project_otherwise() -> None:
    assert statuses_differ(AnswerKind.FULL, Status.SUSPENDED, Status.IN_PROGRESS)
    assert not statuses_differ(AnswerKind.FULL, Status.IN_PROGRESS, Status.IN_PROGRESS)
    assert not statuses_differ(AnswerKind.FULL, Status.SUSPENDED, None)
    assert not statuses_differ(AnswerKind.ENDORSEMENT, Status.SUSPENDED, Status.IN_PROGRESS)
