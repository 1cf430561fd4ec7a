"""Whether the work that nobody presses a button for is being done: a page for the GTG, a bare answer for watchdogs."""

from flask import Blueprint, current_app, render_template
from flask_babel import lazy_gettext as _l

from monitor.access import public, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.permissions import Permission
from monitor.services import jobs
from monitor.services.jobs import Health, JobHealth
from monitor.services.queues import Waiting, queues

blueprint = Blueprint("jobs", __name__)

HEALTH = {
    Health.GOOD: _l("Bien"),
    Health.NEVER: _l("No ha corrido nunca"),
    Health.LATE: _l("Atrasada"),
    Health.FAILING: _l("No termina bien"),
}

WAITING = {
    Waiting.MAILS: _l("Correos"),
    Waiting.REPORTS: _l("Informes trimestrales y borradores"),
    Waiting.ANNUAL_REPORTS: _l("Informes anuales"),
    Waiting.SURVEY_DOCUMENTS: _l("Documentos de encuestas"),
}


@blueprint.get("/tareas")
@requires(Permission.REMINDER_VIEW)
def index() -> str:
    moment = now()
    return render_template(
        "jobs/index.html",
        jobs=_health(),
        words=HEALTH,
        queues=queues(db.session, now=moment),
        waiting=WAITING,
        failures=jobs.recent_failures(db.session, now=moment),
        schedule={each.name: each.what for each in current_app.extensions["job_schedule"]},
    )


@blueprint.get("/salud")
@public
def pulse() -> tuple[dict[str, str], int]:
    """For a watchdog outside: 200 while all is well, 503 when a job is late. Says nothing that is not for everybody."""
    if any(each.alarms for each in _health()):
        return {"estado": "atrasado"}, 503
    return {"estado": "bien"}, 200


def _health() -> list[JobHealth]:
    return jobs.health(db.session, current_app.extensions["job_schedule"], now=now())
