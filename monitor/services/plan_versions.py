"""A new version of a plan that is in use: projects keep their numbers, updates and history; dates that move say why."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from monitor.domain import portfolio_data
from monitor.domain.plan_cells import cell_text
from monitor.domain.plan_import_rows import SettledRow
from monitor.domain.plan_tables import PlanSource, SourceRow
from monitor.domain.plan_versions import Part, PlanDifference, ProjectChange, compare
from monitor.domain.responsible_groups import Body, Responsible
from monitor.domain.schedule_reader import ReadSchedule
from monitor.domain.schedules import Milestone as ReadMilestone
from monitor.domain.schedules import Precision
from monitor.domain.spanish_text import fold
from monitor.domain.updates import State
from monitor.models import (
    Action,
    Area,
    DateChange,
    Group,
    Milestone,
    Period,
    Plan,
    ProgressUpdate,
    Project,
    ProjectAlly,
    ProjectRow,
    User,
)
from monitor.services import events, portfolio, reviews
from monitor.services.milestones import next_position
from monitor.services.periods import add_expected_updates
from monitor.services.project_roles import next_quarter, set_groups

_WITHDRAWN = "El proyecto salió del plan en su nueva versión."
_OUT_OF_THE_WAY = 100_000
"""Added to row numbers while they change places, because no two rows of a plan may have the same."""


def difference(
    session: Session,
    plan: Plan,
    read: portfolio_data.Portfolio,
    *,
    apart: Collection[int] = (),
    same: Mapping[int, int] | None = None,
) -> PlanDifference:
    return compare(portfolio.portfolio_of(session, plan), read, apart=apart, same=same)


def settled_rows(session: Session, plan: Plan, source: PlanSource) -> dict[int, SettledRow]:
    """Rows that the plan has, with what it made of their schedule and groups where these words are the same."""
    known: dict[tuple[str, int | None], tuple[ProjectRow, Project]] = {}
    for project in portfolio.projects_of(session, plan):
        for row in project.rows:
            if row.in_plan:
                known[_words(cell_text(row.activity_verbatim)), row.area.number] = (row, project)
    settled = {}
    for said in source.rows:
        found = known.get((_words(said.activity), said.area))
        if found is not None:
            settled[said.number] = _settled(said, *found)
    return settled


def _words(text: str) -> str:
    return " ".join(text.split())


def _settled(said: SourceRow, row: ProjectRow, project: Project) -> SettledRow:
    schedule = responsible = None
    if _words(said.schedule) == _words(row.schedule_verbatim):
        read = portfolio.read_back(project)
        schedule = ReadSchedule(replace(read.schedule, verbatim=said.schedule), read.milestones)
    if _words(said.responsible) == _words(row.responsible_verbatim):
        leads, supports = (tuple(map(_body, groups)) for groups in (project.leads, project.supports))
        allies = tuple(Body(part.ally.acronym, part.ally.name, None) for part in project.allies)
        responsible = Responsible(leads, supports, allies, tuple(project.notes))
    return SettledRow(project.number, schedule, responsible)


def _body(group: Group) -> Body:
    return Body(group.acronym, group.name, group.kind)


def apply(
    session: Session,
    plan: Plan,
    read: portfolio_data.Portfolio,
    changes: PlanDifference,
    *,
    actor: User,
    now: datetime,
) -> None:
    """Make the plan say what the new version says. Whatever was reported, corrected by hand or linked stays."""
    _Version(session, plan, read, actor, now).apply(changes)


class _Version:
    def __init__(
        self, session: Session, plan: Plan, read: portfolio_data.Portfolio, actor: User, now: datetime
    ) -> None:
        self.session, self.plan, self.read, self.actor, self.now = session, plan, read, actor, now

    def apply(self, changes: PlanDifference) -> None:
        session = self.session
        self._areas(changes)
        self.groups = {group.key: portfolio.group_of(session, group) for group in self.read.groups}
        self.allies = {ally.key: portfolio.ally_of(session, ally) for ally in self.read.allies}
        projects = {project.number: project for project in self._projects()}
        rows = [row for project in projects.values() for row in project.rows if row.in_plan]
        for row in rows:
            row.number += _OUT_OF_THE_WAY
        for removed in changes.removed:
            self._withdraw(projects[removed.number])
        session.flush()
        for change in changes.kept:
            self._change(projects[change.before.number], change)
        taken = set(session.scalars(select(Project.number).where(Project.plan_id == self.plan.id)))
        for added in changes.added:
            number = added.number if added.number not in taken else max(taken) + 1
            taken.add(number)
            self._add(added, number)
        self.plan.stated_rows = self.read.row_count
        self.plan.source_sha256 = portfolio.fingerprint(self.read)
        session.flush()
        self._ask_in_open_periods()

    def _projects(self) -> list[Project]:
        query = (
            select(Project)
            .where(Project.plan_id == self.plan.id, Project.withdrawn_at.is_(None))
            .options(
                selectinload(Project.rows),
                selectinload(Project.groups),
                selectinload(Project.allies),
                selectinload(Project.milestones),
            )
        )
        return list(self.session.scalars(query))

    def _areas(self, changes: PlanDifference) -> None:
        known = {area.number: area for area in self.plan.areas}
        for _, read in changes.areas:
            area = known.get(read.number)
            if area is None:
                area = known[read.number] = Area(plan=self.plan, number=read.number, name=read.name)
                self.session.add(area)
            area.name = read.name
            texts = {action.code: action for action in area.actions}
            for position, action in enumerate(read.actions):
                if action.code in texts:
                    texts[action.code].text = action.text
                else:
                    position = max([position, *(each.position + 1 for each in area.actions)])  # noqa: PLW2901
                    area.actions.append(Action(position=position, code=action.code, text=action.text))
        self.areas = known

    def _withdraw(self, project: Project) -> None:
        project.withdrawn_at = self.now
        for row in project.rows:
            row.in_plan = False
            row.number -= _OUT_OF_THE_WAY
        self._record("ProjectWithdrawn", project)
        untouched = select(ProgressUpdate).where(
            ProgressUpdate.project_id == project.id, ProgressUpdate.state == State.NOT_STARTED
        )
        for update in self.session.scalars(untouched).all():
            reviews.waive(self.session, update, actor=self.actor, reason=_WITHDRAWN, now=self.now)

    def _record(self, kind: str, project: Project, **facts: object) -> None:
        after = {"title": project.title, **facts}
        events.record(
            self.session,
            kind,
            subject="projects",
            subject_id=project.id,
            actor=self.actor,
            now=self.now,
            after=after,
        )

    def _add(self, read: portfolio_data.Project, number: int) -> None:
        project = portfolio.store_project(
            self.session, self.plan, read, areas=self.areas, groups=self.groups, allies=self.allies
        )
        project.number = number
        self.session.flush()
        self._record("ProjectAdded", project)

    def _change(self, project: Project, change: ProjectChange) -> None:
        read = change.after
        self._rows(project, read)
        if not project.participation_decided:
            project.participation_required = read.participation_required
            project.participation_reason = read.participation_reason
        if not change.parts:
            return
        before = {"activity": project.activity, "schedule": project.schedule_verbatim}
        project.activity, project.notes = read.activity, list(read.notes)
        if {Part.LEADS, Part.SUPPORTS} & set(change.parts):
            self._groups(project, read)
        if Part.ALLIES in change.parts:
            self._clear(project, "allies")
            project.allies = [
                ProjectAlly(ally=self.allies[key], position=position) for position, key in enumerate(read.allies)
            ]
        if Part.SCHEDULE in change.parts:
            project.schedule_verbatim = read.schedule.verbatim
            if Part.DATES in change.parts:
                self._dates(project, read)
            if Part.MILESTONES in change.parts:
                self._milestones(project, read)
        reason = f"Nueva versión del plan: «{project.schedule_verbatim}»"
        parts = [part.value for part in change.parts]
        self._record("ProjectRevised", project, parts=parts, before=before, reason=reason)

    def _rows(self, project: Project, read: portfolio_data.Project) -> None:
        """The lines as the new version has them, in place of those it had."""
        old = [row for row in project.rows if row.in_plan]
        wanted = list(zip(read.rows, read.areas, strict=True))
        for row in old[len(wanted) :]:
            row.in_plan = False
            row.number -= _OUT_OF_THE_WAY
        for place, (number, area) in enumerate(wanted):
            if place < len(old):
                row = old[place]
            else:
                row = ProjectRow(plan_id=self.plan.id)
                project.rows.append(row)
            row.number, row.area = number, self.areas[area]
            row.responsible_verbatim, row.activity_verbatim = read.responsible, read.activity_cell
            row.schedule_verbatim = read.schedule.verbatim

    def _groups(self, project: Project, read: portfolio_data.Project) -> None:
        leads, supports = ([self.groups[key] for key in keys] for keys in (read.leads, read.supports))
        set_groups(self.session, project, leads, supports, next_quarter(self.session, project))

    def _clear(self, project: Project, name: str) -> None:
        for part in getattr(project, name):
            self.session.delete(part)
        self.session.flush()
        self.session.expire(project, [name])

    def _dates(self, project: Project, read: portfolio_data.Project) -> None:
        schedule = read.schedule
        for field, precision, value, exact in (
            ("starts_on", "start_precision", schedule.start, schedule.start_precision),
            ("ends_on", "end_precision", schedule.end, schedule.end_precision),
        ):
            old = getattr(project, field)
            if old != value:
                self._moved(project, field, old=old, precision=getattr(project, precision), new=value)
            setattr(project, field, value)
            setattr(project, precision, exact)
        project.approximate, project.open_ended = schedule.approximate, schedule.open_ended
        project.min_months, project.max_months = schedule.min_months, schedule.max_months
        if not schedule.open_ended or schedule.start is not None:
            project.open_confirmed_at = None

    def _moved(
        self,
        project: Project,
        field: str,
        *,
        old: date | None,
        precision: Precision | None,
        new: date | None,
        milestone: Milestone | None = None,
    ) -> None:
        reason = f"Nueva versión del plan: «{project.schedule_verbatim}»"
        change = DateChange(project_id=project.id, milestone=milestone, field=field, old_value=old, new_value=new)
        change.old_precision, change.reason, change.decided = precision, reason, True
        change.changed_at, change.changed_by = self.now, self.actor
        self.session.add(change)

    def _milestones(self, project: Project, read: portfolio_data.Project) -> None:
        """A milestone that the new version no longer dates stays, without a date: updates may speak of it."""
        wanted = {fold(milestone.name): milestone for milestone in read.milestones}
        for milestone in project.milestones:
            if not milestone.plan_name:
                continue
            said = wanted.pop(fold(milestone.plan_name), None)
            due = said.due if said else None
            if milestone.due_on != due:
                self._moved(
                    project,
                    "due_on",
                    old=milestone.due_on,
                    precision=milestone.precision,
                    new=due,
                    milestone=milestone,
                )
            milestone.due_on, milestone.precision = due, said.precision if said else None
        self._new_milestones(project, list(wanted.values()))

    def _new_milestones(self, project: Project, read: list[ReadMilestone]) -> None:
        first = next_position(self.session, project)
        for position, each in enumerate(read, first):
            name, due_on = each.name, each.due
            project.milestones.append(
                Milestone(position=position, name=name, plan_name=name, due_on=due_on, precision=each.precision)
            )

    def _ask_in_open_periods(self) -> None:
        still_open = select(Period).where(Period.plan_id == self.plan.id, Period.locks_on >= self.now.date())
        for period in self.session.scalars(still_open).all():
            add_expected_updates(self.session, period)
