"""The data of a year's annual report: the last edition of each of its quarters, as it was published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, undefer

from monitor.domain.editions import next_number
from monitor.domain.errors import NotFound, WrongState
from monitor.domain.periods import Quarter
from monitor.models import AnnualEdition, AnnualRequest, Edition, Period, Plan
from reports.annual_data import AnnualData, QuarterEdition
from reports.data import EarlierEdition, from_json


@dataclass(frozen=True)
class Gathered:
    data: AnnualData
    snapshots: Sequence[Mapping[str, Any]]
    """Of the quarters, in their order, as they were published."""


def quarters_of(plan: Plan, year: int) -> list[Quarter]:
    """The quarters of the year in which the plan runs. Raises NotFound where it does not run at all."""
    found = [
        quarter
        for quarter in (Quarter(year, number) for number in range(1, 5))
        if quarter.end >= plan.starts_on and quarter.start <= plan.ends_on
    ]
    if not found:
        raise NotFound("El plan no corre en ese año.")
    return found


def last_editions(session: Session, plan: Plan, year: int, *, whole: bool = False) -> dict[str, Edition]:
    """Period → its last edition; `whole` with the snapshots. A quarter that nobody published is not in it."""
    keys = [quarter.key for quarter in quarters_of(plan, year)]
    query = (
        select(Edition)
        .join(Edition.period)
        .where(Period.plan_id == plan.id, Period.key.in_(keys))
        .options(joinedload(Edition.period))
        .order_by(Period.starts_on, Edition.id)
    )
    if whole:
        query = query.options(undefer(Edition.snapshot))
    return {edition.period.key: edition for edition in session.scalars(query)}


def annual_editions(session: Session, plan: Plan, year: int) -> list[AnnualEdition]:
    """Without snapshots and bytes, oldest first."""
    query = (
        select(AnnualEdition)
        .where(AnnualEdition.plan_id == plan.id, AnnualEdition.year == year)
        .options(joinedload(AnnualEdition.request).selectinload(AnnualRequest.files))
    )
    return list(session.scalars(query.order_by(AnnualEdition.id)))


def gather(
    session: Session, plan: Plan, year: int, *, erratum: str, now: datetime, fictional: bool, base_url: str
) -> Gathered:
    """What the next annual report would be made of. Raises WrongState while no quarter is published."""
    editions = list(last_editions(session, plan, year, whole=True).values())
    if not editions:
        raise WrongState("Todavía no se ha publicado ningún informe de ese año.")
    zone = ZoneInfo(plan.time_zone)
    earlier = annual_editions(session, plan, year)
    number = next_number([edition.number for edition in earlier])
    quarters = tuple(
        QuarterEdition(
            period=edition.period.key,
            number=edition.number,
            sha256=edition.snapshot_sha256,
            published_at=edition.published_at.astimezone(zone),
            erratum=edition.erratum,
            data=from_json(edition.snapshot),
        )
        for edition in editions
    )
    last = quarters[-1].data
    data = AnnualData(
        year=year,
        plan_name=last.plan_name,
        plan_short=last.plan_short,
        publisher=last.publisher,
        number=number,
        generated_at=now.astimezone(zone),
        periods=tuple(quarter.key for quarter in quarters_of(plan, year)),
        quarters=quarters,
        language=last.language,
        erratum=erratum,
        earlier=tuple(
            EarlierEdition(edition.number, edition.published_at.astimezone(zone), edition.erratum)
            for edition in earlier
        ),
        page_url=f"{base_url}/publicaciones/{plan.key}/anuales/{year}/{number}" if base_url else "",
        fictional=fictional or any(quarter.data.fictional for quarter in quarters),
    )
    return Gathered(data, [edition.snapshot for edition in editions])
