"""The table of presidencies, kept by the GTG, and what follows from it: the country that presides is told with the GTG.

Every day is the plan's: people of four clocks ask who presides.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain import presidencies
from monitor.domain.errors import Incomplete, NotFound
from monitor.domain.participation import Country
from monitor.domain.permissions import Role
from monitor.domain.presidencies import MEMBERS, Gap, Term
from monitor.domain.sentences import Sentence
from monitor.domain.words import COUNTRY
from monitor.domain.work_days import time_zone_of
from monitor.models import Presidency, User
from monitor.services import events

COORDINATES = (User.is_active, User.role == Role.OBSERVER, User.coordinates_country, User.access_ends_on.is_(None))
"""Whoever handed over is told no more, though they may look until their last day."""


@dataclass(frozen=True)
class CountryEntry:
    """One country of the Alliance: who coordinates it, and whether it presides."""

    country: Country
    coordination: list[User]
    presides: Term | None


def plan_day(now: datetime) -> date:
    return now.astimezone(ZoneInfo(time_zone_of(None))).date()


def terms(session: Session) -> list[Term]:
    """Every presidency, the earliest first."""
    return [each.as_term() for each in session.scalars(select(Presidency).order_by(Presidency.starts_on))]


def presiding(session: Session, *, now: datetime) -> Term | None:
    """Who presides today; None on a day that nobody's term covers."""
    return presidencies.presiding(terms(session), plan_day(now))


def presiding_country(session: Session, *, now: datetime) -> Country | None:
    term = presiding(session, now=now)
    return term.country if term else None


def gaps(session: Session) -> list[Gap]:
    return presidencies.gaps(terms(session))


def countries(session: Session, *, now: datetime) -> list[CountryEntry]:
    """The four countries, each with its national coordination."""
    term = presiding(session, now=now)
    people = session.scalars(select(User).where(*COORDINATES).order_by(User.name)).all()
    return [
        CountryEntry(
            country,
            [person for person in people if person.country is country],
            term if term and term.country is country else None,
        )
        for country in MEMBERS
    ]


def get(session: Session, presidency_id: int) -> Presidency:
    presidency = session.get(Presidency, presidency_id)
    if presidency is None:
        raise NotFound("No existe esa presidencia.")
    return presidency


def add(
    session: Session, *, actor: User, country: Country, starts_on: date | None, ends_on: date | None, now: datetime
) -> Presidency:
    """Note from when a country presides. Raises Incomplete, with the field's name, where two would preside at once."""
    term = _checked(session, country, starts_on, ends_on)
    presidency = Presidency(country=term.country, starts_on=term.starts_on, ends_on=term.ends_on)
    session.add(presidency)
    session.flush()  # the event names it by number
    _record(session, "PresidencyAdded", presidency, actor=actor, now=now, after=_said(presidency))
    return presidency


def change(
    session: Session,
    presidency: Presidency,
    *,
    actor: User,
    country: Country,
    starts_on: date | None,
    ends_on: date | None,
    now: datetime,
) -> None:
    """Put a presidency right. Raises Incomplete as `add` does."""
    term = _checked(session, country, starts_on, ends_on, own_id=presidency.id)
    before = _said(presidency)
    presidency.country, presidency.starts_on, presidency.ends_on = term.country, term.starts_on, term.ends_on
    if _said(presidency) != before:
        _record(session, "PresidencyChanged", presidency, actor=actor, now=now, before=before, after=_said(presidency))


def remove(session: Session, presidency: Presidency, *, actor: User, now: datetime) -> None:
    _record(session, "PresidencyRemoved", presidency, actor=actor, now=now, before=_said(presidency))
    session.delete(presidency)


def _checked(
    session: Session, country: Country, starts_on: date | None, ends_on: date | None, *, own_id: int = 0
) -> Term:
    if country not in MEMBERS:
        raise Incomplete("Elija uno de los cuatro países de la Alianza.", field="country")
    if starts_on is None:
        raise Incomplete("Elija el día en que comienza.", field="starts_on")
    if ends_on and ends_on < starts_on:
        raise Incomplete("El último día es anterior al primero.", field="ends_on")
    term = Term(country, starts_on, ends_on, own_id)
    other = presidencies.overlapping(terms(session), term)
    if other is not None:
        raise Incomplete(
            "En esos días ya preside %(country)s, desde el %(day)s. Corrija antes hasta cuándo.",
            field="starts_on" if other.starts_on <= starts_on else "ends_on",
            country=Sentence(COUNTRY[other.country]),
            day=other.starts_on,
        )
    return term


def _said(presidency: Presidency) -> dict[str, Any]:
    return {
        "country": presidency.country.value,
        "starts_on": presidency.starts_on.isoformat(),
        "ends_on": presidency.ends_on.isoformat() if presidency.ends_on else None,
    }


def _record(
    session: Session,
    kind: str,
    presidency: Presidency,
    *,
    actor: User,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    events.record(
        session,
        kind,
        subject="presidencies",
        subject_id=presidency.id,
        actor=actor,
        now=now,
        before=before,
        after=after,
    )
