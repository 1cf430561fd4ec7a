"""Where a person is signed in: begun, seen, listed, ended; and told of when it is a new place.

start(session, user, place=..., mails=..., now=...) -> secret for the cookie, kept nowhere
find(session, user_id, secret) -> (User, BrowserSession) | None
open_of(session, user, now=...) / end(...) / end_others(...)
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from monitor.domain.browsers import browser_of, neighbourhood
from monitor.domain.errors import NotFound
from monitor.models import BrowserSession, User
from monitor.services import events, link_mails
from monitor.services.link_mails import MailWriter
from monitor.services.sign_in import network_of

LIFETIME = timedelta(hours=12)
"""How long a session lasts after its last page."""
SEEN_EVERY = timedelta(minutes=15)
"""How exact the last page is: a row written for each page would tell nobody more."""
PLACES_KEPT_FOR = timedelta(days=400)
"""Longer than a year: whoever comes in once a quarter is not told of their own office each time."""


@dataclass(frozen=True)
class Place:
    """Where somebody signs in from, as the request says."""

    address: str
    user_agent: str

    @property
    def network(self) -> str:
        return network_of(self.address)

    @property
    def browser(self) -> str:
        return browser_of(self.user_agent)


def start(session: Session, user: User, *, place: Place, mails: MailWriter, now: datetime) -> str:
    """Note that the person came in, and mail them if it was from a place they had not come from before.

    The very first time is no news: they were just invited.
    """
    if user.last_signed_in_at is not None and not _is_known(session, user, place):
        mail = mails.render(
            "new_place",
            locale=user.locale,
            name=user.name,
            browser=place.browser,
            network=place.network,
            when=now.astimezone(ZoneInfo(user.time_zone)),
        )
        link_mails.send(session, mail, kind="new_place", user=user, now=now)
    secret = secrets.token_urlsafe(32)
    session.add(
        BrowserSession(
            user=user,
            token_hash=_hash(secret),
            started_at=now,
            last_seen_at=now,
            network=place.network,
            browser=place.browser,
        )
    )
    user.last_signed_in_at = now
    return secret


def find(session: Session, user_id: int, secret: str) -> tuple[User, BrowserSession] | None:
    """The person and their session, if nobody ended it. One query, as it is asked for each page."""
    query = (
        select(User, BrowserSession)
        .join(BrowserSession, BrowserSession.user_id == User.id)
        .where(User.id == user_id, BrowserSession.token_hash == _hash(secret), BrowserSession.ended_at.is_(None))
    )
    found = session.execute(query).first()
    return (found[0], found[1]) if found else None


def must_be_noted(own: BrowserSession, now: datetime) -> bool:
    return now - own.last_seen_at >= SEEN_EVERY


def note(session: Session, session_id: int, *, now: datetime) -> None:
    """A page was opened with it."""
    session.execute(
        update(BrowserSession)
        .where(BrowserSession.id == session_id)
        .values(last_seen_at=now)
        .execution_options(synchronize_session=False)
    )


def open_of(session: Session, user: User, *, now: datetime) -> list[BrowserSession]:
    """The person's sessions that still let in, the last one seen first."""
    query = (
        select(BrowserSession)
        .where(
            BrowserSession.user_id == user.id,
            BrowserSession.ended_at.is_(None),
            BrowserSession.last_seen_at > now - LIFETIME - SEEN_EVERY,
        )
        .order_by(BrowserSession.last_seen_at.desc(), BrowserSession.id.desc())
    )
    return list(session.scalars(query))


def end(session: Session, user: User, session_id: int, *, now: datetime) -> None:
    """End one of the person's own sessions; one that ended already stays as it is. Raises NotFound."""
    own = session.get(BrowserSession, session_id)
    if own is None or own.user_id != user.id:
        raise NotFound("Esa sesión no existe.")
    if own.ended_at is None:
        own.ended_at = now


def end_others(session: Session, user: User, *, keep: BrowserSession | None, now: datetime) -> None:
    """End all sessions of the person but one, also those that began before sessions were listed.

    Raises the person's number: the cookie of the kept one has to be told.
    """
    end_all(session, user, keep=keep, now=now)
    events.record(session, "SessionsEnded", subject="users", subject_id=user.id, actor=user, now=now)


def end_all(session: Session, user: User, *, keep: BrowserSession | None = None, now: datetime) -> None:
    """As `end_others`, for whoever writes down by themselves why."""
    others = [BrowserSession.user_id == user.id, BrowserSession.ended_at.is_(None)]
    if keep is not None:
        others.append(BrowserSession.id != keep.id)
    session.execute(update(BrowserSession).where(*others).values(ended_at=now))
    user.session_number += 1


def forget_old(session: Session, *, now: datetime) -> int:
    """Places from which nobody came for so long that they count as new again."""
    old = delete(BrowserSession).where(BrowserSession.last_seen_at < now - PLACES_KEPT_FOR)
    found = session.scalars(old.returning(BrowserSession.id), execution_options={"synchronize_session": False})
    return len(found.all())


def _is_known(session: Session, user: User, place: Place) -> bool:
    query = select(BrowserSession.network, BrowserSession.browser).where(BrowserSession.user_id == user.id).distinct()
    known = {(neighbourhood(network), browser) for network, browser in session.execute(query)}
    return (neighbourhood(place.network), place.browser) in known


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
