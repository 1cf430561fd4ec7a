"""Overdue, due soon and locked are computed from today."""

from datetime import date

import pytest

from monitor.domain.deadlines import Urgency, deadline, is_locked, urgency
from monitor.domain.updates import State

DUE = date(2021, 10, 15)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2021, 10, 7), Urgency.OPEN),
        (date(2021, 10, 8), Urgency.DUE_SOON),
        (date(2021, 10, 15), Urgency.DUE_SOON),
        (date(2021, 10, 16), Urgency.OVERDUE),
    ],
)
def test_a_draft_is_overdue_only_after_its_last_day(today: date, expected: Urgency) -> None:
    assert urgency(State.DRAFT, DUE, today) is expected


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED, State.WAIVED])
def test_what_is_handed_in_or_excused_is_never_overdue(state: State) -> None:
    assert urgency(state, DUE, date(2022, 1, 1)) is Urgency.DONE


def test_a_returned_update_counts_from_its_own_date() -> None:
    assert deadline(State.RETURNED, due_on=DUE, correct_by=date(2021, 10, 20)) == date(2021, 10, 20)


def test_an_extension_moves_the_deadline_but_never_brings_it_nearer() -> None:
    assert deadline(State.DRAFT, due_on=DUE, extended_to=[date(2021, 10, 31)]) == date(2021, 10, 31)
    assert deadline(State.DRAFT, due_on=DUE, extended_to=[date(2021, 10, 1)]) == DUE


def test_the_door_stays_open_on_the_last_day_and_for_extensions_and_corrections() -> None:
    locks = date(2021, 11, 14)
    assert not is_locked(locks_on=locks, today=locks)
    assert is_locked(locks_on=locks, today=date(2021, 11, 15))
    assert not is_locked(locks_on=locks, today=date(2021, 11, 15), extended_to=[date(2021, 11, 20)])
    assert not is_locked(locks_on=locks, today=date(2021, 11, 15), correct_by=date(2021, 11, 16))
