"""A real browser on the whole product: web server, mail server and jobs, on the real plan with the demo's story."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from config import ROOT
from monitor.demo.mailbox import open_mailbox
from monitor.demo.story import read_story
from tests.fixtures import signed_in

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass(frozen=True)
class House:
    """The product as it is deployed: a web server of its own, and its jobs by hand."""

    address: str
    environment: dict[str, str]
    cookies: dict[str, str]
    """The session cookie of each person of the demo, by e-mail."""

    def run_job(self, name: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "run", name],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sign_in(self, context: BrowserContext, email: str) -> None:
        context.add_cookies([{"name": "monitor", "value": self.cookies[email], "url": self.address}])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def house(tmp_path: Path, demo_app: Flask) -> Iterator[House]:
    """The whole product in processes of its own: Playwright's loop may not share a thread with an application."""
    port, mail_port = free_port(), free_port()
    settings = demo_app.extensions["settings"]
    environment = os.environ | {
        "MONITOR_DEMO": "1",
        "DEMO_DATE": settings.demo_date.isoformat(),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "UPLOAD_DIR": str(settings.upload_dir),
        "MAILBOX_DIR": str(settings.mailbox_dir),
        "SMTP_PORT": str(mail_port),
    }
    cookies = {}
    for person in read_story().people:
        cookie = signed_in(demo_app, person.email).get_cookie("monitor")
        assert cookie is not None
        cookies[person.email] = cookie.value
    numbers = count(1)
    mailbox = open_mailbox(tmp_path / "mail", mail_port, lambda: f"20211005T100000{next(numbers):06}")
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--log-level", "warning", "wsgi:app"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        wait_until_it_answers(port, server)
        yield House(environment["BASE_URL"], environment, cookies)
    finally:
        server.terminate()
        server.wait(timeout=20)
        mailbox.stop()


def wait_until_it_answers(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "the web server ended by itself"
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the web server does not answer")


@pytest.fixture
def browser(house: House) -> Iterator[Browser]:
    """Closed after each test: while Playwright's loop runs, no other test of this thread could open an application."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


AXE = Axe().axe_script
FIND_VIOLATIONS = """tags => axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]})
    .then(results => results.violations.map(found => [found.id, found.help, found.nodes.map(node => node.target)]))"""
"""Only the violations come over: carrying all that axe finds right takes three times as long as finding it."""


def faults(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA on the page as it stands, in words."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"() => {{ {AXE} }}")
    return [f"{page.url}: {name}: {why} {where}" for name, why, where in page.evaluate(FIND_VIOLATIONS, WCAG)]
