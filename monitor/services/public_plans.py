"""The plans that everybody may read: the document's own words, and what published editions say. Nothing else.

A plan is public from the day on which its first period is opened, so that the GTG can bring a new one in and go through
it in peace. Dates that people set or moved are not told here: the plan's own words are, and what editions made of them.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain.api_published import PublishedFigure, PublishedMilestone, PublishedParticipation, PublishedStatus
from monitor.domain.errors import NotFound
from monitor.domain.sentences import N_
from monitor.models import Area, Edition, Period, Plan, Project, ProjectAlly, ProjectGroup, ProjectRow
from monitor.services.published_facts import Facts, facts_of, last_editions
from reports.said import Known

UNKNOWN = N_("No hay ningún plan público con ese nombre.")


def public_plans(session: Session) -> list[Plan]:
    """The newest first."""
    opened = exists().where(Period.plan_id == Plan.id)
    query = select(Plan).where(opened).order_by(Plan.starts_on.desc(), Plan.id.desc())
    return list(session.scalars(query.options(selectinload(Plan.areas).selectinload(Area.actions))))


def public_plan(session: Session, key: str) -> Plan:
    """Raises NotFound, also for a plan that is not public yet."""
    if not key.isprintable():
        raise NotFound(UNKNOWN)  # PostgreSQL takes no zero byte, not even to look for it
    opened = exists().where(Period.plan_id == Plan.id)
    plan = session.scalar(
        select(Plan).where(Plan.key == key, opened).options(selectinload(Plan.areas).selectinload(Area.actions))
    )
    if plan is None:
        raise NotFound(UNKNOWN)
    return plan


def projects_of(session: Session, plan: Plan, *, numbers: Collection[int] | None = None) -> list[Project]:
    """The projects of a plan as its document has them, in its order; those that it no longer has come too."""
    query = (
        select(Project)
        .where(Project.plan_id == plan.id)
        .options(
            selectinload(Project.rows).joinedload(ProjectRow.area),
            selectinload(Project.groups).joinedload(ProjectGroup.group),
            selectinload(Project.allies).joinedload(ProjectAlly.ally),
        )
        .order_by(Project.number)
    )
    return list(session.scalars(query if numbers is None else query.where(Project.number.in_(numbers))))


@dataclass(frozen=True)
class Told:
    """What the last edition of one period says, with its translations into English."""

    edition: Edition
    status: PublishedStatus
    milestones: tuple[PublishedMilestone, ...]
    participation: tuple[PublishedParticipation, ...]
    english: Known


@dataclass(frozen=True)
class PlanPage:
    plan: Plan
    projects: list[Project]
    """Those that the plan has now."""
    editions: list[Edition]
    """The last of each period, the newest first."""
    statuses: dict[int, PublishedStatus]
    """By project number, from the newest edition that tells one."""
    figures: tuple[PublishedFigure, ...]
    """Of the newest edition: the whole plan and its areas."""

    def in_area(self, number: int) -> list[Project]:
        return [project for project in self.projects if any(area.number == number for area in project.areas)]


@dataclass(frozen=True)
class ProjectPage:
    plan: Plan
    project: Project
    told: list[Told]
    """The newest first."""


def plan_page(session: Session, key: str) -> PlanPage:
    """Raises NotFound."""
    plan = public_plan(session, key)
    editions = last_editions(session, plan)[::-1]
    facts = [facts_of(session, edition, plan) for edition in editions]
    return PlanPage(
        plan=plan,
        projects=[project for project in projects_of(session, plan) if project.withdrawn_at is None],
        editions=editions,
        statuses=_newest(facts),
        figures=facts[0].figures if facts else (),
    )


def _newest(facts: list[Facts]) -> dict[int, PublishedStatus]:
    """An approved update is told until another is: a quarter in which none was due says nothing against it."""
    found: dict[int, PublishedStatus] = {}
    for each in facts:
        for status in each.statuses:
            if status.status is not None:
                found.setdefault(status.project, status)
    return found


def area_of(page: PlanPage, number: int) -> Area:
    """Raises NotFound."""
    area = next((each for each in page.plan.areas if each.number == number), None)
    if area is None:
        raise NotFound("Esa área no existe.")
    return area


def project_page(session: Session, key: str, number: int) -> ProjectPage:
    """Raises NotFound, also for a project that left the plan before any edition spoke of it."""
    plan = public_plan(session, key)
    project = next(iter(projects_of(session, plan, numbers=[number])), None)
    told = [_told(session, edition, plan, number) for edition in last_editions(session, plan)[::-1]]
    found = [each for each in told if each is not None]
    if project is None or (project.withdrawn_at is not None and not found):
        raise NotFound("Ese proyecto no existe.")
    return ProjectPage(plan, project, found)


def _told(session: Session, edition: Edition, plan: Plan, number: int) -> Told | None:
    facts = facts_of(session, edition, plan)
    status = next((each for each in facts.statuses if each.project == number), None)
    if status is None:
        return None
    return Told(
        edition=edition,
        status=status,
        milestones=tuple(each for each in facts.milestones if each.project == number),
        participation=tuple(each for each in facts.participation if each.project == number),
        english=facts.english,
    )


def published_since(session: Session) -> list[Edition]:
    """Every edition, for the map of the site."""
    return list(session.scalars(select(Edition).options(joinedload(Edition.period).joinedload(Period.plan))))
