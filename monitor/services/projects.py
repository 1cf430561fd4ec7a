"""Projects as people look for them: a list with filters, and one project with all that is known of it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain.errors import NotFound
from monitor.domain.updates import State, Status
from monitor.models import (
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

UNDATED = "undated"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class ProjectLine:
    """A project with its headline: the last approved answer of its coordinating group; None while there is none."""

    project: Project
    headline: ProgressUpdate | None

    @property
    def status(self) -> Status | None:
        return self.headline.status if self.headline else None


@dataclass(frozen=True)
class ProjectFilter:
    """What to show; None shows all that the plan has.

    `status` is `Status`, "none" (no approved update), "undated" (no dates yet) or "withdrawn" (no longer in the plan).
    """

    area: int | None = None
    group: int | None = None
    status: Status | str | None = None
    text: str = ""

    def keeps(self, line: ProjectLine) -> bool:
        project = line.project
        withdrawn = project.withdrawn_at is not None
        if withdrawn != (self.status == WITHDRAWN):
            return False
        return (
            (self.area is None or self.area in {area.number for area in project.areas})
            and (self.group is None or self.group in {part.group_id for part in project.groups})
            and (
                self.status in (None, WITHDRAWN) or self.status == (line.status or "none") or self._asks_for_dates(line)
            )
            and self.text.casefold() in f"{project.title} {project.activity} {project.number}".casefold()
        )

    def _asks_for_dates(self, line: ProjectLine) -> bool:
        return self.status == UNDATED and line.project.asks_for_dates


def list_projects(session: Session, plan: Plan, wanted: ProjectFilter) -> list[ProjectLine]:
    """The projects that the filter keeps, by number. The number of queries does not depend on their number."""
    query = (
        select(Project)
        .where(Project.plan_id == plan.id)
        .options(
            selectinload(Project.rows).joinedload(ProjectRow.area),
            selectinload(Project.groups).joinedload(ProjectGroup.group),
            selectinload(Project.milestones),
        )
        .order_by(Project.number)
    )
    headlines = headlines_of(session, plan)
    lines = [ProjectLine(project, headlines.get(project.id)) for project in session.scalars(query)]
    return [line for line in lines if wanted.keeps(line)]


def headlines_of(session: Session, plan: Plan) -> dict[int, ProgressUpdate]:
    """By project id, the last approved update of the coordinating group."""
    query = (
        select(ProgressUpdate)
        .join(Period)
        .join(
            ProjectGroup,
            (ProjectGroup.project_id == ProgressUpdate.project_id)
            & (ProjectGroup.group_id == ProgressUpdate.group_id)
            & (ProjectGroup.position == 0),
        )
        .where(Period.plan_id == plan.id, ProgressUpdate.state == State.APPROVED)
        .options(joinedload(ProgressUpdate.period))
        .order_by(Period.starts_on)
    )
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
