"""Two years of reminders, day by day, on the real plan: the whole ledger against a file that people have read.

One lead in each of the four countries answers in a way of their own; the file says who was told what and when by their
own clock, and what stayed silent and why. To make it anew after a rule has changed, on purpose, run the test with
GOLDEN=write, and read what changed.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from config import ROOT
from monitor.domain.participation import Country
from monitor.domain.permissions import Role
from monitor.domain.plan_decisions import read_decisions
from monitor.domain.plan_document import decode_plan
from monitor.domain.portfolio import read_portfolio
from monitor.domain.schedules import Precision
from monitor.domain.updates import State
from monitor.domain.work_days import TIME_ZONES
from monitor.models import (
    Group,
    Milestone,
    OutboxMessage,
    Period,
    Plan,
    ProgressUpdate,
    Project,
    ProjectGroup,
    ProjectRole,
    Reminder,
    ReminderRule,
    User,
)
from monitor.services import portfolio
from monitor.services.digests import people_owed, queue_digest
from monitor.services.link_mails import MailWriter
from monitor.services.periods import open_due_periods
from monitor.services.reminded_things import read_audience
from monitor.services.reminders import plan_reminders
from tests.factories import make_coordinator, make_group, make_milestone, make_plan, make_project, make_user
from tests.reminder_days import Written

GOLDEN = Path(__file__).parents[1] / "golden" / "reminders_two_years.txt"
A_DAY = timedelta(days=1)
INSTANTS = (time(13, 30), time(15, 30))
"""In UTC: one falls between nine and eleven in each of the four countries, in summer and in winter."""
ANSWERS_AFTER = {Country.CL: -3, Country.CO: 0, Country.MX: 4, Country.PE: None}
"""Days between the deadline and the answer of the leads of a country; those of Perú never answer."""
APPROVED_AFTER = 10


@dataclass
class World:
    session: Session
    plan: Plan
    lines: list[str] = field(default_factory=list)
    answers_on: dict[int, date] = field(default_factory=dict)

    def day(self, day: date) -> None:
        self._answer(day)
        for instant in INSTANTS:
            now = datetime.combine(day, instant, UTC)
            if instant == INSTANTS[0]:
                open_due_periods(self.session, self.plan, now=now)
                plan_reminders(self.session, now=now)
            self._send(now)

    def _answer(self, day: date) -> None:
        """What the groups and the GTG do in the morning, before anything is sent."""
        noon = datetime.combine(day, time(12), UTC)
        query = (
            select(ProgressUpdate, Period.due_on, User.country)
            .join(ProgressUpdate.period)
            .join(Group, Group.id == ProgressUpdate.group_id)
            .join(User, User.name == Group.key)
            .where(ProgressUpdate.state.in_([State.NOT_STARTED, State.SUBMITTED]))
        )
        for each, due_on, country in self.session.execute(query).all():
            after = ANSWERS_AFTER[country] if country else None
            if each.state is State.NOT_STARTED and after is not None and day >= due_on + after * A_DAY:
                each.state, each.first_submitted_at = State.SUBMITTED, noon
                self.answers_on[each.id] = day
            elif each.state is State.SUBMITTED and day >= self.answers_on[each.id] + APPROVED_AFTER * A_DAY:
                each.state = State.APPROVED
        self.session.flush()

    def _send(self, now: datetime) -> None:
        owed = people_owed(self.session, now=now, only_in_hours=True)
        if not owed:
            return
        written = Written()
        mails, audience = MailWriter(written.render, written.address_of), read_audience(self.session, now=now)
        last = self.session.scalars(select(OutboxMessage.id).order_by(OutboxMessage.id.desc()).limit(1)).first() or 0
        for user_id in owed:
            queue_digest(self.session, user_id, now=now, audience=audience, mails=mails)
        new = OutboxMessage.id > last
        for message in self.session.scalars(select(OutboxMessage).where(new).order_by(OutboxMessage.id)):
            assert message.user is not None
            here = now.astimezone(ZoneInfo(message.user.time_zone))
            self.lines.append(f"{here:%Y-%m-%d %a %H:%M%z} {message.user.name:8} {self._told(message.id)}")
        self.session.execute(update(OutboxMessage).where(new).values(state="sent", sent_at=now))

    def _told(self, message_id: int) -> str:
        query = (
            select(Reminder, ReminderRule)
            .join(Reminder.rule)
            .where(Reminder.message_id == message_id)
            .order_by(ReminderRule.id, Reminder.subject_id)
        )
        told: dict[str, list[str]] = {}
        for reminder, rule in self.session.execute(query):
            key = f"{rule.about} {rule.anchor}{rule.offset_days:+d} ({reminder.scheduled_on:%d.%m})"
            told.setdefault(key, []).append(self._thing(reminder))
        return "; ".join(f"{rule}: {', '.join(things)}" for rule, things in told.items())

    def _thing(self, reminder: Reminder) -> str:
        if reminder.subject == "updates":
            thing = self.session.get_one(ProgressUpdate, reminder.subject_id)
            return f"P{thing.project.number} {thing.period.key}"
        if reminder.subject == "milestones":
            milestone = self.session.get_one(Milestone, reminder.subject_id)
            return f"P{milestone.project.number} hito {milestone.due_on:%d.%m}"
        return f"P{self.session.get_one(Project, reminder.subject_id).number}"

    def silenced(self) -> Iterator[str]:
        """Month by month why how many reminders of a rule were not sent."""
        query = select(Reminder, ReminderRule).join(Reminder.rule).where(Reminder.silenced_at.is_not(None))
        counted = Counter(
            (f"{each.scheduled_on:%Y-%m}", f"{rule.about} {rule.anchor}{rule.offset_days:+d}", each.silenced_reason)
            for each, rule in self.session.execute(query)
        )
        for (month, rule, reason), number in sorted(counted.items()):
            yield f"{month} {rule:28} {reason:16} {number}"


def walk(world: World, first: date, last: date) -> list[str]:
    day = first
    while day <= last:
        world.day(day)
        day += A_DAY
    return [*world.lines, "", "silenced:", *world.silenced()]


def people_for(session: Session) -> None:
    """A lead in each country for the groups in turn, named like their group; a coordination in each; the GTG."""
    countries = tuple(TIME_ZONES)
    leads = select(ProjectGroup.group_id).where(ProjectGroup.role == ProjectRole.LEAD)
    for number, group in enumerate(session.scalars(select(Group).where(Group.id.in_(leads)).order_by(Group.key))):
        country = countries[number % len(countries)]
        make_user(session, lead_of=group, name=group.key, country=country, time_zone=TIME_ZONES[country])
    for country, zone in TIME_ZONES.items():
        make_user(
            session,
            role=Role.OBSERVER,
            name=f"coord.{country}",
            country=country,
            time_zone=zone,
            coordinates_country=True,
        )
    make_coordinator(session, name="gtg", country=Country.CO, time_zone=TIME_ZONES[Country.CO])


def two_years(session: Session) -> list[str]:
    text, decisions = (
        decode_plan((ROOT / f"plans/plan-hraem-2021-2023.{kind}").read_bytes()) for kind in ("txt", "toml")
    )
    read = read_portfolio(text, read_decisions(decisions))
    loaded, _ = portfolio.load(session, read, now=datetime(2021, 1, 1, 12, tzinfo=UTC))
    people_for(session)
    return walk(World(session, loaded), date(2021, 1, 1), date(2022, 12, 31))


def leap_day(session: Session) -> list[str]:
    plan = make_plan(session, starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31))
    group = make_group(session, "GL")
    project = make_project(session, plan, group, number=1, starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31))
    make_milestone(session, project, due_on=date(2024, 2, 1), precision=Precision.MONTH)
    people_for(session)
    return walk(World(session, plan), date(2024, 2, 20), date(2024, 3, 8))


def test_two_years_of_the_real_plan_and_a_leap_day_are_as_people_have_read_them(sqlite_engine: Engine) -> None:
    parts = []
    for name, walked in (("2021-01-01…2022-12-31", two_years), ("2024-02-20…2024-03-08", leap_day)):
        with sqlite_engine.connect() as connection:
            outer = connection.begin()
            with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
                parts += [f"# {name}", *walked(session), ""]
            outer.rollback()
    ledger = "\n".join(parts)
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(ledger, encoding="utf-8")
        pytest.skip("written anew: read it")

    assert ledger == GOLDEN.read_text(encoding="utf-8")
