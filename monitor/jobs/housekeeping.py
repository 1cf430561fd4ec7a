"""`housekeeping`: forget old links, attempts and records."""

from flask_babel import gettext as _

from monitor.jobs.work import Job, JobResult, Work
from monitor.services.housekeeping import tidy


def run(work: Work) -> JobResult:
    forgotten = tidy(work.session, now=work.now())
    work.commit()
    said = _("Se olvidaron %(links)s enlaces, %(attempts)s intentos de entrar y %(runs)s registros de tareas.")
    if work.dry_run:
        said = _(
            "Ensayo: se olvidarían %(links)s enlaces, %(attempts)s intentos de entrar y %(runs)s registros de tareas."
        )
    if not forgotten:
        return JobResult((_("No había nada viejo que olvidar."),), idle=True)
    line = said % {"links": forgotten.links, "attempts": forgotten.attempts, "runs": forgotten.runs}
    return JobResult((line,))


JOB = Job("housekeeping", "olvida enlaces vencidos y registros viejos", run, seconds=3600, demo_seconds=3600)
