"""What a digest says of each thing it reminds of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain.digests import DigestItem
from monitor.domain.reminded_things import Facts, MilestoneFacts, ProjectFacts, SurveyFacts, UpdateFacts
from monitor.domain.reminders import OWN, About
from monitor.domain.schedules import Precision
from monitor.domain.work_days import two_clocks
from monitor.models import Milestone, ProgressUpdate, Project, Reminder, Survey, Wave, WaveUnit
from monitor.services.reminded_things import facts_of

LINK_AFTER_MILESTONE = timedelta(days=30)


@dataclass(frozen=True)
class Asked:
    """One thing to be put into words: where it stands, what about it, whether it is the reader's own to do."""

    facts: Facts
    about: About
    own: bool
    now: datetime
    zone: str
    """The reader's time zone."""
    language: str


def items_for(
    session: Session, rows: Sequence[Reminder], *, now: datetime, zone: str, language: str
) -> list[DigestItem]:
    """One item for each thing, whatever number of rules speak of it today; a person's own task goes before a report.

    `zone` is the reader's time zone, `language` what they read.
    """
    facts = facts_of(session, {(row.subject, row.subject_id) for row in rows}, now=now)
    own: dict[tuple[About, str, int], bool] = {}
    for row in rows:
        family = (row.rule.about, row.subject, row.subject_id)
        own[family] = own.get(family, False) or row.rule.recipient in OWN
    items = []
    for (about, subject, number), is_own in own.items():
        asked = Asked(facts[subject, number], about, own=is_own, now=now, zone=zone, language=language)
        items.append(WRITERS[subject](session, asked))
    return items


def _update_item(session: Session, asked: Asked) -> DigestItem:
    facts, about = asked.facts, asked.about
    assert isinstance(facts, UpdateFacts)
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
    today = asked.now.astimezone(ZoneInfo(update.project.plan.time_zone)).date()
    return DigestItem(
        about=about,
        own=asked.own or about is About.REVIEW_WAITING,
        subject_id=update.id,
        project_number=update.project.number,
        project=update.project.title,
        group=update.group.acronym or update.group.name,
        due_on=due_on,
        days_left=(due_on - today).days,
        link_until=facts.locks_on,
        period=update.period.key,
        clocks=None if waiting else two_clocks(due_on, update.project.plan.time_zone, asked.zone),
    )


def _project_item(session: Session, asked: Asked) -> DigestItem:
    facts = asked.facts
    assert isinstance(facts, ProjectFacts)
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


def _milestone_item(session: Session, asked: Asked) -> DigestItem:
    facts = asked.facts
    assert isinstance(facts, MilestoneFacts)
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
        own=asked.own,
        subject_id=milestone.id,
        project_number=milestone.project.number,
        project=milestone.project.title,
        group=", ".join(group.acronym or group.name for group in milestone.project.leads),
        due_on=facts.last_day,
        days_left=(facts.last_day - facts.today).days,
        link_until=facts.last_day + LINK_AFTER_MILESTONE,
        milestone=milestone.name,
        approximate=not is_exact,
        clocks=two_clocks(facts.last_day, milestone.project.plan.time_zone, asked.zone) if is_exact else None,
    )


def _survey_item(session: Session, asked: Asked) -> DigestItem:
    facts = asked.facts
    assert isinstance(facts, SurveyFacts)
    wave = joinedload(WaveUnit.wave)
    joined = wave.joinedload(Wave.survey).joinedload(Survey.plan), wave.joinedload(Wave.questionnaire)
    unit = session.scalars(
        select(WaveUnit).where(WaveUnit.id == facts.id).options(joinedload(WaveUnit.group), *joined)
    ).one()
    zone = unit.wave.survey.plan.time_zone
    return DigestItem(
        about=About.SURVEY_DUE,
        own=True,
        subject_id=unit.id,
        project_number=0,
        project=f"{unit.wave.called(asked.language)}: {unit.wave.name}",
        group=(unit.group.acronym or unit.group.name) if unit.group else "",
        due_on=facts.last_day,
        days_left=(facts.last_day - facts.today).days,
        link_until=facts.last_day,
        clocks=two_clocks(facts.last_day, zone, asked.zone),
    )


WRITERS: Mapping[str, Callable[[Session, Asked], DigestItem]] = {
    "updates": _update_item,
    "milestones": _milestone_item,
    "projects": _project_item,
    "wave_units": _survey_item,
}
"""How each thing is put into words, by its table."""
