"""`flask jobs run | serve | list | status`: the work that nobody presses a button for, by hand or for good."""

import json

import click
from flask.cli import AppGroup, ScriptInfo, pass_script_info

from monitor import clock
from monitor.db import db
from monitor.jobs import JOBS, find
from monitor.jobs.serve import serve
from monitor.jobs.watch import HEALTH, read_health, tell_operator
from monitor.jobs.work import Work, run_job
from monitor.services.jobs import JobHealth
from monitor.settings import settings

WRONG_NAME = 2

commands = AppGroup("jobs", help="Run the product's recurring work, once by hand or again and again.")


@commands.command("run")
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Say what would be done; keep nothing, send nothing.")
@click.pass_context
def run(context: click.Context, name: str, dry_run: bool) -> None:
    """Run the job NAME once, at any hour."""
    job = find(name)
    if job is None:
        names = ", ".join(job.name for job in JOBS)
        click.echo(f"No hay una tarea «{name}». Las tareas son: {names}.", err=True)
        context.exit(WRONG_NAME)
    result = run_job(job, dry_run=dry_run)
    for line in result.lines:
        click.echo(line, err=not result.ok)
    if not result.ok:
        context.exit(1)


@commands.command("list")
def list_jobs() -> None:
    """Name the jobs and what each does."""
    for job in JOBS:
        click.echo(f"{job.name}: {job.what}")


@commands.command("status")
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON list.")
@click.option("--no-mail", is_flag=True, help="Do not write to the operator, whatever is late.")
@click.pass_context
def status(context: click.Context, *, as_json: bool, no_mail: bool) -> None:
    """Say when each job last ran. With a late one: mail the operator (once a day) and exit with 1.

    Run it from cron or another machine: a scheduler that is dead cannot say so itself.
    """
    work = Work(db.session, settings(), clock.now)
    health = read_health(work)
    if as_json:
        click.echo(json.dumps([_as_json(each) for each in health], ensure_ascii=False, indent=2))
    else:
        for each in health:
            click.echo(_line(each))
    late = [each for each in health if each.alarms]
    if late:
        if not no_mail:
            click.echo(tell_operator(work, late), err=True)
        context.exit(1)


def _line(each: JobHealth) -> str:
    last = each.last
    when = "nunca" if last is None or last.finished_at is None else f"{last.finished_at:%Y-%m-%d %H:%M} UTC"
    words = last.detail.splitlines() if last else []
    said = "" if last is None or last.ok else f" (no terminó bien: {words[-1] if words else 'sin más palabras'})"
    return f"{each.job.name:15} {HEALTH[each.health]!s:20} última vez: {when}{said}"


def _as_json(each: JobHealth) -> dict[str, object]:
    last = each.last
    return {
        "name": each.job.name,
        "health": each.health.value,
        "every_seconds": int(each.job.every.total_seconds()),
        "last_finished_at": last.finished_at.isoformat() if last and last.finished_at else None,
        "last_ok": last.ok if last else None,
        "last_good_at": each.last_good_at.isoformat() if each.last_good_at else None,
        "detail": last.detail if last else "",
    }


@commands.command("serve")
@pass_script_info
def serve_jobs(script_info: ScriptInfo) -> None:
    """Run every job again and again until Ctrl-C.

    Digests wait until nine in each person's morning, but not in the demo.
    """
    serve(script_info.load_app())
