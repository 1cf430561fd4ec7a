"""The rows of every table as lines of JSON, the same from SQLite and from PostgreSQL, and back into either.

The shape of the tables travels with them, so that a copy made by older code goes into the tables of its own version.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    Integer,
    LargeBinary,
    String,
    TableClause,
    Text,
    column,
    insert,
    inspect,
    select,
    table,
    text,
)
from sqlalchemy.types import TypeEngine

from monitor.models.base import Base, UtcDateTime

ROWS_AT_ONCE = 100


@dataclass(frozen=True)
class CopiedColumn:
    name: str
    kind: str
    nullable: bool


@dataclass(frozen=True)
class TableShape:
    name: str
    columns: tuple[CopiedColumn, ...]
    key: tuple[str, ...]


@dataclass
class Tally:
    """How many rows, and a sum of their SHA-256 without regard to order: databases sort text each its own way."""

    rows: int = 0
    total: int = 0

    def add(self, line: bytes) -> None:
        self.rows += 1
        self.total = (self.total + int.from_bytes(sha256(line).digest())) % 2**256

    @property
    def digest(self) -> str:
        return f"{self.total:064x}"


@dataclass(frozen=True)
class Counted:
    """A table as it was where it comes from: its rows, and the sum of their hashes."""

    shape: TableShape
    rows: int
    digest: str

    def differs(self, found: Tally) -> bool:
        return (found.rows, found.digest) != (self.rows, self.digest)


KINDS: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (UtcDateTime, "instant"),
    (Boolean, "boolean"),
    (Integer, "integer"),
    (Float, "number"),
    (Date, "date"),
    (JSON, "json"),
    (LargeBinary, "bytes"),
    (String, "text"),
)
"""Enumerations are texts to the database."""
INTO_JSON: dict[str, Callable[[Any], Any]] = {
    "instant": datetime.isoformat,
    "date": date.isoformat,
    "bytes": lambda value: base64.b64encode(value).decode(),
}
FROM_JSON: dict[str, Callable[[Any], Any]] = {
    "instant": datetime.fromisoformat,
    "date": date.fromisoformat,
    "bytes": base64.b64decode,
}


def shapes() -> list[TableShape]:
    """Of every table of this code, those that others refer to first."""
    return [
        TableShape(
            each.name,
            tuple(CopiedColumn(c.name, _kind(c), bool(c.nullable)) for c in each.columns),
            tuple(c.name for c in each.primary_key),
        )
        for each in Base.metadata.sorted_tables
    ]


def _kind(of: Column[Any]) -> str:
    for kind, name in KINDS:
        if isinstance(of.type, kind):
            return name
    raise TypeError(f"{of} has a type that no copy knows: add it to KINDS")


def _type(of: CopiedColumn) -> TypeEngine[Any]:
    if of.kind == "json":
        return JSON(none_as_null=of.nullable)
    if of.kind == "text":
        return Text()
    return next(kind for kind, name in KINDS if name == of.kind)()


def _table(shape: TableShape) -> TableClause:
    return table(shape.name, *(column(each.name, _type(each)) for each in shape.columns))


def lines(connection: Connection, shape: TableShape) -> Iterator[bytes]:
    """Each row as one line: a JSON list in the order of the shape's columns."""
    source = _table(shape)
    query = select(source).order_by(*(source.c[name] for name in shape.key))
    turn = [INTO_JSON.get(each.kind) for each in shape.columns]
    for row in connection.execute(query.execution_options(yield_per=ROWS_AT_ONCE)):
        values = [each(value) if each and value is not None else value for each, value in zip(turn, row, strict=True)]
        yield json.dumps(values, separators=(",", ":")).encode()


def tally(rows: Iterable[bytes]) -> Tally:
    found = Tally()
    for line in rows:
        found.add(line)
    return found


def relax(connection: Connection) -> None:
    """Let rows come before those they refer to, until `hold`."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        return
    _alter_keys(connection, "DEFERRABLE INITIALLY DEFERRED")


def hold(connection: Connection) -> None:
    """Check every reference now, and go on from the highest number of each table. SQLite does both by itself."""
    if connection.dialect.name == "sqlite":
        return
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    _alter_keys(connection, "NOT DEFERRABLE")
    for name in inspect(connection).get_table_names():
        ids = {each["name"] for each in inspect(connection).get_columns(name)}
        sequence = "id" in ids and connection.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": name})
        if sequence:
            connection.execute(
                text(f'SELECT setval(:sequence, max(id)) FROM "{name}" HAVING max(id) IS NOT NULL'),  # noqa: S608
                {"sequence": sequence},
            )


def _alter_keys(connection: Connection, how: str) -> None:
    found = inspect(connection)
    for name in found.get_table_names():
        for key in found.get_foreign_keys(name):
            connection.execute(text(f'ALTER TABLE "{name}" ALTER CONSTRAINT "{key["name"]}" {how}'))


def load(connection: Connection, shape: TableShape, rows: Iterable[bytes]) -> None:
    """Put the rows of `lines` into the empty table of that shape."""
    target = insert(_table(shape))
    turn = [FROM_JSON.get(each.kind) for each in shape.columns]
    remaining = iter(rows)
    while some := list(islice(remaining, ROWS_AT_ONCE)):
        values = [
            {
                each.name: make(value) if make and value is not None else value
                for each, make, value in zip(shape.columns, turn, json.loads(line), strict=True)
            }
            for line in some
        ]
        connection.execute(target, values)
