"""The record of what each job did and when."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from monitor.models import JobRun

RUNS_KEPT_FOR = timedelta(days=90)


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


def forget_old_runs(session: Session, *, now: datetime) -> int:
    gone = delete(JobRun).where(JobRun.finished_at < now - RUNS_KEPT_FOR).returning(JobRun.id)
    return len(session.scalars(gone.execution_options(synchronize_session=False)).all())
