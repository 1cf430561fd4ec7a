"""Load a plan that was read from its document, and give it back as it stands in the database."""

import hashlib
import json
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from monitor.domain import plan_document, portfolio_data
from monitor.domain.errors import RuleError
from monitor.domain.plan_decisions import PlanFacts
from monitor.domain.portfolio_json import portfolio_as_json
from monitor.domain.schedules import Milestone as ReadMilestone
from monitor.domain.sentences import Sentence
from monitor.domain.short_names import short_name
from monitor.models import (
    Action,
    Ally,
    AllyAlias,
    Area,
    Group,
    GroupAlias,
    Milestone,
    Plan,
    Project,
    ProjectAlly,
    ProjectGroup,
    ProjectLink,
    ProjectRole,
    ProjectRow,
)
from monitor.services import events


class PlanLoadedOtherwise(RuleError):
    """The plan is there already, understood from a document that says something else."""


def fingerprint(portfolio: portfolio_data.Portfolio) -> str:
    """SHA-256 of what was understood, so that the same document is known again whatever its spaces."""
    canonical = json.dumps(portfolio_as_json(portfolio), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def load(session: Session, portfolio: portfolio_data.Portfolio, *, now: datetime) -> tuple[Plan, bool]:
    """Store a plan; the second value says whether it is new. The same plan again changes nothing.

    Raises PlanLoadedOtherwise if the plan was loaded before and said something else: dates and updates may hang on it.
    """
    source = fingerprint(portfolio)
    plan = session.scalar(select(Plan).where(Plan.key == portfolio.plan.key))
    if plan is not None:
        if plan.source_sha256 != source:
            raise PlanLoadedOtherwise(
                Sentence(
                    "El plan «%(name)s» ya está cargado y este documento dice algo distinto. No se "
                    "cambió nada: los avances y las fechas corregidas dependen de lo que ya está cargado.",
                    name=plan.name,
                )
            )
        return plan, False
    plan = _store_plan(session, portfolio, source)
    events.record(
        session,
        "PlanLoaded",
        subject="plans",
        subject_id=plan.id,
        actor=None,
        now=now,
        after={"key": plan.key, "sha256": source, "projects": len(portfolio.projects)},
    )
    return plan, True


def _store_plan(session: Session, portfolio: portfolio_data.Portfolio, source: str) -> Plan:
    facts = portfolio.plan
    plan = Plan(
        key=facts.key,
        name=facts.name,
        short_name=facts.short_name or short_name(facts.name, facts.start, facts.end),
        heading=facts.heading,
        starts_on=facts.start,
        ends_on=facts.end,
        time_zone=facts.time_zone,
        participation_areas=list(facts.participation_areas),
        stated_rows=portfolio.row_count,
        source_sha256=source,
    )
    session.add(plan)
    areas = {}
    for read in portfolio.areas:
        area = Area(plan=plan, number=read.number, name=read.name)
        session.add(area)
        area.actions = [
            Action(position=position, code=action.code, text=action.text)
            for position, action in enumerate(read.actions)
        ]
        areas[read.number] = area
    session.flush()  # rows name the plan by its id
    groups = {group.key: group_of(session, group) for group in portfolio.groups}
    allies = {ally.key: ally_of(session, ally) for ally in portfolio.allies}
    projects = {
        each.number: store_project(session, plan, each, areas=areas, groups=groups, allies=allies)
        for each in portfolio.projects
    }
    for each in portfolio.projects:
        projects[each.number].links = [
            ProjectLink(target=projects[link.target], kind=link.kind, reason=link.reason) for link in each.links
        ]
    session.flush()  # the event names the plan by its id
    return plan


def group_of(session: Session, read: portfolio_data.Group) -> Group:
    """The group of this key, now or before it was renamed: another plan may have brought it already."""
    group = session.scalar(select(Group).where(Group.key == read.key))
    group = group or session.scalar(select(Group).where(Group.aliases.any(GroupAlias.text == read.key)))
    if group is None:
        group = Group(key=read.key, acronym=read.acronym, name=read.name, kind=read.kind)
        session.add(group)
    known = {alias.text for alias in group.aliases}
    group.aliases.extend(GroupAlias(text=text) for text in read.aliases if text not in known)
    return group


def ally_of(session: Session, read: portfolio_data.Ally) -> Ally:
    ally = session.scalar(select(Ally).where(Ally.key == read.key))
    if ally is None:
        ally = Ally(key=read.key, acronym=read.acronym, name=read.name)
        session.add(ally)
    known = {alias.text for alias in ally.aliases}
    ally.aliases.extend(AllyAlias(text=text) for text in read.aliases if text not in known)
    return ally


def store_project(
    session: Session,
    plan: Plan,
    read: portfolio_data.Project,
    *,
    areas: dict[int, Area],
    groups: dict[str, Group],
    allies: dict[str, Ally],
) -> Project:
    schedule = read.schedule
    project = Project(
        plan=plan,
        number=read.number,
        title=read.title,
        activity=read.activity,
        notes=list(read.notes),
        schedule_verbatim=schedule.verbatim,
        starts_on=schedule.start,
        ends_on=schedule.end,
        start_precision=schedule.start_precision,
        end_precision=schedule.end_precision,
        approximate=schedule.approximate,
        open_ended=schedule.open_ended,
        min_months=schedule.min_months,
        max_months=schedule.max_months,
        participation_required=read.participation_required,
        participation_reason=read.participation_reason,
        participation_decided=read.participation_required and not set(read.areas) & set(plan.participation_areas),
    )
    project.rows = [
        ProjectRow(
            plan_id=plan.id,
            area=areas[area],
            number=row,
            responsible_verbatim=read.responsible,
            activity_verbatim=read.activity_cell,
            schedule_verbatim=schedule.verbatim,
        )
        for row, area in zip(read.rows, read.areas, strict=True)
    ]
    for role, keys in ((ProjectRole.LEAD, read.leads), (ProjectRole.SUPPORT, read.supports)):
        project.groups.extend(
            ProjectGroup(group=groups[key], role=role, position=position) for position, key in enumerate(keys)
        )
    project.allies = [ProjectAlly(ally=allies[key], position=position) for position, key in enumerate(read.allies)]
    project.milestones = [
        Milestone(
            position=position,
            name=milestone.name,
            plan_name=milestone.name,
            due_on=milestone.due,
            precision=milestone.precision,
        )
        for position, milestone in enumerate(read.milestones)
    ]
    session.add(project)
    return project


def projects_of(session: Session, plan: Plan) -> list[Project]:
    """The projects that the plan has now, with all that was understood of them."""
    query = (
        select(Project)
        .where(Project.plan_id == plan.id, Project.withdrawn_at.is_(None))
        .options(
            selectinload(Project.rows).joinedload(ProjectRow.area),
            selectinload(Project.groups).joinedload(ProjectGroup.group),
            selectinload(Project.allies).joinedload(ProjectAlly.ally),
            selectinload(Project.milestones),
            selectinload(Project.links).joinedload(ProjectLink.target),
        )
        .order_by(Project.number)
    )
    return list(session.scalars(query))


def portfolio_of(session: Session, plan: Plan) -> portfolio_data.Portfolio:
    """The plan as it stands in the database, in the form in which a document is read."""
    groups = session.scalars(select(Group).options(selectinload(Group.aliases)).order_by(Group.id))
    allies = session.scalars(select(Ally).options(selectinload(Ally.aliases)).order_by(Ally.id))
    areas = session.scalars(
        select(Area).where(Area.plan_id == plan.id).options(selectinload(Area.actions)).order_by(Area.number)
    )
    return portfolio_data.Portfolio(
        plan=PlanFacts(
            plan.key,
            plan.name,
            plan.heading,
            plan.starts_on,
            plan.ends_on,
            plan.time_zone,
            plan.short_name,
            tuple(plan.participation_areas),
        ),
        areas=tuple(
            plan_document.Area(
                area.number,
                area.name,
                tuple(plan_document.Action(action.code, action.text) for action in area.actions),
            )
            for area in areas
        ),
        groups=tuple(
            portfolio_data.Group(group.acronym, group.name, group.kind, tuple(each.text for each in group.aliases))
            for group in groups
        ),
        allies=tuple(
            portfolio_data.Ally(ally.acronym, ally.name, tuple(each.text for each in ally.aliases)) for ally in allies
        ),
        projects=tuple(read_back(project) for project in projects_of(session, plan)),
    )


def read_back(project: Project) -> portfolio_data.Project:
    rows = [row for row in project.rows if row.in_plan]
    return portfolio_data.Project(
        number=project.number,
        rows=tuple(row.number for row in rows),
        areas=tuple(row.area.number for row in rows),
        title=project.title,
        activity=project.activity,
        activity_cell=rows[0].activity_verbatim,
        responsible=rows[0].responsible_verbatim,
        schedule=project.schedule,
        milestones=tuple(
            ReadMilestone(milestone.name, milestone.due_on, milestone.precision)
            for milestone in project.milestones
            if milestone.due_on and milestone.precision
        ),
        leads=tuple(group.key for group in project.leads),
        supports=tuple(group.key for group in project.supports),
        allies=tuple(part.ally.key for part in project.allies),
        notes=tuple(project.notes),
        participation_required=project.participation_required,
        participation_reason=project.participation_reason,
        links=tuple(portfolio_data.Link(link.kind, link.target.number, link.reason) for link in project.links),
    )
