"""Fill the demo: its people, and what their groups reported, through the same services as the web. All fictional."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.demo.story import Story, StoryUpdate, read_story
from monitor.demo.survey import fill_survey
from monitor.domain.periods import NotAPeriod, quarters_between
from monitor.domain.permissions import GroupRole, Role
from monitor.domain.updates import Page
from monitor.domain.work_days import time_zone_of
from monitor.models import Group, Membership, Period, Plan, ProgressUpdate, Project, User
from monitor.services import (
    evidence,
    indicators,
    participation_entry,
    periods,
    presidencies,
    reviews,
    update_pages,
    updates,
)
from monitor.services.link_mails import MailWriter


@dataclass(frozen=True)
class Filled:
    people: int
    periods: int
    updates: int
    responses: int
    """To the survey."""


def fill(session: Session, plan: Plan, *, now: datetime, mails: MailWriter) -> Filled | None:
    """Tell the story up to `now`. None, and no change, if the demo has its people already."""
    story = read_story()
    if session.scalar(select(User.id).where(User.email == story.people[0].email)):
        return None
    people = _add_people(session, story, now=datetime(plan.starts_on.year, 1, 4, 14, tzinfo=now.tzinfo))
    _note_presidencies(session, story, actor=people[0])
    opened = _open_periods(session, plan, now=now, actor=people[0])
    _define_indicators(session, plan, story, actor=people[0])
    told = 0
    for each in story.updates:
        if each.saved_at <= now:
            _tell(session, plan, each, now=now, reviewer=people[0], mails=mails)
            told += 1
    sent = fill_survey(session, plan, now=now, actor=people[0])
    return Filled(len(people), len(opened), told, sent)


def _add_people(session: Session, story: Story, *, now: datetime) -> list[User]:
    groups = {group.key: group for group in session.scalars(select(Group))}
    people = []
    for person in story.people:
        user = User(
            email=person.email,
            name=person.name,
            role=person.role,
            country=person.country,
            coordinates_country=person.coordinates_country,
            time_zone=time_zone_of(person.country),
            created_at=now,
        )
        user.memberships = [Membership(group=groups[key], role=role) for key, role in person.groups.items()]
        session.add(user)
        people.append(user)
    session.flush()  # updates and events name people by their ids
    return people


def _note_presidencies(session: Session, story: Story, *, actor: User) -> None:
    for term in story.presidencies:
        presidencies.add(
            session, actor=actor, country=term.country, starts_on=term.starts_on, ends_on=term.ends_on,
            now=actor.created_at,
        )  # fmt: skip


def _open_periods(session: Session, plan: Plan, *, now: datetime, actor: User) -> list[Period]:
    """Every quarter that has ended, each opened in the morning after."""
    zone = ZoneInfo(plan.time_zone)
    opened = []
    for quarter in quarters_between(plan.starts_on, plan.ends_on):
        morning = datetime.combine(quarter.end + timedelta(days=1), time(8), tzinfo=zone)
        if morning > now:
            break
        try:
            period, _new = periods.open_period(session, plan, quarter, actor=actor, now=morning)
        except NotAPeriod:
            break
        opened.append(period)
    return opened


def _define_indicators(session: Session, plan: Plan, story: Story, *, actor: User) -> None:
    """What the GTG asks to measure, since the plan began."""
    at = datetime(plan.starts_on.year, 1, 11, 15, tzinfo=ZoneInfo(plan.time_zone))
    for number, said in story.indicators:
        project = session.scalars(select(Project).where(Project.plan_id == plan.id, Project.number == number)).one()
        indicators.add(session, project, said, actor=actor, now=at)


def _tell(
    session: Session, plan: Plan, story: StoryUpdate, *, now: datetime, reviewer: User, mails: MailWriter
) -> None:
    update = _find(session, plan, story)
    lead = _lead_of(session, update.group)
    lead.last_signed_in_at = story.saved_at
    _write(session, update, story, lead=lead)
    session.flush()  # the frozen version names evidence and people by their ids
    if story.submitted_at and story.submitted_at <= now:
        updates.submit(session, update, actor=lead, now=story.submitted_at)
        session.flush()
    if story.approved_at and story.approved_at <= now:
        reviewer.last_signed_in_at = story.approved_at
        reviews.approve(session, update, actor=reviewer, now=story.approved_at)
    if story.returned_at and story.returned_at <= now:
        reviews.return_update(
            session,
            update,
            actor=reviewer,
            reason=story.reason,
            correct_by=story.correct_by,
            now=story.returned_at,
            mails=mails,
        )
    session.flush()


def _find(session: Session, plan: Plan, story: StoryUpdate) -> ProgressUpdate:
    return session.scalars(
        select(ProgressUpdate)
        .join(Period)
        .join(Project)
        .join(Group)
        .where(
            Period.plan_id == plan.id,
            Period.key == story.period,
            Project.number == story.project,
            Group.key == story.group,
        )
    ).one()


def _lead_of(session: Session, group: Group) -> User:
    """The group's own lead; for the GTG somebody who is both."""
    query = (
        select(User)
        .join(Membership)
        .where(Membership.group_id == group.id, Membership.role == GroupRole.LEAD)
        .order_by(User.role == Role.COORDINATOR, User.id)
        .limit(1)
    )
    return session.scalars(query).one()


def _write(session: Session, update: ProgressUpdate, story: StoryUpdate, *, lead: User) -> None:
    """Fill the form's pages as the lead would."""
    at = story.saved_at
    progress = dict(story.progress_answers)
    for page, values in ((Page.STATUS, story.status_answers), (Page.PROGRESS, progress)):
        update_pages.save_page(session, update, page, values, actor=lead, now=at, lock_version=update.lock_version)
    for details, figures in story.people:
        activity = participation_entry.add_activity(
            session, update, details, actor=lead, now=at, lock_version=update.lock_version
        )
        participation_entry.save_figures(
            session, update, activity, figures, actor=lead, now=at, lock_version=update.lock_version
        )
    if story.no_participation_reason:
        answers = {"no_participation": True, "no_participation_reason": story.no_participation_reason}
        update_pages.save_page(
            session, update, Page.PARTICIPATION, answers, actor=lead, now=at, lock_version=update.lock_version
        )
    if story.indicators:
        names = {each.name: each.id for each in update.project.indicators}
        said = [indicators.Said(names[name], *answer) for name, answer in story.indicators.items()]
        indicators.save_answers(session, update, said, actor=lead, now=at, lock_version=update.lock_version)
    for title, url in story.links:
        evidence.add_link(session, update, title=title, url=url, actor=lead, now=at, lock_version=update.lock_version)
