"""One unit's response as a person of it works on it: who may write and send it, what it says, where it stands.

    get_answering(session, unit_id, actor=..., now=...) -> Answering   NotFound for whom it does not concern
    mine(session, actor=..., now=...) -> list[Answering]               the person's own, open ones first
    may_write(unit, actor), may_submit(unit, actor)
`Answering.answers` are those of the draft; `.findings()`, `.visible()`, `.progress()`, `.why_closed()` read them.
monitor/services/survey_answers.py saves and sends.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from monitor.domain.answer_checks import Findings, check
from monitor.domain.answers import Answers, SectionProgress, Visible, progress, visible
from monitor.domain.errors import NotFound
from monitor.domain.permissions import Permission
from monitor.domain.questionnaire import FilledFrom, Questionnaire
from monitor.domain.sentences import Sentence
from monitor.domain.waves import UnitFacts, UnitState, WaveState
from monitor.models import Survey, SurveyResponse, User, Wave, WaveUnit
from monitor.services.surveys import wave_day
from monitor.services.wave_units import current_response, facts_of

T = TypeVar("T")
SHOWN_AFTER = timedelta(days=90)
"""How long after its last day a wave stays on the list of what one has answered."""


@dataclass
class Answering:
    """One unit's response as a person of it works on it."""

    unit: WaveUnit
    wave: Wave
    response: SurveyResponse | None
    today: date
    """Where the plan lives."""
    _kept: dict[tuple[str, int], Any] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """Of a personal wave without the questions that the link would answer: they would say who it is."""
        whole = self.wave.questionnaire.read()
        return without_told(whole) if self.wave.is_personal else whole

    @property
    def answers(self) -> Answers:
        """What is stored, with what the link itself tells."""
        return self._once("answers", self._read)

    def _read(self) -> Answers:
        stored = Answers.from_json(self.response.answers if self.response else None)
        return filled_in(self.questionnaire, self.unit, stored)

    def _once(self, name: str, reckon: Callable[[], T]) -> T:
        """A page asks for the same several times: it is reckoned anew only after a save."""
        key = (name, self.lock_version)
        if key not in self._kept:
            self._kept[key] = reckon()
        kept: T = self._kept[key]
        return kept

    @property
    def lock_version(self) -> int:
        return self.response.lock_version if self.response else 0

    @property
    def facts(self) -> UnitFacts:
        return facts_of(self.wave, self.unit, self.response)

    @property
    def state(self) -> UnitState:
        return self.facts.state(self.today)

    @property
    def last_day(self) -> date:
        return self.facts.last_day

    def findings(self) -> Findings:
        return self._once("findings", lambda: check(self.questionnaire, self.answers, self.today))

    def visible(self) -> Visible:
        return self._once("visible", lambda: visible(self.questionnaire, self.answers, self.today))

    def progress(self) -> tuple[SectionProgress, ...]:
        return self._once("progress", lambda: progress(self.questionnaire, self.answers, self.today))

    def why_closed(self) -> Sentence | None:
        """Why nobody can write in it now; None while its people can."""
        if self.facts.accepts(self.today):
            return None
        mine = self.wave.is_personal
        if self.unit.answered_on is not None:
            return (
                Sentence("Su respuesta ya se envió. Se guardó sin su nombre: no se puede cambiar ni recuperar.")
                if mine
                else Sentence("Su respuesta ya se envió. Si hay que corregirla, pida al GTG que la reabra.")
            )
        if self.unit.declined_at is not None:
            return (
                Sentence("Se anotó que usted no responderá esta encuesta. Si cambió de opinión, dígalo en esta página.")
                if mine
                else Sentence(
                    "Se anotó que su grupo no responderá esta encuesta. Si cambió de opinión, dígalo en esta página."
                )
            )
        if self.wave.state in (WaveState.DRAFT, WaveState.PUBLISHED):
            return Sentence("Esta encuesta todavía no está abierta.")
        return Sentence("El plazo para responder ya terminó. Si todavía quiere responder, pida más plazo al GTG.")


def without_told(questionnaire: Questionnaire) -> Questionnaire:
    sections = (
        replace(section, questions=tuple(each for each in section.questions if each.filled_from is None))
        for section in questionnaire.sections
    )
    return replace(questionnaire, sections=tuple(section for section in sections if section.questions))


def filled_in(questionnaire: Questionnaire, unit: WaveUnit, answers: Answers) -> Answers:
    """With the group and the country that the unit itself tells."""
    told = {
        FilledFrom.GROUP: unit.group.key if unit.group else None,
        FilledFrom.COUNTRY: unit.country.value if unit.country else None,
    }
    known = {
        question.key: told[question.filled_from]
        for question in questionnaire.questions
        if question.filled_from is not None and told[question.filled_from]
    }
    return answers.with_values(known) if known else answers


def may_write(unit: WaveUnit, actor: User) -> bool:
    """A group's people; of a group's country its leads, and whoever works there or has no country written down."""
    if unit.group_id is None:
        return unit.user_id == actor.id and actor.is_active
    if not actor.may(Permission.SURVEY_ANSWER, group_id=unit.group_id):
        return False
    return unit.country is None or actor.country in (None, unit.country) or may_submit(unit, actor)


def may_submit(unit: WaveUnit, actor: User) -> bool:
    """A group's leads, or the person themselves."""
    if unit.group_id is None:
        return unit.user_id == actor.id and actor.is_active
    return actor.may(Permission.SURVEY_SUBMIT, group_id=unit.group_id)


def get_answering(session: Session, unit_id: int, *, actor: User, now: datetime) -> Answering:
    """The unit's response for one of its people. To everybody else it does not exist (NotFound)."""
    unit = session.scalar(_units().where(WaveUnit.id == unit_id))
    if unit is None or not may_write(unit, actor) or unit.wave.opened_at is None:
        raise NotFound("Esa encuesta no existe, o no es de su grupo.")
    return Answering(unit, unit.wave, current_response(session, unit), wave_day(unit.wave, now))


def _units() -> Select[WaveUnit]:
    return select(WaveUnit).options(
        joinedload(WaveUnit.group),
        joinedload(WaveUnit.wave).joinedload(Wave.survey).joinedload(Survey.plan),
        joinedload(WaveUnit.wave).joinedload(Wave.questionnaire),
    )


def mine(session: Session, *, actor: User, now: datetime) -> list[Answering]:
    """What the person can answer, the nearest last day first, and after it what they can look at."""
    groups = [membership.group_id for membership in actor.memberships]
    recent = or_(Wave.state == WaveState.OPEN, Wave.closes_on >= (now - SHOWN_AFTER).date())
    query = (
        _units()
        .add_columns(SurveyResponse)
        .join(WaveUnit.wave)
        .outerjoin(SurveyResponse, (SurveyResponse.unit_id == WaveUnit.id) & SurveyResponse.is_current)
        .where(or_(WaveUnit.group_id.in_(groups), WaveUnit.user_id == actor.id), Wave.opened_at.is_not(None), recent)
    )
    found = [
        Answering(unit, unit.wave, response, wave_day(unit.wave, now))
        for unit, response in session.execute(query)
        if may_write(unit, actor)
    ]
    return sorted(found, key=lambda each: (each.why_closed() is not None, each.last_day, each.unit.id))
