"""The preview says what really happens: the same quarter, looked at ahead and walked day by day."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.participation import Country
from monitor.domain.periods import Quarter
from monitor.domain.permissions import Role
from monitor.domain.reminder_pace import Frequency, Pace
from monitor.domain.reminder_rules import DEFAULTS, RuleSet
from monitor.domain.schedules import Precision
from monitor.models import OutboxMessage
from monitor.services import outbox
from monitor.services.digests import people_owed, queue_digest
from monitor.services.link_mails import MailWriter
from monitor.services.outbox import Outcome, Result
from monitor.services.reminded_things import read_audience
from monitor.services.reminder_preview import QuarterAhead, quarter_ahead
from monitor.services.reminders import plan_reminders
from tests.factories import (
    make_coordinator,
    make_group,
    make_milestone,
    make_period,
    make_plan,
    make_project,
    make_update,
    make_user,
)
from tests.reminder_days import Written

T4 = Quarter(2021, 4)


def work(session: Session, now: datetime) -> list[int]:
    """What the scheduler does: plan, make the digests of whoever may be written to now, send."""
    written = Written()
    mails = MailWriter(written.render, written.address_of)
    plan_reminders(session, now=now)
    audience = read_audience(session, now=now)
    for user_id in people_owed(session, now=now, only_in_hours=True):
        queue_digest(session, user_id, now=now, audience=audience, mails=mails)
    letters = outbox.claim(session, now=now, owner="test")
    for letter in letters:
        outbox.record(session, letter, Outcome(Result.SENT), now=now, owner="test")
    query = select(OutboxMessage.user_id).where(OutboxMessage.id.in_([letter.id for letter in letters]))
    return [user_id for user_id in session.scalars(query) if user_id]


def by_day(ahead: QuarterAhead) -> set[tuple[date, int]]:
    return {(day, mail.user.id) for day, mails in ahead.days for mail in mails}


def test_what_is_foretold_is_what_happens(session: Session) -> None:
    plan, group = make_plan(session), make_group(session)
    period = make_period(session, plan)
    make_user(session, lead_of=group, country=Country.CL, time_zone="America/Santiago")
    make_user(session, lead_of=group, country=Country.CO, frequency=Frequency.WEEKLY)
    make_user(session, contributor_to=group, country=Country.PE, time_zone="America/Lima")
    make_user(session, role=Role.OBSERVER, country=Country.CL, coordinates_country=True, time_zone="America/Santiago")
    make_coordinator(session, country=Country.MX, frequency=Frequency.URGENT)
    make_coordinator(session, country=Country.CO)
    project = make_project(session, plan, group)
    make_milestone(session, project, due_on=date(2021, 12, 10), precision=Precision.DAY)
    make_project(session, plan, group, starts_on=None, ends_on=None)
    make_update(session, project, period)

    foretold = by_day(quarter_ahead(session, plan, DEFAULTS, T4))

    happened: set[tuple[date, int]] = set()
    morning = datetime(2021, 10, 1, 12, 30, tzinfo=UTC)
    for days in range(92):
        # Half past nine in Santiago, and half past nine or ten everywhere else.
        for now in (morning + timedelta(days=days), morning + timedelta(days=days, hours=3)):
            happened |= {(now.date(), user_id) for user_id in work(session, now)}
    assert foretold == happened
    assert len(foretold) > 15


def test_quarters_that_are_not_open_yet_are_foretold_too(session: Session) -> None:
    plan, group = make_plan(session), make_group(session)
    lead = make_user(session, lead_of=group)
    make_project(session, plan, group, ends_on=date(2023, 12, 31), title="Cooperativas")

    ahead = quarter_ahead(session, plan, DEFAULTS, Quarter(2022, 3))

    assert ahead.people == ((lead, 7),)
    first_day, [mail] = ahead.days[0]
    assert (first_day, mail.lines[0].projects) == (date(2022, 7, 1), ("Cooperativas",))


def test_draft_rules_change_the_preview_and_nothing_else(session: Session) -> None:
    plan, group = make_plan(session), make_group(session)
    make_user(session, lead_of=group)
    make_project(session, plan, group, ends_on=date(2023, 12, 31))
    quarter = Quarter(2022, 3)

    few = quarter_ahead(session, plan, RuleSet(DEFAULTS.moments, Pace(most_per_thing=2)), quarter)
    none = quarter_ahead(session, plan, RuleSet((), Pace()), quarter)

    assert (few.mails, none.mails) == (2, 0)
    assert quarter_ahead(session, plan, DEFAULTS, quarter).mails == 7
