"""`bounces`: read the notices of mail servers about mails that came back, and tell the GTG whom no mail reaches."""

import imaplib
from collections import Counter

from flask_babel import gettext as _
from flask_babel import ngettext

from monitor.jobs.work import Job, JobResult, Work
from monitor.mail import mail_writer
from monitor.notices import notices
from monitor.services import bounces, undelivered, unreached_groups
from monitor.services.bounces import Notice


def run(work: Work) -> JobResult:
    trouble = ""
    try:
        read = _read(work)
    except (OSError, imaplib.IMAP4.error) as error:
        # What the outbox already knows is told all the same.
        read, trouble = Counter(), f"{type(error).__name__}: {error}"
        work.session.rollback()
    told = undelivered.tell(work.session, mails=mail_writer(), now=work.now())
    work.commit()
    unreached = unreached_groups.tell(work.session, mails=mail_writer(), now=work.now())
    work.commit()
    came_back = read[Notice.BOUNCED]
    lines = [
        ngettext("Volvió %(num)s correo.", "Volvieron %(num)s correos.", came_back),
        ngettext(
            "Se avisó al GTG de %(num)s correo sin entregar.", "Se avisó al GTG de %(num)s correos sin entregar.", told
        ),
    ]
    if unreached:
        lines.append(
            ngettext(
                "Se avisó al GTG de %(num)s grupo sin nadie a quien escribir.",
                "Se avisó al GTG de %(num)s grupos sin nadie a quien escribir.",
                unreached,
            )
        )
    if read[Notice.NOT_OURS]:
        lines.append(_("Avisos de correos que aquí nadie conoce: %(num)s.", num=read[Notice.NOT_OURS]))
    if trouble:
        lines.append(_("No se pudo leer el buzón de devoluciones: %(words)s", words=trouble))
    if work.dry_run:
        lines.insert(0, _("Ensayo: no se guarda ni se envía nada."))
    return JobResult(tuple(lines), idle=not (came_back or told or unreached or trouble), ok=not trouble)


def _read(work: Work) -> Counter[Notice]:
    read: Counter[Notice] = Counter()
    with notices(work.settings) as waiting:
        for each in waiting:
            if work.stopping():
                break
            notice = bounces.read_notice(work.session, each.message, now=work.now())
            work.commit()
            read[notice] += 1
            if notice is not Notice.NO_NOTICE and not work.dry_run:
                each.put_away()
    return read


JOB = Job("bounces", "avisa al GTG de los correos que no llegaron o volvieron", run, seconds=300, demo_seconds=60)
