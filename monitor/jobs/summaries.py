"""`summaries`: put in the outbox what changed since the last time, for whoever wishes to know each week or quarter."""

import logging

from flask_babel import gettext as _
from flask_babel import ngettext

from monitor.jobs.work import Job, JobResult, Work
from monitor.mail import mail_writer
from monitor.services.summaries import people_owed, queue_summary

log = logging.getLogger(__name__)


def run(work: Work) -> JobResult:
    now = work.now()
    mails = mail_writer()
    queued: list[str] = []
    failed: list[str] = []
    owed = people_owed(work.session, now=now, only_in_hours=work.only_in_hours)
    for user_id in owed:
        if work.stopping():
            break
        try:
            # One person's trouble is not the next one's.
            with work.session.begin_nested():
                message = queue_summary(work.session, user_id, now=now, mails=mails)
            work.commit()
        except Exception as error:
            log.exception("no summary for person %s", user_id)
            failed.append(f"{user_id}: {type(error).__name__}")
            continue
        if message is not None:
            queued.append(f"  {message.recipient}: {message.subject}")
    lines = [
        _("Ensayo: no se guarda ni se envía nada.") if work.dry_run else "",
        ngettext("Se preparó %(num)s resumen.", "Se prepararon %(num)s resúmenes.", len(queued)),
        *queued,
        _("No se pudo preparar el correo de: %(who)s", who=", ".join(failed)) if failed else "",
    ]
    return JobResult(tuple(filter(None, lines)), idle=not owed, ok=not failed)


JOB = Job("summaries", "prepara los resúmenes de quienes los piden", run, seconds=600, demo_seconds=60)
