"""What monitoring systems read, who may read it, and what stands in the log: figures and numbers, never people."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from config import ROOT, WrongSetting, read_settings
from monitor import clock, logs
from monitor.db import db
from monitor.jobs import JOBS
from monitor.models import OutboxMessage
from monitor.services.jobs import record_run

TOKEN = "a-token-of-the-operators"
SECRET = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6"
ADDRESS = "rosa.quispe@ministerio.example"


def setting(app: Flask, **values: object) -> None:
    for name, value in values.items():
        object.__setattr__(app.extensions["settings"], name, value)


def figures(answer: str) -> dict[str, float]:
    return {
        f"{sample.name}{sorted(sample.labels.values())}": sample.value
        for family in text_string_to_metric_families(answer)
        for sample in family.samples
    }


def test_only_the_token_or_this_machine_by_itself_reads_the_figures(app: Flask, client: FlaskClient) -> None:
    good, bad = ({"Authorization": f"Bearer {token}"} for token in (TOKEN, TOKEN[:-1]))
    assert client.get("/metrics", headers=good).status_code == 404
    setting(app, metrics_token=TOKEN)
    assert [client.get("/metrics", headers=each).status_code for each in (good, bad, {})] == [200, 404, 404]
    setting(app, metrics_token="", metrics_local=True)
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 404


def test_the_figures_tell_answers_jobs_and_queues(app: Flask, client: FlaskClient) -> None:
    setting(app, metrics_local=True)
    with app.app_context():
        at = clock.now() - timedelta(minutes=3)
        record_run(db.session, "outbox", started_at=at, finished_at=at, ok=True, detail=ADDRESS, idle=False)
        db.session.add(
            OutboxMessage(
                key="k", kind="test", recipient=ADDRESS, subject="s", text="t", html="h", message_id="m",
                created_at=at, not_before=at,
            )
        )  # fmt: skip
        db.session.commit()
    before = figures(client.get("/metrics").text).get("monitor_answers_total['200', 'GET', 'health.alive']", 0)
    client.get("/healthz")

    answer = client.get("/metrics").text
    told = figures(answer)

    assert told["monitor_answers_total['200', 'GET', 'health.alive']"] == before + 1
    assert told["monitor_queue_waiting['mails']"] == 1
    assert 180 <= told["monitor_queue_oldest_seconds['mails']"] < 200
    assert 180 <= told["monitor_job_last_good_end_seconds['outbox']"] < 200
    assert told["monitor_job_late['outbox']"] == 0
    assert told["monitor_job_late['reminders']"] == 1
    assert len([name for name in told if name.startswith("monitor_job_late")]) == len(JOBS)
    assert "@" not in answer


COUNT = """
import os
from flask import Flask
from prometheus_client import generate_latest
from config import read_settings
from monitor import logs, metrics
app = Flask("counted")
app.add_url_rule("/page", "page", lambda: "")
logs.init_app(app, read_settings())
metrics.init_app(app)
for _ in range(3):
    if os.fork() == 0:
        app.test_client().get("/page")
        os._exit(0)
for _ in range(3):
    os.wait()
print(generate_latest(metrics.answered()).decode())
"""


def test_what_several_processes_answer_adds_up_and_each_request_is_one_line(tmp_path: Path) -> None:
    environment = os.environ | {
        "DATABASE_URL": "sqlite:///none", "SECRET_KEY": "x" * 32, "BASE_URL": "http://127.0.0.1",
        "UPLOAD_DIR": str(tmp_path), "LOG_FORMAT": "json", "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", COUNT], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    assert figures(done.stdout)["monitor_answers_total['200', 'GET', 'page']"] == 3
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["endpoint"], line["status"], line["method"]) for line in lines] == [("page", 200, "GET")] * 3
    assert len({line["request_id"] for line in lines}) == 3


@pytest.fixture
def written(app: Flask) -> Iterator[list[str]]:
    """The lines that the log would hold, as JSON."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    kept = Keep()
    kept.setFormatter(logs.JsonFormatter())
    app.config["PROPAGATE_EXCEPTIONS"] = False
    loggers = [logging.getLogger(name) for name in ("monitor", "tests")]
    for logger in loggers:
        logger.addHandler(kept)
        logger.setLevel(logging.INFO)
    yield lines
    for logger in loggers:
        logger.removeHandler(kept)
        logger.setLevel(logging.NOTSET)


def test_no_address_name_of_a_row_or_secret_of_a_link_gets_into_the_log(
    app: Flask, client: FlaskClient, written: list[str]
) -> None:
    @app.get("/breaks")
    def breaks() -> str:
        db.session.execute(text("INSERT INTO users (email) VALUES (:email)"), {"email": ADDRESS})
        return ""

    vars(breaks)["access"] = "public"
    client.post("/entrar", data={"email": ADDRESS})
    client.get(f"/entrar/{SECRET}", headers={"X-Request-ID": "given-by-the-proxy-1"})
    assert client.get("/breaks").status_code == 500
    said = logging.getLogger("tests.logs")
    said.error("%s asked with Bearer %s", ADDRESS, SECRET)
    fault = ValueError(f"DETAIL: Key (email)=({ADDRESS}) at postgresql+psycopg://monitor:pass@db/monitor")
    said.error("failed", exc_info=fault)

    whole = "\n".join(written)
    assert "IntegrityError" in whole
    for word in (ADDRESS, "rosa", SECRET, SECRET[:20], ":pass@"):
        assert word not in whole, word
    requests = [json.loads(line) for line in written if '"monitor.requests"' in line]
    assert [line["status"] for line in requests][-1] == 500
    assert requests[1]["request_id"] == "given-by-the-proxy-1"


def test_the_answer_carries_the_number_of_its_request_and_takes_no_strange_one(client: FlaskClient) -> None:
    assert (
        client.get("/healthz", headers={"X-Request-ID": "proxy-12345678"}).headers["X-Request-ID"] == "proxy-12345678"
    )
    assert len(client.get("/healthz", headers={"X-Request-ID": "<b>a</b>"}).headers["X-Request-ID"]) == 16


@pytest.mark.parametrize(
    ("name", "value"), [("LOG_FORMAT", "xml"), ("SENTRY_DSN", "errors.example"), ("METRICS_TOKEN", "short")]
)
def test_a_setting_that_cannot_be_is_refused_at_the_start(name: str, value: str) -> None:
    good = {"SECRET_KEY": "x" * 32, "DATABASE_URL": "sqlite:///x", "BASE_URL": "http://x", "UPLOAD_DIR": "x"}
    with pytest.raises(WrongSetting, match=name):
        read_settings(good | {name: value})
