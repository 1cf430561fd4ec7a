"""The only file that touches Flask-SQLAlchemy-Lite: the session of a request, SQLite's manners, the one commit."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from flask import Flask, Response, request
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from config import WrongSetting

db = SQLAlchemy()

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_will_write: ContextVar[bool] = ContextVar("will_write", default=True)

P = ParamSpec("P")
T = TypeVar("T")


def only_reading(work: Callable[P, T]) -> Callable[P, T]:
    """For long work that writes nothing: on SQLite it reads the state of one moment and keeps no writer waiting."""

    @wraps(work)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        before = _will_write.set(False)
        try:
            return work(*args, **kwargs)
        finally:
            _will_write.reset(before)

    return wrapped


def engine_options(url: str) -> dict[str, Any]:
    """Options for an engine on this address. Makes the folder of an SQLite file, which SQLite itself would not.

    What people wrote stays out of errors, and so out of logs.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            try:
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise WrongSetting("DATABASE_URL", f"its folder cannot be made ({error})") from error
        return {"url": url, "hide_parameters": True}
    return {"url": url, "hide_parameters": True, "pool_pre_ping": True}


def init_app(app: Flask, database_url: str) -> None:
    app.config["SQLALCHEMY_ENGINES"] = {"default": engine_options(database_url)}
    db.init_app(app)
    with app.app_context():
        teach_sqlite(db.engine)

    @app.before_request
    def announce_writing() -> None:
        _will_write.set(request.method not in SAFE_METHODS)

    @app.after_request
    def commit(response: Response) -> Response:
        """One commit per request: after a request that may change things and went well. A GET never commits."""
        if request.method not in SAFE_METHODS and response.status_code < 400:
            db.session.commit()
        return response


def _regexp_replace(text: str | None, pattern: str, replacement: str, _flags: str) -> str | None:
    return None if text is None else re.sub(pattern, replacement, text)


def teach_sqlite(engine: Engine) -> None:
    """Foreign keys, write-ahead log, and transactions that really begin when they are said to.

    A transaction that will write takes the write lock at once: asking for it later fails at once when another writer
    came first, instead of waiting.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # What was deleted, perhaps because somebody asked for it, is not read in the file any more.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA busy_timeout = 15000")
        # PostgreSQL has it; asked with "g", to replace every place.
        connection.create_function("regexp_replace", 4, _regexp_replace, deterministic=True)

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _will_write.get() else "BEGIN")


@contextmanager
def apart() -> Iterator[Session]:
    """A short transaction of its own, committed at once: for counting calls, which a page that only reads must not do.

    What goes wrong in it leaves the request's own session as it was.
    """
    before = _will_write.set(True)
    try:
        with Session(db.engine) as session, session.begin():
            yield session
    finally:
        _will_write.reset(before)
