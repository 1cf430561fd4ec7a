"""Projects as people look for them: a list with filters, and one project with all that is known of it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain.errors import NotFound
from monitor.domain.portfolio_search import Facts, Search, Sorting, in_order
from monitor.domain.updates import State, Status
from monitor.models import (
    Ally,
    Area,
    DateChange,
    Group,
    Period,
    Plan,
    ProgressUpdate,
    Project,
    ProjectAlly,
    ProjectGroup,
    ProjectLink,
    ProjectRow,
)


@dataclass(frozen=True)
class ProjectLine:
    """A project with its headline: the last approved answer of its coordinating group; None while there is none."""

    project: Project
    headline: ProgressUpdate | None

    @property
    def status(self) -> Status | None:
        return self.headline.status if self.headline else None


def list_projects(
    session: Session,
    plan: Plan,
    wanted: Search,
    *,
    sorting: Sorting = Sorting.NUMBER,
    backwards: bool = False,
    period: Period | None = None,
) -> list[ProjectLine]:
    """The projects that the search keeps, with their headlines up to the period, if one is given.

    The search is made here and not by the database: it folds accents and case alike on SQLite and PostgreSQL. The
    number of queries does not depend on the number of projects.
    """
    query = (
        select(Project)
        .where(Project.plan_id == plan.id)
        .options(
            selectinload(Project.rows).joinedload(ProjectRow.area),
            selectinload(Project.groups).joinedload(ProjectGroup.group),
            selectinload(Project.allies).joinedload(ProjectAlly.ally),
            selectinload(Project.milestones),
        )
    )
    headlines = headlines_of(session, plan, until=period)
    lines = {each.number: ProjectLine(each, headlines.get(each.id)) for each in session.scalars(query)}
    kept = [facts for line in lines.values() if wanted.keeps(facts := facts_of(line))]
    return [lines[facts.number] for facts in in_order(kept, sorting, backwards=backwards)]


def facts_of(line: ProjectLine) -> Facts:
    project, headline = line.project, line.headline
    bodies: list[Group | Ally] = [*(part.group for part in project.groups), *(part.ally for part in project.allies)]
    names = [f"{body.acronym or ''} {body.name}" for body in bodies]
    rows = [str(row.number) for row in project.rows]
    return Facts(
        number=project.number,
        title=project.title,
        words=" ".join([project.title, project.activity, *names, *rows]),
        areas={area.number for area in project.areas},
        groups={part.group_id for part in project.groups},
        leads={group.id for group in project.leads},
        status=line.status,
        punctuality=headline.punctuality if headline else None,
        start=project.starts_on,
        end=project.ends_on,
        asks_for_dates=project.asks_for_dates,
        is_withdrawn=project.withdrawn_at is not None,
    )


def asked_in(session: Session, period: Period) -> frozenset[int]:
    """The numbers of the projects of which an update was asked for in the period."""
    query = select(Project.number).join(ProgressUpdate).where(ProgressUpdate.period_id == period.id).distinct()
    return frozenset(session.scalars(query))


def headlines_of(session: Session, plan: Plan, *, until: Period | None = None) -> dict[int, ProgressUpdate]:
    """By project id, the last approved update of the coordinating group; of those up to a period, if one is given."""
    query = (
        select(ProgressUpdate)
        .join(Period)
        .where(Period.plan_id == plan.id, ProgressUpdate.state == State.APPROVED, ProgressUpdate.coordinates)
        .options(joinedload(ProgressUpdate.period))
        .order_by(Period.starts_on)
    )
    if until is not None:
        query = query.where(Period.starts_on <= until.starts_on)
    return {update.project_id: update for update in session.scalars(query)}


def groups_of(session: Session, plan: Plan) -> list[Group]:
    """The groups that have a part in any project of the plan, by name."""
    query = select(Group).join(ProjectGroup).join(Project).where(Project.plan_id == plan.id).distinct()
    return sorted(session.scalars(query), key=lambda group: group.name)


def areas_of(session: Session, plan: Plan) -> list[Area]:
    query = select(Area).where(Area.plan_id == plan.id).options(selectinload(Area.actions)).order_by(Area.number)
    return list(session.scalars(query))


@dataclass(frozen=True)
class ProjectPage:
    project: Project
    headline: ProgressUpdate | None
    updates: list[ProgressUpdate]
    date_changes: list[DateChange]


def get_project(session: Session, plan: Plan, number: int) -> ProjectPage:
    """One project by its number. Raises NotFound."""
    project = session.scalar(
        select(Project)
        .where(Project.plan_id == plan.id, Project.number == number)
        .options(
            selectinload(Project.rows).joinedload(ProjectRow.area).selectinload(Area.actions),
            selectinload(Project.groups).joinedload(ProjectGroup.group),
            selectinload(Project.allies).joinedload(ProjectAlly.ally),
            selectinload(Project.milestones),
            selectinload(Project.links).joinedload(ProjectLink.target),
        )
    )
    if project is None:
        raise NotFound("El plan no tiene un proyecto con el número %(number)s.", number=number)
    updates = session.scalars(
        select(ProgressUpdate)
        .where(ProgressUpdate.project_id == project.id)
        .join(Period)
        .options(joinedload(ProgressUpdate.period), joinedload(ProgressUpdate.group))
        .order_by(Period.starts_on.desc(), ProgressUpdate.id)
    )
    changes = session.scalars(
        select(DateChange)
        .where(DateChange.project_id == project.id)
        .options(joinedload(DateChange.milestone), joinedload(DateChange.changed_by))
        .order_by(DateChange.changed_at)
    )
    return ProjectPage(project, headlines_of(session, plan).get(project.id), list(updates), list(changes))
