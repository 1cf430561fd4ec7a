"""The scheduler: a process that runs every job again and again until it is asked to stop.

However many are started, one works and the others wait (`monitor.jobs.leading`). Its job store is memory, because the
truth about what is due stands in the database: a second scheduler, a restart or a missed hour changes nothing about
what goes out. Jobs run in threads, so that a slow mail server holds up nobody else.
"""

import logging
import signal
from collections.abc import Callable
from threading import Event
from types import FrameType

import click
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from monitor import clock
from monitor.db import db
from monitor.jobs import JOBS
from monitor.jobs.leading import Leader
from monitor.jobs.work import Job, run_job
from monitor.settings import settings

log = logging.getLogger(__name__)

LOOK_EVERY = 10
"""Seconds after which one that waits looks whether it is its turn, and the one that works whether it still is."""


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
        is_demo, leader = settings().demo, Leader(db.engine.url)

    def stopping() -> bool:
        return stop.is_set() or not leader.held

    for job in JOBS:
        seconds = job.demo_seconds if is_demo else job.seconds
        scheduler.add_job(run_once, "interval", seconds=seconds, args=[app, job, stopping], id=job.name)
    click.echo(f"Tareas: {', '.join(job.name for job in JOBS)}.")
    scheduler.start(paused=True)
    take_turns(app, scheduler, leader, stop)
    scheduler.pause()
    scheduler.shutdown(wait=True)
    leader.release()
    click.echo("El planificador terminó.")


def take_turns(app: Flask, scheduler: BackgroundScheduler, leader: Leader, stop: Event) -> None:
    """Work while this scheduler is the one, wait while another is, until asked to stop."""
    works: bool | None = None
    while not stop.is_set():
        if leader.holds() is not works:
            works = leader.held
            if works:
                click.echo("Este planificador trabaja.")
                # What was missed while nobody ran is done now, not an interval later.
                for job in JOBS:
                    run_once(app, job, lambda: stop.is_set() or not leader.held)
                scheduler.resume()
            else:
                click.echo("Otro planificador trabaja, o la base no responde. Este espera su turno.")
                scheduler.pause()
        stop.wait(LOOK_EVERY)


def run_once(app: Flask, job: Job, stopping: Callable[[], bool]) -> None:
    """One run of one job; whatever happens to it, the next one finds its turn."""
    if stopping():
        return
    try:
        with app.app_context():
            # The demo shows its mails at whatever hour somebody looks at it.
            result = run_job(job, only_in_hours=not settings().demo, stopping=stopping)
            if not result.idle:
                when = clock.now().astimezone(clock.clock().zone)
                click.echo(f"{when:%Y-%m-%d %H:%M} {job.name}: {result.for_logs}")
    except Exception:
        log.exception("job %s could not be run or recorded", job.name)
