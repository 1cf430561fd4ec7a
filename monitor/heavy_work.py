"""How often one person may have the server work hard: hand in files, order PDFs, make spreadsheets.

Far more than anybody needs, and few enough that nobody, nor a script with somebody's session, takes it from all others.
Counted in the database, so over all processes, in a transaction of its own like the calls of the read API.
"""

import logging
from enum import StrEnum

from flask import Flask, abort, request, session
from sqlalchemy.exc import OperationalError

from monitor.clock import now
from monitor.db import apart
from monitor.services.api_tokens import count_one

log = logging.getLogger(__name__)


class Kind(StrEnum):
    UPLOADS = "uploads"
    BUILDS = "builds"
    EXPORTS = "exports"


MOST = {Kind.UPLOADS: 60, Kind.BUILDS: 20, Kind.EXPORTS: 40}
"""Of one person in five minutes."""
BUILDS = frozenset(
    {
        *("reports.request_build", "annual_reports.request", "report_publishing.publish", "report_publishing.confirm"),
        *("survey_downloads.ask", "survey_receipts.request_pdf", "questionnaires.print_version"),
    }
)
EXPORTS = frozenset(
    {
        *("plans.word", "plans.excel", "update_sheets.download", "survey_downloads.download"),
        *("xlsforms.download", "baselines.template", "people_sheets.template", "report_desk.document"),
    }
)


def init_app(app: Flask) -> None:
    """Before the person is loaded: on SQLite a request that will write holds the only place from then on."""

    @app.before_request
    def keep_within_bounds() -> None:
        kind = _kind()
        # The session is looked at only here: an answer that depends on it may not be kept for everybody.
        user_id = session.get("user_id") if kind else None
        if kind and user_id is not None and _count(kind, user_id) > MOST[kind]:
            abort(429)


def _kind() -> Kind | None:
    if request.endpoint in EXPORTS:
        return Kind.EXPORTS
    if request.method != "POST":
        return None
    if request.endpoint in BUILDS:
        return Kind.BUILDS
    # What a form saves by itself comes in the same shape, but without a file.
    return Kind.UPLOADS if any(file.filename for file in request.files.values()) else None


def _count(kind: Kind, user_id: int) -> int:
    try:
        with apart() as counting:
            return count_one(counting, f"{kind}:{user_id}", now=now())
    except OperationalError:
        # A database busy with something long: whoever works need not wait for the count.
        log.warning("heavy work could not be counted", exc_info=True)
        return 0
