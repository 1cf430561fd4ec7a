"""How the updates of earlier periods came in: what the report's trend and the dashboard's heat map are drawn from."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.domain.updates import RECEIVED, State
from monitor.models import Group, Period, ProgressUpdate, Project
from reports.past import PastCompliance, PastPeriod

SHOWN = 4
"""Periods before the report's own."""


def past_periods(
    session: Session, period: Period, *, shown: int = SHOWN, projects: Collection[int] | None = None
) -> tuple[PastPeriod, ...]:
    """The last `shown` periods before this one, the earliest first; those that were never opened are left out.

    `projects`: only what became of these, by their numbers. Two queries, however many periods and projects there are.
    """
    query = (
        select(Period)
        .where(Period.plan_id == period.plan_id, Period.ends_on < period.starts_on)
        .order_by(Period.starts_on.desc())
        .limit(shown)
    )
    before = session.scalars(query).all()
    counts = _counts(session, [own.id for own in before], projects)
    return tuple(PastPeriod(own.key, _groups(counts.get(own.id, []))) for own in reversed(before))


Count = tuple[str, State, bool | None, int]
"""A group, the state of its updates, whether they came on time, and how many there are."""


def _counts(session: Session, periods: Collection[int], projects: Collection[int] | None) -> dict[int, list[Count]]:
    query = (
        select(
            ProgressUpdate.period_id,
            Group.key,
            ProgressUpdate.state,
            ProgressUpdate.was_on_time,
            func.count(ProgressUpdate.id),
        )
        .join(ProgressUpdate.group)
        .where(ProgressUpdate.period_id.in_(periods), ProgressUpdate.state != State.WAIVED)
        .group_by(ProgressUpdate.period_id, Group.key, ProgressUpdate.state, ProgressUpdate.was_on_time)
    )
    if projects is not None:
        query = query.join(Project, Project.id == ProgressUpdate.project_id).where(Project.number.in_(projects))
    found: dict[int, list[Count]] = {}
    for period_id, group, state, on_time, n in session.execute(query):
        found.setdefault(period_id, []).append((group, state, on_time, n))
    return found


def _groups(counts: list[Count]) -> tuple[PastCompliance, ...]:
    """Whoever owed something, by acronym."""
    groups = sorted({group for group, *_ in counts})
    return tuple(_compliance(group, [own for own in counts if own[0] == group]) for group in groups)


def _compliance(group: str, counts: list[Count]) -> PastCompliance:
    received = [own for own in counts if own[1] in RECEIVED]
    return PastCompliance(
        group,
        expected=sum(n for *_, n in counts),
        received=sum(n for *_, n in received),
        on_time=sum(n for _, _, on_time, n in received if on_time),
    )
