"""What every job is, what it is given, and how one run of it ends."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from config import Settings
from monitor import clock
from monitor.db import db
from monitor.logs import scrubbed
from monitor.services.jobs import record_run
from monitor.settings import settings

log = logging.getLogger(__name__)


def never() -> bool:
    return False


@dataclass(frozen=True)
class Work:
    """What a job is given. It commits item by item, and stops between two items when asked to."""

    session: Session
    settings: Settings
    now: Callable[[], datetime]
    dry_run: bool = False
    """A rehearsal: everything is done as always, nothing is kept and nothing leaves."""
    only_in_hours: bool = False
    """Whether people are left in peace outside their hours; so in the scheduler, not when somebody runs it by hand."""
    stopping: Callable[[], bool] = never

    def commit(self) -> None:
        if self.dry_run:
            self.session.flush()
        else:
            self.session.commit()


@dataclass(frozen=True)
class JobResult:
    """What a run has to say, in Spanish. `idle` when there was nothing to do.

    Lines that name people stand indented below what they belong to: logs leave them out.
    """

    lines: tuple[str, ...]
    idle: bool = False
    ok: bool = True

    @property
    def for_logs(self) -> str:
        return scrubbed(" ".join(line for line in self.lines if not line.startswith(" ")))


@dataclass(frozen=True)
class Job:
    name: str
    what: str
    """In Spanish, for `flask jobs list`."""
    run: Callable[[Work], JobResult]
    seconds: int
    demo_seconds: int
    """How often the scheduler runs it; more often in the demo, where somebody is looking."""


def run_job(
    job: Job, *, dry_run: bool = False, only_in_hours: bool = False, stopping: Callable[[], bool] = never
) -> JobResult:
    """Run one job inside an application context, and record what came of it. Never raises for what the job did."""
    started_at = clock.now()
    work = Work(db.session, settings(), clock.now, dry_run, only_in_hours, stopping)
    try:
        result = job.run(work)
    except Exception as error:
        log.exception("job %s failed", job.name)
        result = JobResult((f"{type(error).__name__}: {error}",), ok=False)
    seconds = round((clock.now() - started_at).total_seconds(), 3)
    if not result.idle:
        log.info("job", extra={"facts": {"job": job.name, "ok": result.ok, "seconds": seconds}})
    # What a job left uncommitted is half an item, or a rehearsal.
    db.session.rollback()
    if not dry_run:
        record_run(
            db.session,
            job.name,
            started_at=started_at,
            finished_at=clock.now(),
            ok=result.ok,
            detail="\n".join(result.lines),
            idle=result.idle,
        )
        db.session.commit()
    return result
