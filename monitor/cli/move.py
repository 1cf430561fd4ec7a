"""`flask db move`: the whole installation into a database of the other kind, by one command."""

import shutil
from hashlib import file_digest
from pathlib import Path

import click
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, inspect, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from config import WrongSetting, database_url
from monitor.cli.db import commands
from monitor.cli.disks import why
from monitor.cli.filling import OtherRows, digest_of, fill, newest, revision_of
from monitor.db import db, engine_options, teach_sqlite
from monitor.services.table_copies import Counted, lines, shapes, tally
from monitor.settings import settings


@commands.command("move")
@click.argument("target", envvar="MOVE_TO", metavar="ADDRESS")
@click.option(
    "--files", "folder", type=click.Path(path_type=Path, file_okay=False), help="Also copy the files, into this folder."
)
def move(target: str, folder: Path | None) -> None:
    """Copy the whole database of the settings into the empty one at ADDRESS, and prove that every row arrived.

    ADDRESS looks like DATABASE_URL; it can stand in the variable MOVE_TO, so that no list of processes shows its
    password. Stop the web and the scheduler before. The old database stays as it is, and takes no change meanwhile.
    Files stay where they are; with --files they are copied as well, for a move to another machine or disk.
    """
    engine = _engine(target)
    try:
        tables = _move(engine, folder)
    except (OSError, OtherRows, CommandError, SQLAlchemyError) as error:
        raise click.ClickException(f"No se movió nada: {why(error)}") from error
    finally:
        engine.dispose()
    for each in tables:
        click.echo(f"{each.shape.name:32} {each.rows:>9}  {each.digest[:16]}")
    click.echo(f"Filas: {sum(each.rows for each in tables)}, iguales en los dos lados. SHA-256: {digest_of(tables)}")
    click.echo("Ahora ponga en la configuración:")
    click.echo(f"  DATABASE_URL={make_url(target).render_as_string(hide_password=True)}")
    if folder:
        click.echo(f"  UPLOAD_DIR={folder.resolve()}")
    click.echo("y arranque de nuevo la web y el planificador. La base anterior queda como estaba.")


def _engine(target: str) -> Engine:
    try:
        if make_url(database_url({"MOVE_TO": target}, "MOVE_TO")) == db.engine.url:
            raise click.ClickException("Esa es la misma base.")
        engine = create_engine(**engine_options(target))
    except (WrongSetting, ArgumentError) as error:
        raise click.ClickException(str(error)) from error
    teach_sqlite(engine)
    try:
        tables = inspect(engine).get_table_names()
    except SQLAlchemyError as error:
        engine.dispose()
        raise click.ClickException(f"No se llega a la base de destino: {why(error)}") from error
    if tables:
        engine.dispose()
        raise click.ClickException("La base de destino ya tiene tablas: solo se mueve a una base vacía.")
    return engine


def _move(engine: Engine, folder: Path | None) -> list[Counted]:
    """In one transaction on each side: all of it or nothing."""
    with db.engine.connect() as source:
        # On SQLite this holds the one write lock: whoever still runs saves nothing that would be left behind.
        if source.dialect.name == "postgresql":
            source.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        if revision_of(source) != newest():
            raise click.ClickException("La base no es de la versión de este código: corra antes flask db upgrade.")
        tables = _count(source)
        with engine.begin() as target:
            fill(target, tables, lambda shape: lines(source, shape), revision=newest())
            if folder:
                _copy_files(settings().upload_dir, folder)
    return tables


def _count(source: Connection) -> list[Counted]:
    counted = ((shape, tally(lines(source, shape))) for shape in shapes())
    return [Counted(shape, found.rows, found.digest) for shape, found in counted]


def _copy_files(source: Path, folder: Path) -> None:
    """Into a new folder, each read again afterwards; whatever goes wrong, it is gone again."""
    if folder.is_dir() and any(folder.iterdir()):
        raise OtherRows(f"la carpeta {folder} no está vacía.")
    if folder.resolve().is_relative_to(source.resolve()):
        raise OtherRows(f"la carpeta {folder} está dentro de la de los archivos.")
    if folder.is_dir():
        folder.rmdir()
    try:
        if source.is_dir():
            shutil.copytree(source, folder)
        else:
            folder.mkdir(parents=True)
        _compare_files(source, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _compare_files(source: Path, folder: Path) -> None:
    for path in source.rglob("*"):
        name = path.relative_to(source)
        if path.is_file() and _hash(path) != _hash(folder / name):
            raise OtherRows(f"el archivo {name} no llegó igual.")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
