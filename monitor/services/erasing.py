"""Take a person's data out because they ask for it, and keep what is their group's.

    plan(session, user) -> Plan               what would go, and where a name would still be read; writes nothing
    erase(session, user, actor=..., now=...)  does it, for good
Gone: name, address, country, wishes, groups, links, the words of their mails, drafts of personal surveys, imports that
they had begun. Stays, under a name made up of their number: who did what when, and all that groups reported.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, String, cast, delete, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from monitor.domain.audit_chain import ABOUT_PEOPLE, ERASED, REDACTED, digest
from monitor.domain.erasing import Mask
from monitor.domain.errors import NotAllowed, WrongState
from monitor.domain.permissions import Permission, Role
from monitor.domain.reminder_pace import Frequency
from monitor.domain.reminders import Silence
from monitor.domain.summaries import SummaryPace
from monitor.domain.work_days import DEFAULT_TIME_ZONE
from monitor.models import (
    AccessToken,
    BrowserSession,
    Event,
    JobRun,
    MailState,
    Membership,
    OutboxAttempt,
    OutboxMessage,
    PlanImport,
    SignInAttempt,
    SurveyFile,
    SurveyResponse,
    User,
    Wave,
    WaveUnit,
)
from monitor.models.base import Base
from monitor.services import events, people, plan_imports, second_factors
from monitor.services.event_seals import facts_of
from monitor.services.wave_changes import standing_changed
from monitor.translations import DEFAULT

SEARCHED_ELSEWHERE = frozenset({"users", "events", "outbox_messages", "outbox_attempts", "job_runs"})
MOST_PLACES = 200


@dataclass(frozen=True)
class Place:
    """Where a name or address stands in what people wrote: a table, the number of its row, and a column."""

    table: str
    row: str
    column: str


@dataclass(frozen=True)
class Plan:
    """What erasing would do. `places` are not touched: groups wrote them, or they are sealed or published."""

    mails: int
    events: int
    places: tuple[Place, ...]


def plan(session: Session, user: User) -> Plan:
    mask = mask_of(session, user)
    mails = session.scalar(select(func.count()).select_from(OutboxMessage).where(_mails(mask))) or 0
    return Plan(mails, len(_events(session, user, mask)), tuple(places(session, mask)))


def mask_of(session: Session, user: User) -> Mask:
    """Every name and address that the person has or had; which of the names are somebody else's too, who keeps them."""
    names, addresses = {user.name}, {user.email}
    for event in events.history(session, subject=ABOUT_PEOPLE, subject_id=user.id):
        for facts in (event.before, event.after):
            names |= {facts["name"]} if facts.get("name") else set()
            addresses |= {facts["email"]} if facts.get("email") else set()
    shared = select(User.name).where(User.name.in_(names), User.id != user.id)
    return Mask(user.id, names, addresses, shared=frozenset(session.scalars(shared)))


def erase(session: Session, user: User, *, actor: User | None, now: datetime) -> Plan:
    """Take out what is the person's; no actor is the command line. Nothing of it can be brought back.

    Raises WrongState for somebody already erased, NotAllowed for oneself, Incomplete for the last coordinator.
    """
    if actor and not actor.may(Permission.PEOPLE_MANAGE):
        raise NotAllowed("Solo la coordinación del GTG elimina los datos de una persona.")
    if user.erased_at:
        raise WrongState("Los datos de esta persona ya se eliminaron.")
    if actor and actor.id == user.id:
        raise NotAllowed("Nadie elimina sus propios datos: pídalo a otra persona de la coordinación.")
    if user.is_active:
        people.deactivate(session, user, actor=actor, now=now)
    mask = mask_of(session, user)
    _forget_links(session, user)
    _forget_surveys(session, user, actor=actor, now=now)
    _forget_imports(session, user, now=now)
    mails = _forget_mails(session, mask)
    _forget_runs(session, mask)
    _forget_row(user, mask, now=now)
    session.flush()
    redacted = _redact(session, user, mask, actor=actor, now=now)
    return Plan(mails, redacted, tuple(places(session, mask)))


def _forget_row(user: User, mask: Mask, *, now: datetime) -> None:
    user.name, user.email = mask.name, mask.address
    user.role, user.country, user.coordinates_country = Role.MEMBER, None, False
    user.locale, user.time_zone, user.frequency = DEFAULT, DEFAULT_TIME_ZONE, Frequency.DAILY
    user.summary, user.summary_from = SummaryPace.NONE, None
    user.paused_until = user.access_ends_on = user.last_signed_in_at = None
    user.erased_at = now


def _forget_links(session: Session, user: User) -> None:
    session.execute(delete(AccessToken).where(AccessToken.user_id == user.id))
    second_factors.forget(session, user)
    session.execute(delete(BrowserSession).where(BrowserSession.user_id == user.id))
    session.execute(delete(Membership).where(Membership.user_id == user.id))
    asked = sha256(f"address:{user.email}".encode()).hexdigest()
    session.execute(delete(SignInAttempt).where(SignInAttempt.subject_hash == asked))
    session.expire(user, ["memberships"])


