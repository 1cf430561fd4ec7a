"""`housekeeping`: forget old links, attempts and records."""

from dataclasses import asdict

from flask_babel import gettext as _

from monitor import storage
from monitor.jobs.work import Job, JobResult, Work
from monitor.services import evidence_cleaning
from monitor.services.housekeeping import tidy


def run(work: Work) -> JobResult:
    forgotten = tidy(work.session, now=work.now())
    pieces = evidence_cleaning.forget_removed(work.session, now=work.now())
    work.commit()
    files = clean_files(work)
    if not (forgotten or pieces or files):
        return JobResult((_("No había nada viejo que olvidar."),), idle=True)
    counts = asdict(forgotten) | {"pieces": pieces, "files": files}
    if work.dry_run:
        return JobResult(
            (
                _("Ensayo: no se borra nada."),
                _("Enlaces vencidos: %(links)s. Intentos de entrar: %(attempts)s.", **counts),
                _("Correos fallidos con enlaces: %(mails)s. Registros de tareas: %(runs)s.", **counts),
                _("Evidencias quitadas: %(pieces)s. Archivos sin dueño: %(files)s.", **counts),
            )
        )
    return JobResult(
        (
            _("Enlaces vencidos que se borraron: %(links)s. Intentos de entrar: %(attempts)s.", **counts),
            _("Correos fallidos que perdieron su enlace: %(mails)s. Registros de tareas: %(runs)s.", **counts),
            _("Evidencias quitadas que se borraron: %(pieces)s. Archivos que se borraron: %(files)s.", **counts),
        )
    )


def clean_files(work: Work) -> int:
    """Delete the files of which no row is left, after the commit: a file outlives its row, never the other way."""
    folder = work.settings.upload_dir
    names = evidence_cleaning.orphans(work.session, folder, now=work.now())
    for name in names:
        if not work.dry_run:
            storage.delete(folder, name)
    return len(names)


JOB = Job("housekeeping", "olvida enlaces vencidos y registros viejos", run, seconds=3600, demo_seconds=3600)
