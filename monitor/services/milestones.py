"""Add milestones to a project, rename, move, drop and bring them back, each with the reason that stays.

What an update said of a milestone keeps the words it was said in; reminders follow the date that stands.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, NotAllowed, NotFound, WrongState
from monitor.domain.milestones import check_name, check_reason, settle_date
from monitor.domain.permissions import Permission
from monitor.domain.schedules import Precision
from monitor.models import DateChange, Milestone, Project, User
from monitor.services import events
from monitor.services.project_dates import ask_in_open_periods


@dataclass(frozen=True)
class MilestoneFacts:
    """What is typed of a milestone; without a day it has no date, and the precision says nothing."""

    name: str
    day: date | None
    precision: Precision


def get_milestone(session: Session, project: Project, milestone_id: int) -> Milestone:
    """Also a dropped one. Raises NotFound."""
    milestone = session.get(Milestone, milestone_id)
    if milestone is None or milestone.project_id != project.id:
        raise NotFound("Este proyecto no tiene ese hito.")
    return milestone


def dropped_milestones(session: Session, project: Project) -> list[Milestone]:
    query = (
        select(Milestone)
        .where(Milestone.project_id == project.id, Milestone.dropped_at.is_not(None))
        .order_by(Milestone.dropped_at, Milestone.id)
    )
    return list(session.scalars(query))


def add_milestone(
    session: Session, project: Project, facts: MilestoneFacts, *, actor: User, reason: str, now: datetime
) -> tuple[Milestone, int]:
    """The new milestone, and how many updates its date makes expected. Raises NotAllowed or Incomplete."""
    _check_may_edit(actor)
    name = check_name(facts.name, [each.name for each in project.milestones])
    reason = check_reason(reason)
    due_on, precision = settle_date(facts.day, facts.precision)
    milestone = Milestone(position=next_position(session, project), name=name, due_on=due_on, precision=precision)
    project.milestones.append(milestone)
    session.flush()
    _record(session, "MilestoneAdded", milestone, actor=actor, reason=reason, now=now)
    return milestone, ask_in_open_periods(session, project, now=now)


def change_milestone(
    session: Session, milestone: Milestone, facts: MilestoneFacts, *, actor: User, reason: str, now: datetime
) -> tuple[bool, int]:
    """Rename or move; whether anything changed, and how many updates it makes expected.

    Raises NotAllowed, NotFound for a dropped one, or Incomplete naming `name`, `day` or `reason`.
    """
    _check_may_edit(actor)
    _check_stands(milestone)
    project = milestone.project
    name = check_name(facts.name, [each.name for each in project.milestones if each is not milestone])
    due_on, precision = settle_date(facts.day, facts.precision)
    renamed = name != milestone.name
    moved = (due_on, precision) != (milestone.due_on, milestone.precision)
    if moved and milestone.done_on is not None:
        raise Incomplete("Este hito ya se cumplió: su fecha no cambia.", field="day")
    if not (renamed or moved):
        return False, 0
    reason = check_reason(reason)
    if renamed:
        before, milestone.name = milestone.name, name
        _record(session, "MilestoneRenamed", milestone, actor=actor, reason=reason, now=now, before=before)
    if moved:
        _move(session, milestone, due_on, precision, actor=actor, reason=reason, now=now)
        _record(session, "MilestoneMoved", milestone, actor=actor, reason=reason, now=now)
    return True, ask_in_open_periods(session, project, now=now)


def drop_milestone(session: Session, milestone: Milestone, *, actor: User, reason: str, now: datetime) -> None:
    """Take it off the project; updates keep what they said of it. Raises NotAllowed, NotFound or Incomplete."""
    _check_may_edit(actor)
    _check_stands(milestone)
    milestone.dropped_reason = check_reason(reason, "why")
    milestone.dropped_at = now
    _record(session, "MilestoneDropped", milestone, actor=actor, reason=milestone.dropped_reason, now=now)
    _forget_lists(session, milestone.project)


def restore_milestone(session: Session, milestone: Milestone, *, actor: User, reason: str, now: datetime) -> int:
    """Bring a dropped one back; how many updates that makes expected. Raises NotAllowed, WrongState or Incomplete."""
    _check_may_edit(actor)
    if milestone.dropped_at is None:
        raise WrongState("Este hito no está retirado.")
    check_name(milestone.name, [each.name for each in milestone.project.milestones])
    reason = check_reason(reason, "why")
    milestone.dropped_at, milestone.dropped_reason = None, ""
    _record(session, "MilestoneRestored", milestone, actor=actor, reason=reason, now=now)
    _forget_lists(session, milestone.project)
    return ask_in_open_periods(session, milestone.project, now=now)


def next_position(session: Session, project: Project) -> int:
    """After all that the project has or had."""
    last = session.scalar(select(func.max(Milestone.position)).where(Milestone.project_id == project.id))
    return 0 if last is None else last + 1


def _move(
    session: Session,
    milestone: Milestone,
    due_on: date | None,
    precision: Precision | None,
    *,
    actor: User,
    reason: str,
    now: datetime,
) -> None:
    session.add(
        DateChange(
            project_id=milestone.project_id,
            milestone=milestone,
            field="due_on",
            old_value=milestone.due_on,
            old_precision=milestone.precision,
            new_value=due_on,
            reason=reason,
            decided=True,
            changed_at=now,
            changed_by=actor,
        )
    )
    milestone.due_on, milestone.precision = due_on, precision


def _check_may_edit(actor: User) -> None:
    if not actor.may(Permission.PORTFOLIO_EDIT):
        raise NotAllowed("Solo la coordinación del GTG cambia los hitos de un proyecto.")


def _check_stands(milestone: Milestone) -> None:
    if milestone.dropped_at is not None:
        raise NotFound("Este hito se retiró del proyecto.")


def _forget_lists(session: Session, project: Project) -> None:
    session.flush()
    session.expire(project, ["milestones"])


def _record(
    session: Session, kind: str, milestone: Milestone, *, actor: User, reason: str, now: datetime, before: str = ""
) -> None:
    after = {
        "title": milestone.name,
        "due_on": milestone.due_on and milestone.due_on.isoformat(),
        "reason": reason,
    }
    events.record(
        session,
        kind,
        subject="projects",
        subject_id=milestone.project_id,
        actor=actor,
        now=now,
        before={"title": before} if before else None,
        after=after,
    )
