"""How a wave goes from one state to the next: the one table.

transition(name, state) -> WaveMove          raises WrongState with the reason
"""

from dataclasses import dataclass

from monitor.domain.errors import WrongState
from monitor.domain.sentences import N_
from monitor.domain.waves import WaveState


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
