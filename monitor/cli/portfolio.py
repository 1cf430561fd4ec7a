"""`flask portfolio load | export`: the plan from its document into the database, and out again as JSON."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from config import ROOT
from monitor.cli.run import in_one_transaction
from monitor.clock import now
from monitor.db import db
from monitor.domain.plan_decisions import read_decisions
from monitor.domain.plan_document import decode_plan
from monitor.domain.portfolio import read_portfolio
from monitor.domain.portfolio_json import portfolio_as_json
from monitor.domain.spanish_text import fold
from monitor.services import plans, portfolio

PLANS = ROOT / "plans"

commands = AppGroup("portfolio", help="The plan: load it from its document, print what was understood.")


def decisions_for(document: Path, text: str) -> Path:
    """The reviewed decisions: beside the document, or the product's own for the plan that the text is."""
    beside = document.with_suffix(".toml")
    if beside.is_file():
        return beside
    words = " ".join(fold(text).split())
    for known in sorted(PLANS.glob("*.toml")):
        if fold(read_decisions(known.read_text(encoding="utf-8")).plan.heading) in words:
            return known
    raise click.ClickException(
        f"«{document.name}» no parece un plan conocido, y falta el archivo de decisiones «{beside.name}» junto a él: "
        "dice lo que el texto no puede decir (títulos breves, siglas ambiguas, relaciones)."
    )


@commands.command("load")
@click.argument("document", type=click.Path(path_type=Path))
@click.option(
    "--decisions", type=click.Path(path_type=Path), help="The reviewed decisions, if not beside the document."
)
@in_one_transaction
def load(document: Path, decisions: Path | None) -> None:
    """Read the plan DOCUMENT as it is published and store its projects. Loading it again changes nothing."""
    if not document.is_file():
        raise click.ClickException(f"No se encuentra el documento «{document}».")
    text = decode_plan(document.read_bytes())
    decisions = decisions or decisions_for(document, text)
    if not decisions.is_file():
        raise click.ClickException(f"No se encuentra el archivo de decisiones «{decisions}».")
    read = read_portfolio(text, read_decisions(decode_plan(decisions.read_bytes())))
    plan, is_new = portfolio.load(db.session, read, now=now())
    if not is_new:
        click.echo(f"«{plan.name}» ya estaba cargado: no cambió nada.")
        return
    click.echo(f"«{plan.name}»: {read.row_count} líneas, {len(read.projects)} proyectos en {len(read.areas)} áreas.")
    for project in read.projects:
        if len(project.rows) > 1:
            rows = " y ".join(map(str, project.rows))
            click.echo(f"Las líneas {rows} son un solo proyecto en {len(project.areas)} áreas.")


@commands.command("export")
@in_one_transaction
def export() -> None:
    """Print what was understood of the plan, as JSON."""
    plan = plans.current_plan(db.session)
    understood = portfolio_as_json(portfolio.portfolio_of(db.session, plan))
    click.echo(json.dumps(understood, ensure_ascii=False, indent=2))
