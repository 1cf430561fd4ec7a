"""The scheduler: one process that runs every job again and again until it is asked to stop.

Its job store is memory, because the truth about what is due stands in the database: a second scheduler, a restart or a
missed hour changes nothing about what goes out. Jobs run in threads, so that a slow mail server holds up nobody else.
"""

import logging
import signal
from threading import Event
from types import FrameType

import click
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from monitor import clock
from monitor.jobs import JOBS
from monitor.jobs.work import Job, run_job
from monitor.settings import settings

log = logging.getLogger(__name__)


def serve(app: Flask) -> None:
    """Run until SIGTERM or Ctrl-C; what is in hand is finished first."""
    stop = Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)

    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(len(JOBS))},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone="UTC",
    )
    with app.app_context():
        is_demo = settings().demo
    for job in JOBS:
        seconds = job.demo_seconds if is_demo else job.seconds
        scheduler.add_job(run_once, "interval", seconds=seconds, args=[app, job, stop], id=job.name)
    click.echo(f"Tareas: {', '.join(job.name for job in JOBS)}.")
    # What was missed while nobody ran is done now, not an interval later.
    for job in JOBS:
        run_once(app, job, stop)
    scheduler.start()
    stop.wait()
    scheduler.pause()
    scheduler.shutdown(wait=True)
    click.echo("El planificador terminó.")


def run_once(app: Flask, job: Job, stop: Event) -> None:
    """One run of one job; whatever happens to it, the next one finds its turn."""
    if stop.is_set():
        return
    try:
        with app.app_context():
            # The demo shows its mails at whatever hour somebody looks at it.
            result = run_job(job, only_in_hours=not settings().demo, stopping=stop.is_set)
            if not result.idle:
                when = clock.now().astimezone(clock.clock().zone)
                click.echo(f"{when:%Y-%m-%d %H:%M} {job.name}: {' '.join(result.lines)}")
    except Exception:
        log.exception("job %s could not be run or recorded", job.name)
