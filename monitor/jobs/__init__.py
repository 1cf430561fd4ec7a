"""The work that nobody presses a button for. To add a job: write a module with a `JOB` and name it here."""

from monitor.jobs import housekeeping, outbox, periods, reminders, report_builds
from monitor.jobs.work import Job

JOBS: tuple[Job, ...] = (periods.JOB, reminders.JOB, outbox.JOB, report_builds.JOB, housekeeping.JOB)
"""In the order in which they run when the scheduler starts: what is planned first leaves soonest."""


def find(name: str) -> Job | None:
    return next((job for job in JOBS if job.name == name), None)
