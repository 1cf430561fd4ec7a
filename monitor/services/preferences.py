"""How a person wants to be reminded: how often, on which clock, and when not at all."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, NotAllowed, WrongState
from monitor.domain.permissions import Permission
from monitor.domain.reminder_pace import NO_END, Frequency
from monitor.domain.summaries import SummaryPace, next_day
from monitor.domain.work_days import TIME_ZONES
from monitor.models import AccessToken, TokenPurpose, User
from monitor.services import access_tokens, events
from monitor.translations import LANGUAGES

OWN_LINKS = frozenset({TokenPurpose.REMINDER, TokenPurpose.UNSUBSCRIBE})
"""The links that stand in a person's reminders."""


def own_day(user: User, now: datetime) -> date:
    return now.astimezone(ZoneInfo(user.time_zone)).date()


def choose(session: Session, user: User, *, frequency: Frequency, time_zone: str, language: str, now: datetime) -> None:
    """Keep how often and on which clock the person wants their digest, and in which language everything."""
    if time_zone not in {*TIME_ZONES.values(), user.time_zone}:
        raise Incomplete("Elija una de las zonas horarias de la lista.", field="time_zone")
    if language not in LANGUAGES:
        raise Incomplete("Elija uno de los idiomas de la lista.", field="language")
    new = {"frequency": frequency, "time_zone": time_zone, "locale": language}
    before = {key: getattr(user, key) for key, value in new.items() if getattr(user, key) != value}
    if not before:
        return
    user.frequency, user.time_zone, user.locale = frequency, time_zone, language
    after = {key: new[key] for key in before}
    _record(session, "ReminderWishesChanged", user, now=now, before=before, after=after)


def choose_summary(session: Session, user: User, *, pace: SummaryPace, now: datetime) -> None:
    """Keep how often the person wants to be told what changed: from the next Monday, or the next quarter, on."""
    if not user.may(Permission.BOARD_VIEW):
        raise NotAllowed("El resumen es de quienes leen todo lo que envían los grupos.")
    if pace is user.summary:
        return
    before = user.summary
    user.summary, user.summary_from = pace, next_day(pace, own_day(user, now))
    _record(session, "SummaryWishChanged", user, now=now, before={"summary": before}, after={"summary": pace})


def pause(session: Session, user: User, *, until: date | None, now: datetime) -> None:
    """No reminders up to and including this day. Raises Incomplete for a day that has passed or is missing."""
    if until is None or until < own_day(user, now):
        raise Incomplete("Elija hasta qué día quiere la pausa: hoy o más adelante.", field="until")
    user.paused_until = until
    _record(session, "RemindersPaused", user, now=now, after={"until": until.isoformat()})


def resume(session: Session, user: User, *, now: datetime) -> None:
    """Remind the person again. What is still open reaches them once, with the next digest."""
    if user.paused_until is None:
        raise WrongState("Sus recordatorios no estaban en pausa.")
    user.paused_until = None
    _record(session, "RemindersResumed", user, now=now)


def find_unsubscriber(session: Session, secret: str, *, now: datetime) -> AccessToken:
    """Whose reminders this link stops. Changes nothing. Raises access_tokens.LinkNotValid."""
    return access_tokens.find(session, secret, now=now, purposes={TokenPurpose.UNSUBSCRIBE})


def unsubscribe(session: Session, secret: str, *, now: datetime) -> User:
    """Pause the person's reminders until they want them again; pressing twice is as good as once."""
    user = find_unsubscriber(session, secret, now=now).user
    if user.paused_until != NO_END:
        user.paused_until = NO_END
        _record(session, "RemindersStopped", user, now=now)
    return user


def revoke_links(session: Session, user: User, *, now: datetime) -> int:
    """Make the links of every reminder sent so far worthless; the next digest brings new ones."""
    revoked = access_tokens.revoke_all(session, user, now, OWN_LINKS)
    _record(session, "ReminderLinksRevoked", user, now=now)
    return revoked


def paused_people(session: Session, *, now: datetime) -> list[User]:
    """Who gets no reminders at present, by name."""
    people = session.scalars(select(User).where(User.is_active, User.paused_until.is_not(None)))
    return sorted(
        (user for user in people if user.paused_until and own_day(user, now) <= user.paused_until),
        key=lambda user: user.name.lower(),
    )


def _record(
    session: Session,
    kind: str,
    user: User,
    *,
    now: datetime,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    events.record(session, kind, subject="users", subject_id=user.id, actor=user, now=now, before=before, after=after)
