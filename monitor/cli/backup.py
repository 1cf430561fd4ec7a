"""`flask backup create | verify | restore | key`: everything in one file, and back into an empty place."""

import zipfile
from pathlib import Path

import click
from alembic.util import CommandError
from flask.cli import AppGroup
from pyrage.x25519 import Identity
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from monitor import age_files, backups
from monitor.age_files import Damaged, WrongKey
from monitor.backups import BadBackup, Contents
from monitor.cli.disks import why
from monitor.cli.filling import OtherRows, fill, newest, revision_of
from monitor.clock import now
from monitor.db import db, only_reading
from monitor.settings import settings

commands = AppGroup("backup", help="Put everything into one file, look whether it is whole, and bring it back.")

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
SECRET_KEY = click.option(
    "--key", "key", type=FILE, envvar="BACKUP_KEY_FILE", help="The file with the secret key, for an encrypted backup."
)


@commands.command("create")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--keep", type=click.IntRange(min=1), help="Afterwards keep only so many of the newest backups there.")
@click.option("--to", "public", help="Encrypt for this public key (age1…) instead of BACKUP_PUBLIC_KEY's.")
@only_reading
def create(folder: Path, keep: int | None, public: str | None) -> None:
    """Write a new backup into FOLDER while the product runs, read it again, and print its path.

    Without a public key it is not encrypted and holds people's data: keep it where only you can read it.
    """
    moment = now()
    if folder.resolve().is_relative_to(settings().upload_dir.resolve()):
        raise click.ClickException("Esa carpeta es la de los archivos: la copia se copiaría a sí misma.")
    gone = []
    try:
        keys = age_files.recipients(settings().backup_public_key if public is None else public)
        path = folder / f"hraem-monitor-{moment:%Y%m%dT%H%M%SZ}.zip{'.age' if keys else ''}"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        backups.forget_halves(folder, now=moment)
        with db.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            revision = revision_of(connection)
            if revision != newest():
                raise click.ClickException("La base no es de la versión de este código: corra antes flask db upgrade.")
            backups.write(path, connection, settings(), revision=revision, now=moment, keys=keys)
        gone = backups.forget_old(folder, keep=keep) if keep else []
    except (OSError, BadBackup, WrongKey, Damaged, SQLAlchemyError) as error:
        raise click.ClickException(f"No se pudo hacer la copia: {why(error)}") from error
    click.echo(str(path.resolve()))
    if gone:
        click.echo(f"Copias antiguas que se borraron: {len(gone)}", err=True)


@commands.command("key")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def key(file: Path) -> None:
    """Write a new secret key into FILE and print its public half, for BACKUP_PUBLIC_KEY.

    Keep FILE far from this machine: nobody can open an encrypted backup without it, and here it is not needed.
    """
    try:
        public = age_files.new_key(file)
    except OSError as error:
        raise click.ClickException(f"No se hizo ninguna llave: {why(error)}") from error
    click.echo(public)
    click.echo(f"La llave secreta está en {file}. Guárdela en otro lugar: sin ella nadie abre las copias.", err=True)


@commands.command("verify")
@click.argument("backup", type=FILE)
@SECRET_KEY
def verify(backup: Path, key: Path | None) -> None:
    """Read the whole BACKUP and compare it with what it says of itself; exit 1 if they differ."""
    try:
        with age_files.opened(backup, _keys(key)) as file:
            found = backups.check(file)
    except (OSError, BadBackup, WrongKey, Damaged) as error:
        raise click.ClickException(why(error)) from error
    click.echo(f"La copia está entera. {_sentence(found)}")


@commands.command("restore")
@click.argument("backup", type=FILE)
@SECRET_KEY
def restore(backup: Path, key: Path | None) -> None:
    """Bring BACKUP into the database and folder of the settings, which must be empty; all of it or nothing.

    The database may be of the other kind. Every table is read again and compared with what was copied.
    """
    target = settings().upload_dir
    if target.is_dir() and any(target.iterdir()):
        raise click.ClickException(f"La carpeta {target} no está vacía: una copia vuelve solo a un lugar vacío.")
    try:
        if inspect(db.engine).get_table_names():
            raise click.ClickException("La base ya tiene tablas: una copia vuelve solo a una base vacía.")
        with age_files.opened(backup, _keys(key)) as file:
            found = backups.check(file)
            with zipfile.ZipFile(file) as archive:
                bring_back(archive, found, db.engine, target)
    except (OSError, BadBackup, OtherRows, WrongKey, Damaged, CommandError, SQLAlchemyError) as error:
        raise click.ClickException(f"No se restauró nada: {why(error)}") from error
    click.echo(f"Todo volvió a su lugar. {_sentence(found)}")


def bring_back(archive: zipfile.ZipFile, found: Contents, engine: Engine, folder: Path) -> None:
    """In one transaction: the tables of the backup's version, its rows, what was added since.

    Raises BadBackup and OtherRows.
    """
    placed = False
    try:
        with engine.begin() as connection:
            fill(connection, found.tables, lambda shape: backups.rows_of(archive, shape), revision=found.revision)
            backups.restore_files(archive, found.files, folder)
            placed = True
    except BaseException:
        if placed:
            backups.empty(folder)
        raise


def _keys(path: Path | None) -> list[Identity]:
    return age_files.keys_in(path) if path else []


def _sentence(found: Contents) -> str:
    return f"Filas: {found.rows}. Archivos: {len(found.files)}. Hecha el {found.made_at[:16]} UTC."
