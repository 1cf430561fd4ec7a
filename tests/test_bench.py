"""The measurements run, at sizes too small to measure anything."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from gunicorn.app.wsgiapp import WSGIApplication
from sqlalchemy import create_engine
from werkzeug.serving import make_server
from werkzeug.utils import import_string

from bench import reminders, survey, web
from bench._server import command
from config import read_settings
from monitor.app import create_app


def test_the_measurement_of_reminders_prints_what_it_promises(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BENCH_DATABASE_URL", raising=False)

    assert reminders.main(["--json", "--sizes", "people=8,things=12,mails=6"]) == 0

    figures = json.loads(capsys.readouterr().out)
    assert figures.keys() >= {"plan_s", "plan_peak_mib", "send_per_s", "bare_send_per_s"}
    assert all(value > 0 for value in figures.values())
    assert figures["mails"] == 6


@contextmanager
def near_server(environment: dict[str, str]) -> Iterator[int]:
    """The application in a thread of this process: a server of its own would spend its time on being started."""
    with near(create_app(read_settings(environment))) as port:
        yield port


@contextmanager
def near(app: Flask) -> Iterator[int]:
    served = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=served.serve_forever)
    thread.start()
    try:
        yield served.server_port
    finally:
        served.shutdown()
        thread.join()
        served.server_close()


def test_the_measurement_of_the_survey_prints_what_it_promises(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BENCH_DATABASE_URL", raising=False)
    monkeypatch.setattr(survey, "server", near_server)

    assert survey.main(["--json", "--stored", "2", "--clients", "1", "--seconds", "0.1"]) == 0

    told = json.loads(capsys.readouterr().out)
    [figures] = told["survey"]
    pages = {"get", "results", "questions", "indices", "texts"}
    assert figures["stored"] == 2
    assert {f"{page}_per_s_1" for page in pages} | {"post_per_s_1", "queries_save", "after_s"} <= figures.keys()
    assert all(figures[f"queries_{page}"] <= 10 for page in pages)
    assert set(told["ratio"].values()) == {1}


def test_the_ratio_sets_the_most_responses_against_the_fewest_that_are_any() -> None:
    figures = [{"stored": 0.0, "get": 9.0}, {"stored": 20.0, "get": 8.0}, {"stored": 200.0, "get": 6.0}]
    assert survey.ratios(figures) == {"stored": 10, "get": 0.75}


def test_the_measurement_starts_the_product_as_a_web_server_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What gunicorn would be told to start is there, without the seconds of starting it."""
    environment = survey.environment_of(create_engine(f"sqlite:///{tmp_path}/none.sqlite3"), str(tmp_path))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    _python, _module, _gunicorn, *arguments = command(8001)
    monkeypatch.setattr(sys, "argv", ["gunicorn", *arguments])
    started = WSGIApplication()

    assert started.cfg.address == [("127.0.0.1", 8001)]
    assert started.load().test_client().get("/healthz").json == {"status": "ok"}


def test_the_measurement_of_the_web_prints_what_it_promises(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @contextmanager
    def served(application: str, environment: dict[str, str]) -> Iterator[tuple[int, int]]:
        for name in ("DATABASE_URL", "BARE_SIZES"):
            monkeypatch.setenv(name, environment.get(name, ""))
        app = create_app(read_settings(environment)) if application == "wsgi:app" else import_string(application)
        with near(app) as port:
            yield port, os.getpid()

    monkeypatch.delenv("BENCH_DATABASE_URL", raising=False)
    monkeypatch.setattr(web, "served", served)
    monkeypatch.setattr(web, "USERS", 2)
    monkeypatch.setattr(web, "TYPING_PAUSE", (0.0, 0.2))
    sizes = ["--sizes", "projects=6,quarters=2,groups=3", "--seconds", "0.1", "--memory-requests", "4"]

    assert web.main(["--json", *sizes, "--typing-seconds", "1"]) == 0

    figures = json.loads(capsys.readouterr().out)
    assert figures.keys() == {"inbox", "form", "board", "dashboard", "project", "save", "memory", "typing"}
    for name in ("inbox", "form", "board", "dashboard", "project"):
        assert figures[name]["per_s"] > 0
        assert figures[name]["bare_per_s"] > 0
        assert figures[name]["queries"] > 0
    assert [figures[name]["errors"] for name in figures if name != "memory"] == [0] * 7
    assert figures["typing"]["people_who_saved"] == 3
    assert figures["typing"]["lost"] == 0
