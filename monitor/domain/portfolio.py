"""From the plan document and its reviewed decisions to the portfolio.

All problems come out together, or the whole portfolio does. This is the door of the plan readers: what a portfolio is
made of, how it is read and how it is printed as JSON can all be imported from here.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.domain.participation_areas import participation_reason
from monitor.domain.plan_decisions import Decisions, LinkKind, PlanFacts, read_decisions
from monitor.domain.plan_document import Action, Area, PlanDocument, PlanRow, decode_plan, scan_plan_document
from monitor.domain.plan_names import known_names, meanings_by_row
from monitor.domain.plan_problems import PlanDocumentError, Problem
from monitor.domain.portfolio_data import Ally, Group, Link, Portfolio, Project
from monitor.domain.portfolio_json import portfolio_as_json
from monitor.domain.responsible_groups import (
    Body,
    GroupKind,
    NameBook,
    NamesNotUnderstood,
    Responsible,
    read_responsible,
    scan_responsible,
)
from monitor.domain.schedule_reader import ReadSchedule, ScheduleNotUnderstood, read_schedule
from monitor.domain.spanish_text import fold, shortened

__all__ = [
    "Action",
    "Ally",
    "Area",
    "Decisions",
    "Group",
    "GroupKind",
    "Link",
    "LinkKind",
    "PlanDocumentError",
    "PlanFacts",
    "Portfolio",
    "Problem",
    "Project",
    "assemble_portfolio",
    "decode_plan",
    "portfolio_as_json",
    "read_decisions",
    "read_portfolio",
]

LONGEST_TITLE = 80


@dataclass(frozen=True)
class _UnderstoodRow:
    row: PlanRow
    responsible: Responsible
    schedule: ReadSchedule
    apart: bool = False

    @property
    def identity(self) -> object:
        """What two rows must share to be one project under two areas."""
        return (
            self.row.number if self.apart else None,
            fold(self.row.activity),
            replace(self.schedule.schedule, verbatim=""),
            self.schedule.milestones,
            self.responsible,
        )


def read_portfolio(text: str, decisions: Decisions) -> Portfolio:
    """Read a plan document into a portfolio. Raises PlanDocumentError with every problem of both files."""
    document, problems = scan_plan_document(text)
    if problems and not document.abbreviations:
        # Without the table every name would be unknown, and the real problem would drown among them.
        raise PlanDocumentError(_in_order(problems))
    portfolio, more = _assembled(document, decisions)
    if problems or more:
        raise PlanDocumentError(_in_order([*problems, *more]))
    return portfolio


def assemble_portfolio(document: PlanDocument, decisions: Decisions) -> Portfolio:
    """Join a document that was read with its decisions. Raises PlanDocumentError with every problem."""
    portfolio, problems = _assembled(document, decisions)
    if problems:
        raise PlanDocumentError(_in_order(problems))
    return portfolio


def _in_order(problems: Sequence[Problem]) -> list[Problem]:
    """Those of rows first, in the rows' order; then those of the whole document and of the decisions."""
    return sorted(problems, key=lambda problem: (problem.row is None, problem.row or 0))


def _assembled(document: PlanDocument, decisions: Decisions) -> tuple[Portfolio, list[Problem]]:
    if fold(decisions.plan.heading) not in fold(document.heading):
        why = f"El archivo de decisiones es de otro plan: espera «{decisions.plan.heading}» en el encabezado."
        raise PlanDocumentError([Problem(None, document.heading, why)])
    book, bodies, problems = known_names(document, decisions)
    understood, unread = _understood_rows(document, decisions, book)
    problems += unread
    problems += _misplaced_decisions(document, decisions)
    projects = [_project(rows, decisions) for rows in _same_projects(understood, problems)]
    projects = _linked(projects, decisions, problems)
    portfolio = Portfolio(
        plan=decisions.plan,
        areas=document.areas,
        groups=tuple(
            Group(body.acronym, body.name, body.kind, book.aliases(body)) for body in bodies if body.kind is not None
        ),
        allies=tuple(Ally(body.acronym, body.name, book.aliases(body)) for body in bodies if body.is_ally),
        projects=tuple(projects),
    )
    return portfolio, problems


def _understood_rows(
    document: PlanDocument, decisions: Decisions, book: NameBook
) -> tuple[list[_UnderstoodRow], list[Problem]]:
    meanings, problems = meanings_by_row(document, decisions, book)
    understood: list[_UnderstoodRow] = []
    for row in document.rows:
        responsible = schedule = None
        try:
            responsible = _read_responsible(row, decisions, book, meanings.get(row.number))
        except NamesNotUnderstood as error:
            problems += [Problem(row.number, row.responsible, why) for why in error.whys]
        try:
            schedule = _read_schedule(row, decisions)
        except ScheduleNotUnderstood as error:
            problems.append(Problem(row.number, row.schedule, f"No se entiende el cronograma. {error.why}"))
        if responsible is not None and schedule is not None:
            understood.append(_UnderstoodRow(row, responsible, schedule, apart=row.number in decisions.apart))
    return understood, problems


def _read_responsible(
    row: PlanRow, decisions: Decisions, book: NameBook, meanings: Mapping[str, Body] | None
) -> Responsible:
    """Who is responsible as the cell says, or as a person settled. Raises NamesNotUnderstood."""
    decided = next((each for each in decisions.responsibles if each.row == row.number), None)
    if decided is None:
        return read_responsible(row.responsible, book, meanings=meanings)
    notes = scan_responsible(row.responsible, book, meanings=meanings)[0].notes
    leads, supports, allies = (
        tuple(body for key in keys if (body := book.find(key)) is not None)
        for keys in (decided.leads, decided.supports, decided.allies)
    )
    if not leads:
        raise NamesNotUnderstood(["No nombra a ningún grupo responsable."])
    return Responsible(leads, supports, allies, notes)


