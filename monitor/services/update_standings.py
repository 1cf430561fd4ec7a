"""Where updates stand, for their reminders: columns only, so that a pass over all of them is cheap."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from monitor.domain.deadlines import deadline
from monitor.domain.reminded_things import UpdateFacts
from monitor.domain.updates import OWED, State
from monitor.models import Extension, Period, Plan, ProgressUpdate, Reminder, UpdateVersion
from monitor.services.among import among

A_DAY = timedelta(days=1)
ROWS_AT_ONCE = 1000


def update_facts(session: Session, *, now: datetime, ids: Collection[int] | None = None) -> Iterator[UpdateFacts]:
    """Where the updates stand: those named, or all that can still be reminded of."""
    query = _standings().add_columns(ProgressUpdate.id)
    if ids is None:
        pages = in_pages(session, query.where(_still_open(now)).order_by(ProgressUpdate.id), ProgressUpdate.id)
        rows: Iterable[Row[Any]] = chain.from_iterable(pages)
    else:
        session.flush()
        rows = session.connection().execute(query.where(among(session, ProgressUpdate.id, ids)))
    days = _Days(now)
    for row in rows:
        yield _facts(row, row.id, days)


@dataclass(frozen=True)
class Told:
    """What a mail says about updates that all stand alike: by which rule, to whom, for which day."""

    message_id: int
    rule_id: int
    user_id: int
    scheduled_on: date
    facts: UpdateFacts
    """Their common standing; its `id` is of no one update."""


def told_in_mails(session: Session, message_ids: Collection[int], *, now: datetime) -> list[Told]:
    """Where the updates stand that these mails speak of.

    The twenty updates that one mail names mostly stand alike: the database says so once, not twenty times.
    """
    query = (
        _standings()
        .add_columns(Reminder.message_id, Reminder.rule_id, Reminder.user_id, Reminder.scheduled_on)
        .join(Reminder, Reminder.subject_id == ProgressUpdate.id)
        .where(Reminder.subject == ProgressUpdate.__tablename__, among(session, Reminder.message_id, message_ids))
        .distinct()
    )
    session.flush()
    days = _Days(now)
    rows = session.connection().execute(query).all()
    return [
        Told(row.message_id, row.rule_id, row.user_id, row.scheduled_on, _facts(row, 0, days))
        for row in sorted(rows, key=lambda row: (row.message_id, row.rule_id, row.scheduled_on))
    ]


def _extended() -> ScalarSelect[date]:
    query = select(func.max(Extension.until)).where(Extension.update_id == ProgressUpdate.id)
    return query.correlate(ProgressUpdate).scalar_subquery()


def _standings() -> Select[*tuple[Any, ...]]:
    submitted = select(func.max(UpdateVersion.submitted_at)).where(UpdateVersion.update_id == ProgressUpdate.id)
    return (
        select(
            ProgressUpdate.group_id,
            ProgressUpdate.state,
            ProgressUpdate.correct_by,
            ProgressUpdate.first_submitted_at,
            Period.opens_on,
            Period.due_on,
            Period.locks_on,
            Plan.time_zone,
            _extended().label("extended"),
            submitted.correlate(ProgressUpdate).scalar_subquery().label("submitted_at"),
        )
        .select_from(ProgressUpdate)
        .join(ProgressUpdate.period)
        .join(Period.plan)
    )


def _still_open(now: datetime) -> ColumnElement[bool]:
    yesterday = now.astimezone(UTC).date() - A_DAY
    still_open = or_(Period.locks_on >= yesterday, _extended() >= yesterday, ProgressUpdate.correct_by >= yesterday)
    return or_(ProgressUpdate.state == State.SUBMITTED, ProgressUpdate.state.in_(OWED) & still_open)


class _Days:
    """The day it is in each time zone, worked out once."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.zones: dict[str, tuple[ZoneInfo, date]] = {}

    def of(self, name: str) -> tuple[ZoneInfo, date]:
        if name not in self.zones:
            zone = ZoneInfo(name)
            self.zones[name] = zone, self.now.astimezone(zone).date()
        return self.zones[name]


def _facts(row: Row[Any], number: int, days: _Days) -> UpdateFacts:
    zone, today = days.of(row.time_zone)
    extended_to = [row.extended] if row.extended else []
    submitted_at = row.submitted_at or row.first_submitted_at
    return UpdateFacts(
        id=number,
        group_id=row.group_id,
        state=row.state,
        opens_on=row.opens_on,
        due_on=deadline(row.state, due_on=row.due_on, correct_by=row.correct_by, extended_to=extended_to),
        locks_on=max([row.locks_on, *extended_to, *([row.correct_by] if row.correct_by else [])]),
        submitted_on=submitted_at.astimezone(zone).date() if submitted_at else None,
        today=today,
    )


def in_pages(
    session: Session, query: Select[*tuple[Any, ...]], number: InstrumentedAttribute[int]
) -> Iterator[Sequence[Row[Any]]]:
    """The rows of a query ordered by this number, which it calls `id`; a bounded number at a time.

    No cursor stays open in the database meanwhile, whatever the reader does between two pages and wherever it dies.
    """
    session.flush()
    # Columns only: past the session, which would look at each row once more.
    rows = session.connection().execute(query.limit(ROWS_AT_ONCE)).all()
    while rows:
        yield rows
        if len(rows) < ROWS_AT_ONCE:
            return
        rows = session.connection().execute(query.where(number > rows[-1].id).limit(ROWS_AT_ONCE)).all()
