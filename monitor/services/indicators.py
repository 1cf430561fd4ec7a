"""The indicators of a project: define, change and retire them; answer them in an update; follow them over quarters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.counts import NotACount
from monitor.domain.errors import Incomplete, NotAllowed, NotFound, WrongState
from monitor.domain.indicators import (
    IndicatorAnswer,
    IndicatorKind,
    IndicatorValue,
    Progress,
    measured,
    progress,
    read_goal,
    value_as_json,
)
from monitor.domain.permissions import Permission
from monitor.domain.update_content import from_json
from monitor.domain.updates import Page, State
from monitor.models import (
    Indicator,
    IndicatorTarget,
    Period,
    ProgressUpdate,
    Project,
    UpdateIndicator,
    User,
)
from monitor.services import events
from monitor.services.update_pages import begin_save


@dataclass(frozen=True)
class Definition:
    """An indicator as a coordinator writes it. Baseline and targets as typed; targets by quarter, e.g. `2021-T4`."""

    name: str
    kind: IndicatorKind
    unit: str = ""
    by_sex: bool = False
    baseline: str = ""
    baseline_year: int | None = None
    baseline_source: str = ""
    targets: Mapping[str, str] = field(default_factory=dict)


def add(session: Session, project: Project, said: Definition, *, actor: User, now: datetime) -> Indicator:
    """Raises NotAllowed, or Incomplete with the field that is not right."""
    _may_define(actor)
    position = max((each.position for each in project.indicators), default=0) + 1
    indicator = Indicator(project_id=project.id, position=position, kind=said.kind)
    _write(indicator, said)
    project.indicators.append(indicator)
    session.flush()  # the event names it by its id
    _record(session, "IndicatorAdded", indicator, actor=actor, now=now, after=_plain(indicator))
    return indicator


def change(session: Session, indicator: Indicator, said: Definition, *, actor: User, now: datetime) -> None:
    """Raises NotAllowed, Incomplete, or WrongState where answers exist that the new kind could not hold."""
    _may_define(actor)
    changes_shape = (said.kind, said.by_sex) != (indicator.kind, indicator.by_sex)
    if changes_shape and is_answered(session, indicator):
        raise WrongState(
            "Este indicador ya tiene respuestas: su tipo y su división por sexo no pueden cambiar."
            " Retírelo y agregue otro."
        )
    before = _plain(indicator)
    _write(indicator, said)
    after = _plain(indicator)
    if after != before:
        _record(session, "IndicatorChanged", indicator, actor=actor, now=now, before=before, after=after)


def retire(session: Session, indicator: Indicator, *, actor: User, now: datetime) -> None:
    """Ask for it no longer. What was answered stays where it was submitted."""
    _may_define(actor)
    if indicator.retired_at is None:
        indicator.retired_at = now
        _record(session, "IndicatorRetired", indicator, actor=actor, now=now, after={"name": indicator.name})


def restore(session: Session, indicator: Indicator, *, actor: User, now: datetime) -> None:
    _may_define(actor)
    if indicator.retired_at is not None:
        indicator.retired_at = None
        _record(session, "IndicatorRestored", indicator, actor=actor, now=now, after={"name": indicator.name})


def get_indicator(project: Project, indicator_id: int) -> Indicator:
    found = next((each for each in project.indicators if each.id == indicator_id), None)
    if found is None:
        raise NotFound("Ese indicador no es de este proyecto.")
    return found


def is_answered(session: Session, indicator: Indicator) -> bool:
    query = select(UpdateIndicator.update_id).where(UpdateIndicator.indicator_id == indicator.id).limit(1)
    return session.scalar(query) is not None


def _may_define(actor: User) -> None:
    if not actor.may(Permission.PORTFOLIO_EDIT):
        raise NotAllowed("Solo la coordinación del GTG define los indicadores de un proyecto.")


def _write(indicator: Indicator, said: Definition) -> None:
    if not said.name.strip():
        raise Incomplete("Escriba el nombre del indicador.", field="name")
    if said.by_sex and not said.kind.may_be_by_sex:
        raise Incomplete("Solo los números y los porcentajes se dividen por sexo.", field="by_sex")
    goals = {period: _goal(said.kind, text, f"target-{period}") for period, text in said.targets.items()}
    indicator.baseline = _goal(said.kind, said.baseline, "baseline")
    if indicator.baseline and said.baseline_year is None:
        raise Incomplete("Escriba de qué año es la línea de base.", field="baseline_year")
    indicator.name, indicator.unit = said.name.strip(), said.unit.strip()
    indicator.kind, indicator.by_sex = said.kind, said.by_sex
    indicator.baseline_year = said.baseline_year if indicator.baseline else None
    indicator.baseline_source = said.baseline_source.strip() if indicator.baseline else ""
    _set_targets(indicator, {period: goal for period, goal in goals.items() if goal})


def _goal(kind: IndicatorKind, text: str, name: str) -> str:
    try:
        return read_goal(kind, text)
    except NotACount as error:
        raise Incomplete(error.sentence, field=name) from None


def _set_targets(indicator: Indicator, goals: Mapping[str, str]) -> None:
    """Rows that stay keep their identity: deleting and adding the same key in one flush would clash."""
    rows = {target.period: target for target in indicator.targets}
    for period, row in rows.items():
        if period not in goals:
            indicator.targets.remove(row)
    for period, goal in goals.items():
        if period in rows:
            rows[period].goal = goal
        else:
            indicator.targets.append(IndicatorTarget(period=period, goal=goal))


def _plain(indicator: Indicator) -> dict[str, Any]:
    return {
        "name": indicator.name,
        "unit": indicator.unit,
        "kind": indicator.kind.value,
        "by_sex": indicator.by_sex,
        "baseline": indicator.baseline,
        "baseline_year": indicator.baseline_year,
        "baseline_source": indicator.baseline_source,
        "targets": {target.period: target.goal for target in indicator.targets},
    }


def _record(
    session: Session,
    kind: str,
    indicator: Indicator,
    *,
    actor: User,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    events.record(
        session,
        kind,
        subject="indicators",
        subject_id=indicator.id,
        actor=actor,
        now=now,
        before=before,
        after=after,
    )


@dataclass(frozen=True)
class Said:
    """What a lead typed of one indicator."""

    indicator_id: int
    value: IndicatorValue
    comment: str = ""


def save_answers(
    session: Session,
    update: ProgressUpdate,
    answers: Sequence[Said],
    *,
    actor: User,
    now: datetime,
    lock_version: int,
    seen: str | None = None,
) -> None:
    """Save the page of indicators, whole or half filled. Raises what `begin_save` raises."""
    begin_save(session, update, Page.INDICATORS, actor=actor, now=now, lock_version=lock_version, seen=seen)
    asked = {each.id for each in update.project.indicators if each.retired_at is None}
    rows = {row.indicator_id: row for row in update.indicator_answers}
    for said in answers:
        row = rows.get(said.indicator_id)
        comment = said.comment.strip()
        if said.indicator_id not in asked:
            continue
        if said.value.is_empty and not comment:
            if row:
                update.indicator_answers.remove(row)
            continue
        if row is None:
            row = UpdateIndicator(indicator_id=said.indicator_id)
            update.indicator_answers.append(row)
        row.value, row.comment = value_as_json(said.value), comment


@dataclass(frozen=True)
class TrendPoint:
    """One approved quarter of an indicator."""

    period: str
    answer: IndicatorAnswer
    number: Any
    """What is compared, a Decimal; None for words, and where nothing was measured."""
    progress: Progress | None


def trends(session: Session, project: Project) -> dict[int, list[TrendPoint]]:
    """By indicator, what the coordinating group's approved updates said of it, the earliest quarter first."""
    query = (
        select(ProgressUpdate)
        .join(Period)
        .where(
            ProgressUpdate.project_id == project.id,
            ProgressUpdate.coordinates,
            ProgressUpdate.state == State.APPROVED,
        )
        .order_by(Period.starts_on)
    )
    found: dict[int, list[TrendPoint]] = {}
    for update in session.scalars(query):
        for answer in from_json(update.versions[-1].content).indicators:
            point = TrendPoint(update.period.key, answer, measured(answer.kind, answer.value), progress(answer))
            found.setdefault(answer.indicator_id, []).append(point)
    return found
