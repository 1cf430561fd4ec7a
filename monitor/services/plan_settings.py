"""How a plan is called in short, and what it decides about counts of people: age bands, and the least published."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.age_bands import AgeBand, check_limits
from monitor.domain.errors import Incomplete, NotAllowed, WrongState
from monitor.domain.permissions import Permission
from monitor.models import Participation, ParticipationCell, Period, Plan, ProgressUpdate, User
from monitor.services import events

SMALLEST_LIMIT, LARGEST_LIMIT = 3, 50


def change(
    session: Session,
    plan: Plan,
    *,
    short_name: str,
    age_limits: tuple[int, ...],
    hide_below: int,
    actor: User,
    now: datetime,
) -> bool:
    """Set all three; whether anything changed.

    Raises NotAllowed, Incomplete with the field, or WrongState where figures by age exist: their bands would no longer
    be those of the new ones.
    """
    if not actor.may(Permission.PORTFOLIO_EDIT):
        raise NotAllowed("Solo la coordinación del GTG cambia los ajustes del plan.")
    check_limits(age_limits)
    if not SMALLEST_LIMIT <= hide_below <= LARGEST_LIMIT:
        raise Incomplete(
            "Escriba un número de %(smallest)s a %(largest)s.",
            smallest=SMALLEST_LIMIT,
            largest=LARGEST_LIMIT,
            field="hide_below",
        )
    changed = False
    if short_name.strip() != plan.short_name:
        name = short_name.strip()
        _record(session, "ShortNameChanged", plan, actor=actor, now=now, name="short_name", after=name)
        plan.short_name, changed = name, True
    if list(age_limits) != plan.age_limits:
        if has_figures_by_age(session, plan):
            raise WrongState(
                "Ya hay cifras por edad en este plan: con otros tramos no se podrían comparar ni sumar."
                " Los tramos solo se cambian antes de la primera cifra por edad."
            )
        _record(session, "AgeBandsChanged", plan, actor=actor, now=now, name="age_limits", after=list(age_limits))
        plan.age_limits = list(age_limits)
        changed = True
    if hide_below != plan.hide_below:
        _record(session, "HidingLimitChanged", plan, actor=actor, now=now, name="hide_below", after=hide_below)
        plan.hide_below = hide_below
        changed = True
    return changed


def has_figures_by_age(session: Session, plan: Plan) -> bool:
    """Whether any update of the plan counts people in an age band."""
    query = (
        select(ParticipationCell.participation_id)
        .join(Participation, Participation.id == ParticipationCell.participation_id)
        .join(ProgressUpdate, ProgressUpdate.id == Participation.update_id)
        .join(Period, Period.id == ProgressUpdate.period_id)
        .where(Period.plan_id == plan.id, ParticipationCell.age_band != AgeBand.NOT_RECORDED.value)
        .limit(1)
    )
    return session.scalar(query) is not None


def _record(session: Session, kind: str, plan: Plan, *, actor: User, now: datetime, name: str, after: object) -> None:
    events.record(
        session,
        kind,
        subject="plans",
        subject_id=plan.id,
        actor=actor,
        now=now,
        before={name: getattr(plan, name)},
        after={name: after},
    )
