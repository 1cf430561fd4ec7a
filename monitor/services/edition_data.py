"""The next edition of a period's report: its data as it will be frozen, and what it changes in the one before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload, undefer

from monitor.domain.editions import differences, next_number, passage
from monitor.models import Edition, Period
from monitor.services.desk_words import translations_of
from monitor.services.report_data import report_data
from monitor.services.report_desk import other_languages
from reports import data as report
from reports.changes import printed_translations
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
            .options(undefer(Edition.snapshot), selectinload(Edition.files))
            .order_by(Edition.id)
        )
    )
    number = next_number([edition.number for edition in published])
    zone = ZoneInfo(period.plan.time_zone)
    whole = replace(
        data,
        number=number,
        edition=EDITION % number,
        erratum=erratum,
        page_url=f"{base_url}/publicaciones/{period.plan.key}/{period.key}/{number}" if base_url else "",
        earlier=tuple(
            report.EarlierEdition(edition.number, edition.cut_off.astimezone(zone), edition.erratum)
            for edition in published
        ),
        changes=_changes(session, published[-1], data) if published else (),
    )
    return replace(whole, translations=translations_of(session, period, whole))  # errata may be translated too


def _changes(session: Session, last: Edition, data: report.ReportData) -> tuple[report.Change, ...]:
    """What the next edition changes in the last one, in every language in which both come out."""
    both = languages_of(last) & set(other_languages(session, last.period.plan))
    return changes_between(report.from_json(last.snapshot), data, languages=sorted(both))


def languages_of(edition: Edition) -> set[str]:
    """In which languages its report came out."""
    return {file.language for file in edition.files if file.form == "pdf"}


def changes_between(
    before: report.ReportData, after: report.ReportData, *, languages: Sequence[str] = ()
) -> tuple[report.Change, ...]:
    """What reads differently in two editions, also in translation; of long texts, the passage."""
    # An older edition had no sums by group: they are not a change, and neither is what they make hidden.
    same = replace(after, schema=min(before.schema, after.schema))
    found = differences(printed_figures(before), printed_figures(same))
    found += differences(printed_translations(before, languages), printed_translations(after, languages))
    return tuple(report.Change(each.place, each.name, *passage(each.before, each.after)) for each in found)
