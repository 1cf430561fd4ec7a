"""Fill an empty database with the rows of another, in one transaction, and prove that nothing is missing."""

from collections.abc import Callable, Iterable
from hashlib import sha256

from alembic.migration import MigrationContext
from sqlalchemy import Connection

from monitor.cli.db import MIGRATIONS, upgrade_connection
from monitor.services.table_copies import Counted, TableShape, hold, lines, load, relax, tally


class OtherRows(Exception):
    """What arrived is not what left. Its text is for the operator."""


def newest() -> str:
    """The migration that this code was written for."""
    return (MIGRATIONS / "HEAD").read_text(encoding="utf-8").strip()


def revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def fill(
    connection: Connection,
    tables: Iterable[Counted],
    rows_of: Callable[[TableShape], Iterable[bytes]],
    *,
    revision: str,
) -> None:
    """Make the tables of `revision`, bring the rows, read them again, and upgrade. Raises OtherRows."""
    tables = tuple(tables)
    upgrade_connection(connection, revision)
    relax(connection)
    for each in tables:
        load(connection, each.shape, rows_of(each.shape))
    hold(connection)
    for each in tables:
        same(connection, each)
    upgrade_connection(connection, "head")


def same(connection: Connection, counted: Counted) -> None:
    found = tally(lines(connection, counted.shape))
    if counted.differs(found):
        raise OtherRows(
            f"La tabla {counted.shape.name} no llegó igual: {found.rows} filas de {counted.rows}, o con otro contenido."
        )


def digest_of(tables: Iterable[Counted]) -> str:
    """One hash over all tables, whatever their order: equal on both sides when every row is."""
    told = sorted(f"{each.shape.name} {each.rows} {each.digest}" for each in tables)
    return sha256("\n".join(told).encode()).hexdigest()
