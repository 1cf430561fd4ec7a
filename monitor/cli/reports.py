"""`flask report …`: build a period's PDF now, publish its next edition, prove that the published ones are untouched."""

import hashlib
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from monitor.cli.run import in_one_transaction
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import RuleError
from monitor.models import BuildState, Period, ReportBuild, User
from monitor.pdf import build_report, new_owner, render_snapshot
from monitor.services import editions, periods, plans, reports
from monitor.services.report_desk_page import desk, request_edition
from monitor.settings import settings
from monitor.translations import DEFAULT, LANGUAGES

commands = AppGroup("report", help="The quarterly report: build its PDF, publish it, verify what was published.")


@commands.command("build")
@click.argument("key", metavar="PERIOD")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Where to write the PDF.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default=DEFAULT, help="The language of the report.")
@in_one_transaction
def build(key: str, output: Path | None, language: str) -> None:
    """Build the PDF of PERIOD (for example 2021-T3) from what is approved now, and print where it is."""
    plan = plans.current_plan(db.session)
    period = periods.get_period(db.session, plan, key)
    build = reports.request_build(db.session, period, actor=None, now=now())
    pdf = make(build, period)
    mark = ""
    if language != DEFAULT and build.snapshot:
        # The same snapshot in another language: what the desk keeps is the one it is written in.
        pdf, mark = render_snapshot(build.snapshot, language=language), f"-{language}"
    output = output or settings().upload_dir / "informes" / f"informe-{period.key}{mark}.pdf"
    write_whole(output, pdf)
    click.echo(f"{output.resolve()}")
    click.echo(f"{period.key}: {build.received} de {build.expected} avances recibidos.", err=True)
    click.echo(f"SHA-256 del PDF: {hashlib.sha256(pdf).hexdigest()}", err=True)


def make(build: ReportBuild, period: Period) -> bytes:
    """Make a build here and now, unless another process has it in hand."""
    owner = new_owner()
    if not reports.claim(db.session, build, now=now(), owner=owner):
        raise click.ClickException(f"Otro proceso está haciendo el informe de {period.key}: espere a que termine.")
    db.session.commit()
    while build.state is BuildState.WAITING:
        build_report(db.session, build, now=now, owner=owner, fictional=settings().demo, base_url=settings().base_url)
        if build.state is BuildState.WAITING and not reports.claim(db.session, build, now=now(), owner=owner):
            break
    if build.state is not BuildState.READY or build.pdf is None:
        raise click.ClickException(build.error or "El PDF no se pudo hacer.")
    return build.pdf


@commands.command("publish")
@click.argument("key", metavar="PERIOD")
@click.option("--as", "email", required=True, help="E-mail of the coordinator who publishes.")
@click.option("--erratum", default="", help="What was wrong in the edition before, if this one corrects it.")
@click.option("--accept-warnings", is_flag=True, help="Say that the warnings of the checklist are known.")
@in_one_transaction
def publish(key: str, email: str, erratum: str, *, accept_warnings: bool) -> None:
    """Publish the next edition of PERIOD: its snapshot and its PDF, whole or not at all."""
    period = periods.get_period(db.session, plans.current_plan(db.session), key)
    actor = person(email)
    shown = desk(db.session, period, actor=actor, now=now(), fictional=settings().demo)
    for finding in shown.findings:
        kind = "impide publicar" if finding.is_blocking else "aviso"
        click.echo(f"{kind}: {finding.check.value} ({len(finding.found)})", err=True)
    try:
        build = request_edition(
            db.session,
            period,
            actor=actor,
            erratum=erratum,
            confirmed=[finding.check.value for finding in shown.warnings] if accept_warnings else [],
            now=now(),
            fictional=settings().demo,
        )
    except RuleError as error:
        raise click.ClickException(str(error)) from error
    make(build, period)
    if build.is_open:
        click.echo(f"{period.key}: la edición está preparada; falta que otra persona la confirme en la mesa.")
        return
    edition = editions.editions_of(db.session, period)[-1]
    click.echo(f"{period.key}: edición {edition.number} publicada.")
    click.echo(f"SHA-256 de los datos: {edition.snapshot_sha256}")
    for file in edition.files:
        click.echo(f"SHA-256 de {file.form} ({file.language}): {file.sha256}")


def person(email: str) -> User:
    """Who acts in the command line's place."""
    found = db.session.scalar(select(User).where(User.email == email.lower(), User.is_active))
    if found is None:
        raise click.ClickException(f"No hay ninguna persona activa con el correo {email}.")
    return found


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.part")
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        raise click.ClickException(f"No se pudo escribir «{path}»: {error.strerror}.") from error
