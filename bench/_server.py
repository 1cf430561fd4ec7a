"""The product under gunicorn, asked by browsers without a screen, and how often a second it answers."""

import http.client
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from itertools import count
from urllib.parse import urlencode

from config import ROOT

HIDDEN = re.compile(r'<input type="hidden"[^>]*name="(csrf_token|lock_version|seen|author)" value="([^"]*)"')


def command(port: int, application: str = "wsgi:app") -> list[str]:
    """Two workers, one for each core of the machines we measure on."""
    return [sys.executable, "-m", "gunicorn", "-w", "2", "-b", f"127.0.0.1:{port}", "--no-control-socket", application]


@contextmanager
def server(environment: Mapping[str, str]) -> Iterator[int]:
    with served("wsgi:app", environment) as (port, _process):
        yield port


@contextmanager
def served(application: str, environment: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """An application under gunicorn with two workers; gives its port and the number of its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        command(port, application), cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _try in range(300):
            if process.poll() is not None:
                raise RuntimeError(f"gunicorn {application} ended by itself")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


class Client:
    """A browser without a screen: it keeps its cookie and sends back the hidden fields of a page."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, f"monitor={cookie}"

    def ask(self, method: str, path: str, body: str | None = None) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        fresh = (answer.getheader("Set-Cookie") or "").split(";", 1)[0]
        if fresh.startswith("monitor="):
            self.cookie = fresh
        connection.close()
        if answer.status not in (200, 302):
            raise RuntimeError(f"{method} {path} answers {answer.status}")
        return text

    def page(self, path: str) -> str:
        return self.ask("GET", path)

    def send(self, page: str, path: str, body: str) -> None:
        hidden = {name: unescape(value) for name, value in HIDDEN.findall(page)}
        self.ask("POST", path, f"{urlencode(hidden)}&{body}")


def rate(act: Callable[[], object], clients: int, seconds: float) -> float:
    """How often a second so many clients do it at once."""
    done, until = count(), time.perf_counter() + seconds
    failures: list[BaseException] = []

    def work() -> None:
        try:
            while time.perf_counter() < until:
                act()
                next(done)
        except Exception as error:  # noqa: BLE001 - told by the thread that waits
            failures.append(error)

    began = time.perf_counter()
    threads = [threading.Thread(target=work) for _each in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return round(next(done) / (time.perf_counter() - began), 2)
