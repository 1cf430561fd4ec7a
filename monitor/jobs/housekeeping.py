"""`housekeeping`: forget old links, attempts and records."""

from dataclasses import asdict

from flask_babel import gettext as _

from monitor.jobs.work import Job, JobResult, Work
from monitor.services.housekeeping import tidy


def run(work: Work) -> JobResult:
    forgotten = tidy(work.session, now=work.now())
    work.commit()
    if not forgotten:
        return JobResult((_("No había nada viejo que olvidar."),), idle=True)
    counts = asdict(forgotten)
    if work.dry_run:
        return JobResult(
            (
                _("Ensayo: no se borra nada."),
                _("Enlaces vencidos: %(links)s. Intentos de entrar: %(attempts)s.", **counts),
                _("Correos fallidos con enlaces: %(mails)s. Registros de tareas: %(runs)s.", **counts),
            )
        )
    return JobResult(
        (
            _("Enlaces vencidos que se borraron: %(links)s. Intentos de entrar: %(attempts)s.", **counts),
            _("Correos fallidos que perdieron su enlace: %(mails)s. Registros de tareas: %(runs)s.", **counts),
        )
    )


JOB = Job("housekeeping", "olvida enlaces vencidos y registros viejos", run, seconds=3600, demo_seconds=3600)
