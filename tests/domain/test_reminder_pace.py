"""How often a person is written to: their own wish, the gap between mails, and the most about one thing."""

from datetime import date, timedelta

from monitor.domain.reminder_pace import Frequency, Pace, Told, Waiting, settle
from monitor.domain.reminders import About, Family, Silence

MONDAY = date(2021, 10, 4)
FAMILY: Family = (About.UPDATE_DUE, "updates", 1)


def waiting(*, due_in: int | None = 11, family: Family = FAMILY, number: int = 1) -> Waiting:
    deadline = None if due_in is None else MONDAY + timedelta(days=due_in)
    return Waiting(number, family, MONDAY, None, deadline)


def test_who_wants_one_mail_a_week_waits_for_the_next_week() -> None:
    told = Told(last_mail=MONDAY - timedelta(days=1))

    settled = settle([waiting()], told=told, today=MONDAY, frequency=Frequency.WEEKLY)
    assert settled.send == (waiting(),)
    later = settle(
        [waiting()], told=Told(last_mail=MONDAY), today=MONDAY + timedelta(days=4), frequency=Frequency.WEEKLY
    )
    assert (later.send, later.silence, later.wait) == ((), (), (waiting(),))


def test_what_is_due_today_or_tomorrow_never_waits() -> None:
    told = Told(last_mail=MONDAY)
    tuesday = MONDAY + timedelta(days=1)

    for due_in in (1, 2):
        pressing = waiting(due_in=due_in)
        assert settle([pressing], told=told, today=tuesday, frequency=Frequency.WEEKLY).send == (pressing,)
        assert settle([pressing], told=told, today=tuesday, pace=Pace(gap_days=7)).send == (pressing,)
    assert settle([waiting(due_in=3)], told=told, today=tuesday, pace=Pace(gap_days=7)).send == ()


def test_the_gap_between_mails_holds_a_reminder_back_and_loses_none() -> None:
    told, pace = Told(last_mail=MONDAY), Pace(gap_days=3)

    assert settle([waiting()], told=told, today=MONDAY + timedelta(days=2), pace=pace).wait == (waiting(),)
    assert settle([waiting()], told=told, today=MONDAY + timedelta(days=3), pace=pace).send == (waiting(),)


def test_who_wants_only_the_urgent_hears_of_what_is_theirs_and_due() -> None:
    far, of_others, tomorrow, late = (
        waiting(due_in=due_in, number=number, family=(About.UPDATE_DUE, "updates", number))
        for number, due_in in enumerate((5, None, 1, -3), start=1)
    )

    settled = settle([far, of_others, tomorrow, late], told=Told(), today=MONDAY, frequency=Frequency.URGENT)

    assert settled.send == (tomorrow, late)
    assert settled.silence == ((far, Silence.NOT_URGENT), (of_others, Silence.NOT_URGENT))


def test_enough_is_enough_but_projects_without_date_are_asked_for_every_month() -> None:
    undated: Family = (About.PROJECT_UNDATED, "projects", 1)
    told = Told(times={FAMILY: 3, undated: 30})
    asked = waiting(due_in=None, family=undated, number=2)

    settled = settle([waiting(), asked], told=told, today=MONDAY, pace=Pace(most_per_thing=3))

    assert settled.send == (asked,)
    assert settled.silence == ((waiting(), Silence.ENOUGH),)
    assert settle([waiting()], told=told, today=MONDAY, pace=Pace(most_per_thing=4)).send == (waiting(),)
