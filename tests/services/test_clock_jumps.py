"""A clock that jumps, or a country that changes its own: nobody is told the same twice, and nobody is forgotten."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.domain.participation import Country
from monitor.domain.schedules import Precision
from monitor.domain.updates import State
from monitor.models import MailState, OutboxMessage, Reminder, User
from monitor.services import outbox, relevance
from monitor.services.digests import people_owed, queue_digest
from monitor.services.link_mails import MailWriter
from monitor.services.outbox import Outcome, Result
from monitor.services.reminded_things import read_audience
from monitor.services.reminders import plan_reminders
from tests.factories import make_group, make_milestone, make_plan, make_project, make_update, make_user
from tests.reminder_days import DUE, OPENS, Scene, Written, after_due, noon

HOURS = (3.5, 4, 12.5, 13.5, 14.5, 15, 16.5, 17)
"""In UTC: around midnight, and around nine to eleven in the morning, on either side of a change."""
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def at(session: Session) -> Callable[..., list[tuple[str, int]]]:
    """One whole run of the jobs at an instant. Gives what left: to whom, and how many reminders it carried."""

    def once(now: datetime, *, in_hours: bool = False, is_down: bool = False) -> list[tuple[str, int]]:
        written = Written()
        plan_reminders(session, now=now)
        audience, mails = read_audience(session, now=now), MailWriter(written.render, written.address_of)
        for user_id in people_owed(session, now=now, only_in_hours=in_hours):
            queue_digest(session, user_id, now=now, audience=audience, mails=mails)
        left = []
        letters = [] if is_down else outbox.claim(session, now=now, owner="test")
        unwanted = relevance.no_longer_wanted(session, letters, now=now)
        for letter in letters:
            if letter.id in unwanted:
                relevance.take_back(session, letter, unwanted[letter.id], now=now, owner="test")
                continue
            outbox.record(session, letter, Outcome(Result.SENT), now=now, owner="test")
            carried = select(func.count()).select_from(Reminder).where(Reminder.message_id == letter.id)
            left.append((letter.recipient, session.scalar(carried) or 0))
        session.expire_all()
        return left

    return once


def told(session: Session, user: User) -> list[date]:
    """The days that the person's reminders spoke for, in the order in which they were told."""
    query = (
        select(Reminder.scheduled_on)
        .join(Reminder.message)
        .where(Reminder.user_id == user.id, OutboxMessage.state == MailState.SENT)
        .order_by(OutboxMessage.id)
    )
    return list(session.scalars(query))


At = Callable[..., list[tuple[str, int]]]


@pytest.mark.parametrize("ahead", [7 * A_DAY, 400 * A_DAY])
def test_a_clock_that_was_ahead_and_is_right_again_repeats_nothing_and_forgets_nobody(
    session: Session, at: At, scene: Scene, ahead: timedelta
) -> None:
    before = after_due(-7)
    # Something that is worth a mail on the day on which the clock is wrong.
    project = make_project(session, scene.update.project.plan, scene.update.group)
    make_milestone(session, project, due_on=before + ahead, precision=Precision.DAY)
    assert len(at(noon(before))) == 1
    assert len(at(noon(before) + ahead)) == 1
    early = told(session, scene.lead)

    for number in range(30):
        at(noon(before + number * A_DAY))

    days = told(session, scene.lead)
    assert days[: len(early)] == early
    about = select(Reminder.subject, Reminder.subject_id, Reminder.scheduled_on).where(Reminder.message_id.is_not(None))
    said = session.execute(about).all()
    assert len(said) == len(set(said))
    assert set(days) >= {after_due(-7), DUE, after_due(2), after_due(7), after_due(14)}


