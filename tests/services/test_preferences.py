"""Pauses, wishes and the one press: reminders stop, and come back without loss."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete
from monitor.domain.reminder_pace import NO_END, Frequency
from monitor.domain.reminders import Silence
from monitor.models import AccessToken, OutboxMessage, Reminder, TokenPurpose
from monitor.services import access_tokens, preferences, sign_in
from monitor.services.digests import people_owed, queue_digest
from monitor.services.link_mails import MailWriter
from monitor.services.reminded_things import read_audience
from monitor.services.reminders import plan_reminders
from tests.reminder_days import DUE, OPENS, Run, Scene, Written, noon, reasons, send_all, to


def test_a_pause_silences_and_its_end_brings_the_latest_word_once(session: Session, run: Run, scene: Scene) -> None:
    run(OPENS)
    send_all(session, OPENS)
    preferences.pause(session, scene.lead, until=DUE - timedelta(days=1), now=noon(OPENS))

    assert run(DUE - timedelta(days=7)) == []
    assert reasons(session, scene.lead)[Silence.PAUSED] >= 1
    assert run(DUE - timedelta(days=1)) == []
    assert to(run(DUE)) == [scene.lead.id]
    carried = session.scalars(select(Reminder.scheduled_on).where(Reminder.message_id.is_not(None))).all()
    assert set(carried) == {OPENS, DUE}


def test_nobody_pauses_into_the_past(session: Session, scene: Scene) -> None:
    for day in (None, date(2021, 9, 30)):
        with pytest.raises(Incomplete) as refused:
            preferences.pause(session, scene.lead, until=day, now=noon(OPENS))
        assert refused.value.field == "until"
    assert scene.lead.paused_until is None


def test_one_press_stops_reminders_and_lets_nobody_in(session: Session, scene: Scene) -> None:
    written = Written()
    plan_reminders(session, now=noon(OPENS))
    mails = MailWriter(written.render, written.address_of, lambda secret: f"https://monitor.example/baja/{secret}")
    assert people_owed(session, now=noon(OPENS)) == [scene.lead.id]
    queue_digest(session, scene.lead.id, now=noon(OPENS), audience=read_audience(session, now=noon(OPENS)), mails=mails)
    message = session.scalars(select(OutboxMessage)).one()
    secret = message.unsubscribe_url.rpartition("/")[2]

    assert preferences.find_unsubscriber(session, secret, now=noon(OPENS)).user is scene.lead
    assert scene.lead.paused_until is None, "looking stops nothing"
    with pytest.raises(access_tokens.LinkNotValid):
        sign_in.spend_link(session, secret, now=noon(OPENS))
    assert preferences.unsubscribe(session, secret, now=noon(OPENS)) is scene.lead
    assert preferences.unsubscribe(session, secret, now=noon(OPENS)) is scene.lead
    assert scene.lead.paused_until == NO_END
    entering = written.mails[0]["url"].rpartition("/")[2]
    with pytest.raises(access_tokens.LinkNotValid):
        preferences.unsubscribe(session, entering, now=noon(OPENS))


def test_digests_of_one_person_and_quarter_are_one_thread(session: Session, run: Run, scene: Scene) -> None:
    [first] = run(OPENS)
    send_all(session, OPENS)
    [second] = run(DUE - timedelta(days=7))

    assert first.thread == second.thread != ""
    assert first.message_id != second.message_id
    assert session.scalars(select(AccessToken.cycle).distinct()).all() == ["2021-T3"]


def test_links_of_the_past_can_be_made_worthless(session: Session, run: Run, written: Written, scene: Scene) -> None:
    run(OPENS)
    secret = written.mails[0]["url"].rpartition("/")[2]
    assert access_tokens.find(session, secret, now=noon(OPENS)).purpose is TokenPurpose.REMINDER

    assert preferences.revoke_links(session, scene.lead, now=noon(OPENS)) == 1

    with pytest.raises(access_tokens.LinkNotValid):
        access_tokens.find(session, secret, now=noon(OPENS))


def test_a_person_chooses_how_often_and_on_which_clock(session: Session, scene: Scene) -> None:
    preferences.choose(
        session, scene.lead, frequency=Frequency.WEEKLY, time_zone="America/Lima", language="en", now=noon(OPENS)
    )

    assert (scene.lead.frequency, scene.lead.time_zone) == (Frequency.WEEKLY, "America/Lima")
    with pytest.raises(Incomplete):
        preferences.choose(
            session, scene.lead, frequency=Frequency.DAILY, time_zone="Mars/Base", language="es", now=noon(OPENS)
        )