def _forget_surveys(session: Session, user: User, *, actor: User | None, now: datetime) -> None:
    """Drafts of personal waves. What was sent stands apart from persons, and nobody can find it.

    That they sent it stays, as a number: the share of those who answered would be another without it.
    """
    own = select(WaveUnit.id).where(WaveUnit.user_id == user.id)
    drafts = select(SurveyResponse.id).where(SurveyResponse.unit_id.in_(own), SurveyResponse.submitted_number == 0)
    session.execute(delete(SurveyFile).where(SurveyFile.response_id.in_(drafts)))
    session.execute(delete(SurveyResponse).where(SurveyResponse.id.in_(drafts.scalar_subquery())))
    units = select(WaveUnit).join(Wave, Wave.id == WaveUnit.wave_id).where(WaveUnit.id.in_(own))
    for unit in session.scalars(units).all():
        if unit.answered_on is None and unit.declined_at is None:
            unit.declined_at, unit.declined_by_id = now, actor.id if actor else None
            unit.declined_reason = "—"
        elif unit.declined_at:
            unit.declined_reason = "—"
        unit.extension_reason = "—" if unit.extended_until else ""
        standing_changed(session, unit.wave_id)


def _forget_imports(session: Session, user: User, *, now: datetime) -> None:
    for draft in session.scalars(select(PlanImport).where(PlanImport.user_id == user.id)):
        if draft.outcome is None:
            plan_imports.discard(draft, now=now)
        draft.file_name = "—"


def _says(mask: Mask, *columns: ColumnElement[Any] | InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether a name or address stands in any of these columns, perhaps inside another word."""
    return or_(*(cast(each, String).icontains(form, autoescape=True) for each in columns for form in mask.searched))


TOLD = (OutboxMessage.recipient, OutboxMessage.subject, OutboxMessage.text, OutboxMessage.html)


def _mails(mask: Mask) -> ColumnElement[bool]:
    return or_(OutboxMessage.user_id == mask.user_id, _says(mask, *TOLD, OutboxMessage.bounce_detail))


def _forget_mails(session: Session, mask: Mask) -> int:
    """Theirs lose every word; those to others the name. What still waits for them does not leave."""
    found = session.scalars(select(OutboxMessage).where(_mails(mask))).all()
    for message in found:
        if message.user_id == mask.user_id or message.recipient in mask.addresses:
            message.recipient, message.subject, message.text, message.html = mask.address, "—", "", ""
            message.unsubscribe_url = message.bounce_detail = message.thread = ""
            if message.state is MailState.WAITING:
                message.state, message.withdrawn_reason = MailState.WITHDRAWN, Silence.INACTIVE.value
        else:
            message.subject, message.text = mask.in_text(message.subject), mask.in_text(message.text)
            message.html, message.bounce_detail = mask.in_text(message.html), mask.in_text(message.bounce_detail)
    for attempt in session.scalars(select(OutboxAttempt).where(_says(mask, OutboxAttempt.detail))):
        attempt.detail = mask.in_text(attempt.detail)
    return len(found)


def _forget_runs(session: Session, mask: Mask) -> None:
    for run in session.scalars(select(JobRun).where(_says(mask, JobRun.detail))):
        run.detail = mask.in_text(run.detail)


def _events(session: Session, user: User, mask: Mask) -> list[tuple[Event, dict[str, Any], dict[str, Any]]]:
    """The events about people that lose something, with what is left of before and after."""
    found = []
    query = select(Event).where(Event.subject == ABOUT_PEOPLE, Event.kind != ERASED).order_by(Event.id)
    for event in session.scalars(query):
        own = event.subject_id == user.id
        if own or any(mask.is_in(each) for facts in (event.before, event.after) for each in _strings(facts)):
            before, after = mask.in_facts(event.before, own=own), mask.in_facts(event.after, own=own)
            if (before, after) != (event.before, event.after):
                found.append((event, before, after))
    return found


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


def _redact(session: Session, user: User, mask: Mask, *, actor: User | None, now: datetime) -> int:
    """First the event that names what is left of each, which the database asks for; then the events themselves."""
    found = _events(session, user, mask)
    left = {str(event.id): digest(facts_of(event, before, after)) for event, before, after in found}
    events.record(
        session, ERASED, subject=ABOUT_PEOPLE, subject_id=user.id, actor=actor, now=now, after={REDACTED: left}
    )
    session.flush()
    for event, before, after in found:
        session.execute(
            update(Event)
            .where(Event.id == event.id)
            .values(before=before, after=after)
            .execution_options(synchronize_session=False)
        )
        session.expire(event, ["before", "after"])
    return len(found)


def places(session: Session, mask: Mask) -> Iterator[Place]:
    """Where else a name or address stands: what groups wrote, what is sealed, what is published. The first 200."""
    count = 0
    for table in Base.metadata.sorted_tables:
        columns = [each for each in table.columns if _holds_words(each)]
        if table.name in SEARCHED_ELSEWHERE or not columns:
            continue
        keys = list(table.primary_key)
        for row in session.execute(select(*keys, *columns).where(_says(mask, *columns))):
            for column, value in zip(columns, row[len(keys) :], strict=True):
                if mask.is_in(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)):
                    count += 1
                    if count > MOST_PLACES:
                        return
                    yield Place(table.name, "/".join(str(each) for each in row[: len(keys)]), column.name)


def _holds_words(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON | String) and not column.foreign_keys and not column.primary_key
