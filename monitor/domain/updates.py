"""The life of an update: its states, its moves, and what each move asks for. Plain data and pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from monitor.domain.errors import Incomplete, NotAllowed, WrongState
from monitor.domain.permissions import Actor, Permission, may
from monitor.domain.sentences import Sentence


class State(StrEnum):
    NOT_STARTED = "not_started"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    WAIVED = "waived"


class Status(StrEnum):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


class Punctuality(StrEnum):
    ON_SCHEDULE = "on_schedule"
    DELAYED = "delayed"
    AHEAD = "ahead"


class DelayReason(StrEnum):
    COORDINATION = "coordination"
    FUNDING = "funding"
    STAFFING = "staffing"
    PROVIDERS = "providers"
    PANDEMIC = "pandemic"
    SCOPE = "scope"
    OTHER = "other"


class Page(StrEnum):
    """The short pages of the form, in order. The value is the last part of the address."""

    STATUS = "estado"
    PROGRESS = "avances"
    MILESTONES = "hitos"
    PARTICIPATION = "participacion"
    INDICATORS = "indicadores"
    """Only for projects that have any."""
    EVIDENCE = "evidencias"


EDITABLE = frozenset({State.NOT_STARTED, State.DRAFT, State.RETURNED})
"""States in which the group may write."""

RECEIVED = frozenset({State.SUBMITTED, State.RETURNED, State.APPROVED})
"""States that say a group has answered at least once."""

OWED = frozenset({State.NOT_STARTED, State.DRAFT, State.RETURNED})
"""States in which the group still has something to do."""


@dataclass(frozen=True)
class Transition:
    """One legal move. `needs` names the facts the mover must give; `event` is written in the history."""

    name: str
    sources: frozenset[State]
    target: State
    permission: Permission
    event: str
    needs: tuple[str, ...] = ()


TRANSITIONS = (
    Transition("start", frozenset({State.NOT_STARTED}), State.DRAFT, Permission.UPDATE_EDIT, "UpdateStarted"),
    Transition(
        "submit",
        frozenset({State.DRAFT, State.RETURNED}),
        State.SUBMITTED,
        Permission.UPDATE_SUBMIT,
        "UpdateSubmitted",
    ),
    Transition(
        "submit_for",
        frozenset({State.DRAFT, State.RETURNED}),
        State.SUBMITTED,
        Permission.UPDATE_REVIEW,
        "UpdateSubmissionRecorded",
        needs=("reason",),
    ),
    Transition(
        "endorse",
        # Also what was handed in: the group that coordinates may have submitted another version since.
        frozenset({State.NOT_STARTED, State.DRAFT, State.RETURNED, State.SUBMITTED, State.APPROVED}),
        State.SUBMITTED,
        Permission.UPDATE_SUBMIT,
        "UpdateEndorsed",
    ),
    Transition(
        "return",
        frozenset({State.SUBMITTED}),
        State.RETURNED,
        Permission.UPDATE_REVIEW,
        "UpdateReturned",
        needs=("reason", "correct_by"),
    ),
    Transition("approve", frozenset({State.SUBMITTED}), State.APPROVED, Permission.UPDATE_REVIEW, "UpdateApproved"),
    Transition(
        "reopen",
        frozenset({State.APPROVED}),
        State.RETURNED,
        Permission.UPDATE_REVIEW,
        "UpdateReopened",
        needs=("reason", "correct_by"),
    ),
    Transition(
        "waive",
        frozenset({State.NOT_STARTED, State.DRAFT, State.RETURNED}),
        State.WAIVED,
        Permission.UPDATE_REVIEW,
        "UpdateWaived",
        needs=("reason",),
    ),
    Transition(
        "restore",
        frozenset({State.WAIVED}),
        State.DRAFT,
        Permission.UPDATE_REVIEW,
        "UpdateRestored",
        needs=("reason",),
    ),
)
_BY_NAME = {transition.name: transition for transition in TRANSITIONS}

_REFUSALS = {
    "submit": Sentence(
        "Este avance ya no se puede enviar: puede que alguien de su grupo ya lo haya enviado. Vuelva a abrirlo."
    ),
    "submit_for": Sentence("Solo se puede enviar en nombre del grupo un borrador que el grupo todavía no envió."),
    "endorse": Sentence("El GTG dispensó este avance: no tiene que enviarlo."),
    "return": Sentence(
        "Este avance no está esperando revisión. Puede que alguien ya lo haya revisado; vuelva a abrirlo."
    ),
    "approve": Sentence(
        "Este avance no está esperando revisión. Puede que alguien ya lo haya revisado; vuelva a abrirlo."
    ),
    "reopen": Sentence("Solo se puede reabrir un avance aprobado."),
    "waive": Sentence("No se puede dispensar un avance que ya se envió."),
    "restore": Sentence("Este avance no está dispensado."),
    "start": Sentence("Este avance ya se había empezado."),
}
_MISSING_FACTS = {
    "reason": "Escriba el motivo: el grupo lo necesita para saber qué hacer.",
    "correct_by": "Elija hasta qué fecha puede corregir el grupo.",
}


def transition(
    name: str, state: State, actor: Actor, *, group_id: int, facts: Mapping[str, object] | None = None
) -> Transition:
    """The move asked for, if it is legal for this actor from this state with these facts.

    Raises NotAllowed, WrongState or Incomplete (with the name of the missing fact), in that order.
    """
    move = _BY_NAME[name]
    if not may(actor, move.permission, group_id=group_id):
        raise NotAllowed("Usted no tiene permiso para hacer esto con este avance.")
    if state not in move.sources:
        raise WrongState(_REFUSALS[name])
    for need in move.needs:
        if not (facts or {}).get(need):
            raise Incomplete(_MISSING_FACTS[need], field=need)
    return move
