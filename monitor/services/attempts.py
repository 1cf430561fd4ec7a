"""Attempts to hand mails over: that they begin is written down before, and how they ended as soon as it is known."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Insert, Integer, Table, any_, bindparam, insert, literal, select, update
from sqlalchemy.orm import Session

from monitor.models import MailState, OutboxAttempt, OutboxMessage
from monitor.models.base import UtcDateTime
from monitor.services.among import Numbers, among
from monitor.services.outbox import BEGUN, CUT, Letter, Result


def begin(session: Session, letters: Sequence[Letter], *, now: datetime, owner: str) -> dict[int, int]:
    """Write down that these mails are about to be handed over; the caller commits before they are.

    Gives the attempt of each mail; those that are no longer in this sender's hand are missing. Whoever finds an attempt
    that was begun and never ended knows that the reader may have the mail.
    """
    if not letters:
        return {}
    ids = [letter.id for letter in letters]
    return dict(session.connection().execute(_BEGIN, {"ids": ids, "now": now, "owner": owner}).all())


def end_and_begin(
    session: Session, done: Sequence[tuple[Letter, int]], letters: Sequence[Letter], *, now: datetime, owner: str
) -> dict[int, int]:
    """Write down that `done` (each mail with its attempt) were taken, as `record` does for one; then as `begin`.

    One statement on PostgreSQL: where the machine is busy, each costs the wait for a turn rather than the work it does.
    """
    if not done and not letters:
        return {}
    if session.get_bind().dialect.name != "postgresql":
        _end(session, done, now)
        return begin(session, letters, now=now, owner=owner)
    values = {
        "attempts": [attempt for _, attempt in done],
        "mails": [letter.id for letter, _ in done],
        "ids": [letter.id for letter in letters],
    }
    return dict(session.connection().execute(_END_AND_BEGIN, values | {"now": now, "owner": owner}).all())


def _end(session: Session, done: Sequence[tuple[Letter, int]], now: datetime) -> None:
    if not done:
        return
    attempts = among(session, OutboxAttempt.id, [attempt for _, attempt in done])
    mails = among(session, OutboxMessage.id, [letter.id for letter, _ in done])
    connection = session.connection()
    connection.execute(update(OutboxAttempt).where(attempts).values(_TAKEN))
    connection.execute(update(OutboxMessage).where(mails, _WAITS).values(_SENT | {"sent_at": now}))


def _begun(mails: ColumnElement[bool]) -> Insert:
    table = OutboxAttempt.__table__
    assert isinstance(table, Table)
    begun = select(OutboxMessage.id, _NOW, literal(BEGUN), literal("")).where(
        mails, _WAITS, OutboxMessage.lease_owner == bindparam("owner")
    )
    values = insert(table).from_select(["message_id", "attempted_at", "result", "detail"], begun)
    return values.returning(table.c.message_id, table.c.id)


def _one_of(column: Numbers, name: str) -> ColumnElement[bool]:
    return column == any_(bindparam(name, type_=ARRAY(Integer)))


_NOW = bindparam("now", type_=UtcDateTime)
_WAITS = OutboxMessage.state == MailState.WAITING
_TAKEN = {"result": Result.SENT.value}
_SENT: dict[str, Any] = {"state": MailState.SENT, "lease_until": None, "lease_owner": "", **CUT}
_BEGIN = _begun(OutboxMessage.id.in_(bindparam("ids", expanding=True)))
_END_AND_BEGIN = _begun(_one_of(OutboxMessage.id, "ids")).add_cte(
    update(OutboxAttempt.__table__)  # type: ignore[arg-type]
    .where(_one_of(OutboxAttempt.id, "attempts"))
    .values(_TAKEN)
    .cte("ended"),
    update(OutboxMessage.__table__)  # type: ignore[arg-type]
    .where(_one_of(OutboxMessage.id, "mails"), _WAITS)
    .values(_SENT | {"sent_at": _NOW})
    .cte("taken"),
)
