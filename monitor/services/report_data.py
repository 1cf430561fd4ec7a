"""Assemble a quarterly report's data from what is approved now: plain frozen values, nothing left out in silence.

This is the working document; `monitor.services.edition_data` makes the next edition of it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain.expected_updates import reporting_span
from monitor.domain.schedule_words import date_in_words, schedule_in_words
from monitor.domain.schedules import Precision, is_late
from monitor.domain.sentences import N_
from monitor.domain.update_content import from_json
from monitor.domain.updates import State
from monitor.models import (
    Ally,
    Area,
    DateChange,
    Group,
    GroupKind,
    LinkKind,
    Milestone,
    Period,
    ProgressUpdate,
    Project,
    ProjectAlly,
    ProjectGroup,
    ProjectRow,
    StyleCorrection,
)
from monitor.services.desk_words import styles_of, with_desk
from monitor.services.editions import last_edition
from monitor.services.past_periods import past_periods
from monitor.services.periods import find_period, scheduled
from monitor.services.survey_notes import survey_notes
from reports import data as report
from reports import figures
from reports.milestones import Dropped, Move
from reports.milestones import Milestone as ReportMilestone
from reports.past import Headline

WORKING_DOCUMENT = N_("Documento de trabajo")
PUBLISHER = N_("Grupo Técnico de Género (GTG)")


def report_data(session: Session, period: Period, *, now: datetime, fictional: bool) -> report.ReportData:
    """Everything the report of the period says, with the quarter before for comparison where it was opened."""
    previous = _headline_before(session, period, now=now, fictional=fictional)
    data = _assemble(session, period, now=now, fictional=fictional, previous=previous)
    return with_desk(
        session, period, replace(data, trend=past_periods(session, period), surveys=survey_notes(session, period))
    )


def _headline_before(session: Session, period: Period, *, now: datetime, fictional: bool) -> Headline | None:
    """The figures of the period before."""
    before = find_period(session, period.plan, period.quarter.previous().key)
    if before is None:
        return None
    return figures.headline(known_data(session, before, now=now, fictional=fictional))


def known_data(session: Session, period: Period, *, now: datetime, fictional: bool) -> report.ReportData:
    """What a period's figures are taken from: its last edition or, while it has none, what is known now."""
    if (edition := last_edition(session, period)) is not None:
        return report.from_json(edition.snapshot)
    return _assemble(session, period, now=now, fictional=fictional, previous=None)


@dataclass(frozen=True)
class _Sources:
    """What the report is made from, loaded once."""

    period: Period
    now: datetime
    updates: dict[int, list[ProgressUpdate]]
    """By project id."""
    changes: dict[int, list[DateChange]]
    """By milestone id, oldest first."""
    styles: dict[int, list[StyleCorrection]]
    """By version id."""
    dropped: dict[int, list[Milestone]]
    """Milestones that no longer stand, by project id."""

    @property
    def today(self) -> date:
        """The day of the cut-off where the plan lives."""
        return self.now.astimezone(ZoneInfo(self.period.plan.time_zone)).date()


def _assemble(
    session: Session, period: Period, *, now: datetime, fictional: bool, previous: Headline | None
) -> report.ReportData:
    plan = period.plan
    zone = ZoneInfo(plan.time_zone)
    projects = _projects(session, period)
    sources = _Sources(
        period,
        now,
        _updates(session, period),
        _changes(session, period),
        styles_of(session, period),
        _dropped_milestones(session, period),
    )
    local = now.astimezone(zone)
    return report.ReportData(
        plan_name=plan.name,
        plan_short=plan.short_name,
        publisher=PUBLISHER,
        period=period.key,
        period_start=period.starts_on,
        period_end=period.ends_on,
        due_on=period.due_on,
        cut_off=local,
        generated_at=local,
        edition=WORKING_DOCUMENT,
        fictional=fictional,
        areas=_areas(session, period),
        projects=tuple(_project(project, sources) for project in projects),
        groups=_groups(session),
        allies=_allies(projects),
        previous=previous,
        hide_below=plan.hide_below,
    )


def _projects(session: Session, period: Period) -> list[Project]:
    query = (
        select(Project)
        .where(Project.plan_id == period.plan_id)
        .options(
            selectinload(Project.rows).joinedload(ProjectRow.area),
            selectinload(Project.groups).joinedload(ProjectGroup.group),
            selectinload(Project.allies).joinedload(ProjectAlly.ally),
            selectinload(Project.milestones),
            selectinload(Project.links),
        )
        .order_by(Project.number)
    )
    return list(session.scalars(query))


def _updates(session: Session, period: Period) -> dict[int, list[ProgressUpdate]]:
    query = (
        select(ProgressUpdate)
        .where(ProgressUpdate.period_id == period.id)
        .options(joinedload(ProgressUpdate.group), selectinload(ProgressUpdate.versions))
    )
    found: dict[int, list[ProgressUpdate]] = {}
    for update in session.scalars(query):
        found.setdefault(update.project_id, []).append(update)
    return found


def _changes(session: Session, period: Period) -> dict[int, list[DateChange]]:
    query = (
        select(DateChange)
        .join(Project)
        .where(Project.plan_id == period.plan_id, DateChange.milestone_id.is_not(None))
        .order_by(DateChange.changed_at, DateChange.id)
    )
    found: dict[int, list[DateChange]] = {}
    for change in session.scalars(query):
        found.setdefault(change.milestone_id or 0, []).append(change)
    return found


