"""The work that nobody presses a button for. To add a job: write a module with a `JOB` and name it here."""

from datetime import timedelta

from monitor.jobs import (
    annual_reports,
    bounces,
    extracts,
    housekeeping,
    outbox,
    periods,
    reminders,
    report_builds,
    summaries,
    survey_documents,
    watch,
    waves,
)
from monitor.jobs.work import Job
from monitor.services.jobs import Scheduled

JOBS: tuple[Job, ...] = (
    periods.JOB,
    waves.JOB,
    reminders.JOB,
    summaries.JOB,
    outbox.JOB,
    report_builds.JOB,
    survey_documents.JOB,
    annual_reports.JOB,
    extracts.JOB,
    bounces.JOB,
    housekeeping.JOB,
    watch.JOB,
)
"""In the order in which they run when the scheduler starts: what is planned first leaves soonest."""


def find(name: str) -> Job | None:
    return next((job for job in JOBS if job.name == name), None)


def schedule(*, demo: bool) -> tuple[Scheduled, ...]:
    """The jobs as pages and alarms know them."""
    return tuple(
        Scheduled(job.name, job.what, timedelta(seconds=job.demo_seconds if demo else job.seconds)) for job in JOBS
    )
