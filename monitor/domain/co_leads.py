"""What a lead group that does not coordinate may answer: endorse, add to it, or file in full. Plain data and rules."""

from dataclasses import dataclass
from enum import StrEnum

from monitor.domain.updates import State, Status


class AnswerKind(StrEnum):
    """How one lead group answers for one project and period."""

    FULL = "full"
    """A whole update of its own. The coordinating group always files in full."""
    ENDORSEMENT = "endorsement"
    """«Suscribo el avance de …»: stands behind one submitted version of the coordinating group, and says no more."""
    CONTRIBUTION = "contribution"
    """A short text of its own, and people of its own if it counted any, beside the coordinating group's update."""


CAN_BE_ENDORSED = frozenset({State.SUBMITTED, State.APPROVED})
"""States of the coordinating group's update in which there is a version to stand behind."""


@dataclass(frozen=True)
class Endorsed:
    """The one version that was endorsed: which never changes, whatever the coordinating group submits later."""

    version_id: int
    number: int
    group: str
    """The coordinating group's acronym."""
    period: str


def is_outdated(endorsed: Endorsed | None, *, current: int | None) -> bool:
    """Whether the coordinating group has submitted another version since (`current` is its last version's id)."""
    return endorsed is not None and current is not None and endorsed.version_id != current


def may_endorse(state: State, endorsed: Endorsed | None, *, coordinating: State, current: int | None) -> bool:
    """Whether a group may endorse the coordinating group's current version now.

    Once it was submitted; and by a group that still owes its answer, or whose endorsement is of an earlier version.
    """
    if coordinating not in CAN_BE_ENDORSED or current is None:
        return False
    if state in (State.NOT_STARTED, State.DRAFT, State.RETURNED):
        return True
    return state in (State.SUBMITTED, State.APPROVED) and is_outdated(endorsed, current=current)


def statuses_differ(kind: AnswerKind, own: Status | None, headline: Status | None) -> bool:
    """Whether a co-lead sees the project in another status. Who endorses, or only adds, sees it as it is told."""
    return kind is AnswerKind.FULL and own is not None and headline is not None and own is not headline
