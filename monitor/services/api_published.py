"""What the read API says of published editions: their rows in one long list, to be read page by page.

Rows are numbered by their edition and their place in it. Neither ever changes: whoever reads the pages while another
edition comes out finds its rows at the end.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from monitor.domain.api_published import PublishedFigure, PublishedMilestone, PublishedParticipation, PublishedStatus
from monitor.models import Edition, Period, Plan
from monitor.services.api_portfolio import Part, part_of
from monitor.services.published_facts import Facts, facts_of, last_editions

Row = TypeVar("Row", PublishedStatus, PublishedMilestone, PublishedParticipation, PublishedFigure)
MOST_ROWS = 1_000_000
"""Of one edition."""


@dataclass(frozen=True)
class Wanted:
    """Which page of which rows: of the last edition of each period, or of those numbered `edition`."""

    after: int
    limit: int
    period: str = ""
    edition: str = ""


def rows(
    session: Session,
    plan: Plan,
    of: Callable[[Facts], tuple[Row, ...]],
    *,
    asked: Wanted,
    is_wanted: Callable[[Row], bool] = lambda _row: True,
) -> Part[Row]:
    after, limit = asked.after, asked.limit
    found: list[tuple[int, Row]] = []
    for own in _editions(session, plan, asked.period, asked.edition):
        first = own.id * MOST_ROWS
        if first + MOST_ROWS <= after:
            continue
        numbered = enumerate(of(facts_of(session, own, plan)), start=first + 1)
        found += [(number, row) for number, row in numbered if number > after and is_wanted(row)]
        if len(found) > limit:
            break
    part = part_of(found[: limit + 1], lambda each: each[0], limit)
    return Part([row for _, row in part.items], part.next_after)


def _editions(session: Session, plan: Plan, period: str, number: str) -> list[Edition]:
    if number:
        query = (
            select(Edition)
            .join(Edition.period)
            .where(Period.plan_id == plan.id, Edition.number == number)
            .options(joinedload(Edition.period))
        )
        found = list(session.scalars(query))
    else:
        found = last_editions(session, plan)
    return sorted((own for own in found if period in ("", own.period.key)), key=lambda own: own.id)