def _read_schedule(row: PlanRow, decisions: Decisions) -> ReadSchedule:
    """The reading that is sure, or that a person settled. Raises ScheduleNotUnderstood."""
    about = {(each.row, each.written): each for each in decisions.schedules}
    decided = about.get((row.number, row.schedule))
    if decided is not None and decided.reading is not None:
        return decided.reading
    read = read_schedule(row.schedule)
    if not read.is_sure and decided is None:
        raise ScheduleNotUnderstood(row.schedule, " ".join(doubt.why for doubt in read.doubts))
    return read


def _misplaced_decisions(document: PlanDocument, decisions: Decisions) -> list[Problem]:
    """Decisions about rows that do not exist, or made when the row said something else."""
    problems: list[Problem] = []
    activities = {row.number: row.activity for row in document.rows}
    titles = {title.row: title for title in decisions.titles}
    about = [("un título", title.row) for title in decisions.titles]
    about += [("un alias", alias.row) for alias in decisions.aliases if alias.row is not None]
    about += [("el cronograma", each.row) for each in decisions.schedules]
    about += [("la participación", required.row) for required in decisions.required_participation]
    about += [("una relación", row) for link in decisions.links for row in (link.row, link.target)]
    for what, row in dict.fromkeys(about):
        if not 1 <= row <= document.row_count:
            why = f"El archivo de decisiones habla de {what} de la fila {row}, que el documento no tiene."
            problems.append(Problem(None, "", why))
        elif row not in activities:
            continue  # the row could not be read, which is reported already
        elif what != "un título" and row in titles and not _written_for(titles[row].starts, activities[row]):
            why = f"Hay una decisión sobre {what} de esta fila, escrita cuando decía «{titles[row].starts}»."
            problems.append(Problem(row, activities[row], why))
    problems += [
        Problem(None, title.title, f"El título de la fila {title.row} pasa de {LONGEST_TITLE} letras.")
        for title in decisions.titles
        if len(title.title) > LONGEST_TITLE
    ]
    return problems


def _written_for(starts: str, activity: str) -> bool:
    return fold(activity).startswith(fold(starts))


def _same_projects(understood: Sequence[_UnderstoodRow], problems: list[Problem]) -> list[list[_UnderstoodRow]]:
    """Rows with the same activity, schedule and groups under different areas are one project."""
    projects: dict[object, list[_UnderstoodRow]] = {}
    for one in understood:
        same = projects.setdefault(one.identity, [])
        twin = next((other for other in same if other.row.area == one.row.area), None)
        if twin is not None:
            why = f"Repite la fila {twin.row.number} dentro de la misma área."
            problems.append(Problem(one.row.number, one.row.activity, why))
        same.append(one)
    return list(projects.values())


def _project(rows: Sequence[_UnderstoodRow], decisions: Decisions) -> Project:
    first = rows[0]
    numbers = tuple(one.row.number for one in rows)
    areas = tuple(one.row.area for one in rows)
    reason = participation_reason(areas, decisions.plan.participation_areas)
    reasons = [reason] if reason else []
    reasons += [required.reason for required in decisions.required_participation if required.row in numbers]
    return Project(
        number=first.row.number,
        rows=numbers,
        areas=areas,
        title=_title(first.row, decisions),
        activity=first.row.activity,
        activity_cell=first.row.activity_cell,
        responsible=first.row.responsible,
        schedule=first.schedule.schedule,
        milestones=first.schedule.milestones,
        leads=_keys(first.responsible.leads),
        supports=_keys(first.responsible.supports),
        allies=_keys(first.responsible.allies),
        notes=first.responsible.notes,
        participation_required=bool(reasons),
        participation_reason=" ".join(reasons),
        links=(),
    )


def _keys(bodies: Sequence[Body]) -> tuple[str, ...]:
    return tuple(body.key for body in bodies)


def _title(row: PlanRow, decisions: Decisions) -> str:
    """The reviewed title while the row still begins as it did; otherwise the activity's own first words."""
    for title in decisions.titles:
        if title.row == row.number and _written_for(title.starts, row.activity):
            return title.title
    return shortened(row.activity.split("\n")[0], LONGEST_TITLE)


def _linked(projects: Sequence[Project], decisions: Decisions, problems: list[Problem]) -> list[Project]:
    """Each project with its links. Rows that could not be read were already reported."""
    project_of = {row: project.number for project in projects for row in project.rows}
    links: dict[int, list[Link]] = {}
    for link in decisions.links:
        project, target = project_of.get(link.row), project_of.get(link.target)
        if project is None or target is None:
            continue
        if project == target:
            why = f"El archivo de decisiones relaciona la fila {link.row} consigo misma."
            problems.append(Problem(None, link.reason, why))
            continue
        links.setdefault(project, []).append(Link(link.kind, target, link.reason))
    for number, its_links in links.items():
        if max(Counter(link.target for link in its_links).values()) > 1:
            why = f"El archivo de decisiones relaciona dos veces la fila {number} con la misma fila."
            problems.append(Problem(None, "", why))
    return [replace(project, links=tuple(links.get(project.number, ()))) for project in projects]
