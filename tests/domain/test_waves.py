"""The life of a wave, and where a unit stands in it."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.domain.errors import WrongState
from monitor.domain.wave_moves import MOVES, transition
from monitor.domain.waves import UnitFacts, UnitState, WaveState, folio

LAST = date(2021, 10, 15)
FACTS = UnitFacts(
    wave_state=WaveState.OPEN,
    closes_on=LAST,
    extended_until=None,
    is_declined=False,
    is_started=False,
    is_submitted=False,
    was_submitted=False,
)


def test_a_wave_goes_from_preparation_to_the_archive_and_skips_nothing() -> None:
    state = WaveState.DRAFT
    for name in ("publish", "open", "close", "archive"):
        state = transition(name, state).target
    assert state is WaveState.ARCHIVED
    assert transition("withdraw", WaveState.PUBLISHED).target is WaveState.DRAFT


@pytest.mark.parametrize("name", sorted(MOVES))
@pytest.mark.parametrize("state", list(WaveState))
def test_a_move_from_another_state_is_refused(name: str, state: WaveState) -> None:
    if state not in MOVES[name].source:
        with pytest.raises(WrongState):
            transition(name, state)


@pytest.mark.parametrize(
    ("changes", "today", "state", "accepts"),
    [
        ({}, LAST, UnitState.NOT_STARTED, True),
        ({"is_started": True}, LAST, UnitState.DRAFT, True),
        ({"is_started": True}, date(2021, 10, 16), UnitState.MISSED, False),
        ({"extended_until": date(2021, 10, 20)}, date(2021, 10, 16), UnitState.NOT_STARTED, True),
        ({"extended_until": date(2021, 10, 10)}, LAST, UnitState.NOT_STARTED, True),
        ({"is_submitted": True, "was_submitted": True}, LAST, UnitState.SUBMITTED, False),
        ({"was_submitted": True}, LAST, UnitState.REOPENED, True),
        ({"was_submitted": True}, date(2021, 10, 16), UnitState.SUBMITTED, False),
        ({"is_declined": True}, LAST, UnitState.DECLINED, False),
        ({"wave_state": WaveState.CLOSED}, LAST, UnitState.MISSED, False),
        ({"wave_state": WaveState.PUBLISHED}, LAST, UnitState.NOT_STARTED, False),
    ],
)
def test_where_a_unit_stands_follows_from_dates_and_answers(
    changes: dict[str, object], today: date, state: UnitState, accepts: bool
) -> None:
    facts = replace(FACTS, **changes)  # type: ignore[arg-type]
    assert (facts.state(today), facts.accepts(today)) == (state, accepts)


def test_a_folio_can_be_read_out() -> None:
    assert folio(wave_number=2, year=2021, unit_key="GTPA/CL", version=1) == "E2-2021-GTPA-CL-1"
