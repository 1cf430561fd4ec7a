"""`annual_reports`: make the annual reports that somebody asked for. Safe to run twice at once, and to be killed."""

from flask_babel import gettext as _
from flask_babel import ngettext

from monitor.annual_pdf import build_annual_report
from monitor.jobs.work import Job, JobResult, Work
from monitor.mail import mail_writer
from monitor.models import BuildState
from monitor.pdf import new_owner
from monitor.services import annual_mails, annual_queue


def run(work: Work) -> JobResult:
    if work.dry_run:
        waiting = annual_queue.count_waiting(work.session)
        line = ngettext("Ensayo: espera %(num)s informe anual.", "Ensayo: esperan %(num)s informes anuales.", waiting)
        return JobResult((line,), idle=not waiting)
    made, failed, owner = 0, "", new_owner()
    while not work.stopping():
        own = annual_queue.claim_waiting(work.session, now=work.now(), owner=owner)
        work.commit()
        if own is None:
            break
        build_annual_report(
            work.session,
            own,
            now=work.now,
            owner=owner,
            fictional=work.settings.demo,
            base_url=work.settings.base_url,
        )
        annual_mails.tell(work.session, own, now=work.now(), mails=mail_writer())
        work.commit()
        made += own.state is BuildState.READY
        failed = own.error or failed
    if not made and not failed:
        return JobResult((_("No había informes anuales por hacer."),), idle=True)
    lines = [ngettext("Se hizo %(num)s informe anual.", "Se hicieron %(num)s informes anuales.", made)] if made else []
    if failed:
        lines.append(_("Uno no se pudo hacer: %(why)s", why=failed))
    return JobResult(tuple(lines), ok=not failed)


JOB = Job("annual_reports", "hace los informes anuales que se pidieron", run, seconds=30, demo_seconds=5)
