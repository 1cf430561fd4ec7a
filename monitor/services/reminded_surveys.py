"""Where the units of open waves stand, for the reminders: columns only, answers are never read."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.participation import Country
from monitor.domain.permissions import GroupRole
from monitor.domain.reminded_things import SurveyFacts
from monitor.domain.waves import WaveState
from monitor.models import Membership, Plan, Survey, User, Wave, WaveUnit
from monitor.services.among import among


def survey_facts(session: Session, *, now: datetime, ids: Collection[int] | None = None) -> Iterator[SurveyFacts]:
    """The units named, or all that can still be reminded of."""
    owing = (Wave.state == WaveState.OPEN) & WaveUnit.answered_on.is_(None) & WaveUnit.declined_at.is_(None)
    query = (
        select(
            WaveUnit.id,
            WaveUnit.group_id,
            WaveUnit.country,
            WaveUnit.user_id,
            WaveUnit.answered_on,
            WaveUnit.declined_at,
            WaveUnit.extended_until,
            Wave.state,
            Wave.opened_at,
            Wave.opens_on,
            Wave.closes_on,
            Plan.time_zone,
        )
        .join(WaveUnit.wave)
        .join(Wave.survey)
        .join(Survey.plan)
        .where(owing if ids is None else among(session, WaveUnit.id, ids))
        .order_by(WaveUnit.id)
    )
    rows = session.execute(query).all()
    leads = _leads(session, {row.group_id for row in rows if row.country})
    for row in rows:
        zone = ZoneInfo(row.time_zone)
        own = (row.user_id,) if row.user_id else tuple(leads.get((row.group_id, row.country), ()))
        yield SurveyFacts(
            id=row.id,
            groups=(row.group_id,) if row.group_id else (),
            people=own,
            is_open=row.state is WaveState.OPEN,
            opened_on=(row.opened_at or datetime.combine(row.opens_on, datetime.min.time(), UTC))
            .astimezone(zone)
            .date(),
            last_day=max(row.closes_on, row.extended_until or row.closes_on),
            is_answered=row.answered_on is not None,
            is_declined=row.declined_at is not None,
            today=now.astimezone(zone).date(),
        )


def _leads(session: Session, groups: Collection[int]) -> dict[tuple[int, Country], list[int]]:
    """The leads of these groups by the country they work in: who answers for a group's country."""
    found: dict[tuple[int, Country], list[int]] = defaultdict(list)
    if not groups:
        return found
    query = (
        select(Membership.group_id, User.country, User.id)
        .join(Membership.user)
        .where(
            Membership.group_id.in_(groups),
            Membership.role == GroupRole.LEAD,
            Membership.ends_on.is_(None),
            User.is_active,
            User.country.is_not(None),
        )
        .order_by(User.id)
    )
    for row in session.execute(query):
        found[row.group_id, row.country].append(row.id)
    return found
