"""The surveys that somebody is asked to answer, as entries of their calendar.

An entry keeps its name (`encuesta-<unit>`) while the last day moves; it is done once the answer is in, and cancelled
when it was said that there will be none, or the wave closed before its day. Who may not answer has no entry.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from monitor.domain.calendar_entries import Entry, Standing
from monitor.domain.sentences import N_
from monitor.domain.words import COUNTRY
from monitor.models import Event, Survey, SurveyResponse, User, Wave, WaveUnit
from monitor.services.answering import may_write
from monitor.services.wave_units import facts_of

Say = Callable[..., str]
"""`gettext`: the words of the entries are written in the reader's language."""
OF_A_WAVE = ("WaveOpened", "WaveChanged", "WaveClosed")
OF_A_UNIT = ("WaveUnitExtended", "WaveUnitDeclined", "WaveUnitAskedAgain", "SurveyResponseReopened")


def survey_entries(session: Session, user: User, groups: Collection[int], *, say: Say) -> Iterator[Entry]:
    """One entry for each unit the person can answer for, of these groups of theirs and of themselves."""
    query = (
        select(WaveUnit, SurveyResponse)
        .join(WaveUnit.wave)
        .outerjoin(SurveyResponse, (SurveyResponse.unit_id == WaveUnit.id) & SurveyResponse.is_current)
        .where(
            or_(WaveUnit.group_id.in_(groups), WaveUnit.user_id == user.id),
            Wave.opened_at.is_not(None),
            Wave.source == "",  # what was brought in from before was asked of nobody here
        )
        .options(
            joinedload(WaveUnit.group),
            joinedload(WaveUnit.wave).joinedload(Wave.survey).joinedload(Survey.plan),
            joinedload(WaveUnit.wave).joinedload(Wave.questionnaire),
        )
        .order_by(WaveUnit.id)
    )
    asked = [(unit, response) for unit, response in session.execute(query) if may_write(unit, user)]
    happened = _happened(session, asked)
    for unit, response in asked:
        yield _entry(unit, response, happened[unit.id], say, user.locale)


def _entry(
    unit: WaveUnit, response: SurveyResponse | None, moments: Sequence[datetime], say: Say, language: str
) -> Entry:
    wave = unit.wave
    answered = _answered_at(unit)
    known = [wave.opened_at or wave.created_at, *moments, *answered]
    return Entry(
        uid=f"encuesta-{unit.id}",
        day=facts_of(wave, unit, response).last_day,
        title=_title(unit, say),
        details=wave.called(language),
        path=f"/responder/{unit.id}",
        sequence=len(moments) + len(answered),
        changed_at=max(known),
        standing=_standing(unit, response),
    )


def _title(unit: WaveUnit, say: Say) -> str:
    if unit.group is None:
        return say(N_("Encuesta «%(wave)s»: último día"), wave=unit.wave.name)
    group = unit.group.acronym or unit.group.name
    if unit.country:
        group = f"{group}, {say(COUNTRY[unit.country])}"
    return say(N_("Encuesta «%(wave)s» de %(group)s: último día"), wave=unit.wave.name, group=group)


def _standing(unit: WaveUnit, response: SurveyResponse | None) -> Standing:
    facts = facts_of(unit.wave, unit, response)
    if facts.is_submitted:
        return Standing.DONE
    if facts.is_declined:
        return Standing.CANCELLED
    closed_on = _closed_on(unit.wave)
    if closed_on is None:
        return Standing.OPEN
    if facts.was_submitted:
        return Standing.DONE
    return Standing.CANCELLED if closed_on <= facts.last_day else Standing.OPEN


def _closed_on(wave: Wave) -> date | None:
    return wave.closed_at.astimezone(ZoneInfo(wave.survey.plan.time_zone)).date() if wave.closed_at else None


def _answered_at(unit: WaveUnit) -> list[datetime]:
    """Of a person no event says that they answered, only the day: it counts as one more thing that happened."""
    if unit.user_id is None or unit.answered_on is None:
        return []
    return [datetime.combine(unit.answered_on, time(), UTC)]


def _happened(session: Session, asked: Sequence[tuple[WaveUnit, SurveyResponse | None]]) -> dict[int, list[datetime]]:
    """When something changed what a calendar says of each unit. Nobody can take an event back: it only grows."""
    units, responses = defaultdict(list), {}
    for unit, response in asked:
        units[unit.wave_id].append(unit)
        if response:
            responses[response.id] = unit.id
    keys = [unit.key for unit, _response in asked]
    one_of_these = Event.kind.in_(OF_A_UNIT) & Event.after["unit"].as_string().in_(keys)
    query = select(Event.subject, Event.subject_id, Event.happened_at, Event.after).where(
        or_(
            (Event.subject == "waves") & Event.subject_id.in_(units) & (Event.kind.in_(OF_A_WAVE) | one_of_these),
            (Event.subject == "survey_responses")
            & Event.subject_id.in_(responses)
            & (Event.kind == "SurveyResponseSubmitted"),
        )
    )
    found: dict[int, list[datetime]] = defaultdict(list)
    for subject, number, moment, after in session.execute(query):
        if subject == "survey_responses":
            found[responses[number]].append(moment)
            continue
        for unit in units[number]:
            if after.get("unit", unit.key) == unit.key:
                found[unit.id].append(moment)
    return found
