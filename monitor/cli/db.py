"""`flask db upgrade | downgrade | check`: the database follows the code."""

from pathlib import Path

import click
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from flask.cli import AppGroup
from sqlalchemy import Connection, Engine

from monitor.db import db
from monitor.models.base import Base

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"

commands = AppGroup("db", help="Bring the database to the code's version, and check that they agree.")


def alembic_config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def upgrade_database(engine: Engine, revision: str = "head") -> None:
    with engine.begin() as connection:
        upgrade_connection(connection, revision)


def upgrade_connection(connection: Connection, revision: str = "head") -> None:
    """In the transaction of whoever asks."""
    command.upgrade(alembic_config(connection), revision)


def downgrade_database(engine: Engine, revision: str = "base") -> None:
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), revision)


def differences(engine: Engine) -> list[object]:
    """What the tables and the models disagree about; empty when they agree."""
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


@commands.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the database up to REVISION (the newest unless given)."""
    upgrade_database(db.engine, revision)


@commands.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the database back to REVISION (`base` is empty)."""
    downgrade_database(db.engine, revision)


@commands.command("check")
def check() -> None:
    """Say whether tables and models agree; exit 1 if not."""
    found = differences(db.engine)
    for difference in found:
        click.echo(f"differs: {difference}", err=True)
    if found:
        raise click.ClickException("The database and the models differ. Write a migration, or run `flask db upgrade`.")
    click.echo("The database and the models agree.")
