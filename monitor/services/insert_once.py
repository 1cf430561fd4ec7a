"""Add a row unless its unique key is already taken: what makes planning and queueing safe to run again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Insert, Table, bindparam, column, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from monitor.models.base import Base

ROWS_AT_ONCE = 500
"""Well under the number of values one statement may carry on SQLite."""
COLUMNS_FROM = 50
"""So many rows go to PostgreSQL as columns: it understands eight long values sooner than four thousand short ones."""


def insert_once(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert the rows whose unique keys are free, in one statement for each batch. Gives the ids of the new ones.

    All rows name the same columns. A second process that inserts the same key at the same time waits for the first and
    then adds nothing.
    """
    if not rows:
        return []
    # On the table, with the rows beside the statement: it is put together once, however many rows there are.
    table = model.__table__
    assert isinstance(table, Table)
    connection = session.connection()
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    if is_postgresql and len(rows) >= COLUMNS_FROM:
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        return list(connection.execute(_by_columns(table, list(columns)), columns).scalars())
    insert = postgresql.insert if is_postgresql else sqlite.insert
    statement = insert(table).on_conflict_do_nothing().returning(table.c.id)
    new: list[int] = []
    for start in range(0, len(rows), ROWS_AT_ONCE):
        new.extend(connection.execute(statement, list(rows[start : start + ROWS_AT_ONCE])).scalars())
    return new


def _by_columns(table: Table, names: list[str]) -> Insert:
    values = [bindparam(name, type_=ARRAY(table.c[name].type)) for name in names]
    given = func.unnest(*values).table_valued(*(column(f"given_{name}", table.c[name].type) for name in names))
    given = given.render_derived()
    return postgresql.insert(table).from_select(names, select(*given.c)).on_conflict_do_nothing().returning(table.c.id)
