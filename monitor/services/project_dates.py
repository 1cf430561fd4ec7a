"""Give a project the dates that the plan left open, or move them; the old ones stay with the reason."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, NotAllowed, WrongState
from monitor.domain.permissions import Permission
from monitor.domain.schedules import Precision, first_day, last_day
from monitor.models import DateChange, Period, Project, User
from monitor.services import events
from monitor.services.periods import add_expected_updates


@dataclass(frozen=True)
class NewDates:
    """From the interval of `starts_on` to that of `ends_on`, both as exact as `precision` says."""

    starts_on: date
    ends_on: date | None
    precision: Precision


def set_dates(session: Session, project: Project, dates: NewDates, *, actor: User, reason: str, now: datetime) -> int:
    """Set the dates and ask for the updates that this makes expected in open periods; gives how many.

    Raises NotAllowed, or Incomplete naming `ends_on` or `reason`.
    """
    _check_may_edit(actor)
    start = first_day(dates.starts_on, dates.precision)
    end = last_day(dates.ends_on, dates.precision) if dates.ends_on else None
    if project.open_ended and end is not None:
        raise Incomplete("Este proyecto es permanente: deje vacía la fecha de término.", field="ends_on")
    if not project.open_ended and end is None:
        raise Incomplete("Escriba cuándo termina el proyecto.", field="ends_on")
    if end is not None and end < start:
        raise Incomplete("El proyecto no puede terminar antes de empezar.", field="ends_on")
    if not reason.strip():
        raise Incomplete("Escriba por qué se fijan o cambian las fechas.", field="reason")
    for field, precision, value in (("starts_on", "start_precision", start), ("ends_on", "end_precision", end)):
        old = getattr(project, field)
        if old != value:
            session.add(
                DateChange(
                    project_id=project.id,
                    field=field,
                    old_value=old,
                    old_precision=getattr(project, precision),
                    new_value=value,
                    reason=reason.strip(),
                    decided=True,
                    changed_at=now,
                    changed_by=actor,
                )
            )
            setattr(project, field, value)
    project.start_precision = dates.precision
    project.end_precision = dates.precision if end else None
    _record(session, "ProjectDatesChanged", project, actor=actor, now=now, reason=reason.strip())
    return ask_in_open_periods(session, project, now=now)


def confirm_open(session: Session, project: Project, *, actor: User, now: datetime) -> int:
    """Confirm that an open project with no start counts from the plan's start; gives how many updates this asks for."""
    _check_may_edit(actor)
    if not project.open_ended or project.open_confirmed_at is not None:
        raise WrongState("Este proyecto no espera confirmación.")
    project.open_confirmed_at = now
    _record(session, "ProjectConfirmedOpen", project, actor=actor, now=now)
    return ask_in_open_periods(session, project, now=now)


def _check_may_edit(actor: User) -> None:
    if not actor.may(Permission.PORTFOLIO_EDIT):
        raise NotAllowed("Solo el GTG puede cambiar las fechas de un proyecto.")


def _record(session: Session, kind: str, project: Project, *, actor: User, now: datetime, reason: str = "") -> None:
    after = {
        "starts_on": project.starts_on and project.starts_on.isoformat(),
        "ends_on": project.ends_on and project.ends_on.isoformat(),
        "reason": reason,
    }
    events.record(session, kind, subject="projects", subject_id=project.id, actor=actor, now=now, after=after)


def ask_in_open_periods(session: Session, project: Project, *, now: datetime) -> int:
    """Periods that are locked stay as they were: nobody is asked for what can no longer be handed in."""
    session.flush()  # what is expected is read from the database
    still_open = select(Period).where(Period.plan_id == project.plan_id, Period.locks_on >= now.date())
    return sum(add_expected_updates(session, period) for period in session.scalars(still_open).all())
