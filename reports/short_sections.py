"""Which sections of a report have so little to say that they take no page of their own."""

from reports import figures, milestone_lists
from reports.data import ReportData

LONG_NAME = 40
"""Letters; a group whose short name is longer has none, and needs wider columns."""


def short_sections(data: ReportData) -> frozenset[str]:
    """By the anchor of the section. They follow the one before, on its page if they fit."""
    notes = figures.womens_roles(data)
    told = (
        len(milestone_lists.met(data))
        + len(milestone_lists.moved(data))
        + len(milestone_lists.dropped(data))
        + len(milestone_lists.overdue(data))
        + len(milestone_lists.coming(data))
    )
    short = {
        "quien-informo": len(figures.by_group(data)) <= 4 and not data.trend and len(figures.missing(data)) <= 4,
        "hitos": told <= 4,
        "participacion": not figures.people(data.projects).projects_reporting,
        "papel-de-las-mujeres": len(notes) <= 4 and sum(len(text) for _, _, text in notes) <= 800,
        "en-el-tiempo": sum(project.start is not None for project in data.projects) <= 10,
    }
    return frozenset(name for name, is_short in short.items() if is_short)


def has_long_names(data: ReportData) -> bool:
    return any(len(body.acronym) > LONG_NAME for body in data.groups)
