"""Each table as a CSV file that spreadsheets open rightly: UTF-8 with a mark, and no text that runs as a formula."""

import csv
import io
import zipfile
from datetime import date

from reports.open_data import Table
from reports.open_data_columns import Value

BYTE_ORDER_MARK = "\ufeff"
"""Tells Excel that the file is UTF-8."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The same time for every file in the archive, so that the same data gives the same bytes."""


def csv_of(table: Table) -> bytes:
    """One table: column keys in the first line, ISO dates, points as decimal marks, empty for what is not there."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(column.key for column in table.columns)
    writer.writerows([plain(value) for value in row] for row in table.rows)
    return (BYTE_ORDER_MARK + out.getvalue()).encode("utf-8")


def plain(value: Value) -> str | int | float:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case str():
            return harmless(value)
        case _:
            return value


def harmless(text: str) -> str:
    """Text that a spreadsheet will not take for a formula: an apostrophe before what looks like one."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def archive_of(tables: list[Table]) -> bytes:
    """All tables in one ZIP file; the same data gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            entry = zipfile.ZipInfo(f"{table.key}.csv", LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, csv_of(table))
    return out.getvalue()
