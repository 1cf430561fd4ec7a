"""The results of an earlier version of a survey, brought in from a spreadsheet as a wave that is over.

    units(session, by_country) -> Units                 whom rows may name, and how
    check(session, wave, sheets, shape) -> Baseline     everything that is wrong, without storing anything
    bring_in(session, wave, content, shape, ...) -> Wave   closed, with its answers, marked as brought in; one event
The answers are read against the questionnaire of `wave`, whose survey the new one joins.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from monitor.domain.answers import Answers
from monitor.domain.baseline_questionnaire import only_asked
from monitor.domain.baseline_sheet import Baseline, BaselineRow, Unit, read_baseline
from monitor.domain.errors import Incomplete, WrongState
from monitor.domain.participation import Country
from monitor.domain.responsible_groups import GroupKind
from monitor.domain.spanish_text import fold
from monitor.domain.waves import UnitKind, WaveState, folio
from monitor.domain.words import COUNTRY
from monitor.domain.xlsform import SheetIn
from monitor.models import Group, SurveyResponse, SurveyVersion, User, Wave, WaveUnit
from monitor.services.survey_answers import hash_of
from monitor.services.surveys import check_manager, create_wave, store_questionnaire, tell, wave_day
from monitor.services.wave_moves import COUNTRIES

BROUGHT_IN = "WaveBroughtIn"


@dataclass(frozen=True)
class Shape:
    """What is said of the earlier version beside its answers."""

    name: str
    opens_on: date
    closes_on: date
    source: str
    unit_kind: UnitKind = UnitKind.GROUP

    @property
    def by_country(self) -> bool:
        return self.unit_kind is UnitKind.GROUP_COUNTRY


@dataclass(frozen=True)
class Units:
    by_name: Mapping[str, Unit]
    """By acronym, key, name and every alias, folded; of countries `name/cl` and `name/chile`."""
    groups: Mapping[str, Group]
    """By the key of the unit."""


def units(session: Session, *, by_country: bool) -> Units:
    bodies = select(Group).where(Group.kind != GroupKind.COLLECTIVE).options(selectinload(Group.aliases))
    names: dict[str, Unit] = {}
    groups: dict[str, Group] = {}
    for group in session.scalars(bodies.order_by(Group.name)):
        called = {group.key, group.acronym or "", group.name, group.full_name, *(each.text for each in group.aliases)}
        for country in COUNTRIES if by_country else (None,):
            unit = Unit(f"{group.key}/{country.value}" if country else group.key, group.key)
            groups[unit.key] = group
            endings = (f"/{fold(country.value)}", f"/{fold(COUNTRY[country])}") if country else ("",)
            names.update({f"{fold(name)}{ending}": unit for name in called if name for ending in endings})
    return Units(names, groups)


def check(session: Session, wave: Wave, sheets: Mapping[str, SheetIn], shape: Shape) -> Baseline:
    """Everything that is wrong with the file, and what would be stored."""
    known = units(session, by_country=shape.by_country)
    questionnaire = wave.questionnaire.read()
    return read_baseline(questionnaire, sheets, known.by_name, shape.closes_on, by_country=shape.by_country)


def bring_in(
    session: Session,
    wave: Wave,
    *,
    sheets: Mapping[str, SheetIn],
    content: bytes,
    shape: Shape,
    seen: str,
    actor: User,
    now: datetime,
) -> Wave:
    """A new wave of the survey, closed, with the answers of the file.

    `seen`: checksum of the questionnaire that the check was made with. Raises Incomplete for a file with problems, days
    that are not over or a name that is taken, and WrongState if the questionnaire changed.
    """
    check_manager(actor)
    if shape.closes_on >= wave_day(wave, now):
        raise Incomplete(
            "La versión anterior tiene que haber terminado: escriba un último día ya pasado.", field="closes_on"
        )
    if not shape.source.strip():
        raise Incomplete("Escriba de dónde vienen estos resultados.", field="source")
    names = select(Wave.id).where(Wave.survey_id == wave.survey_id, Wave.name == shape.name.strip())
    if session.scalar(names.limit(1)) is not None:
        raise Incomplete("La encuesta ya tiene una versión que se llama «%(name)s».", field="name", name=shape.name)
    if wave.questionnaire.sha256 != seen:
        raise WrongState("El cuestionario cambió mientras usted revisaba. Revise el archivo otra vez.")
    found = check(session, wave, sheets, shape)
    if found.problems:
        raise Incomplete("El archivo todavía tiene problemas. No se guardó nada.")
    made = _closed_wave(session, wave, found, shape, actor=actor, now=now)
    groups = units(session, by_country=shape.by_country).groups
    for row in found.rows:
        _store(session, made, row, groups[row.unit.key], actor=actor, now=now)
    after = {
        "title": made.name,
        "reason": shape.source.strip(),
        "units": len(found.rows),
        "sha256": sha256(content).hexdigest(),
    }
    tell(session, made, BROUGHT_IN, actor=actor, now=now, after=after)
    session.flush()  # whatever the database refuses must show here, not at the commit
    return made


def _closed_wave(session: Session, wave: Wave, found: Baseline, shape: Shape, *, actor: User, now: datetime) -> Wave:
    """Its days are those of the earlier survey: nothing closed in the quarter in which somebody brings it in."""
    stored = store_questionnaire(
        session,
        wave.survey,
        only_asked(wave.questionnaire.read(), found.asked),
        actor=actor,
        now=now,
        copied_from=wave.questionnaire,
    )
    stored.frozen_at = now
    made = create_wave(
        session,
        wave.survey,
        questionnaire=stored,
        name=shape.name,
        opens_on=shape.opens_on,
        closes_on=shape.closes_on,
        unit_kind=shape.unit_kind,
        actor=actor,
        now=now,
    )
    zone = ZoneInfo(wave.survey.plan.time_zone)
    made.state = WaveState.CLOSED
    made.opened_at = datetime.combine(shape.opens_on, time(), zone)
    made.closed_at = datetime.combine(shape.closes_on, time(), zone) + timedelta(days=1) - timedelta(seconds=1)
    made.source = shape.source.strip()
    made.answers_version = 1
    return made


def _store(session: Session, wave: Wave, row: BaselineRow, group: Group, *, actor: User, now: datetime) -> None:
    country = row.unit.key.partition("/")[2]
    unit = WaveUnit(
        wave=wave,
        key=row.unit.key,
        group=group,
        country=Country(country) if country else None,
        answered_on=wave.closes_on,
    )
    answers: Answers = row.answers
    response = SurveyResponse(
        wave=wave,
        unit=unit,
        is_submitted=True,
        submitted_number=1,
        answers=answers.as_json(),
        started_at=now,
        saved_at=now,
        saved_by_id=actor.id,
    )
    session.add(response)
    session.flush()  # the version names the wave by its number
    name = folio(wave_number=wave.number, year=wave.opens_on.year, unit_key=unit.key, version=1)
    questionnaire = wave.questionnaire.sha256
    session.add(
        SurveyVersion(
            wave_id=wave.id,
            response=response,
            number=1,
            answers=answers.as_json(),
            questionnaire_sha256=questionnaire,
            folio=name,
            sha256=hash_of(name, questionnaire, now, answers),
            submitted_at=now,
            submitted_by_id=actor.id,
        )
    )
