"""`flask periods open | expected`: open a quarter, or ask whose updates are expected in one."""

import json

import click
from flask.cli import AppGroup

from monitor.cli.run import in_one_transaction
from monitor.clock import now
from monitor.db import db
from monitor.domain.periods import Quarter
from monitor.services import periods, plans

commands = AppGroup("periods", help="Quarters: open one, or list whose updates are expected in it.")


@commands.command("open")
@click.argument("key", metavar="PERIOD")
@in_one_transaction
def open_period(key: str) -> None:
    """Open PERIOD (for example 2021-T3) and ask for its updates. Opening it again adds nothing twice."""
    plan = plans.current_plan(db.session)
    period, new = periods.open_period(db.session, plan, Quarter.parse(key), actor=None, now=now())
    click.echo(f"{period.key}: avances nuevos pedidos: {new}. Fecha límite: {period.due_on:%d/%m/%Y}.")


@commands.command("expected")
@click.argument("key", metavar="PERIOD")
@in_one_transaction
def expected(key: str) -> None:
    """Print, as JSON, the projects and groups whose update is expected in PERIOD. Opens nothing."""
    plan = plans.current_plan(db.session)
    pairs = periods.expected_in(db.session, plan, Quarter.parse(key))
    rows = [{"rows": [row.number for row in pair.project.rows], "group": pair.group.key} for pair in pairs]
    click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
