"""What was submitted to a wave, for whoever reads it: one version, or all that count.

get_version(session, version_id, actor=...) -> SurveyVersion       its own group, or whoever sees all; NotFound
submitted(session, wave) -> list[Submitted]     one for each unit that answered, by name; of persons nobody's name
sent_to(session, wave) -> list[Sent]            the same without what was answered: answers_of(session, wave, versions)
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnExpressionArgument, select
from sqlalchemy.orm import Session, contains_eager, defer, joinedload

from monitor.domain.answers import Answers
from monitor.domain.errors import NotFound
from monitor.domain.participation import Country
from monitor.domain.permissions import Permission
from monitor.domain.responsible_groups import GroupKind
from monitor.models import (
    Group,
    PersonalAnswer,
    Survey,
    SurveyResponse,
    SurveyVersion,
    User,
    Wave,
    WaveUnit,
)
from monitor.services.answering import may_write

MOST_NAMED = 200
"""Versions that a query asks for one by one; of more it reads all of the wave."""


@dataclass(frozen=True)
class Submitted:
    """What counts of one unit: its last submission. Of a personal wave there is neither unit nor version."""

    answers: Answers
    unit: WaveUnit | None = None
    version: SurveyVersion | None = None


def submitted(session: Session, wave: Wave) -> list[Submitted]:
    """Everything that counts, in one query. A reopened response counts as it was last sent.

    It reads every answer of the wave: keep what you reckon from it under `wave.answers_version`.
    """
    if wave.is_personal:
        urn = select(PersonalAnswer.answers).where(PersonalAnswer.wave_id == wave.id).order_by(PersonalAnswer.id)
        return [Submitted(Answers.from_json(answers)) for answers in session.scalars(urn)]
    query = (
        select(SurveyVersion)
        .join(SurveyVersion.response)
        .join(SurveyResponse.unit)
        .join(WaveUnit.group)
        .where(*_counted(wave))
        .options(
            contains_eager(SurveyVersion.response).contains_eager(SurveyResponse.unit).contains_eager(WaveUnit.group)
        )
        .order_by(Group.name, WaveUnit.country, WaveUnit.id)
    )
    return [
        Submitted(Answers.from_json(version.answers), version.response.unit, version)
        for version in session.scalars(query)
    ]


@dataclass(frozen=True)
class Sent:
    """That a unit's last submission counts, without its answers."""

    version_id: int
    submitted_at: datetime
    country: Country | None
    group_id: int
    group: str
    """What people call it: its key."""
    kind: GroupKind


def _counted(wave: Wave) -> tuple[ColumnExpressionArgument[bool], ...]:
    return (
        SurveyResponse.wave_id == wave.id,
        SurveyResponse.is_current,
        SurveyVersion.number == SurveyResponse.submitted_number,
    )


def sent_to(session: Session, wave: Wave) -> list[Sent]:
    """Who of a wave of groups sent what counts, by name, in one query."""
    query = (
        select(
            SurveyVersion.id,
            SurveyVersion.submitted_at,
            WaveUnit.country,
            Group.id.label("group_id"),
            Group.key,
            Group.kind,
        )
        .join(SurveyVersion.response)
        .join(SurveyResponse.unit)
        .join(WaveUnit.group)
        .where(*_counted(wave))
        .order_by(Group.name, WaveUnit.country, WaveUnit.id)
    )
    return [Sent(*row) for row in session.execute(query)]


def answers_of(session: Session, wave: Wave, versions: Collection[int]) -> dict[int, Answers]:
    """The answers of these versions of the wave, in one query."""
    if not versions:
        return {}
    query = select(SurveyVersion.id, SurveyVersion.answers).where(SurveyVersion.wave_id == wave.id)
    if len(versions) <= MOST_NAMED:
        query = query.where(SurveyVersion.id.in_(versions))
    return {version_id: Answers.from_json(answers) for version_id, answers in session.execute(query)}


def get_version(session: Session, version_id: int, *, actor: User) -> SurveyVersion:
    version = session.scalar(
        select(SurveyVersion)
        .where(SurveyVersion.id == version_id)
        .options(
            joinedload(SurveyVersion.submitted_by),
            joinedload(SurveyVersion.response).joinedload(SurveyResponse.unit).joinedload(WaveUnit.group),
            joinedload(SurveyVersion.response)
            .joinedload(SurveyResponse.wave)
            .options(joinedload(Wave.questionnaire), joinedload(Wave.survey).joinedload(Survey.plan)),
        )
    )
    if version is None or not (actor.may(Permission.SURVEY_VIEW) or may_write(version.response.unit, actor)):
        raise NotFound("Esa respuesta no existe, o no es de su grupo.")
    return version


def versions_of_response(session: Session, response: SurveyResponse) -> list[SurveyVersion]:
    """What was sent, the newest first."""
    query = (
        select(SurveyVersion)
        .where(SurveyVersion.response_id == response.id)
        .options(joinedload(SurveyVersion.submitted_by))
        .order_by(SurveyVersion.number.desc())
    )
    return list(session.scalars(query))


def last_versions(session: Session, wave: Wave, unit: WaveUnit | None = None) -> dict[int, SurveyVersion]:
    """What counts of each unit of the wave, or of one, by unit; the answers stay where they are."""
    query = (
        select(SurveyResponse.unit_id, SurveyVersion)
        .join(SurveyVersion.response)
        .where(*_counted(wave))
        .options(defer(SurveyVersion.answers), joinedload(SurveyVersion.submitted_by).load_only(User.name))
    )
    if unit is not None:
        query = query.where(SurveyResponse.unit_id == unit.id)
    return dict(session.execute(query).all())
