"""What the product writes to its log: one line a request and a job, each with the number of its request, and nobody's
data. Whatever anybody logs, addresses and secrets of links are cut out of it before it is written.
"""

import json
import logging
import re
import secrets
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, request

from config import Settings

ADDRESS = re.compile(r"[\w.+'%-]+@[\w-]+(?:\.[\w-]+)+")
SECRET = re.compile(r"[A-Za-z0-9_-]{32,}|(?i:bearer)\s+\S+|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")
"""Of links, cookies and addresses of databases. Hashes go along with them: a log needs none."""
DETAIL = re.compile(r"^DETAIL:.*$", re.MULTILINE)
"""PostgreSQL says there what stood in the row."""
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
QUIET = ("alembic", "apscheduler", "fontTools", "weasyprint")

log = logging.getLogger("monitor.requests")


def scrubbed(text: str) -> str:
    """The text without addresses of people, secrets and what stood in rows."""
    return SECRET.sub("…", ADDRESS.sub("‹correo›", DETAIL.sub("DETAIL: …", text)))


class PlainFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return scrubbed(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, the facts of the record, the fault if there was one."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": scrubbed(record.getMessage()),
            **_facts(getattr(record, "facts", {})),
        }
        if number := request_id():
            line["request_id"] = number
        if record.exc_info:
            line["fault"] = scrubbed(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {key: scrubbed(value) if isinstance(value, str) else value for key, value in facts.items()}


def request_id() -> str:
    """The number of this request, which its answer carries too; empty outside a request."""
    return g.get("request_id", "") if has_request_context() else ""


def handler(log_format: str) -> logging.Handler:
    made = logging.StreamHandler(sys.stderr)
    made.setFormatter(
        JsonFormatter() if log_format == "json" else PlainFormatter("%(levelname)s %(name)s: %(message)s")
    )
    return made


def configure(settings: Settings) -> None:
    """For the whole process: everything goes to the standard error output, in one shape."""
    logging.basicConfig(handlers=[handler(settings.log_format)], force=True)
    logging.getLogger().setLevel(logging.INFO if settings.log_format == "json" else logging.WARNING)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def init_app(app: Flask, settings: Settings) -> None:
    if not settings.testing:
        configure(settings)

    @app.before_request
    def number() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        g.began = time.perf_counter()

    @app.after_request
    def tell(response: Response) -> Response:
        response.headers["X-Request-ID"] = request_id()
        # The endpoint and not the address: addresses hold secrets of links.
        facts = {"method": request.method, "endpoint": request.endpoint, "status": response.status_code}
        log.info("request", extra={"facts": facts | {"milliseconds": milliseconds()}})
        return response


def milliseconds() -> int:
    """How long this request has taken so far."""
    return round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000)
