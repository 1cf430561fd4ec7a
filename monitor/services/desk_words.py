"""What the GTG itself wrote and chose for a period's report, laid over what the groups said."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from monitor.domain.editions import HIGHLIGHTED
from monitor.domain.update_content import UpdateContent
from monitor.models import (
    FOREWORD,
    DeskText,
    Highlight,
    Period,
    ProgressUpdate,
    StyleCorrection,
    TextTranslation,
    UpdateVersion,
)
from reports import data as report
from reports.said import Translation, key_of, translatable


def with_desk(session: Session, period: Period, data: report.ReportData) -> report.ReportData:
    """The report with what the GTG itself wrote and chose."""
    texts = {
        text.area_number: text.text
        for text in session.scalars(select(DeskText).where(DeskText.period_id == period.id))
        if text.text
    }
    printed = {
        (project.number, answer.group): answer.printed for project in data.projects for answer in project.answers
    }
    highlights = []
    for own in highlights_of(session, period):
        place = (own.update.project.number, own.update.group.key)
        if own.field in HIGHLIGHTED and still_says(printed.get(place), own):
            highlights.append(report.Highlight(*place, own.field, own.text))
    whole = replace(
        data,
        foreword=texts.get(FOREWORD, ""),
        syntheses=tuple(
            report.Synthesis(area.number, texts[area.number]) for area in data.areas if area.number in texts
        ),
        highlights=tuple(highlights),
    )
    return replace(whole, translations=translations_of(session, period, whole))


def translations_of(session: Session, period: Period, data: report.ReportData) -> tuple[Translation, ...]:
    """The translations of what the report prints; those of texts that were written anew are left out."""
    printed = {key_of(text) for text in translatable(data)}
    query = (
        select(TextTranslation)
        .where(TextTranslation.period_id == period.id, TextTranslation.text != "")
        .order_by(TextTranslation.language, TextTranslation.id)
    )
    return tuple(
        Translation(own.language, own.original, own.text)
        for own in session.scalars(query)
        if own.original_key in printed
    )


def highlights_of(session: Session, period: Period) -> list[Highlight]:
    query = (
        select(Highlight)
        .where(Highlight.period_id == period.id)
        .options(
            joinedload(Highlight.update).joinedload(ProgressUpdate.project),
            joinedload(Highlight.update).joinedload(ProgressUpdate.group),
        )
        .order_by(Highlight.position, Highlight.id)
    )
    return list(session.scalars(query))


def still_says(content: UpdateContent | None, highlight: Highlight) -> bool:
    """Whether the approved answer, as printed, still holds the words that were chosen."""
    return content is not None and highlight.text in getattr(content, highlight.field)


def styles_of(session: Session, period: Period) -> dict[int, list[StyleCorrection]]:
    """The corrections of style in force, by version id."""
    query = (
        select(StyleCorrection)
        .join(UpdateVersion)
        .join(ProgressUpdate)
        .where(ProgressUpdate.period_id == period.id, StyleCorrection.text != "")
        .order_by(StyleCorrection.field)
    )
    found: dict[int, list[StyleCorrection]] = {}
    for correction in session.scalars(query):
        found.setdefault(correction.version_id, []).append(correction)
    return found
