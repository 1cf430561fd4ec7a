"""`flask backup create | verify | restore`: everything in one file, and back into an empty place."""

import zipfile
from pathlib import Path

import click
from alembic.migration import MigrationContext
from alembic.util import CommandError
from flask.cli import AppGroup
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from monitor import backups
from monitor.backups import BadBackup, Contents
from monitor.cli.db import MIGRATIONS, upgrade_connection
from monitor.clock import now
from monitor.db import db, only_reading
from monitor.services.table_copies import hold, lines, load, relax, tally
from monitor.settings import settings

commands = AppGroup("backup", help="Put everything into one file, look whether it is whole, and bring it back.")

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@commands.command("create")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--keep", type=click.IntRange(min=1), help="Afterwards keep only so many of the newest backups there.")
@only_reading
def create(folder: Path, keep: int | None) -> None:
    """Write a new backup into FOLDER while the product runs, read it again, and print its path.

    It is not encrypted and holds people's data: keep it where only you can read it.
    """
    engine = db.engine
    moment = now()
    if folder.resolve().is_relative_to(settings().upload_dir.resolve()):
        raise click.ClickException("Esa carpeta es la de los archivos: la copia se copiaría a sí misma.")
    path = folder / f"hraem-monitor-{moment:%Y%m%dT%H%M%SZ}.zip"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            revision = MigrationContext.configure(connection).get_current_revision()
            if revision != newest():
                raise click.ClickException("La base no es de la versión de este código: corra antes flask db upgrade.")
            backups.write(path, connection, settings(), revision=revision, now=moment)
        gone = backups.forget_old(folder, keep=keep) if keep else []
    except (OSError, BadBackup, SQLAlchemyError) as error:
        raise click.ClickException(f"No se pudo hacer la copia: {error}") from error
    click.echo(str(path.resolve()))
    if gone:
        click.echo(f"Copias antiguas que se borraron: {len(gone)}", err=True)


@commands.command("verify")
@click.argument("backup", type=FILE)
def verify(backup: Path) -> None:
    """Read the whole BACKUP and compare it with what it says of itself; exit 1 if they differ."""
    try:
        found = backups.check(backup)
    except BadBackup as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"La copia está entera. {_sentence(found)}")


@commands.command("restore")
@click.argument("backup", type=FILE)
def restore(backup: Path) -> None:
    """Bring BACKUP into the database and folder of the settings, which must be empty; all of it or nothing.

    The database may be of the other kind. Every table is read again and compared with what was copied.
    """
    target = settings().upload_dir
    if target.is_dir() and any(target.iterdir()):
        raise click.ClickException(f"La carpeta {target} no está vacía: una copia vuelve solo a un lugar vacío.")
    if inspect(db.engine).get_table_names():
        raise click.ClickException("La base ya tiene tablas: una copia vuelve solo a una base vacía.")
    try:
        found = backups.check(backup)
        with zipfile.ZipFile(backup) as archive:
            bring_back(archive, found, db.engine, target)
    except (OSError, BadBackup, CommandError, SQLAlchemyError) as error:
        raise click.ClickException(f"No se restauró nada: {error}") from error
    click.echo(f"Todo volvió a su lugar. {_sentence(found)}")


def bring_back(archive: zipfile.ZipFile, found: Contents, engine: Engine, folder: Path) -> None:
    """In one transaction: the tables of the backup's version, its rows, what was added since. Raises BadBackup."""
    placed = False
    try:
        with engine.begin() as connection:
            upgrade_connection(connection, found.revision)
            relax(connection)
            for shape, _rows, _digest in found.tables:
                load(connection, shape, backups.rows_of(archive, shape))
            hold(connection)
            for shape, rows, digest in found.tables:
                backups.same(shape, tally(lines(connection, shape)), rows, digest)
            upgrade_connection(connection, "head")
            backups.restore_files(archive, found.files, folder)
            placed = True
    except BaseException:
        if placed:
            backups.empty(folder)
        raise


def newest() -> str:
    return (MIGRATIONS / "HEAD").read_text(encoding="utf-8").strip()


def _sentence(found: Contents) -> str:
    return f"Filas: {found.rows}. Archivos: {len(found.files)}. Hecha el {found.made_at[:16]} UTC."
