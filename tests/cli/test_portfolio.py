"""`flask portfolio load | export` and `flask periods`: what goes in, what comes out, and how wrong input ends."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.fixtures import PLAN


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


def copy_of_the_plan(folder: Path, **changes: str) -> Path:
    """A copy under another name, without decisions beside it, with some words replaced."""
    text = PLAN.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    path = folder / "copia.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_loading_says_what_was_understood_and_a_second_time_changes_nothing(app: Flask, tmp_path: Path) -> None:
    first = run(app, "portfolio", "load", str(PLAN))
    before = run(app, "portfolio", "export").output
    again = run(app, "portfolio", "load", str(copy_of_the_plan(tmp_path)))

    assert "40 líneas, 39 proyectos en 5 áreas" in first.output
    assert "ya estaba cargado: no cambió nada" in again.output
    assert run(app, "portfolio", "export").output == before


def test_the_export_is_json_with_the_documents_rows(app: Flask) -> None:
    run(app, "portfolio", "load", str(PLAN))

    data = json.loads(run(app, "portfolio", "export").output)

    assert sorted(row for project in data["projects"] for row in project["rows"]) == list(range(1, 41))
    assert len(data["projects"]) == 39
    assert [len(area["actions"]) for area in data["areas"]] == [6, 7, 2, 4, 3]


def test_everything_wrong_in_a_document_is_told_with_row_and_words_and_nothing_is_loaded(
    app: Flask, tmp_path: Path
) -> None:
    broken = copy_of_the_plan(
        tmp_path,
        **{"GTPA, con el apoyo del GTG": "GTXX, con el apoyo del GTG", "Febrero a Junio 2022": "31 de febrero de 2022"},
    )

    result = run(app, "portfolio", "load", str(broken))

    assert result.exit_code == 1
    assert "Fila 1: No se conoce «GTXX»" in result.output
    assert "Fila 5:" in result.output
    assert "31 de febrero de 2022" in result.output
    assert "Todavía no hay ningún plan cargado" in run(app, "portfolio", "export").output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no parece un plan conocido"),
        (b"hola", "no parece un plan conocido"),
        (b"\xff\xfe\x00", "no es un texto en UTF-8"),
    ],
)
def test_what_is_no_plan_is_refused(app: Flask, tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "otro.txt"
    path.write_bytes(content)

    result = run(app, "portfolio", "load", str(path))

    assert result.exit_code == 1
    assert words in result.output


def test_a_document_that_is_not_there_is_named(app: Flask) -> None:
    result = run(app, "portfolio", "load", "no-existe.txt")

    assert result.exit_code == 1
    assert "No se encuentra el documento «no-existe.txt»." in result.output


def test_expected_updates_are_json_and_open_nothing(app: Flask) -> None:
    run(app, "portfolio", "load", str(PLAN))

    pairs = json.loads(run(app, "periods", "expected", "2021-T3").output)

    assert len(pairs) == 20
    assert {"rows": [1], "group": "GTPA"} in pairs
    assert "todavía no está abierto" in run(app, "report", "build", "2021-T3").output


def test_the_row_under_two_areas_is_expected_once(app: Flask) -> None:
    run(app, "portfolio", "load", str(PLAN))

    pairs = json.loads(run(app, "periods", "expected", "2022-T1").output)

    assert [pair["group"] for pair in pairs if pair["rows"] == [4, 23]] == ["GTE", "GTL", "GTG"]


@pytest.mark.parametrize(
    ("key", "words"),
    [("2021-T5", "no es un período"), ("2021", "no es un período"), ("2024-T1", "está fuera del plan")],
)
def test_a_period_that_does_not_exist_is_refused(app: Flask, key: str, words: str) -> None:
    run(app, "portfolio", "load", str(PLAN))

    for command in ("expected", "open"):
        result = run(app, "periods", command, key)
        assert result.exit_code == 1
        assert words in result.output
