"""Serve a large portfolio as it is deployed, and open its busiest pages: how fast, how evenly, with how many questions.

gunicorn on a database of its own (PostgreSQL with BENCH_DATABASE_URL, else an SQLite file): 2,000 projects of 200
groups, twelve quarters of updates, each with 30 cells of participation. For every page: requests a second, its slowest
ones, errors, and how many statements it takes; beside it, in the same run, a bare Flask page of as many bytes that asks
the same database one question (`bare_per_s`, `of_bare`). Then the memory of the web processes while many pages are
opened, and the last day of a quarter: every lead types at once, and at the end everything confirmed must be there.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, select

from bench._databases import fresh_database
from bench._server import served
from bench._web_data import TODAY, Filled, fill
from config import ROOT, read_settings
from monitor.app import create_app
from monitor.models import ProgressUpdate

SIZES = {"projects": 2000, "quarters": 12, "groups": 200}
USERS = 20
TYPING_PAUSE = (3.0, 9.0)
"""Seconds between two pauses in the typing that are long enough for the page to save itself."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/bench web", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--sizes", default="", help="for example projects=40,quarters=2,groups=10")
    parser.add_argument("--seconds", type=float, default=10, help="how long each page is opened")
    parser.add_argument("--memory-requests", type=int, default=30_000)
    parser.add_argument("--typing-seconds", type=float, default=300)
    asked = parser.parse_args(arguments)
    sizes = SIZES | {name: int(value) for name, value in (each.split("=") for each in asked.sizes.split(",") if each)}
    with fresh_database() as engine, tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        filled = fill(engine, **sizes)
        sys.stderr.write(f"filled in {time.perf_counter() - began:.0f} s\n")
        if engine.dialect.name == "postgresql":
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")
        figures = measure(engine, filled, environment_of(engine, folder), asked)
    if asked.json:
        sys.stdout.write(json.dumps(figures) + "\n")
        return 0
    for name, row in figures.items():
        sys.stdout.write(f"{name:10} " + " ".join(f"{key}={value}" for key, value in row.items()) + "\n")
    return 0


def measure(engine: Engine, filled: Filled, environment: dict[str, str], asked: argparse.Namespace) -> dict[str, Any]:
    cookies, questions = cookies_and_questions(environment, filled)
    leads = filled.leads
    lead = [cookies[user] for user, _update, _project in leads[:USERS]]
    reading = {
        "inbox": [["/", cookie] for cookie in lead],
        "form": [[f"/avances/{leads[n][1]}/avances", cookie] for n, cookie in enumerate(lead)],
        "board": [["/revision", cookies[filled.coordinator]]],
        "dashboard": [["/tablero", cookies[filled.coordinator]]],
        "project": [
            [f"/proyectos/{project}", cookies[filled.coordinator]] for _user, _update, project in leads[:USERS]
        ],
    }
    figures: dict[str, Any] = {}
    with served("wsgi:app", environment) as (port, process):
        order: dict[str, Any] = {"port": port, "clients": USERS, "seconds": asked.seconds}
        load(order | {"asks": [page[0] for page in reading.values()], "seconds": 2})  # the workers are warm
        for name, asks in reading.items():
            figures[name] = shown(load(order | {"asks": asks})) | {"queries": questions[name]}
        saves = [[f"/avances/{update}/avances", cookies[user]] for user, update, _project in leads[:USERS]]
        typed = load(order | {"asks": saves, "pause": [0.0, 0.001]})
        figures["save"] = shown(typed) | {"queries": questions["save"]}
        figures["memory"] = memory(order, reading, process, asked.memory_requests)
    sizes = sorted({row["bytes"] for row in figures.values() if row.get("bytes")})
    bare = environment | {"BARE_SIZES": ",".join(map(str, sizes))}
    with served("bench._bare:app", bare) as (port, _process):
        for name in reading:
            figures[name] |= beside_bare(port, figures[name], asked.seconds)
    with served("wsgi:app", environment) as (port, _process):
        figures["typing"] = typing(engine, port, filled, cookies, asked.typing_seconds)
    return figures


