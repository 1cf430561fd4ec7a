"""What a portfolio is made of: areas, groups, allies and projects, as plain frozen values."""

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.domain.plan_decisions import LinkKind, PlanFacts
from monitor.domain.plan_document import Area
from monitor.domain.responsible_groups import GroupKind
from monitor.domain.schedules import Milestone, Schedule


@dataclass(frozen=True)
class Group:
    """A responsible body. `aliases` are the other ways in which the document writes it."""

    acronym: str | None
    name: str
    kind: GroupKind
    aliases: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What names it everywhere: the acronym, or the name where there is none."""
        return self.acronym or self.name

    @property
    def receives_forms(self) -> bool:
        return self.kind is not GroupKind.COLLECTIVE


@dataclass(frozen=True)
class Ally:
    """An external organisation."""

    acronym: str | None
    name: str
    aliases: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.acronym or self.name


@dataclass(frozen=True)
class Link:
    """How a project stands to another; `target` is the other project's number."""

    kind: LinkKind
    target: int
    reason: str


@dataclass(frozen=True)
class Project:
    """One project, numbered by its first row.

    `leads`, `supports` and `allies` are keys of groups and allies, in the plan's order; the first lead coordinates.
    """

    number: int
    rows: tuple[int, ...]
    areas: tuple[int, ...]
    title: str
    activity: str
    activity_cell: str
    responsible: str
    schedule: Schedule
    milestones: tuple[Milestone, ...]
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    allies: tuple[str, ...]
    notes: tuple[str, ...]
    participation_required: bool
    participation_reason: str
    links: tuple[Link, ...]

    @property
    def coordinating_group(self) -> str:
        return self.leads[0]


@dataclass(frozen=True)
class Portfolio:
    plan: PlanFacts
    areas: tuple[Area, ...]
    groups: tuple[Group, ...]
    allies: tuple[Ally, ...]
    projects: tuple[Project, ...]

    @property
    def row_count(self) -> int:
        """The rows of the document, of which some stand for one project under two areas."""
        return sum(len(project.rows) for project in self.projects)

    def of_area(self, number: int) -> Iterator[Project]:
        return (project for project in self.projects if number in project.areas)
