"""Write and read the audit trail. Nothing here changes a line of it, and the database refuses to.

Each event is sealed into a chain when its transaction commits (`monitor.services.event_seals`).
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from monitor.domain.audit_chain import ABOUT_PEOPLE
from monitor.domain.erasing import SALT, is_personal
from monitor.domain.errors import NotAllowed
from monitor.domain.permissions import Permission
from monitor.models import Event, Group, Period, Plan, ProgressUpdate, Project, User
from monitor.services import event_seals  # noqa: F401 - listens for the commit that ends each transaction

PAGE_SIZE = 50


def record(
    session: Session,
    kind: str,
    *,
    subject: str,
    subject_id: int,
    actor: User | None,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Event:
    """Add one event, named in the past tense. `before` and `after` hold plain JSON values."""
    if subject == ABOUT_PEOPLE and is_personal({**(before or {}), **(after or {})}):
        # Once somebody is forgotten, nobody can try names and addresses against the seal of the event.
        before = {**(before or {}), SALT: secrets.token_hex(16)}
    event = Event(
        kind=kind,
        subject=subject,
        subject_id=subject_id,
        actor=actor,
        happened_at=now,
        before=before or {},
        after=after or {},
    )
    session.add(event)
    return event


def history(session: Session, *, subject: str, subject_id: int) -> list[Event]:
    """What happened to one thing, oldest first."""
    query = (
        select(Event)
        .where(Event.subject == subject, Event.subject_id == subject_id)
        .options(joinedload(Event.actor))
        .order_by(Event.happened_at, Event.id)
    )
    return list(session.scalars(query))


@dataclass(frozen=True)
class TrailFilter:
    """What to show of the trail; None is everything. `actor_id` 0 is what the product did by itself."""

    kind: str | None = None
    actor_id: int | None = None
    subject: str | None = None


@dataclass(frozen=True)
class TrailPage:
    """One page of the trail, the newest first, and what it may be filtered by."""

    events: Sequence[Event]
    page: int
    pages: int
    total: int
    kinds: Sequence[str]
    actors: Sequence[tuple[int, str]]


def trail(session: Session, *, actor: User, shown: TrailFilter, page: int = 1) -> TrailPage:
    """Everything that happened in the product, for the GTG. Raises NotAllowed."""
    if not actor.may(Permission.HISTORY_VIEW):
        raise NotAllowed("Solo la coordinación del GTG lee el registro completo.")
    total = session.scalar(select(func.count()).select_from(_filtered(select(Event.id), shown).subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), pages)
    query = (
        _filtered(select(Event), shown)
        .options(joinedload(Event.actor))
        .order_by(Event.happened_at.desc(), Event.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    people = select(User.id, User.name).where(User.id.in_(select(Event.actor_id))).order_by(User.name)
    return TrailPage(
        events=session.scalars(query).all(),
        page=page,
        pages=pages,
        total=total,
        kinds=session.scalars(select(Event.kind).distinct().order_by(Event.kind)).all(),
        actors=[(row[0], row[1]) for row in session.execute(people)],
    )


def _filtered(query: Select[Any], shown: TrailFilter) -> Select[Any]:
    if shown.kind:
        query = query.where(Event.kind == shown.kind)
    if shown.subject:
        query = query.where(Event.subject == shown.subject)
    if shown.actor_id is not None:
        query = query.where(Event.actor_id == shown.actor_id if shown.actor_id else Event.actor_id.is_(None))
    return query


@dataclass(frozen=True)
class Subject:
    """What an event is about, by the name people know. `update_id` or `project_number` where it has a page."""

    name: str
    update_id: int | None = None
    project_number: int | None = None


def subjects_of(session: Session, events: Sequence[Event]) -> dict[tuple[str, int], Subject]:
    """The things the events are about, one query for each table; what no longer exists is left out."""
    ids: dict[str, set[int]] = {}
    for event in events:
        ids.setdefault(event.subject, set()).add(event.subject_id)
    found: dict[tuple[str, int], Subject] = {}
    updates = (
        select(ProgressUpdate)
        .where(ProgressUpdate.id.in_(ids.get("updates", ())))
        .options(
            joinedload(ProgressUpdate.project), joinedload(ProgressUpdate.group), joinedload(ProgressUpdate.period)
        )
    )
    for update in session.scalars(updates):
        name = f"{update.period.key} · {update.group.key} · {update.project.title}"
        found["updates", update.id] = Subject(name, update_id=update.id)
    for project in session.scalars(select(Project).where(Project.id.in_(ids.get("projects", ())))):
        found["projects", project.id] = Subject(project.title, project_number=project.number)
    for period in session.scalars(select(Period).where(Period.id.in_(ids.get("periods", ())))):
        found["periods", period.id] = Subject(period.key)
    for user in session.scalars(select(User).where(User.id.in_(ids.get("users", ())))):
        found["users", user.id] = Subject(user.name)
    for group in session.scalars(select(Group).where(Group.id.in_(ids.get("groups", ())))):
        found["groups", group.id] = Subject(group.full_name)
    for plan in session.scalars(select(Plan).where(Plan.id.in_(ids.get("plans", ())))):
        found["plans", plan.id] = Subject(plan.name)
    return found
