"""Seal the events of a transaction at its very end, walk the chain of seals, and hand the trail out.

Two writers at once: whoever commits takes the lock of the chain first and keeps it until its commit is through, so that
the seals stand in the order of the commits and nobody waits for the work of another, only for the moment of its commit.
On SQLite the one writer has the whole database anyway.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import event, func, insert, select
from sqlalchemy.orm import Session

from monitor.domain.audit_chain import START, Facts, Link, Walk, seal, walk
from monitor.models import Event, EventSeal

LOCK = 7_240_117
"""The key of PostgreSQL's advisory lock for the chain."""
NEW = "events_without_seal"
AT_ONCE = 500

FACTS = (
    Event.id,
    Event.kind,
    Event.subject,
    Event.subject_id,
    Event.actor_id,
    Event.happened_at,
    Event.before,
    Event.after,
)


@event.listens_for(Session, "after_flush")
def note_new_events(session: Session, _context: Any) -> None:
    ids = [thing.id for thing in session.new if isinstance(thing, Event)]
    if ids:
        session.info.setdefault(NEW, set()).update(ids)


@event.listens_for(Session, "before_commit")
def seal_new_events(session: Session) -> None:
    """What a savepoint keeps waits for the end of the whole transaction; what was taken back is not found any more."""
    if session.in_nested_transaction():
        return
    session.flush()
    ids = session.info.pop(NEW, None)
    if ids:
        seal_events(session, sorted(ids))


def seal_events(session: Session, ids: list[int]) -> None:
    """Add the seals of these events, as the database keeps them, to the end of the chain."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    last = session.execute(
        select(EventSeal.position, EventSeal.hash).order_by(EventSeal.position.desc()).limit(1)
    ).one_or_none()
    position, head = (last.position, last.hash) if last else (0, START)
    for start in range(0, len(ids), AT_ONCE):
        rows = []
        for facts in _unsealed(session, ids[start : start + AT_ONCE]):
            position, head = position + 1, seal(head, facts)
            rows.append({"position": position, "event_id": facts.id, "hash": head})
        if rows:
            session.execute(insert(EventSeal), rows)


def _unsealed(session: Session, ids: list[int]) -> list[Facts]:
    # SQLite gives a number that was taken back to the next event, which may be another's and have its seal already.
    sealed = select(EventSeal).where(EventSeal.event_id == Event.id).exists()
    query = select(*FACTS).where(Event.id.in_(ids), ~sealed).order_by(Event.id)
    return [Facts(*row) for row in session.execute(query)]


def facts_of(event: Event, before: dict[str, Any], after: dict[str, Any]) -> Facts:
    """The event as the chain knows it, with other facts before and after."""
    return Facts(
        event.id, event.kind, event.subject, event.subject_id, event.actor_id, event.happened_at, before, after
    )


def links(session: Session) -> Iterator[Link]:
    """The whole chain, from its start, a few hundred at a time."""
    query = (
        select(EventSeal.position, EventSeal.hash, *FACTS)
        .outerjoin(Event, Event.id == EventSeal.event_id)
        .order_by(EventSeal.position)
    )
    for position, stored, *facts in session.execute(query.execution_options(yield_per=AT_ONCE)):
        yield Link(position, stored, Facts(*facts) if facts[0] is not None else None)


def verify(session: Session, *, known_head: str = START) -> Walk:
    """Walk the chain. `known_head` is a seal noted down earlier, which must be met."""
    return walk(links(session), known_head=known_head)


def first_unsealed(session: Session) -> int | None:
    """The first event that stands outside the chain: nobody but the product adds one, and it seals each."""
    outside = select(func.min(Event.id)).where(~select(EventSeal).where(EventSeal.event_id == Event.id).exists())
    return session.scalar(outside)
