"""`waves`: open a wave of the survey on its day, and close it after the last day on which somebody can answer."""

from flask_babel import gettext as _

from monitor.jobs.work import Job, JobResult, Work
from monitor.services.wave_moves import open_and_close_due


def run(work: Work) -> JobResult:
    opened, closed = open_and_close_due(work.session, now=work.now())
    work.commit()
    lines = [_("Se abrió la versión «%(name)s».", name=wave.name) for wave in opened]
    lines += [_("Se cerró la versión «%(name)s».", name=wave.name) for wave in closed]
    if not lines:
        return JobResult((_("Ninguna encuesta por abrir ni por cerrar."),), idle=True)
    return JobResult(tuple([_("Ensayo:"), *lines] if work.dry_run else lines))


JOB = Job("waves", "abre y cierra las encuestas en su día", run, seconds=600, demo_seconds=60)
