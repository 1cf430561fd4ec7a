"""What a report knows of the periods before its own: figures alone, as they were, to compare with."""

from dataclasses import dataclass

from monitor.domain.participation import Tally


@dataclass(frozen=True)
class Headline:
    """The few figures that are compared with another period. None: not known of that period."""

    period: str
    expected: int
    received: int
    approved: int
    on_time: int
    people: Tally
    """The true counts: never print them, nor anything computed from them. `share_of_women` is what may be printed."""
    projects_with_people: int
    projects_asked_for_people: int
    edition: str = ""
    """The number of the edition that the figures were published in; empty where that period has none."""
    share_of_women: float | None = None
    """As that period's report prints it."""
    completed: int | None = None
    projects: int | None = None
    """Out of how many expected projects `completed` are."""
    troubled: int | None = None
    """Projects delayed, suspended or cancelled."""
    milestones_done: int | None = None
    milestones_due: int | None = None


@dataclass(frozen=True)
class PastCompliance:
    """What one group owed and sent in a period. A waived update is not owed."""

    group: str
    expected: int
    received: int
    on_time: int


@dataclass(frozen=True)
class PastPeriod:
    """How the updates of an earlier period came in, as it stands at the cut-off of this one."""

    period: str
    groups: tuple[PastCompliance, ...]

    @property
    def overall(self) -> PastCompliance:
        return PastCompliance(
            "",
            sum(own.expected for own in self.groups),
            sum(own.received for own in self.groups),
            sum(own.on_time for own in self.groups),
        )

    def of(self, group: str) -> PastCompliance | None:
        return next((own for own in self.groups if own.group == group), None)
