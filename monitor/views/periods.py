"""Periods: which quarters are open, with their dates, and a button to open the next one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from monitor.access import current_user, requires
from monitor.clock import now, today
from monitor.db import db
from monitor.domain.periods import Quarter, period_dates, quarters_between
from monitor.domain.permissions import Permission
from monitor.services import periods, plans

blueprint = Blueprint("periods", __name__, url_prefix="/periodos")


@blueprint.get("")
@requires(Permission.PERIOD_MANAGE)
def index() -> str:
    plan = plans.current_plan(db.session)
    opened = {period.key: period for period in periods.opened_periods(db.session, plan)}
    quarters = [
        (quarter, opened.get(quarter.key), period_dates(quarter, plan.deadlines))
        for quarter in quarters_between(plan.starts_on, plan.ends_on)
    ]
    ended = [quarter for quarter, _period, dates in quarters if dates.opens_on <= today()]
    return render_template("periods/index.html", plan=plan, quarters=quarters, ended=ended)


@blueprint.post("/<key>/abrir")
@requires(Permission.PERIOD_MANAGE)
def open_period(key: str) -> Response:
    plan = plans.current_plan(db.session)
    period, new = periods.open_period(db.session, plan, Quarter.parse(key), actor=current_user, now=now())
    if new:
        flash(
            ngettext(
                "%(period)s: se pidió %(num)s avance nuevo.",
                "%(period)s: se pidieron %(num)s avances nuevos.",
                new,
                period=period.key,
            ),
            "success",
        )
    else:
        flash(_("%(period)s ya estaba al día: no faltaba pedir ningún avance.", period=period.key), "info")
    return redirect(url_for(".index"))
