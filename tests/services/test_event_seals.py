"""Every committed event has its seal in one chain, whoever writes beside it; touching it is refused, or shows."""

import json
from collections.abc import Iterator
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from monitor.db import db
from monitor.domain.audit_chain import Facts, Walk, seal
from monitor.models import Event, EventSeal
from monitor.services import event_seals, events
from tests.fixtures import NOW


def happen(session: Session, kind: str = "UpdateSaved") -> Event:
    return events.record(
        session, kind, subject="nothing", subject_id=1, actor=None, now=NOW, before={}, after={"note": "Año", "n": 0.1}
    )


def whole(session: Session) -> Walk:
    found = event_seals.verify(session)
    assert found.broken is None
    assert event_seals.first_unsealed(session) is None
    return found


def test_a_commit_seals_what_it_keeps_and_nothing_that_was_taken_back(session: Session) -> None:
    before = whole(session).links
    happen(session)
    taken_back = session.begin_nested()
    happen(session, "TakenBack")
    session.flush()
    taken_back.rollback()
    with session.begin_nested():
        happen(session)
    session.commit()
    happen(session, "TakenBack")
    session.flush()
    session.rollback()
    happen(session)
    session.commit()

    assert whole(session).links == before + 3


@pytest.mark.parametrize("table", ["events", "event_seals"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_delete_the_trail(session: Session, table: str, change: str) -> None:
    happen(session)
    session.commit()
    column = {"events": "subject_id", "event_seals": "position"}[table]
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(text(change.format(table, column, f"{column} + 1")))


def test_two_writers_at_once_make_one_chain(engine: Engine) -> None:
    with Session(engine) as session:
        before = whole(session).links
    ready = Barrier(2)
    faults: list[Exception] = []

    def write() -> None:
        try:
            ready.wait(5)
            for _ in range(6):
                with Session(engine) as session:
                    happen(session)
                    session.flush()
                    happen(session)
                    session.commit()
        except Exception as fault:  # noqa: BLE001 - told in the test's own thread
            faults.append(fault)

    writers = [Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(15)

    assert not faults
    with Session(engine) as session:
        assert whole(session).links == before + 24


@pytest.fixture
def trail(app: Flask) -> Iterator[Flask]:
    """Four events, and triggers out of the way, as for somebody who holds the database file."""
    with app.app_context():
        for _ in range(4):
            happen(db.session)
            db.session.commit()
        for table in ("events", "event_seals"):
            for verb in ("update", "delete"):
                db.session.execute(text(f"DROP TRIGGER {table}_no_{verb}"))
        db.session.commit()
        yield app


def audit(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["audit", *words])
    return result.exit_code, result.output


def test_the_command_says_that_the_chain_is_whole_and_takes_its_head_back(trail: Flask) -> None:
    code, said = audit(trail, "verify")
    assert (code, "4 hechos" in said) == (0, True)
    head = said.split()[-1]
    assert audit(trail, "verify", "--head", head)[0] == 0
    db.session.execute(text("DELETE FROM event_seals WHERE position = 4"))
    db.session.execute(text("DELETE FROM events WHERE id = 4"))
    db.session.commit()
    assert audit(trail, "verify")[0] == 0
    code, said = audit(trail, "verify", "--head", head)
    assert (code, "que usted anotó no está" in said) == (1, True)


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        ("UPDATE events SET kind = 'Other' WHERE id = 3", "se rompe en el sello 3 (hecho 3)"),
        ("DELETE FROM event_seals WHERE position = 2", "se rompe en el sello 3 (hecho 3)"),
        (
            """INSERT INTO events SELECT 9, kind, subject, subject_id, actor_id, happened_at, before, after
            FROM events WHERE id = 1""",
            "El hecho 9 no tiene sello",
        ),
    ],
)
def test_the_command_names_the_first_broken_link(trail: Flask, deed: str, sentence: str) -> None:
    db.session.execute(text(deed))
    db.session.commit()

    code, said = audit(trail, "verify")

    assert code == 1
    assert sentence in said


def test_the_export_can_be_verified_by_anybody_who_has_only_the_file(trail: Flask) -> None:
    code, said = audit(trail, "export", "--output", "-")
    lines: list[dict[str, Any]] = [json.loads(line) for line in said.splitlines() if line.startswith("{")]

    assert (code, len(lines)) == (0, db.session.scalar(select(func.count()).select_from(EventSeal)))
    head = "0" * 64
    for line in lines:
        head = seal(head, Facts(**line["event"] | {"happened_at": NOW}))
        assert line["hash"] == head
