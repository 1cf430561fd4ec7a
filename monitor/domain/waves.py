"""The life of a wave of a survey: its states and who answers, as data.

transition(name, state) -> WaveMove          raises WrongState
unit_state(...) -> UnitState                 where one unit stands today
folio(...) -> str                            what a submitted response is called
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.domain.errors import WrongState
from monitor.domain.words import N_

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


UNIT_KIND = {
    UnitKind.GROUP: N_("Por grupo"),
    UnitKind.GROUP_COUNTRY: N_("Por grupo y país"),
    UnitKind.PERSON: N_("Por persona"),
}
WAVE_STATE = {
    WaveState.DRAFT: N_("En preparación"),
    WaveState.PUBLISHED: N_("Lista para abrir"),
    WaveState.OPEN: N_("Abierta"),
    WaveState.CLOSED: N_("Cerrada"),
    WaveState.ARCHIVED: N_("Archivada"),
}
UNIT_STATE = {
    UnitState.NOT_STARTED: N_("Sin empezar"),
    UnitState.DRAFT: N_("Borrador"),
    UnitState.SUBMITTED: N_("Enviada"),
    UnitState.REOPENED: N_("Reabierta"),
    UnitState.DECLINED: N_("No responderá"),
    UnitState.MISSED: N_("No respondió"),
}


@dataclass(frozen=True)
class WaveMove:
    name: str
    source: frozenset[WaveState]
    target: WaveState
    event: str
    refusal: str


MOVES = {
    move.name: move
    for move in (
        WaveMove(
            "publish",
            frozenset({WaveState.DRAFT}),
            WaveState.PUBLISHED,
            "WavePublished",
            N_("Esta versión ya no está en preparación."),
        ),
        WaveMove(
            "withdraw",
            frozenset({WaveState.PUBLISHED}),
            WaveState.DRAFT,
            "WaveWithdrawn",
            N_("Solo una versión lista para abrir vuelve a preparación."),
        ),
        WaveMove(
            "open",
            frozenset({WaveState.PUBLISHED}),
            WaveState.OPEN,
            "WaveOpened",
            N_("Primero deje lista la versión; después se puede abrir."),
        ),
        WaveMove(
            "close", frozenset({WaveState.OPEN}), WaveState.CLOSED, "WaveClosed", N_("Esta versión no está abierta.")
        ),
        WaveMove(
            "archive",
            frozenset({WaveState.CLOSED}),
            WaveState.ARCHIVED,
            "WaveArchived",
            N_("Primero cierre la versión; después se puede archivar."),
        ),
    )
}


def transition(name: str, state: WaveState) -> WaveMove:
    """The move of this name from this state. Raises WrongState with the reason."""
    move = MOVES[name]
    if state not in move.source:
        raise WrongState(move.refusal)
    return move


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
