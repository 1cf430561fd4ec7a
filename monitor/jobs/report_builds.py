"""`report_builds`: make the PDFs that somebody asked for. Safe to run twice at once, and to be killed at any moment."""

from flask_babel import gettext as _
from flask_babel import ngettext

from monitor.jobs.work import Job, JobResult, Work
from monitor.mail import mail_writer
from monitor.models import BuildState
from monitor.pdf import build_report, new_owner
from monitor.services import report_mails, reports


def run(work: Work) -> JobResult:
    if work.dry_run:
        waiting = reports.count_waiting(work.session)
        return JobResult(
            (ngettext("Ensayo: espera %(num)s informe.", "Ensayo: esperan %(num)s informes.", waiting),),
            idle=not waiting,
        )
    made, failed, owner = 0, "", new_owner()
    while not work.stopping():
        build = reports.claim_waiting(work.session, now=work.now(), owner=owner)
        work.commit()
        if build is None:
            break
        build_report(
            work.session,
            build,
            now=work.now,
            owner=owner,
            fictional=work.settings.demo,
            base_url=work.settings.base_url,
        )
        made += build.state is BuildState.READY
        failed = build.error or failed
        report_mails.tell(work.session, build, now=work.now(), mails=mail_writer())
        work.commit()
    if not made and not failed:
        return JobResult((_("No había informes por hacer."),), idle=True)
    lines = [ngettext("Se hizo %(num)s informe.", "Se hicieron %(num)s informes.", made)] if made else []
    if failed:
        lines.append(_("Uno no se pudo hacer: %(why)s", why=failed))
    return JobResult(tuple(lines), ok=not failed)


JOB = Job("report_builds", "hace los informes que se pidieron", run, seconds=15, demo_seconds=3)
