"""`flask jobs run | serve | list`: the work that nobody presses a button for, by hand or for good."""

import click
from flask.cli import AppGroup, ScriptInfo, pass_script_info

from monitor.jobs import JOBS, find
from monitor.jobs.serve import serve
from monitor.jobs.work import run_job

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


@commands.command("serve")
@pass_script_info
def serve_jobs(script_info: ScriptInfo) -> None:
    """Run every job again and again until Ctrl-C.

    Digests wait until nine in each person's morning, but not in the demo.
    """
    serve(script_info.load_app())
