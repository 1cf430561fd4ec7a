"""What the read API says to keys with a scope: approved updates, and the real counts of people in them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain import api_updates as shapes
from monitor.domain.participation import ParticipationRecord
from monitor.domain.update_content import UpdateContent, from_json
from monitor.domain.updates import State
from monitor.models import Decision, Group, Period, Plan, ProgressUpdate, Project, UpdateVersion
from monitor.services.api_portfolio import Part, part_of

Shape = TypeVar("Shape")


@dataclass(frozen=True)
class Wanted:
    """Which page of which updates; empty or None: of all."""

    after: int
    limit: int
    period: str = ""
    project: int | None = None
    group: str = ""


def approved_updates(session: Session, plan: Plan, asked: Wanted) -> Part[shapes.ApprovedUpdate]:
    """By their number, which never changes."""
    return _part(session, _approved(plan, asked), asked.limit, lambda update, content: _update(plan, update, content))


def approved_participation(session: Session, plan: Plan, asked: Wanted) -> Part[shapes.ApprovedParticipation]:
    """The same updates, with their counts and nothing else."""
    return _part(
        session, _approved(plan, asked), asked.limit, lambda update, content: _participation(plan, update, content)
    )


def _approved(plan: Plan, asked: Wanted) -> Select[ProgressUpdate]:
    query = (
        select(ProgressUpdate)
        .join(ProgressUpdate.period)
        .join(ProgressUpdate.project)
        .join(ProgressUpdate.group)
        .where(Period.plan_id == plan.id, ProgressUpdate.state == State.APPROVED, ProgressUpdate.id > asked.after)
        .options(
            joinedload(ProgressUpdate.period),
            joinedload(ProgressUpdate.group),
            joinedload(ProgressUpdate.project),
            selectinload(ProgressUpdate.versions).selectinload(UpdateVersion.reviews),
        )
        .order_by(ProgressUpdate.id)
        .limit(asked.limit + 1)
    )
    if asked.period:
        query = query.where(Period.key == asked.period)
    if asked.project is not None:
        query = query.where(Project.number == asked.project)
    return query.where(Group.key == asked.group) if asked.group else query


def _part(
    session: Session,
    query: Select[ProgressUpdate],
    limit: int,
    shape: Callable[[ProgressUpdate, UpdateContent], Shape],
) -> Part[Shape]:
    part = part_of(session.scalars(query).all(), lambda update: update.id, limit)
    return Part([shape(own, from_json(own.versions[-1].content)) for own in part.items], part.next_after)


def _update(plan: Plan, own: ProgressUpdate, content: UpdateContent) -> shapes.ApprovedUpdate:
    version = own.versions[-1]
    approvals = [review.reviewed_at for review in version.reviews if review.decision is Decision.APPROVED]
    return shapes.ApprovedUpdate(
        id=own.id,
        plan=plan.key,
        period=own.period.key,
        project=own.project.number,
        group=own.group.key,
        coordinates=own.coordinates,
        kind=content.kind,
        version=version.number,
        first_submitted_at=own.first_submitted_at,
        on_time=own.was_on_time,
        approved_at=approvals[-1] if approvals else None,
        status=content.status,
        percent_done=content.percent_done,
        punctuality=content.punctuality,
        delay_reason=content.delay_reason,
        delay_words=content.delay_words,
        nothing_to_report=content.nothing_to_report,
        nothing_reason=content.nothing_reason,
        achieved=content.achieved,
        obstacles=content.obstacles,
        next_steps=content.next_steps,
        womens_role=content.womens_role,
        contribution=content.contribution,
        milestones=tuple(
            shapes.UpdateMilestone(each.name, each.done_on, each.new_due, each.reason) for each in content.milestones
        ),
    )


def _participation(plan: Plan, own: ProgressUpdate, content: UpdateContent) -> shapes.ApprovedParticipation:
    return shapes.ApprovedParticipation(
        id=own.id,
        plan=plan.key,
        period=own.period.key,
        project=own.project.number,
        group=own.group.key,
        activities=tuple(_activity(record) for record in content.participation if not record.is_empty),
    )


def _activity(record: ParticipationRecord) -> shapes.CountedActivity:
    return shapes.CountedActivity(
        activity=record.activity,
        measure=record.measure,
        depth=record.depth,
        total=record.total,
        no_split_reason=record.no_split_reason,
        starts_on=record.starts_on,
        ends_on=record.ends_on,
        modality=record.modality,
        cells=tuple(
            shapes.CountedCell(cell.sex, str(cell.age_band), cell.country, value)
            for cell, value in sorted(record.cells.items())
        ),
    )
