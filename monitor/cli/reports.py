"""`flask report build`: the PDF of a period, now."""

import hashlib
from pathlib import Path

import click
from flask.cli import AppGroup

from config import ROOT
from monitor.cli.run import in_one_transaction
from monitor.clock import now
from monitor.db import db
from monitor.pdf import build_report
from monitor.services import periods, plans, reports
from monitor.settings import settings

commands = AppGroup("report", help="The quarterly report: build its PDF.")


@commands.command("build")
@click.argument("key", metavar="PERIOD")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Where to write the PDF.")
@in_one_transaction
def build(key: str, output: Path | None) -> None:
    """Build the PDF of PERIOD (for example 2021-T3) from what is approved now, and print where it is."""
    plan = plans.current_plan(db.session)
    period = periods.get_period(db.session, plan, key)
    build = reports.request_build(db.session, period, actor=None, now=now())
    if not reports.claim(db.session, build, now=now()):
        raise click.ClickException(f"Otro proceso está haciendo el informe de {period.key}: espere a que termine.")
    build_report(db.session, build, now=now, fictional=settings().demo)
    if build.pdf is None:
        raise click.ClickException(build.error)
    output = output or ROOT / "var" / "reports" / f"informe-{period.key}.pdf"
    write_whole(output, build.pdf)
    click.echo(f"{output.resolve()}")
    click.echo(f"{period.key}: {build.received} de {build.expected} avances recibidos.", err=True)
    click.echo(f"SHA-256 del PDF: {hashlib.sha256(build.pdf).hexdigest()}", err=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.part")
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        raise click.ClickException(f"No se pudo escribir «{path}»: {error.strerror}.") from error