@pytest.mark.parametrize("back", [A_DAY, 3 * A_DAY])
def test_a_clock_that_goes_back_sends_no_second_copy_and_goes_on_from_there(
    session: Session, at: At, scene: Scene, back: timedelta
) -> None:
    days = [DUE - 2 * A_DAY + number * A_DAY for number in range(6)]
    for day in days:
        at(noon(day))
    before = told(session, scene.lead)
    assert before == [after_due(-7), after_due(-1), DUE, after_due(2)]

    assert at(noon(days[-1]) - back) == []
    for number in range(15):
        at(noon(days[-1]) - back + number * A_DAY)

    assert told(session, scene.lead) == [*before, after_due(7), after_due(14)]


def test_a_mail_put_off_before_the_clock_went_back_leaves_within_a_day(session: Session, at: At, scene: Scene) -> None:
    assert at(noon(after_due(-7)), is_down=True) == []
    [letter] = outbox.claim(session, now=noon(after_due(-7)), owner="test")
    outbox.record(session, letter, Outcome(Result.DEFERRED), now=noon(after_due(-7)), owner="test")

    left = [at(noon(after_due(-8)) + number * AN_HOUR) for number in range(27)]

    assert sum(map(len, left)) == 1
    assert told(session, scene.lead)[-1] == after_due(-7)


@pytest.mark.parametrize(
    ("country", "zone", "day"),
    [
        # Chile puts its clock forward in the night to Sunday, 5 September 2021, whose midnight there is not, and back
        # in the night to 3 April 2022; México goes back for the last time on 30 October 2022.
        (Country.CL, "America/Santiago", date(2021, 9, 6)),
        (Country.CL, "America/Santiago", date(2022, 4, 4)),
        (Country.MX, "America/Mexico_City", date(2022, 10, 31)),
    ],
)
def test_where_a_country_changes_its_clock_everybody_hears_once_between_nine_and_eleven_of_it(
    session: Session, at: At, country: Country, zone: str, day: date
) -> None:
    plan, group = make_plan(session), make_group(session)
    person = make_user(session, lead_of=group, country=country, time_zone=zone)
    make_milestone(session, make_project(session, plan, group), due_on=day + A_DAY, precision=Precision.DAY)
    make_milestone(session, make_project(session, plan, group), due_on=day - 7 * A_DAY, precision=Precision.DAY)
    make_milestone(session, make_project(session, plan, group), due_on=day + 6 * A_DAY, precision=Precision.DAY)

    heard: list[datetime] = []
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - 3 * A_DAY
    for number in range(5 * len(HOURS)):
        now = start + number // len(HOURS) * A_DAY + HOURS[number % len(HOURS)] * AN_HOUR
        heard += [now.astimezone(ZoneInfo(zone)) for _ in at(now, in_hours=True)]

    assert [each.date() for each in heard] == sorted({each.date() for each in heard})
    assert {each.hour for each in heard} <= {9, 10}
    assert {each.date() for each in heard} >= {day, day + A_DAY}
    days = told(session, person)
    assert {day + A_DAY, day} <= set(days)


@pytest.mark.parametrize("seed", [3])
def test_whatever_a_clock_does_the_same_is_told_once_and_the_last_word_is_told(
    session: Session, at: At, scene: Scene, seed: int
) -> None:
    """Two months in which every third run happens at a time that is wrong by hours, days or a year."""
    dice = random.Random(seed)  # noqa: S311 -- a story that can be told again, not a secret
    answered = make_update(session, period=scene.update.period)
    other = make_user(session, lead_of=answered.group)
    for number in range(40):
        day = OPENS + number * A_DAY
        if day == after_due(3):
            answered.state, answered.first_submitted_at = State.SUBMITTED, noon(day)
        wrong = dice.choice([-A_DAY, 7 * A_DAY, -5 * AN_HOUR, 3 * AN_HOUR, 366 * A_DAY]) if number % 3 == 1 else None
        for jump in ([wrong] if wrong else []) + [timedelta()]:
            at(noon(day) + jump, is_down=dice.random() < 0.2 and number < 39)

    for person in (scene.lead, other):
        days = told(session, person)
        assert len(days) == len(set(days)), "nothing is said twice"
    assert max(told(session, scene.lead)) == after_due(14)
    assert max(told(session, other)) >= DUE
