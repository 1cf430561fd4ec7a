"""`watch`: tell the operator when a job is late. `flask jobs status` does the same from outside the scheduler."""

from collections.abc import Sequence
from dataclasses import replace

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from monitor.jobs import lives
from monitor.jobs.work import Job, JobResult, Work
from monitor.mail import render_mail
from monitor.services import attempts, jobs, outbox
from monitor.services.jobs import Health, JobHealth, Scheduled
from monitor.services.outbox import Result
from monitor.smtp import SmtpTransport

HEALTH = {
    Health.GOOD: _l("bien"),
    Health.NEVER: _l("no ha corrido nunca"),
    Health.LATE: _l("atrasada"),
    Health.FAILING: _l("no termina bien"),
}


def read_health(work: Work) -> list[JobHealth]:
    schedule: tuple[Scheduled, ...] = current_app.extensions["job_schedule"]
    return jobs.health(work.session, schedule, now=work.now())


def run(work: Work) -> JobResult:
    # Whoever runs this is alive, and what has not had its first turn yet is about to have it.
    calm = (Health.GOOD, Health.NEVER)
    late = [each for each in read_health(work) if each.job.name != JOB.name and each.health not in calm]
    if not late:
        return JobResult((_("Todas las tareas corren a su hora."),), idle=True)
    return JobResult((_("Hay tareas atrasadas: %(names)s.", names=_names(late)), tell_operator(work, late)))


def tell_operator(work: Work, late: Sequence[JobHealth]) -> str:
    """Send the operator one mail a day about these jobs, at once and without the outbox job, which may be the dead one.

    Gives a sentence that says what came of it.
    """
    to = work.settings.operator_email
    if not to:
        return _("No hay a quién avisar por correo: falta OPERATOR_EMAIL.")
    now = work.now()
    mail = render_mail("alarm", name=_("equipo técnico"), late=late, words=HEALTH)
    message = outbox.queue(
        work.session,
        key=f"alarm:{now.date().isoformat()}:{','.join(sorted(each.job.name for each in late))}",
        kind="alarm",
        user=None,
        recipient=to,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        now=now,
    )
    work.commit()
    if message is None:
        return _("Ya se avisó hoy a %(to)s.", to=to)
    if work.dry_run:
        return _("Ensayo: se avisaría a %(to)s.", to=to)
    return _send(work, message.id, to)


def _send(work: Work, message_id: int, to: str) -> str:
    with lives.at_work() as owner, SmtpTransport(work.settings) as transport:
        letters = outbox.claim(work.session, now=work.now(), owner=owner, only=message_id)
        begun = attempts.begin(work.session, letters, now=work.now(), owner=owner)
        work.commit()
        for letter in letters:
            outcome = replace(transport.send(letter), server_is_down=False)
            outbox.record(work.session, letter, outcome, now=work.now(), owner=owner, attempt=begun.get(letter.id))
            work.commit()
            if outcome.result is not Result.SENT:
                return _("El aviso a %(to)s no salió: %(words)s", to=to, words=outcome.detail)
    return _("Se avisó a %(to)s.", to=to)


def _names(late: Sequence[JobHealth]) -> str:
    return ", ".join(each.job.name for each in late)


JOB = Job("watch", "avisa a quien opera el sistema si una tarea se atrasa", run, seconds=600, demo_seconds=300)
