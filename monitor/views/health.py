"""What machines ask: does this process live, and can it serve people now. For watchdogs about late jobs see `jobs`."""

from functools import cache

from flask import Blueprint

from config import ROOT
from monitor.access import public
from monitor.clock import now
from monitor.db import db
from monitor.services.readiness import readiness

blueprint = Blueprint("health", __name__)


@cache
def _revision() -> str:
    """Of the code that this process runs, whatever is laid on the disk later."""
    return (ROOT / "migrations" / "HEAD").read_text(encoding="utf-8").strip()


@blueprint.get("/healthz")
@public
def alive() -> dict[str, str]:
    """This process answers. Asks nobody else, so that a database that is gone makes nobody restart the web."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def ready() -> tuple[dict[str, object], int]:
    """503 without the database or with one of another version. A dead scheduler is told, but turns nobody away.

    Says nothing that is not for everybody.
    """
    found = readiness(db.session, revision=_revision(), now=now())
    answer: dict[str, object] = {
        "ready": found.ready,
        "database": found.database,
        "migrations": found.migrations,
        "scheduler_last_beat_seconds": found.beat_age,
        "oldest_waiting_mail_seconds": found.mail_age,
    }
    return answer, 200 if found.ready else 503