def _dropped_milestones(session: Session, period: Period) -> dict[int, list[Milestone]]:
    query = (
        select(Milestone)
        .join(Milestone.project)
        .where(Project.plan_id == period.plan_id, Milestone.dropped_at.is_not(None))
        .order_by(Milestone.dropped_at, Milestone.id)
    )
    found: dict[int, list[Milestone]] = {}
    for milestone in session.scalars(query):
        found.setdefault(milestone.project_id, []).append(milestone)
    return found


def _areas(session: Session, period: Period) -> tuple[report.Area, ...]:
    query = select(Area).where(Area.plan_id == period.plan_id).options(selectinload(Area.actions)).order_by(Area.number)
    return tuple(
        report.Area(area.number, area.name, tuple(report.Action(action.code, action.text) for action in area.actions))
        for area in session.scalars(query)
    )


def _groups(session: Session) -> tuple[report.Body, ...]:
    query = select(Group).where(Group.kind != GroupKind.COLLECTIVE).order_by(Group.name)
    return tuple(map(_body, session.scalars(query)))


def _allies(projects: list[Project]) -> tuple[report.Body, ...]:
    allies = {part.ally for project in projects for part in project.allies}
    return tuple(_body(ally) for ally in sorted(allies, key=lambda ally: ally.name))


def _body(body: Group | Ally) -> report.Body:
    return report.Body(body.acronym or body.name, body.name)


def _project(project: Project, sources: _Sources) -> report.Project:
    updates = sources.updates.get(project.id, [])
    order = {group.id: position for position, group in enumerate(project.leads)}
    answers = sorted(updates, key=lambda own: (not own.coordinates, order.get(own.group_id, len(order))))
    return report.Project(
        number=project.number,
        rows=tuple(row.number for row in project.rows),
        areas=tuple(area.number for area in project.areas),
        title=project.title,
        activity=project.activity,
        schedule=project.schedule_verbatim,
        when=str(schedule_in_words(project.schedule, has_milestones=bool(project.milestones))),
        leads=tuple(map(_body, [own.group for own in answers] or project.leads)),
        start=project.starts_on,
        end=project.ends_on,
        start_precision=project.start_precision,
        end_precision=project.end_precision,
        approximate=project.approximate,
        open_ended=project.open_ended,
        supports=tuple(map(_body, project.supports)),
        allies=tuple(_body(part.ally) for part in project.allies),
        answers=tuple(_answer(update, sources) for update in answers),
        why_not_expected=None if answers else why_not_expected(project, sources.period),
        milestones=tuple(_milestone(milestone, sources) for milestone in project.milestones),
        dropped=tuple(_dropped(milestone, sources) for milestone in sources.dropped.get(project.id, ())),
        participation_required=project.participation_required,
        is_part_of_another=any(link.kind in (LinkKind.CONTAINED_IN, LinkKind.SUBSET_OF) for link in project.links),
    )


def _answer(update: ProgressUpdate, sources: _Sources) -> report.Answer:
    approved = update.state is State.APPROVED
    zone = ZoneInfo(sources.period.plan.time_zone)
    submitted = update.first_submitted_at
    return report.Answer(
        group=update.group.key,
        state=update.state,
        submitted_on=submitted.astimezone(zone).date() if submitted else None,
        on_time=update.was_on_time,
        waived_reason=update.waived_reason,
        content=from_json(update.versions[-1].content) if approved else None,
        style=tuple(
            report.StyleCorrection(own.field, own.text) for own in sources.styles.get(update.versions[-1].id, ())
        )
        if approved
        else (),
    )


def _milestone(milestone: Milestone, sources: _Sources) -> ReportMilestone:
    """The plan's own date, and beside it the one to which it was moved."""
    changes = sources.changes.get(milestone.id, [])
    first = changes[0] if changes else None
    due = first.old_value if first else milestone.due_on
    precision = (first.old_precision if first else milestone.precision) or Precision.DAY
    zone = ZoneInfo(sources.period.plan.time_zone)
    return ReportMilestone(
        name=milestone.name,
        due_text=str(date_in_words(due, precision)) if due else "sin fecha",
        due=due,
        done_on=milestone.done_on,
        new_due=milestone.due_on if changes else None,
        reason=changes[-1].reason if changes else "",
        is_late=milestone.done_on is None and is_late(milestone.due_on, milestone.precision, sources.today),
        precision=precision,
        new_precision=(milestone.precision if changes else None) or Precision.DAY,
        moves=tuple(
            Move(
                on=change.changed_at.astimezone(zone).date(),
                old=change.old_value,
                new=change.new_value,
                reason=change.reason,
                old_precision=change.old_precision or Precision.DAY,
                decided=change.decided,
            )
            for change in changes
        ),
        id=milestone.id,
    )


def _dropped(milestone: Milestone, sources: _Sources) -> Dropped:
    assert milestone.dropped_at is not None
    return Dropped(
        name=milestone.name,
        on=milestone.dropped_at.astimezone(ZoneInfo(sources.period.plan.time_zone)).date(),
        reason=milestone.dropped_reason,
        due=milestone.due_on,
        precision=milestone.precision or Precision.DAY,
    )


def why_not_expected(project: Project, period: Period) -> report.WhyNotExpected:
    """Why no update of the project is asked for in the period."""
    span = reporting_span(scheduled(project), plan_start=period.plan.starts_on)
    if span is None:
        open_ended = project.open_ended
        return report.WhyNotExpected.OPEN_NOT_CONFIRMED if open_ended else report.WhyNotExpected.NO_DATE
    return report.WhyNotExpected.STARTS_LATER if span.start > period.ends_on else report.WhyNotExpected.ENDED
