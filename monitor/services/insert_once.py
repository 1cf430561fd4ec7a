"""Add a row unless its unique key is already taken: what makes planning and queueing safe to run again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from monitor.models.base import Base

ROWS_AT_ONCE = 500
"""Well under the number of values one statement may carry on SQLite and PostgreSQL."""


def insert_once(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert the rows whose unique keys are free, in one statement for each batch. Gives the ids of the new ones.

    A second process that inserts the same key at the same time waits for the first and then adds nothing.
    """
    if not rows:
        return []
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    # On the table, with the rows beside the statement: it is put together once, however many rows there are.
    table = model.__table__
    statement = insert(table).on_conflict_do_nothing().returning(table.c.id)  # type: ignore[arg-type]
    connection = session.connection()
    new: list[int] = []
    for start in range(0, len(rows), ROWS_AT_ONCE):
        new.extend(connection.execute(statement, list(rows[start : start + ROWS_AT_ONCE])).scalars())
    return new
