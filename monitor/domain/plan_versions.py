"""What a new version of a plan changes: projects that come in or go out, words, groups and dates that are others.

Projects are known again by their words, not by their place: a line put in above renames nobody.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from monitor.domain.plan_document import Area
from monitor.domain.portfolio_data import Portfolio, Project
from monitor.domain.schedules import Milestone
from monitor.domain.spanish_text import fold

SURE = 0.85
"""From this likeness on, changed words are the same project without asking."""
_ALIKE = 0.55


class Part(StrEnum):
    """What of a project is another."""

    ACTIVITY = "activity"
    RESPONSIBLE = "responsible"
    LEADS = "leads"
    SUPPORTS = "supports"
    ALLIES = "allies"
    AREAS = "areas"
    SCHEDULE = "schedule"
    DATES = "dates"
    MILESTONES = "milestones"


@dataclass(frozen=True)
class ProjectChange:
    """A project of the plan and what the new version says in its place. `likeness` of the activities: 0 to 1."""

    before: Project
    after: Project
    likeness: float
    parts: tuple[Part, ...]

    @property
    def is_sure(self) -> bool:
        return self.likeness >= SURE


@dataclass(frozen=True)
class PlanDifference:
    """`kept`: every project of both, changed or not. Only `changed`, `added` and `removed` are worth showing."""

    kept: tuple[ProjectChange, ...]
    added: tuple[Project, ...]
    removed: tuple[Project, ...]
    areas: tuple[tuple[Area | None, Area], ...]
    """Areas that are new (None before) or have another name or other actions."""

    @property
    def changed(self) -> tuple[ProjectChange, ...]:
        return tuple(change for change in self.kept if change.parts)

    @property
    def is_empty(self) -> bool:
        return not (self.changed or self.added or self.removed or self.areas)


def compare(
    before: Portfolio,
    after: Portfolio,
    *,
    apart: Collection[int] = (),
    same: Mapping[int, int] | None = None,
) -> PlanDifference:
    """The difference. Somebody said of new projects, by number, that they are none of those before, or which one."""
    numbers = {project.number: project for project in before.projects}
    named = {project.number: numbers.get((same or {}).get(project.number, 0)) for project in after.projects}
    told = [(old, new, 1.0) for new in after.projects if (old := named[new.number]) is not None]
    taken = {id(old) for old, _, _ in told}
    pairs = told + _pairs(
        [project for project in before.projects if id(project) not in taken],
        [project for project in after.projects if project.number not in apart and named[project.number] is None],
    )
    known = {id(old) for old, _, _ in pairs}
    matched = {id(new) for _, new, _ in pairs}
    kept = sorted(
        (ProjectChange(old, new, likeness, tuple(_parts(old, new))) for old, new, likeness in pairs),
        key=lambda change: change.after.number,
    )
    areas = {area.number: area for area in before.areas}
    return PlanDifference(
        kept=tuple(kept),
        added=tuple(project for project in after.projects if id(project) not in matched),
        removed=tuple(project for project in before.projects if id(project) not in known),
        areas=tuple((areas.get(area.number), area) for area in after.areas if _says_more(areas.get(area.number), area)),
    )


def _says_more(before: Area | None, after: Area) -> bool:
    """A document that leaves out the actions does not take them away."""
    if before is None:
        return True
    return fold(before.name) != fold(after.name) or bool(after.actions and after.actions != before.actions)


def _pairs(before: Sequence[Project], after: Sequence[Project]) -> list[tuple[Project, Project, float]]:
    """Same words and areas first, then same words, then the most alike."""
    old, new = list(before), list(after)
    pairs: list[tuple[Project, Project, float]] = []
    for same_areas in (True, False):
        for project in list(new):
            twin = next((each for each in old if _same_words(each, project, areas=same_areas)), None)
            if twin is not None:
                pairs.append((twin, project, 1.0))
                old.remove(twin)
                new.remove(project)
    rated = [(_likeness(one, other), one, other) for one in old for other in new]
    for likeness, one, other in sorted(rated, key=lambda each: (-each[0], each[1].number, each[2].number)):
        if likeness >= _ALIKE and one in old and other in new:
            pairs.append((one, other, likeness))
            old.remove(one)
            new.remove(other)
    return pairs


def _same_words(one: Project, other: Project, *, areas: bool) -> bool:
    return _plain(one.activity) == _plain(other.activity) and (not areas or set(one.areas) == set(other.areas))


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


def _likeness(one: Project, other: Project) -> float:
    matcher = SequenceMatcher(None, _plain(one.activity), _plain(other.activity), autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    return matcher.ratio()


def _parts(before: Project, after: Project) -> Iterator[Part]:
    if _lines(before.activity) != _lines(after.activity):
        yield Part.ACTIVITY
    if _lines(before.responsible) != _lines(after.responsible):
        yield Part.RESPONSIBLE
    if before.leads != after.leads:
        yield Part.LEADS
    if set(before.supports) != set(after.supports):
        yield Part.SUPPORTS
    if set(before.allies) != set(after.allies):
        yield Part.ALLIES
    if set(before.areas) != set(after.areas):
        yield Part.AREAS
    if _lines(before.schedule.verbatim) != _lines(after.schedule.verbatim):
        # Dates corrected by hand stay for as long as the plan's own words are the same.
        yield Part.SCHEDULE
        if replace(before.schedule, verbatim="") != replace(after.schedule, verbatim=""):
            yield Part.DATES
        if _named(before.milestones) != _named(after.milestones):
            yield Part.MILESTONES


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _named(milestones: Sequence[Milestone]) -> dict[str, Milestone]:
    return {fold(milestone.name): milestone for milestone in milestones}
