"""A fault is told to the operator's own address, and nothing of anybody goes along."""

import gzip
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import brotli
import pytest
import sentry_sdk

from monitor import fault_reports
from tests.fixtures import test_settings

ADDRESS, NAME = "rosa.quispe@ministerio.example", "Rosa Quispe Huamán"


class Errors(BaseHTTPRequestHandler):
    """An address that takes reports."""

    bodies: list[str] = []  # noqa: RUF012 - one list for the whole test

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress}.get(self.headers["Content-Encoding"], bytes)
        self.bodies.append(unpack(body).decode())
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the server's own name
        pass


@pytest.fixture
def address() -> Iterator[str]:
    Errors.bodies.clear()
    with HTTPServer(("127.0.0.1", 0), Errors) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://key@127.0.0.1:{server.server_port}/1"
        sentry_sdk.get_client().close()
        sentry_sdk.init()
        server.shutdown()
        thread.join()


def test_nothing_is_reported_where_no_address_is_set(tmp_path: Path) -> None:
    assert fault_reports.start(test_settings(tmp_path, "sqlite:///x")) is False
    assert not sentry_sdk.get_client().is_active()


def fail(person: str) -> None:
    raise ValueError(f"no such person: {ADDRESS}" if person else "")


def test_a_fault_is_reported_without_whom_it_happened_to(address: str, tmp_path: Path) -> None:
    settings = replace(test_settings(tmp_path, "sqlite:///x"), error_reports_dsn=address)
    assert fault_reports.start(settings)
    sentry_sdk.set_user({"email": ADDRESS, "username": NAME})
    try:
        fail(NAME)
    except ValueError:
        logging.getLogger("monitor.test").exception("for %s", ADDRESS)
    sentry_sdk.flush(5)

    assert Errors.bodies
    whole = "\n".join(Errors.bodies)
    assert "ValueError" in whole
    assert "no such person" in whole
    assert "test_fault_reports.py" in whole
    for word in (ADDRESS, NAME, json.dumps(NAME)[1:-1], "server_name", "modules"):
        assert word not in whole, word
