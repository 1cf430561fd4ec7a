"""Write and read the audit trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from monitor.models import Event, User


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
