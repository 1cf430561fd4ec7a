"""How often one person may have the server work hard, counted over all processes."""

from io import BytesIO

import pytest
from flask import Flask

from monitor import heavy_work
from monitor.app import create_app
from monitor.db import db
from monitor.heavy_work import BUILDS, EXPORTS, Kind
from tests.factories import make_coordinator


@pytest.fixture
def people(app: Flask) -> list[int]:
    with app.app_context():
        made = [make_coordinator(db.session), make_coordinator(db.session)]
        db.session.commit()
        return [person.id for person in made]


def status(app: Flask, user_id: int, path: str, **sent: object) -> int:
    client = app.test_client()
    with client.session_transaction() as browser:
        browser["user_id"], browser["session_number"] = user_id, 0
    return client.open(path, **sent).status_code  # type: ignore[arg-type]


def upload() -> dict[str, object]:
    return {"method": "POST", "data": {"file": (BytesIO(b"a;b"), "a.csv")}, "content_type": "multipart/form-data"}


def test_a_person_is_told_to_wait_whichever_process_answers_and_others_go_on(
    app: Flask, people: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heavy_work, "MOST", dict.fromkeys(Kind, 2))
    another_process = create_app(app.extensions["settings"])
    another_process.config["WTF_CSRF_ENABLED"] = False
    one, other = people
    template, lists = "/personas/planilla/csv", "/personas/planilla"
    for path, sent in ((template, dict), (lists, upload)):
        assert status(app, one, path, **sent()) in (200, 422)
        assert status(another_process, one, path, **sent()) in (200, 422)
        assert status(app, one, path, **sent()) == 429
        assert status(app, other, path, **sent()) in (200, 422)
    assert status(app, one, lists, method="POST", data={"text": "x"}, content_type="multipart/form-data") == 422
    with another_process.app_context():
        db.engine.dispose()


def test_what_is_counted_exists(app: Flask) -> None:
    assert set(app.view_functions) >= BUILDS | EXPORTS
