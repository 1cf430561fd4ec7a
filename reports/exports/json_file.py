"""The tables as one JSON document, for programs: typed values, with the meaning of every column beside them."""

import json
from datetime import date
from typing import Any

from reports.open_data import Table
from reports.open_data_columns import Value

FORMAT = 1
"""Version of this form; raised when a key changes its meaning."""


def json_of(tables: list[Table]) -> bytes:
    document: dict[str, Any] = {"format": FORMAT, "tables": {table.key: _table(table) for table in tables}}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "columns": [
            {"key": column.key, "title": column.title, "kind": column.kind.value, "meaning": column.meaning}
            for column in table.columns
        ],
        "rows": [
            {column.key: _plain(value) for column, value in zip(table.columns, row, strict=True)} for row in table.rows
        ],
    }


def _plain(value: Value) -> Any:
    return value.isoformat() if isinstance(value, date) else value
