"""`outbox`: send the mails that wait. Safe to run twice at once, and to be killed at any moment."""

from flask_babel import gettext as _
from flask_babel import ngettext

from monitor.jobs import lives
from monitor.jobs.sending import Sender, Sent, Transport
from monitor.jobs.work import Job, JobResult, Work
from monitor.services import outbox
from monitor.services.outbox import BATCH, Result
from monitor.smtp import SmtpTransport


def run(work: Work) -> JobResult:
    if work.dry_run:
        return _rehearse(work)
    with SmtpTransport(work.settings) as transport, lives.at_work() as owner:
        sent = send_waiting(work, transport, owner=owner)
    return _said(sent)


def send_waiting(work: Work, transport: Transport, *, owner: str, batch: int = BATCH) -> Sent:
    """Send what waits and may go now."""
    sent = Sent()
    sender = Sender(work, transport, owner, sent)
    while not work.stopping():
        others = lives.ask_after(outbox.owners(work.session) - {owner})
        letters = outbox.claim(
            work.session, now=work.now(), owner=owner, batch=batch, at_work=others.at_work, dead=others.dead
        )
        work.commit()
        if not letters or not sender.send(letters):
            break
    return sent


def _rehearse(work: Work) -> JobResult:
    messages = outbox.waiting(work.session)
    lines = [
        _("Ensayo: no se guarda ni se envía nada."),
        ngettext("Espera %(num)s correo.", "Esperan %(num)s correos.", len(messages)),
        *(f"  {message.recipient}: {message.subject}" for message in messages),
    ]
    return JobResult(tuple(lines), idle=not messages)


def _said(sent: Sent) -> JobResult:
    done = sent.by_result[Result.SENT]
    deferred = sent.by_result[Result.DEFERRED] + sent.by_result[Result.UNKNOWN]
    lines = [ngettext("Se envió %(num)s correo.", "Se enviaron %(num)s correos.", done)]
    if deferred:
        lines.append(
            ngettext(
                "%(num)s correo no salió todavía; se intentará de nuevo.",
                "%(num)s correos no salieron todavía; se intentará de nuevo.",
                deferred,
            )
        )
    if sent.given_up:
        lines.append(
            ngettext("%(num)s correo no se pudo entregar.", "%(num)s correos no se pudieron entregar.", sent.given_up)
        )
    if sent.withdrawn:
        lines.append(
            ngettext(
                "%(num)s correo se retiró porque ya no hacía falta como estaba.",
                "%(num)s correos se retiraron porque ya no hacían falta como estaban.",
                sent.withdrawn,
            )
        )
    if sent.last_trouble:
        lines.append(_("El servidor de correo dijo: %(words)s", words=sent.last_trouble))
    return JobResult(tuple(lines), idle=not (sent.attempts or sent.withdrawn), ok=not (deferred or sent.given_up))


JOB = Job("outbox", "envía los correos que esperan", run, seconds=15, demo_seconds=5)
