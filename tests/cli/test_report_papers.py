"""From the command line: extracts and annual reports are made, and what was published is proved untouched."""

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from monitor import pdf
from monitor.db import db
from monitor.report_proof import prove_extracts
from monitor.services import editions, extracts, periods, plans
from tests.services.report_world import PDF, World, with_one_small_form


def drawn(module: str, asked: dict[str, Any], *_: object, **_language: object) -> bytes:
    """What the processes that draw would give."""
    if module != "reports.draw_extracts":
        return PDF
    made = [
        {
            "kind": "summary" if name == "resumen.pdf" else "group",
            "about": name,
            "name": name,
            "title": name,
            "pdf": base64.b64encode(f"%PDF {name}".encode()).decode(),
        }
        for name in asked["names"]
    ]
    return json.dumps(made).encode()


@pytest.fixture
def coordinator(app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(pdf, "run_child", drawn)
    with_one_small_form(monkeypatch)
    with app.app_context():
        world = World(db.session)
        world.publish()
        db.session.commit()
        email = world.coordinator.email
    app.extensions["clock"].shift += timedelta(days=150)
    return email


def run(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(args=["report", *args])


def test_extracts_are_made_written_and_proved(app: Flask, coordinator: str, tmp_path: Path) -> None:
    made = run(app, "extracts", "2021-T3", "--output", str(tmp_path))

    assert made.exit_code == 0, made.output
    assert (tmp_path / "resumen.pdf").read_bytes() == b"%PDF resumen.pdf"
    assert run(app, "extracts", "2021-T1").exit_code != 0
    proved = run(app, "verify", "2021-T3")
    assert proved.exit_code == 0, proved.output
    assert "extractos: las huellas coinciden" in proved.output


def test_a_year_is_published_once_its_gaps_are_known_and_then_proved(app: Flask, coordinator: str) -> None:
    assert "faltan trimestres" in run(app, "annual", "2021", "--as", coordinator).output

    made = run(app, "annual", "2021", "--as", coordinator, "--accept-missing")

    assert made.exit_code == 0, made.output
    assert "informe anual, edición 1.0, publicado" in made.output
    assert "Nada cambió" in run(app, "annual", "2021", "--as", coordinator, "--accept-missing").output
    proved = run(app, "verify", "2021")
    assert (proved.exit_code, proved.output.count("las huellas coinciden")) == (0, 1), proved.output
    assert run(app, "verify", "2020").exit_code != 0


def test_an_extract_that_changed_is_named(app: Flask, coordinator: str) -> None:
    run(app, "extracts", "2021-T3")
    with app.app_context():
        period = periods.get_period(db.session, plans.current_plan(db.session), "2021-T3")
        edition = editions.editions_of(db.session, period)[-1]
        own = extracts.get_extract(db.session, edition, "resumen.pdf")
        own.content += b"!"
        with db.session.no_autoflush:
            assert prove_extracts(edition, [own]).broken == ["resumen.pdf"]
        db.session.rollback()
