"""What a page was told to be saved outlives the server: killed fifty times, at any moment, with nothing lost.

Most rounds kill the worker, the process that holds the transaction and the database file, which is all that a save
stands on; the master forks the next one at once. A few kill master and worker together and start the server anew.
SQLite, where database and server share a machine and its fate; a power cut is not tried here.
"""

import json
import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import make_url

from config import ROOT
from tests.views.update_world import World, make_world

ROUNDS, WHOLE_SERVER_EVERY = 50, 25
LONGEST_WAIT = 0.08
"""Seconds until the blow: a few saves long, so that it falls before, within and after them."""


class Server:
    """A real web server that can be killed."""

    def __init__(self, environment: dict[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.environment = environment | {"BASE_URL": f"http://127.0.0.1:{self.port}"}
        self.start()

    def start(self) -> None:
        address = f"127.0.0.1:{self.port}"
        self.master = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--preload", "--bind", address, "--log-level", "critical", "wsgi:app"],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
        )

    def kill_worker(self) -> None:
        """Not the master, whose process may have no worker for a moment: then there is nothing to kill."""
        children = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children").read_text(encoding="ascii").split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)

    def kill(self) -> None:
        os.killpg(self.master.pid, signal.SIGKILL)
        self.master.wait()

    def kill_and_start(self) -> None:
        self.kill()
        self.start()


@dataclass
class Writer:
    """A page that saves itself, over and over, and remembers what it was told."""

    server: Server
    path: str
    cookie: str
    hidden: dict[str, str] = field(default_factory=dict)
    saved: str = ""
    attempts: list[str] = field(default_factory=list)
    """Sent without hearing whether they arrived."""

    def ask(self, method: str, body: str | None = None) -> tuple[HTTPResponse, str]:
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, self.path, body, headers | ({"Accept": "application/json"} if body else {}))
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        if given := response.getheader("Set-Cookie"):
            self.cookie = given.partition(";")[0]
        return response, text

    def open_page(self) -> str:
        """What the page shows as stored, once the server answers again."""
        until = time.monotonic() + 30
        while True:
            try:
                response, text = self.ask("GET")
                break
            except (OSError, HTTPException):
                assert time.monotonic() < until, "the server did not come back"
                time.sleep(0.02)
        assert response.status == 200, text
        for name in ("csrf_token", "lock_version", "seen", "author"):
            (self.hidden[name],) = set(re.findall(f'name="{name}" value="([^"]*)"', text))
        found = re.search(r'<textarea[^>]* name="achieved"[^>]*>\n(.*?)</textarea>', text, re.DOTALL)
        assert found is not None
        return found[1]

    def save(self, words: str) -> None:
        unheard = json.dumps([[["achieved", each]] for each in self.attempts])
        self.attempts.append(words)
        response, text = self.ask("POST", urlencode(self.hidden | {"achieved": words, "sent": unheard}))
        assert response.status == 200, text
        told = json.loads(text)
        assert told["saved"].startswith("Guardado")
        self.saved, self.attempts = words.strip(), []
        self.hidden |= {name: told[name] for name in ("lock_version", "seen")}


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(app)


@pytest.fixture
def server(world: World) -> Iterator[Server]:
    settings = world.app.extensions["settings"]
    server = Server(
        os.environ
        | {
            "MONITOR_DEMO": "1",
            "DEMO_DATE": settings.demo_date.isoformat(),
            "DATABASE_URL": settings.database_url,
            "SECRET_KEY": settings.secret_key,
            "UPLOAD_DIR": str(settings.upload_dir),
            "MAILBOX_DIR": str(settings.mailbox_dir),
        }
    )
    yield server
    server.kill()


def test_nothing_that_was_shown_as_saved_is_lost_when_the_server_is_killed(world: World, server: Server) -> None:
    cookie = world.browser().get_cookie("monitor")
    assert cookie is not None
    writer = Writer(server, f"{world.url}/avances", f"monitor={cookie.value}")
    chance = random.Random(20211005)  # noqa: S311 - moments, not secrets
    writer.open_page()
    torn = 0
    for number in range(ROUNDS):
        whole = number % WHOLE_SERVER_EVERY == 0
        blow = server.kill_and_start if whole else server.kill_worker
        timer = threading.Timer(chance.uniform(0, LONGEST_WAIT), blow)
        timer.start()
        for count in range(1000):
            try:
                writer.save(f"Vuelta {number}, frase {count}. " + "ñandú " * (count % 200))
            except (OSError, HTTPException):
                torn += 1
                break
            if not timer.is_alive():
                break
        timer.join()

        assert stored(world) in (writer.saved, *(each.strip() for each in writer.attempts)), f"round {number}"
        if whole:
            assert writer.open_page() == stored(world)
            writer.saved, writer.attempts = stored(world), []
    assert torn > ROUNDS / 4, "too few blows fell while something was being saved"


def stored(world: World) -> str:
    """What is in the database's file, asked for without the server."""
    url = make_url(world.app.extensions["settings"].database_url)
    with closing(sqlite3.connect(str(url.database))) as connection:
        (words,) = connection.execute("SELECT achieved FROM updates WHERE id = ?", (world.update_id,)).fetchone()
    return str(words)
