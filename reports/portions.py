"""A part of a report's data: one area, or some groups, so that a dashboard counts it as the report counts the whole."""

from collections.abc import Set
from dataclasses import dataclass, replace

from reports import figures
from reports.data import Project, ReportData
from reports.past import Headline


@dataclass(frozen=True)
class Portion:
    """What to look at; None: all of them."""

    area: int | None = None
    groups: Set[str] | None = None
    """Lead groups, by acronym."""

    @property
    def is_whole(self) -> bool:
        return self.area is None and self.groups is None

    def holds(self, project: Project) -> bool:
        in_area = self.area is None or self.area in project.areas
        return in_area and (self.groups is None or not self.groups.isdisjoint(_leads(project)))


def portion_of(data: ReportData, portion: Portion) -> ReportData:
    """The projects of the portion, whole: also with what other groups answered of them.

    Under one area a project that stands in several counts in that one.
    """
    projects = [project for project in data.projects if portion.holds(project)]
    if portion.area is None:
        return replace(data, projects=tuple(projects))
    return replace(
        data,
        areas=tuple(area for area in data.areas if area.number == portion.area),
        projects=tuple(replace(project, areas=(portion.area,)) for project in projects),
    )


def answers_of(data: ReportData, portion: Portion) -> ReportData:
    """As `portion_of`, with the answers of the portion's groups alone: for what groups owe and send."""
    chosen = portion_of(data, portion)
    groups = portion.groups
    if groups is None:
        return chosen
    narrowed = [
        replace(project, answers=tuple(answer for answer in project.answers if answer.group in groups))
        for project in chosen.projects
        if not project.expected or any(answer.group in groups for answer in project.answers)
    ]
    return replace(chosen, projects=tuple(narrowed))


def headline_of(before: ReportData, portion: Portion) -> Headline:
    """The figures of an earlier period to compare the same portion with."""
    whole = figures.headline(portion_of(before, portion))
    own = figures.compliance(figures.all_answers(answers_of(before, portion)))
    return replace(whole, expected=own.expected, received=own.received, approved=own.approved, on_time=own.on_time)


def _leads(project: Project) -> set[str]:
    return {group.acronym for group in project.leads} | {answer.group for answer in project.answers}
