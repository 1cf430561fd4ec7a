"""How complete the data of a report are: what is missing, counted, and where.

Only from what is printed: a hidden count must not come out through a list of gaps.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from monitor.domain.updates import Punctuality, State
from reports import figures
from reports.data import Project, ReportData, WhyNotExpected
from reports.language import Language
from reports.people_tables import PeopleTable, PublishedPeople

LEAST_COVERAGE = 0.8
"""Below this share of known sex a project's figures are named as incomplete."""


@dataclass(frozen=True)
class Gap:
    """One thing that is missing, and in which projects."""

    words: str
    projects: tuple[int, ...]
    count: int


@dataclass(frozen=True)
class HiddenTable:
    """A table of people in which figures are hidden or detail is left out."""

    project: int
    group: str
    activity: str
    hidden: int
    """How many of its printed places say so."""
    leaves_out_detail: bool


def gaps(data: ReportData, people: PublishedPeople, language: Language) -> list[Gap]:
    """What is missing, in the order of the questions of an update. What is complete is not listed."""
    _ = language.gettext
    approved = [project for project in data.projects if project.headline]
    rules = (
        (_("Avances esperados que no llegaron"), [gap.project for gap in figures.missing(data)]),
        (_("Avances recibidos que aún no están aprobados"), list(_in_review(data))),
        (_("Proyectos sin fechas, que nadie puede dar por atrasados"), [own for own in data.projects if _no_date(own)]),
        (_("Hitos sin fecha"), [own for own in data.projects for each in own.milestones if each.due is None]),
        (_("Proyectos con retraso que no dicen el motivo"), [own for own in approved if _unexplained(own)]),
        (_("Proyectos que deben contar personas y no dieron cifras"), [own for own in approved if _uncounted(own)]),
        (
            _("Proyectos cuyas cifras de personas no distinguen el sexo"),
            _with_coverage(data, people, lambda own: own == 0),
        ),
        (
            _("Proyectos que no registraron el sexo de más del 20 % de las personas"),
            _with_coverage(data, people, lambda own: 0 < own < LEAST_COVERAGE),
        ),
        (_("Avances aprobados sin nota sobre el papel de las mujeres"), [own for own in approved if _silent(own)]),
        (
            _("Avances aprobados sin evidencias"),
            [own for own in approved if own.headline and not own.headline.evidence],
        ),
    )
    return [
        Gap(words, tuple(dict.fromkeys(own.number for own in found)), len(found)) for words, found in rules if found
    ]


def hidden_tables(people: PublishedPeople) -> list[HiddenTable]:
    """Every table of a project with something hidden or left out, in the order of the plan."""
    return [
        HiddenTable(project, group, table.record.activity, _hidden(table), table.leaves_out_detail)
        for (project, group), tables in people.tables.items()
        for table in tables
        if table.has_hidden or table.leaves_out_detail
    ]


def _hidden(table: PeopleTable) -> int:
    shown = set(table.columns)
    return sum(
        figure.is_hidden
        for row in table.rows
        for figure in (*(own for column, own in row.by_sex.items() if column in shown), row.total)
    )


def _in_review(data: ReportData) -> Iterator[Project]:
    for project in data.projects:
        for answer in project.answers:
            if answer.state in (State.SUBMITTED, State.RETURNED):
                yield project


def _no_date(project: Project) -> bool:
    return project.why_not_expected in (WhyNotExpected.NO_DATE, WhyNotExpected.OPEN_NOT_CONFIRMED)


def _unexplained(project: Project) -> bool:
    update = project.headline
    return bool(update and update.punctuality is Punctuality.DELAYED and update.delay_reason is None)


def _uncounted(project: Project) -> bool:
    update = project.headline
    return bool(
        update
        and project.participation_required
        and not update.no_participation
        and all(record.is_empty for record in update.participation)
    )


def _silent(project: Project) -> bool:
    update = project.headline
    return bool(update and not update.nothing_to_report and not update.womens_role.strip())


def _unproved(project: Project) -> bool:
    update = project.headline
    return bool(update and not update.nothing_to_report and not update.evidence)


def _with_coverage(data: ReportData, people: PublishedPeople, test: Callable[[float], bool]) -> list[Project]:
    """The projects one of whose tables prints a coverage of which the test holds."""
    wanted = {
        number
        for (number, _), tables in people.tables.items()
        for table in tables
        if table.rows[0].coverage is not None and test(table.rows[0].coverage)
    }
    return [project for project in data.projects if project.number in wanted]
