"""`reminders`: plan what is due and put one digest per person per day in the outbox."""

import logging

from flask_babel import gettext as _
from flask_babel import ngettext

from monitor.jobs.work import Job, JobResult, Work
from monitor.mail import mail_writer
from monitor.services.digests import Digest, people_owed, queue_digest
from monitor.services.reminded_things import read_audience
from monitor.services.reminders import plan_reminders

log = logging.getLogger(__name__)


def run(work: Work) -> JobResult:
    now = work.now()
    planning = plan_reminders(work.session, now=now, between=work.commit)
    work.commit()
    audience = read_audience(work.session, now=now)
    mails = mail_writer()
    digests: list[Digest] = []
    failed: list[str] = []
    for user_id in people_owed(work.session, now=now, only_in_hours=work.only_in_hours):
        if work.stopping():
            break
        try:
            # One person's trouble is not the next one's.
            with work.session.begin_nested():
                digest = queue_digest(work.session, user_id, now=now, audience=audience, mails=mails)
            work.commit()
        except Exception as error:
            log.exception("no digest for person %s", user_id)
            failed.append(f"{user_id}: {type(error).__name__}")
            continue
        if digest:
            digests.append(digest)
    queued = [digest for digest in digests if digest.subject]
    silenced = planning.silenced + sum(digest.silenced for digest in digests)
    lines = [*_sums(work, planning.planned, silenced, len(queued))]
    lines += [f"  {digest.name} <{digest.email}>: {digest.subject}" for digest in queued]
    if failed:
        lines.append(_("No se pudo preparar el correo de: %(who)s", who=", ".join(failed)))
    return JobResult(tuple(lines), idle=not (planning.planned or silenced or queued or failed), ok=not failed)


def _sums(work: Work, planned: int, silenced: int, queued: int) -> list[str]:
    if work.dry_run:
        return [
            _("Ensayo: no se guarda ni se envía nada."),
            ngettext(
                "Se planificaría %(num)s recordatorio nuevo.", "Se planificarían %(num)s recordatorios nuevos.", planned
            ),
            ngettext("Se silenciaría %(num)s recordatorio.", "Se silenciarían %(num)s recordatorios.", silenced),
            ngettext("Se prepararía %(num)s correo.", "Se prepararían %(num)s correos.", queued),
        ]
    return [
        ngettext("Se planificó %(num)s recordatorio nuevo.", "Se planificaron %(num)s recordatorios nuevos.", planned),
        ngettext("Se silenció %(num)s recordatorio.", "Se silenciaron %(num)s recordatorios.", silenced),
        ngettext("Se preparó %(num)s correo.", "Se prepararon %(num)s correos.", queued),
    ]


JOB = Job("reminders", "planifica los recordatorios y prepara los correos del día", run, seconds=600, demo_seconds=60)
