"""Read from the database what there is to remind of, and whom: columns only, so that a pass over all of it is cheap."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from monitor.domain.participation import Country
from monitor.domain.permissions import GroupRole, Role
from monitor.domain.reminded_things import CATCH_UP, Facts, MilestoneFacts, ProjectFacts
from monitor.domain.reminders import HORIZON, OF_GROUPS, Recipient, Thing
from monitor.domain.schedules import Precision, last_day
from monitor.domain.updates import State
from monitor.domain.work_days import Works, works_in
from monitor.models import (
    Membership,
    Milestone,
    Plan,
    ProgressUpdate,
    Project,
    ProjectGroup,
    ProjectRole,
    UpdateMilestone,
    User,
)
from monitor.services.among import among
from monitor.services.presidencies import COORDINATES, presiding_country
from monitor.services.reminded_surveys import survey_facts
from monitor.services.update_standings import in_pages, update_facts

A_DAY = timedelta(days=1)
A_YEAR = timedelta(days=366)
GROUPS_KEPT = 2000
LONGEST_OFFSET = timedelta(days=60)
"""Rules speak at most so many days before the date of a milestone."""


@dataclass
class Audience:
    """Who is meant by each kind of recipient. Only active people.

    The members of groups are read when they are asked for, many groups at once where they are named beforehand, and a
    bounded number of groups is kept: a pass over all of a large portfolio needs no more memory for more people.
    """

    session: Session
    loaded: set[int] = field(default_factory=set)
    """The groups whose members are at hand."""
    members: dict[tuple[int, GroupRole], set[int]] = field(default_factory=lambda: defaultdict(set))
    countries: dict[int, set[Country]] = field(default_factory=lambda: defaultdict(set))
    """The countries of each group's leads."""
    national: dict[Country, set[int]] = field(default_factory=lambda: defaultdict(set))
    gtg: set[int] = field(default_factory=set)
    presides: Country | None = None
    """Its coordination is told beside the GTG of what groups leave undone."""
    country_of: dict[int, Country | None] = field(default_factory=dict)
    """Where each person works, for their holidays."""
    meant: dict[tuple[tuple[int, ...], Recipient, bool], Collection[int]] = field(default_factory=dict)
    """Who was found to be meant, by groups, and whether the thing is one of theirs to do."""

    def prepare(self, groups: Collection[int]) -> None:
        """Have the members of these groups at hand."""
        missing = set(groups) - self.loaded
        if not missing:
            return
        if len(self.loaded) + len(missing) > GROUPS_KEPT:
            missing = set(groups)
            for kept in (self.loaded, self.members, self.countries, self.country_of, self.meant):
                kept.clear()
        self.loaded |= missing
        memberships = (
            select(Membership.group_id, Membership.role, User.id, User.country)
            .join(Membership.user)
            # Whoever handed over is asked no more, though they may look until their last day.
            .where(User.is_active, Membership.ends_on.is_(None), among(self.session, Membership.group_id, missing))
        )
        for group_id, group_role, user_id, country in self.session.execute(memberships):
            self.country_of[user_id] = country
            self.members[group_id, group_role].add(user_id)
            if group_role is GroupRole.LEAD and country:
                self.countries[group_id].add(country)

    def __call__(self, thing: Thing, recipient: Recipient) -> Collection[int]:
        if thing.people and recipient is Recipient.LEAD:
            return thing.people
        key = (thing.groups, recipient, thing.about in OF_GROUPS)
        if key not in self.meant:
            self.prepare(thing.groups)
            self.meant[key] = self._meant(thing, recipient)
        return self.meant[key]

    def _meant(self, thing: Thing, recipient: Recipient) -> Collection[int]:
        if recipient is Recipient.GTG:
            beside = self.national.get(self.presides, set()) if self.presides and thing.about in OF_GROUPS else set()
            return sorted(self.gtg | beside)
        if recipient is Recipient.NATIONAL_COORDINATION:
            return sorted(set().union(*(self._national(group) for group in thing.groups)))
        role = GroupRole.LEAD if recipient is Recipient.LEAD else GroupRole.CONTRIBUTOR
        return sorted(set().union(*(self.members.get((group, role), set()) for group in thing.groups)))

    def works(self, user_id: int) -> Works:
        if user_id not in self.country_of:
            self.country_of[user_id] = self.session.scalar(select(User.country).where(User.id == user_id))
        return works_in(self.country_of[user_id])

    def _national(self, group: int) -> set[int]:
        """The coordinations of the countries the group's leads come from; of all countries if nobody said which."""
        countries = self.countries.get(group) or self.national.keys()
        return set().union(*(self.national.get(country, set()) for country in countries))


