"""A wave of a survey: its states, who answers it, and where each of them stands.

transition(name, state) -> WaveMove          raises WrongState
unit_state(...) -> UnitState                 where one unit stands today
folio(...) -> str                            what a submitted response is called
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LEAST_PERSONAL = 5
"""A personal wave shows no result of fewer people."""


class UnitKind(StrEnum):
    GROUP = "group"
    GROUP_COUNTRY = "group_country"
    PERSON = "person"


class WaveState(StrEnum):
    DRAFT = "draft"
    """Its questionnaire is being written."""
    PUBLISHED = "published"
    """Whole and dated: it opens by itself on its day."""
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


class DocumentKind(StrEnum):
    RECEIPT = "receipt"
    RESULTS = "results"


class UnitState(StrEnum):
    """Where one unit stands. It is computed, never stored."""

    NOT_STARTED = "not_started"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    REOPENED = "reopened"
    DECLINED = "declined"
    MISSED = "missed"
    """Its last day went by without a submission."""


@dataclass(frozen=True)
class UnitFacts:
    """Where one unit of a wave stands, from what is stored."""

    wave_state: WaveState
    closes_on: date
    extended_until: date | None
    is_declined: bool
    is_started: bool
    is_submitted: bool
    """Whether its current answer is in."""
    was_submitted: bool
    """Whether it ever was: a reopened one."""

    @property
    def last_day(self) -> date:
        return max(self.closes_on, self.extended_until or self.closes_on)

    def accepts(self, today: date) -> bool:
        """Whether the unit's answer can be written today."""
        return (
            self.wave_state is WaveState.OPEN
            and not self.is_declined
            and not self.is_submitted
            and today <= self.last_day
        )

    def state(self, today: date) -> UnitState:
        if self.is_submitted:
            return UnitState.SUBMITTED
        if self.is_declined:
            return UnitState.DECLINED
        over = self.wave_state in (WaveState.CLOSED, WaveState.ARCHIVED) or today > self.last_day
        if over:
            return UnitState.SUBMITTED if self.was_submitted else UnitState.MISSED
        if self.was_submitted:
            return UnitState.REOPENED
        return UnitState.DRAFT if self.is_started else UnitState.NOT_STARTED


def folio(*, wave_number: int, year: int, unit_key: str, version: int) -> str:
    """`E2-2021-GTPA-1`: short enough to be read out on the telephone."""
    return f"E{wave_number}-{year}-{unit_key.replace('/', '-')}-{version}"
