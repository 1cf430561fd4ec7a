"""Empty places to bring a whole installation into, and what is in them afterwards."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, make_url, select, text

from monitor.models import Base


def postgres_place() -> Iterator[str]:
    address = os.environ.get("TEST_POSTGRES_URL")
    if not address:
        pytest.skip("TEST_POSTGRES_URL is not set: no PostgreSQL to test on")
    url = make_url(address)
    name = f"{url.database}_{os.getpid()}_restored"
    maker = create_engine(url, isolation_level="AUTOCOMMIT")
    with maker.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
        yield url.set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    maker.dispose()


def every_row(connection: Connection) -> dict[str, list[Any]]:
    return {
        each.name: sorted((tuple(row) for row in connection.execute(select(each))), key=repr)
        for each in Base.metadata.sorted_tables
    }


def files(app: Flask) -> dict[str, bytes]:
    folder = app.extensions["settings"].upload_dir
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