def beside_bare(port: int, row: dict[str, Any], seconds: float) -> dict[str, Any]:
    order = {"port": port, "clients": USERS, "seconds": seconds, "asks": [[f"/{row['bytes']}", ""]]}
    load(order | {"seconds": min(1, seconds)})  # the workers are warm
    per_s = load(order)["per_s"]
    return {"bare_per_s": per_s, "of_bare": round(row["per_s"] / per_s, 3) if per_s else None}


def memory(order: dict[str, Any], reading: dict[str, Any], process: int, requests: int) -> dict[str, Any]:
    """MiB of the server and its workers at the start, half-way and at the end of so many requests."""
    asks = [page for pages in reading.values() for page in pages[:5]]
    at = [resident(process)]
    for _half in range(2):
        load(order | {"asks": asks, "seconds": 0, "requests": requests // 2})
        at.append(resident(process))
    return {"requests": requests, "start_mib": at[0], "half_mib": at[1], "end_mib": at[2]}


def typing(engine: Engine, port: int, filled: Filled, cookies: dict[int, str], seconds: float) -> dict[str, Any]:
    asks = [[f"/avances/{update}/avances", cookies[user]] for user, update, _project in filled.leads]
    done = load({"port": port, "seconds": seconds, "asks": asks, "pause": TYPING_PAUSE})
    with engine.connect() as connection:
        rows = connection.execute(select(ProgressUpdate.id, ProgressUpdate.achieved))
        stored = {row.id: row.achieved for row in rows}
    lost = [path for path, words in done["confirmed"].items() if stored[int(path.split("/")[2])] != words]
    return shown(done) | {"people": len(asks), "people_who_saved": len(done["confirmed"]), "lost": len(lost)}


def shown(done: dict[str, Any]) -> dict[str, Any]:
    hidden = {"confirmed"} if done["errors"] else {"confirmed", "first_errors"}
    return {name: value for name, value in done.items() if name not in hidden}


def load(order: dict[str, Any]) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench._load"]
    done = subprocess.run(command, cwd=ROOT, input=json.dumps(order), stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout))


def environment_of(engine: Engine, folder: str) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "MONITOR_DEMO": "1",
        "DEMO_DATE": TODAY.isoformat(),
        "SECRET_KEY": "measured-" + "x" * 40,
        "UPLOAD_DIR": folder,
        "MAILBOX_DIR": f"{folder}/mail",
        "BASE_URL": "http://127.0.0.1",
    }


def cookies_and_questions(environment: dict[str, str], filled: Filled) -> tuple[dict[int, str], dict[str, int]]:
    """A session cookie of everybody, and how many statements each page takes."""
    app = create_app(read_settings(environment))
    app.config["WTF_CSRF_ENABLED"] = False
    cookies = {user: cookie_of(app, user) for user in (filled.coordinator, *(lead[0] for lead in filled.leads))}
    user, update, project = filled.leads[0]
    form = f"/avances/{update}/avances"
    pages = {"inbox": (user, "/"), "form": (user, form), "board": (filled.coordinator, "/revision")}
    pages |= {"dashboard": (filled.coordinator, "/tablero"), "project": (filled.coordinator, f"/proyectos/{project}")}
    questions = {name: asked_for(app, cookies[who], "GET", path) for name, (who, path) in pages.items()}
    return cookies, questions | {"save": asked_for(app, cookies[user], "POST", form)}


def cookie_of(app: Flask, user_id: int) -> str:
    client = app.test_client()
    with client.session_transaction() as browser:
        browser["user_id"], browser["session_number"] = user_id, 0
    cookie = client.get_cookie("monitor")
    assert cookie is not None
    return f"monitor={cookie.value}"


def asked_for(app: Flask, cookie: str, method: str, path: str) -> int:
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    client = app.test_client()
    client.set_cookie("monitor", cookie.partition("=")[2])
    client.get(path)  # what a process asks once is not counted
    data = {"achieved": "Una reunión", "lock_version": "1", "seen": ""} if method == "POST" else None
    event.listen(Engine, "before_cursor_execute", note)
    client.open(path, method=method, data=data, headers={"Accept": "application/json"} if data else None)
    event.remove(Engine, "before_cursor_execute", note)
    return len(said)


def resident(process: int) -> float:
    """MiB of a process and its children. Pages that they share count once for each."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    sizes = (Path(f"/proc/{each}/statm").read_text().split()[1] for each in (str(process), *children))
    return round(sum(map(int, sizes)) * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)
