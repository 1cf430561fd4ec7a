"""Where people are signed in, and that they hear of places they never came from."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import NotFound
from monitor.models import BrowserSession, Event, OutboxMessage, User
from monitor.services import browser_sessions, people
from monitor.services.browser_sessions import LIFETIME, PLACES_KEPT_FOR, SEEN_EVERY, Place
from monitor.services.link_mails import MailWriter
from tests.factories import make_coordinator, make_user
from tests.fixtures import NOW

FIREFOX = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/143.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36"
OFFICE = Place("192.0.2.17", FIREFOX)
MAILS = MailWriter(lambda kind, **facts: SimpleNamespace(subject=kind, text=str(facts), html=""), lambda secret: secret)
DAY = timedelta(days=1)


def come(session: Session, user: User, place: Place = OFFICE, *, now: datetime = NOW) -> tuple[str, BrowserSession]:
    secret = browser_sessions.start(session, user, place=place, mails=MAILS, now=now)
    session.flush()
    found = browser_sessions.find(session, user.id, secret)
    assert found and found[0] is user
    return secret, found[1]


def told(session: Session) -> list[str]:
    return [mail.kind for mail in session.scalars(select(OutboxMessage))]


def test_a_new_browser_or_network_is_mailed_and_a_known_place_is_not(session: Session) -> None:
    user = make_user(session)
    come(session, user)
    assert told(session) == [], "the very first time is no news"
    come(session, user, now=NOW + DAY)
    come(session, user, Place("192.0.2.99", FIREFOX), now=NOW + 2 * DAY)
    assert told(session) == [], "the same office with another address"
    come(session, user, Place("192.0.2.17", CHROME), now=NOW + 3 * DAY)
    come(session, user, Place("198.51.100.4", FIREFOX), now=NOW + 4 * DAY)
    assert told(session) == ["new_place", "new_place"]
    come(session, user, Place("198.51.100.4", FIREFOX), now=NOW + 5 * DAY)
    assert len(told(session)) == 2
    assert user.last_signed_in_at == NOW + 5 * DAY
    mail = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).first()
    assert mail and "Chrome, Windows" in mail.text and "192.0.2.17" in mail.text


def test_another_persons_place_is_new_to_this_one(session: Session) -> None:
    come(session, make_user(session))
    come(session, make_user(session, last_signed_in_at=NOW - DAY))
    assert told(session) == ["new_place"]


def test_one_sees_and_ends_ones_own_sessions_and_no_others(session: Session) -> None:
    ana, eva = make_user(session), make_user(session)
    first, own = come(session, ana)
    second, here = come(session, ana, now=NOW + DAY)
    _secret, others = come(session, eva)

    assert browser_sessions.open_of(session, ana, now=NOW + DAY) == [here], "over twelve hours after its last page"
    assert browser_sessions.open_of(session, ana, now=NOW + LIFETIME) == [here, own]
    assert browser_sessions.find(session, eva.id, first) is None
    with pytest.raises(NotFound):
        browser_sessions.end(session, ana, others.id, now=NOW)
    browser_sessions.end(session, ana, own.id, now=NOW)
    assert browser_sessions.find(session, ana.id, first) is None
    assert browser_sessions.find(session, ana.id, second) is not None


def test_ending_the_others_ends_cookies_without_a_row_too(session: Session) -> None:
    user = make_user(session)
    first, _own = come(session, user)
    second, here = come(session, user)
    before = user.session_number
    browser_sessions.end_others(session, user, keep=here, now=NOW)
    assert browser_sessions.find(session, user.id, first) is None
    assert browser_sessions.find(session, user.id, second) is not None
    assert user.session_number == before + 1, "a cookie from before sessions were listed knows the old number"
    own = select(Event.kind).where(Event.subject == "users", Event.subject_id == user.id).order_by(Event.id.desc())
    assert session.scalars(own.limit(1)).all() == ["SessionsEnded"]


def test_whoever_loses_their_access_loses_their_sessions(session: Session) -> None:
    make_coordinator(session)
    user = make_user(session)
    secret, _own = come(session, user)
    people.deactivate(session, user, actor=None, now=NOW)
    assert browser_sessions.find(session, user.id, secret) is None


def test_the_last_page_is_noted_now_and_then_and_old_places_are_forgotten(session: Session) -> None:
    user = make_user(session)
    _secret, own = come(session, user)
    assert not browser_sessions.must_be_noted(own, NOW + SEEN_EVERY - timedelta(seconds=1))
    assert browser_sessions.must_be_noted(own, NOW + SEEN_EVERY)
    browser_sessions.note(session, own.id, now=NOW + SEEN_EVERY)
    session.refresh(own)
    assert own.last_seen_at == NOW + SEEN_EVERY
    assert browser_sessions.forget_old(session, now=NOW + PLACES_KEPT_FOR) == 0
    assert browser_sessions.forget_old(session, now=NOW + PLACES_KEPT_FOR + SEEN_EVERY + DAY) == 1
