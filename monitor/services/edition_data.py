"""The next edition of a period's report: its data as it will be frozen, and what it changes in the one before."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from monitor.domain.editions import differences, next_number, passage
from monitor.models import Edition, Period
from monitor.services.report_data import report_data
from reports import data as report
from reports.printed_figures import printed_figures

EDITION = "Edición %s"


def edition_data(
    session: Session, period: Period, *, erratum: str, now: datetime, fictional: bool, base_url: str = ""
) -> report.ReportData:
    """The same as the next edition: with its number, and what it changes in the one before.

    `base_url` is where the product is published; only what is frozen needs it, to name the edition's public page.
    """
    data = report_data(session, period, now=now, fictional=fictional)
    published = list(
        session.scalars(
            select(Edition)
            .where(Edition.period_id == period.id)
            .options(undefer(Edition.snapshot))
            .order_by(Edition.id)
        )
    )
    number = next_number([edition.number for edition in published])
    zone = ZoneInfo(period.plan.time_zone)
    return replace(
        data,
        number=number,
        edition=EDITION % number,
        erratum=erratum,
        page_url=f"{base_url}/publicaciones/{period.plan.key}/{period.key}/{number}" if base_url else "",
        earlier=tuple(
            report.EarlierEdition(edition.number, edition.cut_off.astimezone(zone), edition.erratum)
            for edition in published
        ),
        changes=changes_between(report.from_json(published[-1].snapshot), data) if published else (),
    )


def changes_between(before: report.ReportData, after: report.ReportData) -> tuple[report.Change, ...]:
    """What reads differently in two editions; of long texts, the passage."""
    # An older edition had no sums by group: they are not a change, and neither is what they make hidden.
    same = replace(after, schema=min(before.schema, after.schema))
    found = differences(printed_figures(before), printed_figures(same))
    return tuple(report.Change(each.place, each.name, *passage(each.before, each.after)) for each in found)
