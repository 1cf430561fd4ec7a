"""The ledger of reminders, for the GTG: what was planned, sent, silenced or failed; rehearsal, and sending by hand."""

from datetime import date, timedelta

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext, ngettext
from werkzeug.wrappers import Response as Answer

from monitor.access import current_user, requires
from monitor.clock import clock, now, today
from monitor.db import db
from monitor.domain.permissions import Permission
from monitor.domain.reminders import ABOUT, RECIPIENT, SILENCE
from monitor.mail import mail_writer
from monitor.models import MailState
from monitor.page_context import day as in_words
from monitor.services import jobs, send_now
from monitor.services import reminder_ledger as ledger
from monitor.services.outbox import without_secrets
from monitor.services.reminder_ledger import Days, Fate
from monitor.settings import settings
from monitor.views.mailbox import MAIL_POLICY

blueprint = Blueprint("reminders", __name__, url_prefix="/recordatorios")

FATE = {
    Fate.PLANNED: lazy_gettext("Planificado"),
    Fate.WAITING: lazy_gettext("Por salir"),
    Fate.SENT: lazy_gettext("Salió"),
    Fate.SILENCED: lazy_gettext("Silenciado"),
    Fate.FAILED: lazy_gettext("No se entregó"),
    Fate.UNCERTAIN: lazy_gettext("Puede haber llegado"),
}
STATE = {
    MailState.WAITING: lazy_gettext("Por salir"),
    MailState.SENT: lazy_gettext("Salió"),
    MailState.FAILED: lazy_gettext("No se entregó"),
    MailState.WITHDRAWN: lazy_gettext("Retirado antes de salir"),
}
RESULT = {
    "begun": lazy_gettext("en curso, o interrumpido: puede haber llegado"),
    "sent": lazy_gettext("el servidor lo recibió"),
    "deferred": lazy_gettext("no salió; se intenta de nuevo"),
    "refused": lazy_gettext("el servidor no lo quiso"),
    "unknown": lazy_gettext("el servidor no contestó: puede haber llegado"),
    "lost": lazy_gettext("el envío se interrumpió: puede haber llegado"),
}
DOUBT = {
    "once": lazy_gettext("Puede haber llegado: nadie lo confirmó."),
    "twice": lazy_gettext("Puede haber llegado dos veces: la primera vez nadie lo confirmó."),
}
A_DAY = timedelta(days=1)


@blueprint.get("")
@requires(Permission.REMINDER_VIEW)
def index() -> str:
    day = _day(request.args.get("dia", ""))
    person = request.args.get("persona", type=int)
    project = request.args.get("proyecto", type=int)
    fate = next((each for each in Fate if each == request.args.get("estado")), None)
    health = jobs.health(db.session, current_app.extensions["job_schedule"], now=now())
    return render_template(
        "reminders/index.html",
        sections=_sections(day, person, project, fate),
        counts=ledger.counts(db.session, clock().zone, today=today()),
        people=[(user.id, user.name) for user in ledger.people(db.session)],
        projects=[(number, f"{number}. {title}") for number, title in ledger.projects(db.session)],
        failed=ledger.failed_mails(db.session),
        last_run=jobs.last_runs(db.session).get("reminders"),
        late=[each for each in health if each.alarms and each.job.name in ("reminders", "outbox")],
        asked={"day": day.isoformat() if day else "", "person": person, "project": project, "fate": fate},
        words={"fate": FATE, "about": ABOUT, "recipient": RECIPIENT, "silence": SILENCE, "doubt": DOUBT},
    )


@blueprint.get("/correos/<int:message_id>")
@requires(Permission.REMINDER_VIEW)
def mail(message_id: int) -> str:
    message = ledger.get_mail(db.session, message_id)
    return render_template(
        "reminders/mail.html",
        mail=message,
        text=without_secrets(message.text),
        doubt=ledger.doubtful(db.session, {message.id}).get(message.id, ""),
        words={"state": STATE, "result": RESULT, "silence": SILENCE, "doubt": DOUBT},
    )


@blueprint.get("/correos/<int:message_id>/mensaje")
@requires(Permission.REMINDER_VIEW)
def message(message_id: int) -> Response:
    """The mail itself, for the frame of the page that shows it: without its keys, and with no right to anything."""
    found = ledger.get_mail(db.session, message_id)
    answer = make_response(without_secrets(found.html))
    answer.headers["Content-Security-Policy"] = MAIL_POLICY
    return answer


@blueprint.post("/prueba")
@requires(Permission.REMINDER_VIEW)
def send_test() -> Answer:
    send_now.send_test(db.session, to=current_user, mails=mail_writer(), now=now())
    flash(gettext("Le enviamos un correo de prueba a %(to)s. Llega en un minuto.", to=current_user.email), "success")
    return redirect(url_for(".index"))


@blueprint.post("/ensayo")
@requires(Permission.REMINDER_VIEW)
def rehearse() -> str:
    """What would go now. Everything is done as always, and then undone."""
    result = _send_now()
    db.session.rollback()
    return render_template("reminders/rehearsal.html", result=result)


@blueprint.post("/enviar")
@requires(Permission.REMINDER_VIEW)
def send() -> Answer:
    result = _send_now()
    number = len(result.digests)
    if number:
        said = ngettext("%(num)s correo sale ahora.", "%(num)s correos salen ahora.", number)
        flash(said, "success")
    else:
        flash(gettext("No hay nada que enviar ahora."), "info")
    return redirect(url_for(".index"))


def _send_now() -> send_now.SentNow:
    # The demo shows its mails at whatever hour somebody looks at it.
    hours = not settings().demo
    return send_now.send_now(db.session, mails=mail_writer(), now=now(), only_in_hours=hours)


def _sections(
    day: date | None, person: int | None, project: int | None, fate: Fate | None
) -> list[tuple[str, tuple[list[ledger.Entry], bool]]]:
    """The asked day; or today, what comes and what went, each with its own heading."""
    zone, present = clock().zone, today()
    spans = [
        (gettext("Hoy"), Days(zone, present, present)),
        (gettext("Próximos días"), Days(zone, present + A_DAY)),
        (gettext("Días anteriores"), Days(zone, last=present - A_DAY)),
    ]
    if day is not None:
        spans = [(in_words(day), Days(zone, day, day))]
    return [
        (
            title,
            ledger.entries(
                db.session, days, user_id=person, project=project, fate=fate, newest_first=days.first is None
            ),
        )
        for title, days in spans
    ]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
