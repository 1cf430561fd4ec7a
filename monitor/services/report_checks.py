"""What stands in the way of publishing a period's report, and what whoever publishes it should know."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from monitor.domain.editions import Check, Finding, Found, findings
from monitor.domain.updates import State
from monitor.models import (
    FOREWORD,
    Edition,
    Period,
    ProgressUpdate,
    StyleCorrection,
    UpdateVersion,
)
from monitor.services.desk_words import highlights_of, still_says
from monitor.services.edition_data import languages_of
from monitor.services.editions import open_correction
from monitor.services.report_desk import other_languages
from monitor.translations import LANGUAGES
from reports.data import ReportData, from_json
from reports.extracts import clip
from reports.people_tables import PublishedPeople, publish
from reports.said import known_in, own_texts, said

BY_STATE = {
    State.SUBMITTED: Check.UNREVIEWED,
    State.RETURNED: Check.RETURNED,
    State.NOT_STARTED: Check.MISSING,
    State.DRAFT: Check.MISSING,
}


def checklist(session: Session, period: Period, data: ReportData, *, now: datetime) -> tuple[Finding, ...]:
    """Everything to look at before these data (the next edition's) are published."""
    found: dict[Check, list[Found]] = {check: [] for check in Check}
    updates = _updates(session, period)
    for update in updates:
        if check := BY_STATE.get(update.state):
            found[check].append(Found(_name(update), update.id))
    today = now.astimezone(ZoneInfo(period.plan.time_zone)).date()
    if today <= period.ends_on:
        found[Check.PERIOD_RUNNING].append(Found(period.key))
    found[Check.STALE_HIGHLIGHT] += _stale_highlights(session, period, data)
    found[Check.STALE_STYLE] += _stale_styles(session, period)
    _look_at_people(publish(data), found)
    if not data.foreword:
        found[Check.NO_FOREWORD].append(Found("", FOREWORD))
    for area in data.areas:
        expected = any(project.expected and area.number in project.areas for project in data.projects)
        if expected and not data.synthesis(area.number):
            found[Check.NO_SYNTHESIS].append(Found(area.name, area.number))
    for language in other_languages(session, period.plan):
        known = known_in(language, data.translations)
        missing = (text for text in own_texts(data) if said(text, known, language).language != language)
        found[Check.NO_TRANSLATION] += [Found(f"{LANGUAGES[language]}: {clip(text, 90)}") for text in missing]
    _look_at_correction(session, period, data, updates, found)
    return findings(found)


def _updates(session: Session, period: Period) -> list[ProgressUpdate]:
    query = (
        select(ProgressUpdate)
        .where(ProgressUpdate.period_id == period.id)
        .options(joinedload(ProgressUpdate.project), joinedload(ProgressUpdate.group))
    )
    return sorted(session.scalars(query), key=lambda update: (update.project.number, update.group.key))


def _name(update: ProgressUpdate) -> str:
    return f"{update.project.number}, {update.group.key}"


def _stale_highlights(session: Session, period: Period, data: ReportData) -> Iterator[Found]:
    printed = {
        (project.number, answer.group): answer.printed for project in data.projects for answer in project.answers
    }
    for own in highlights_of(session, period):
        if not still_says(printed.get((own.update.project.number, own.update.group.key)), own):
            yield Found(_name(own.update), own.id)


def _stale_styles(session: Session, period: Period) -> Iterator[Found]:
    """Corrections of a version that is no longer the last one: its words were written again."""
    query = (
        select(StyleCorrection)
        .join(StyleCorrection.version)
        .join(UpdateVersion.update)
        .where(ProgressUpdate.period_id == period.id, StyleCorrection.text != "")
        .options(joinedload(StyleCorrection.version).joinedload(UpdateVersion.update))
        .order_by(StyleCorrection.id)
    )
    seen: set[int] = set()
    for correction in session.scalars(query):
        update = correction.version.update
        if update.id not in seen and correction.version_id != update.versions[-1].id:
            seen.add(update.id)
            yield Found(_name(update), update.id)


def _look_at_people(people: PublishedPeople, found: dict[Check, list[Found]]) -> None:
    """Figures of which nobody knows the sex, and figures that will be hidden."""
    for (number, group), tables in people.tables.items():
        for table in tables:
            words = f"{number}, {group}: {table.record.activity}".rstrip(": ")
            if table.record.tally().total and not table.record.tally().coverage:
                found[Check.WITHOUT_COVERAGE].append(Found(words, number))
            if table.has_hidden or table.leaves_out_detail:
                found[Check.HIDDEN].append(Found(words, number))


def _look_at_correction(
    session: Session, period: Period, data: ReportData, updates: list[ProgressUpdate], found: dict[Check, list[Found]]
) -> None:
    """A correction must be opened first, must be finished, and must change something."""
    last = session.scalar(
        select(Edition)
        .where(Edition.period_id == period.id)
        .options(undefer(Edition.snapshot), selectinload(Edition.files))
        .order_by(Edition.id.desc())
        .limit(1)
    )
    if last is None:
        return
    if open_correction(session, period) is None:
        found[Check.NO_CORRECTION].append(Found(last.number))
        return
    published = {
        (project.number, answer.group)
        for project in from_json(last.snapshot).projects
        for answer in project.answers
        if answer.content is not None
    }
    for update in updates:
        if (update.project.number, update.group.key) in published and update.state is not State.APPROVED:
            found[Check.CORRECTING].append(Found(_name(update), update.id))
    if not data.changes and set(other_languages(session, period.plan)) <= languages_of(last):
        found[Check.NOTHING_CHANGED].append(Found(last.number))
