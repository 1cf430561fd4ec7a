from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import make_url, text

from monitor import clock
from monitor.db import db
from monitor.models import OutboxMessage
from monitor.services.jobs import record_run


def test_a_whole_product_is_alive_and_ready_and_tells_how_old_beat_and_mails_are(
    app: Flask, client: FlaskClient
) -> None:
    empty = client.get("/readyz")
    with app.app_context():
        at = clock.now() - timedelta(minutes=3)
        record_run(db.session, "outbox", started_at=at, finished_at=at, ok=True, detail="", idle=False)
        for key, minutes in (("late", -5), ("later", 60)):
            moment = clock.now() + timedelta(minutes=minutes)
            db.session.add(
                OutboxMessage(
                    key=key,
                    kind="test",
                    recipient="a@example.org",
                    subject="s",
                    text="t",
                    html="h",
                    message_id=key,
                    created_at=moment,
                    not_before=moment,
                )
            )
        db.session.commit()

    assert client.get("/healthz").json == {"status": "ok"}
    assert (empty.status_code, empty.json) == (
        200,
        {
            "ready": True,
            "database": True,
            "migrations": True,
            "scheduler_last_beat_seconds": None,
            "oldest_waiting_mail_seconds": None,
        },
    )
    told = client.get("/readyz").json
    assert told is not None
    assert 180 <= told["scheduler_last_beat_seconds"] < 200
    assert 300 <= told["oldest_waiting_mail_seconds"] < 320


def test_a_database_of_another_version_is_not_ready(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        db.session.commit()

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json is not None
    assert (answer.json["database"], answer.json["migrations"]) == (True, False)


def test_without_its_database_the_product_is_alive_but_not_ready(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        db.engine.dispose()
        place = Path(make_url(app.extensions["settings"].database_url).database or "")
    place.unlink()
    place.mkdir()

    answer = client.get("/readyz")

    assert client.get("/healthz").status_code == 200
    assert answer.status_code == 503
    assert answer.json is not None
    assert (answer.json["ready"], answer.json["database"]) == (False, False)
