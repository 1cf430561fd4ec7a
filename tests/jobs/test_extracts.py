"""The extracts of an edition are made after it came out, whole or not at all, and none twice."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from monitor import pdf
from monitor.clock import now
from monitor.db import db
from monitor.jobs import extracts
from monitor.jobs.work import JobResult, Work
from monitor.models import Edition, EditionExtract, EditionFile
from monitor.pdf import ChildDied
from monitor.settings import settings
from tests.services.report_world import World, with_one_small_form


class Drawer:
    """Stands in for the process that draws; dies when it is asked for the portion at `dies_at`."""

    def __init__(self, dies_at: int = -1) -> None:
        self.dies_at, self.asked = dies_at, list[dict[str, Any]]()

    def __call__(self, _module: str, asked: dict[str, Any], *_: object) -> bytes:
        if len(self.asked) == self.dies_at:
            raise ChildDied
        self.asked.append(asked)
        made = [
            {
                "kind": "summary" if name == "resumen.pdf" else name.split("-")[0].replace("grupo", "group"),
                "about": name.removesuffix(".pdf").partition("-")[2],
                "name": name,
                "title": name,
                "pdf": base64.b64encode(f"%PDF {name}".encode()).decode(),
            }
            for name in asked["names"]
        ]
        return json.dumps(made).encode()


@pytest.fixture
def world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with_one_small_form(monkeypatch)
    with app.app_context():
        world = World(db.session)
        world.publish()
        db.session.commit()
        yield world


def run(monkeypatch: pytest.MonkeyPatch, drawer: Drawer) -> JobResult:
    monkeypatch.setattr(pdf, "run_child", drawer)
    result = extracts.run(Work(db.session, settings(), now))
    db.session.rollback()
    return result


def kept() -> list[str]:
    return sorted(db.session.scalars(select(EditionExtract.name)))


def test_all_are_made_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    drawer = Drawer()

    assert run(monkeypatch, drawer).ok

    made = kept()
    assert "resumen.pdf" in made
    assert any(name.startswith("grupo-") for name in made)
    (address,) = {own["address"] for own in drawer.asked}
    assert address.endswith("/publicaciones/aee/2021-T3/1.0")
    assert run(monkeypatch, Drawer()).idle
    assert kept() == made


def test_one_that_dies_half_way_leaves_whole_ones_and_the_next_makes_the_rest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.services.extracts.AT_ONCE", 1)
    assert not run(monkeypatch, Drawer(dies_at=1)).ok
    first = kept()
    assert len(first) == 1
    assert "resumen.pdf" not in first, "with it the edition would count as done"

    drawer = Drawer()
    assert run(monkeypatch, drawer).ok

    assert not {name for own in drawer.asked for name in own["names"]} & set(first)
    assert set(first) < set(kept())
    assert "resumen.pdf" in kept()


def test_they_are_made_in_every_language_of_the_edition(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, Drawer())
    spanish = kept()
    edition = db.session.scalars(select(Edition)).one()
    db.session.add(
        EditionFile(
            edition=edition, form="pdf", language="en", content_type="application/pdf", content=b"%PDF", size=4,
            sha256="", made_with="",
        )
    )  # fmt: skip
    db.session.commit()

    drawer = Drawer()
    run(monkeypatch, drawer)

    assert {own["language"] for own in drawer.asked} == {"en"}
    assert set(kept()) - set(spanish) == {name.replace(".pdf", ".en.pdf") for name in spanish}
    assert run(monkeypatch, Drawer()).idle


def test_large_ones_are_made_apart(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    drawer = Drawer()
    monkeypatch.setattr("monitor.services.extracts.CARDS_AT_ONCE", 1)

    run(monkeypatch, drawer)

    with_cards = {"grupo-grupo-1.pdf", "resumen.pdf"}
    assert len(drawer.asked) > 1
    assert all(len(set(own["names"]) & with_cards) < 2 for own in drawer.asked)


def test_none_is_made_of_an_edition_that_no_longer_says_what_was_published(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is hidden now might differ from what was hidden then, and both together give a figure away."""
    monkeypatch.setattr("monitor.extracts_pdf.text_hash", lambda _: "0" * 64)

    result = run(monkeypatch, Drawer())

    assert (result.ok, kept()) == (False, [])
    assert "ya no dice lo mismo" in result.lines[0]


def test_a_rehearsal_makes_none(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "run_child", Drawer(dies_at=0))
    assert extracts.run(Work(db.session, settings(), now, dry_run=True)).ok
    assert kept() == []


def test_the_database_lets_nobody_change_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, Drawer())
    for statement in (update(EditionExtract).values(content=b"otro"), delete(EditionExtract)):
        with pytest.raises(DBAPIError, match="append-only"), db.session.begin_nested():
            db.session.execute(statement.execution_options(synchronize_session=False))
