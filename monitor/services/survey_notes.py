"""What the quarterly report says of surveys: the waves that closed in the period, as plain data."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from monitor.domain.questionnaire import words
from monitor.domain.survey_indices import OVERALL, band, bloc, weights_of
from monitor.domain.wave_comparison import Comparison
from monitor.domain.waves import WaveState
from monitor.models import Period, Survey, Wave
from monitor.services.survey_book import Book, book
from monitor.services.survey_panel import panel
from monitor.services.survey_succession import successors
from monitor.services.surveys import waves_of
from reports.survey_notes import SurveyIndex, SurveyNote


def survey_notes(session: Session, period: Period) -> tuple[SurveyNote, ...]:
    """Of each wave of the plan that closed in the period, in order. Those brought in from before are left out."""
    zone = ZoneInfo(period.plan.time_zone)
    first = datetime.combine(period.starts_on, time.min, zone).astimezone(UTC)
    after = datetime.combine(period.ends_on, time.max, zone).astimezone(UTC)
    query = (
        select(Wave)
        .join(Wave.survey)
        .where(
            Survey.plan_id == period.plan_id,
            Wave.state.in_([WaveState.CLOSED, WaveState.ARCHIVED]),
            Wave.closed_at.between(first, after),
        )
        .options(joinedload(Wave.survey).joinedload(Survey.plan), joinedload(Wave.questionnaire))
        .order_by(Wave.closed_at, Wave.id)
    )
    waves = [wave for wave in session.scalars(query) if not wave.is_brought_in]
    return tuple(_note(session, wave) for wave in waves)


def _note(session: Session, wave: Wave) -> SurveyNote:
    found, told = book(session, wave), panel(session, wave).total
    earlier = _earlier(session, wave) if not found.is_personal else None
    comparison = found.comparison(book(session, earlier), successors(session, earlier.id, wave.id)) if earlier else None
    assert wave.closed_at is not None
    return SurveyNote(
        survey=words(found.questionnaire.labels, "es"),
        wave=wave.name,
        closed_on=wave.closed_at.astimezone(ZoneInfo(wave.survey.plan.time_zone)).date(),
        asked=told.asked,
        answered=told.answered,
        before=earlier.name if earlier else "",
        indices=_indices(found, comparison),
    )


def _indices(found: Book, comparison: Comparison | None) -> tuple[SurveyIndex, ...]:
    labels = {index.key: index.labels for index in found.questionnaire.indices}
    changes = {change.key: change for change in comparison.indices} if comparison else {}
    told = []
    for key in (OVERALL, *weights_of(found.questionnaire)):
        spread = bloc(found.indices(), key)
        if spread is None or spread.n < found.least:
            continue
        change = changes.get(key)
        told.append(
            SurveyIndex(
                key,
                words(labels.get(key, {}), "es"),
                spread.n,
                spread.mean,
                band(spread.mean).value,
                change.points if change else None,
                change.n if change else 0,
                labels.get(key, {}).get("en", ""),
            )
        )
    return tuple(told)


def _earlier(session: Session, wave: Wave) -> Wave | None:
    return next(
        (
            each
            for each in waves_of(session, wave.survey.plan)
            if each.survey_id == wave.survey_id
            and each.number < wave.number
            and each.opened_at is not None
            and not each.is_personal
        ),
        None,
    )
