"""How the updates of earlier periods came in: what the report's trend is drawn from."""

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.updates import RECEIVED, State
from monitor.models import Group, Period, ProgressUpdate
from reports.past import PastCompliance, PastPeriod

SHOWN = 4
"""Periods before the report's own."""


def past_periods(session: Session, period: Period) -> tuple[PastPeriod, ...]:
    """Up to four periods before this one, the earliest first; those that were never opened are left out."""
    query = (
        select(Period)
        .where(Period.plan_id == period.plan_id, Period.ends_on < period.starts_on)
        .order_by(Period.starts_on.desc())
        .limit(SHOWN)
    )
    return tuple(PastPeriod(own.key, _groups(session, own)) for own in reversed(session.scalars(query).all()))


def _groups(session: Session, period: Period) -> tuple[PastCompliance, ...]:
    """Whoever owed something, by acronym."""
    query = (
        select(Group, ProgressUpdate.state, ProgressUpdate.was_on_time)
        .join(ProgressUpdate.group)
        .where(ProgressUpdate.period_id == period.id, ProgressUpdate.state != State.WAIVED)
    )
    expected: Counter[str] = Counter()
    received: Counter[str] = Counter()
    on_time: Counter[str] = Counter()
    for group, state, was_on_time in session.execute(query):
        expected[group.key] += 1
        if state in RECEIVED:
            received[group.key] += 1
            on_time[group.key] += bool(was_on_time)
    return tuple(PastCompliance(key, expected[key], received[key], on_time[key]) for key in sorted(expected))
