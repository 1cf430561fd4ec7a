"""The record of what each job did and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from monitor.models import JobRun

RUNS_KEPT_FOR = timedelta(days=90)
LATELY = timedelta(days=7)
TURNS_MISSED = 3
GRACE = timedelta(minutes=10)
"""A job is late when it missed so many turns and this time has passed as well."""
FAILING_FOR = timedelta(hours=1)
"""One run that does not end well is no alarm; none that does for so long is."""


@dataclass(frozen=True)
class Scheduled:
    """A job as the scheduler knows it."""

    name: str
    what: str
    every: timedelta

    @property
    def patience(self) -> timedelta:
        return TURNS_MISSED * self.every + GRACE


class Health(StrEnum):
    GOOD = "good"
    NEVER = "never"
    """It has never run: nobody has started the scheduler."""
    LATE = "late"
    """Its turn is long past: the scheduler is dead, or the job hangs."""
    FAILING = "failing"
    """It runs, and has not ended well for some time."""


@dataclass(frozen=True)
class JobHealth:
    job: Scheduled
    last: JobRun | None
    last_good_at: datetime | None
    health: Health

    @property
    def alarms(self) -> bool:
        return self.health is not Health.GOOD


def health(session: Session, schedule: Iterable[Scheduled], *, now: datetime) -> list[JobHealth]:
    """How each job stands now. Whoever asks need not be the scheduler: a page or another machine sees its death."""
    last = last_runs(session)
    good = select(JobRun.name, func.max(JobRun.finished_at)).where(JobRun.ok.is_(True)).group_by(JobRun.name)
    last_good = {name: at for name, at in session.execute(good) if at is not None}
    return [
        JobHealth(job, last.get(job.name), last_good.get(job.name), _health(job, last.get(job.name), last_good, now))
        for job in schedule
    ]


def _health(job: Scheduled, last: JobRun | None, last_good: dict[str, datetime], now: datetime) -> Health:
    if last is None or last.finished_at is None:
        return Health.NEVER
    # A run of the future was written by a clock that was wrong: nobody knows whether the job lives.
    if abs(now - last.finished_at) > job.patience:
        return Health.LATE
    good_at = last_good.get(job.name, last.started_at)
    if not last.ok and now - good_at > max(job.patience, FAILING_FOR):
        return Health.FAILING
    return Health.GOOD


def record_run(
    session: Session, name: str, *, started_at: datetime, finished_at: datetime, ok: bool, detail: str, idle: bool
) -> None:
    """Write down one run. A run that found nothing to do only moves the end of the idle stretch that it goes on."""
    last = session.scalar(select(JobRun).where(JobRun.name == name).order_by(JobRun.id.desc()).limit(1))
    if idle and last is not None and last.ok and last.detail == detail:
        last.finished_at = finished_at
        return
    session.add(JobRun(name=name, started_at=started_at, finished_at=finished_at, ok=ok, detail=detail))


def last_runs(session: Session) -> dict[str, JobRun]:
    """The latest run of each job, by its name."""
    latest = select(func.max(JobRun.id)).group_by(JobRun.name)
    return {run.name: run for run in session.scalars(select(JobRun).where(JobRun.id.in_(latest)))}


def recent_failures(session: Session, *, now: datetime) -> list[JobRun]:
    """The last ten runs of a week that did not end well, the newest first."""
    failed = select(JobRun).where(JobRun.ok.is_(False), JobRun.finished_at > now - LATELY)
    return list(session.scalars(failed.order_by(JobRun.id.desc()).limit(10)))


def forget_old_runs(session: Session, *, now: datetime) -> int:
    gone = delete(JobRun).where(JobRun.finished_at < now - RUNS_KEPT_FOR).returning(JobRun.id)
    return len(session.scalars(gone.execution_options(synchronize_session=False)).all())
