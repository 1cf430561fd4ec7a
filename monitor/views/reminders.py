"""The ledger of reminders, for the GTG."""

from datetime import date, timedelta

from flask import Blueprint, render_template, request
from flask_babel import gettext, lazy_gettext

from monitor.access import requires
from monitor.clock import clock, today
from monitor.db import db
from monitor.domain.permissions import Permission
from monitor.domain.reminders import ABOUT, RECIPIENT, SILENCE
from monitor.page_context import day as in_words
from monitor.services import jobs
from monitor.services import reminder_ledger as ledger
from monitor.services.reminder_ledger import Days, Fate

blueprint = Blueprint("reminders", __name__)

FATE = {
    Fate.PLANNED: lazy_gettext("Planificado"),
    Fate.WAITING: lazy_gettext("Por salir"),
    Fate.SENT: lazy_gettext("Enviado"),
    Fate.SILENCED: lazy_gettext("Silenciado"),
    Fate.FAILED: lazy_gettext("No se entregó"),
}
A_DAY = timedelta(days=1)


@blueprint.get("/recordatorios")
@requires(Permission.REMINDER_VIEW)
def index() -> str:
    day = _day(request.args.get("dia", ""))
    person = request.args.get("persona", type=int)
    fate = next((each for each in Fate if each == request.args.get("estado")), None)
    return render_template(
        "reminders/index.html",
        sections=_sections(day, person, fate),
        counts=ledger.counts(db.session, clock().zone, today=today()),
        people=[(user.id, user.name) for user in ledger.people(db.session)],
        failed=ledger.failed_mails(db.session),
        last_run=jobs.last_runs(db.session).get("reminders"),
        asked={"day": day.isoformat() if day else "", "person": person, "fate": fate},
        words={"fate": FATE, "about": ABOUT, "recipient": RECIPIENT, "silence": SILENCE},
    )


def _sections(
    day: date | None, person: int | None, fate: Fate | None
) -> list[tuple[str, tuple[list[ledger.Entry], bool]]]:
    """The asked day; or today, what comes and what went, each with its own heading."""
    zone, now = clock().zone, today()
    spans = [
        (gettext("Hoy"), Days(zone, now, now)),
        (gettext("Próximos días"), Days(zone, now + A_DAY)),
        (gettext("Días anteriores"), Days(zone, last=now - A_DAY)),
    ]
    if day is not None:
        spans = [(in_words(day), Days(zone, day, day))]
    return [
        (title, ledger.entries(db.session, days, user_id=person, fate=fate, newest_first=days.first is None))
        for title, days in spans
    ]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