def read_audience(session: Session, *, now: datetime) -> Audience:
    audience = Audience(session, presides=presiding_country(session, now=now))
    audience.gtg.update(session.scalars(select(User.id).where(User.is_active, User.role == Role.COORDINATOR)))
    for user_id, country in session.execute(select(User.id, User.country).where(*COORDINATES)):
        if country:
            audience.national[country].add(user_id)
    return audience


def milestone_facts(session: Session, *, now: datetime, ids: Collection[int] | None = None) -> Iterator[MilestoneFacts]:
    """Where the milestones stand: those named, or all that can be reminded of about now.

    A milestone that a group reported as met counts as done before the GTG approves the answer: they have said it.
    """
    reported = exists().where(
        UpdateMilestone.milestone_id == Milestone.id,
        UpdateMilestone.done_on.is_not(None),
        UpdateMilestone.update_id == ProgressUpdate.id,
        ProgressUpdate.state.in_([State.SUBMITTED, State.APPROVED]),
    )
    day = now.astimezone(UTC).date()
    near = Milestone.due_on.between(day - CATCH_UP - A_YEAR, day + HORIZON + LONGEST_OFFSET)
    query = (
        select(
            Milestone.id,
            Milestone.due_on,
            Milestone.precision,
            Milestone.done_on,
            Milestone.dropped_at,
            Milestone.project_id,
            Plan.time_zone,
            reported.label("reported"),
        )
        .join(Milestone.project)
        .join(Project.plan)
        .where(
            near & Milestone.done_on.is_(None) & Milestone.dropped_at.is_(None)
            if ids is None
            else among(session, Milestone.id, ids)
        )
        .order_by(Milestone.id)
    )
    rows = session.execute(query).all()
    leads = _lead_groups(session, None if ids is None else {row.project_id for row in rows})
    for row in rows:
        yield MilestoneFacts(
            id=row.id,
            groups=leads.get(row.project_id, ()),
            last_day=last_day(row.due_on, row.precision or Precision.DAY)
            if row.due_on and row.dropped_at is None
            else None,
            is_done=row.done_on is not None or row.reported,
            today=now.astimezone(ZoneInfo(row.time_zone)).date(),
        )


def project_facts(session: Session, *, now: datetime, ids: Collection[int] | None = None) -> Iterator[ProjectFacts]:
    """Whether the projects want a date: those named, or all that do."""
    dated = Project.starts_on.is_not(None) | exists().where(
        Milestone.project_id == Project.id, Milestone.due_on.is_not(None), Milestone.dropped_at.is_(None)
    )
    undated = ~dated & Project.open_confirmed_at.is_(None)
    query = (
        select(Project.id, undated.label("undated"), Plan.time_zone)
        .join(Project.plan)
        .where(undated if ids is None else among(session, Project.id, ids))
        .order_by(Project.id)
    )
    for rows in in_pages(session, query, Project.id):
        leads = _lead_groups(session, {row.id for row in rows})
        for row in rows:
            today = now.astimezone(ZoneInfo(row.time_zone)).date()
            yield ProjectFacts(row.id, leads.get(row.id, ()), bool(row.undated), today)


def _lead_groups(session: Session, project_ids: Collection[int] | None) -> dict[int, tuple[int, ...]]:
    query = (
        select(ProjectGroup.project_id, ProjectGroup.group_id)
        .where(ProjectGroup.role == ProjectRole.LEAD)
        .order_by(ProjectGroup.project_id, ProjectGroup.position)
    )
    if project_ids is not None:
        query = query.where(among(session, ProjectGroup.project_id, project_ids))
    leads: dict[int, tuple[int, ...]] = {}
    for project_id, group_id in session.execute(query):
        leads[project_id] = (*leads.get(project_id, ()), group_id)
    return leads


class Reader(Protocol):
    """Where the things of one table stand: those named, or all that can be reminded of about now."""

    def __call__(self, session: Session, *, now: datetime, ids: Collection[int] | None = None) -> Iterator[Facts]: ...


READERS: Mapping[str, Reader] = {
    "updates": update_facts,
    "milestones": milestone_facts,
    "projects": project_facts,
    "wave_units": survey_facts,
}
"""Everything that people are reminded of, by its table; docs/reminders.md says how to add to it."""


def facts_of(session: Session, things: Collection[tuple[str, int]], *, now: datetime) -> dict[tuple[str, int], Facts]:
    """Where these things (table and id) stand now. What no longer exists is missing."""
    facts: dict[tuple[str, int], Facts] = {}
    for subject, read in READERS.items():
        ids = [number for table, number in things if table == subject]
        if ids:
            facts |= {(subject, each.id): each for each in read(session, now=now, ids=ids)}
    return facts


def open_things(session: Session, *, now: datetime) -> Iterator[Thing]:
    """Everything that somebody may be reminded of about now."""
    for read in READERS.values():
        for facts in read(session, now=now):
            if facts.thing:
                yield facts.thing
