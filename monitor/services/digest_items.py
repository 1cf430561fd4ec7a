"""What a digest says of each thing it reminds of."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain.digests import DigestItem
from monitor.domain.reminded_things import MilestoneFacts, ProjectFacts, UpdateFacts
from monitor.domain.reminders import OWN, About
from monitor.domain.schedules import Precision
from monitor.domain.work_days import two_clocks
from monitor.models import Milestone, ProgressUpdate, Project, Reminder
from monitor.services.reminded_things import facts_of

LINK_AFTER_MILESTONE = timedelta(days=30)


def items_for(session: Session, rows: Sequence[Reminder], *, now: datetime, zone: str) -> list[DigestItem]:
    """One item for each thing, whatever number of rules speak of it today; a person's own task goes before a report.

    `zone` is the reader's time zone.
    """
    facts = facts_of(session, {(row.subject, row.subject_id) for row in rows}, now=now)
    own: dict[tuple[About, str, int], bool] = {}
    for row in rows:
        family = (row.rule.about, row.subject, row.subject_id)
        own[family] = own.get(family, False) or row.rule.recipient in OWN
    items = []
    for (about, subject, number), is_own in own.items():
        standing = facts[subject, number]
        if isinstance(standing, UpdateFacts):
            items.append(_update_item(session, standing, about, own=is_own, now=now, zone=zone))
        elif isinstance(standing, MilestoneFacts):
            items.append(_milestone_item(session, standing, own=is_own, zone=zone))
        elif isinstance(standing, ProjectFacts):
            items.append(_project_item(session, standing))
    return items


def _update_item(
    session: Session, facts: UpdateFacts, about: About, *, own: bool, now: datetime, zone: str
) -> DigestItem:
    update = session.scalars(
        select(ProgressUpdate)
        .where(ProgressUpdate.id == facts.id)
        .options(
            joinedload(ProgressUpdate.project).joinedload(Project.plan),
            joinedload(ProgressUpdate.group),
            joinedload(ProgressUpdate.period),
        )
    ).one()
    waiting = about is About.REVIEW_WAITING and facts.submitted_on is not None
    due_on = facts.submitted_on if waiting and facts.submitted_on else facts.due_on
    today = now.astimezone(ZoneInfo(update.project.plan.time_zone)).date()
    return DigestItem(
        about=about,
        own=own or about is About.REVIEW_WAITING,
        subject_id=update.id,
        project_number=update.project.number,
        project=update.project.title,
        group=update.group.acronym or update.group.name,
        due_on=due_on,
        days_left=(due_on - today).days,
        link_until=facts.locks_on,
        period=update.period.key,
        clocks=None if waiting else two_clocks(due_on, update.project.plan.time_zone, zone),
    )


def _project_item(session: Session, facts: ProjectFacts) -> DigestItem:
    project = session.scalars(select(Project).where(Project.id == facts.id).options(selectinload(Project.groups))).one()
    return DigestItem(
        about=About.PROJECT_UNDATED,
        own=True,
        subject_id=project.id,
        project_number=project.number,
        project=project.title,
        group=", ".join(group.acronym or group.name for group in project.leads),
        due_on=facts.today,
        days_left=0,
        link_until=facts.today + LINK_AFTER_MILESTONE,
    )


def _milestone_item(session: Session, facts: MilestoneFacts, *, own: bool, zone: str) -> DigestItem:
    milestone = session.scalars(
        select(Milestone)
        .where(Milestone.id == facts.id)
        .options(joinedload(Milestone.project).selectinload(Project.groups))
    ).one()
    is_exact = milestone.precision in (None, Precision.DAY)
    if facts.last_day is None:
        raise ValueError("nobody is reminded of a milestone without a date")
    return DigestItem(
        about=About.MILESTONE_DUE,
        own=own,
        subject_id=milestone.id,
        project_number=milestone.project.number,
        project=milestone.project.title,
        group=", ".join(group.acronym or group.name for group in milestone.project.leads),
        due_on=facts.last_day,
        days_left=(facts.last_day - facts.today).days,
        link_until=facts.last_day + LINK_AFTER_MILESTONE,
        milestone=milestone.name,
        approximate=not is_exact,
        clocks=two_clocks(facts.last_day, milestone.project.plan.time_zone, zone) if is_exact else None,
    )
