"""`periods`: open each quarter on the day after it ends, so that nobody has to remember it."""

from flask_babel import gettext as _

from monitor.jobs.work import Job, JobResult, Work
from monitor.services import plans
from monitor.services.periods import open_due_periods


def run(work: Work) -> JobResult:
    known = plans.all_plans(work.session)
    if not known:
        return JobResult((_("Todavía no hay ningún plan cargado."),), idle=True)
    opened = []
    for plan in reversed(known):
        opened += [period.key for period in open_due_periods(work.session, plan, now=work.now())]
        work.commit()
    if not opened:
        return JobResult((_("No había ningún período por abrir."),), idle=True)
    message = _("Ensayo: se abrirían %(keys)s.") if work.dry_run else _("Se abrieron %(keys)s.")
    return JobResult((message % {"keys": ", ".join(opened)},))


JOB = Job("periods", "abre los trimestres que terminaron", run, seconds=600, demo_seconds=60)
