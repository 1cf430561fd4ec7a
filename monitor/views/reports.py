"""Reports: ask for the PDF of a period, see when it is ready, open it."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.permissions import Permission
from monitor.models import BuildState
from monitor.services import periods, plans, reports

blueprint = Blueprint("reports", __name__, url_prefix="/informes")


@blueprint.get("")
@requires(Permission.REPORT_VIEW)
def index() -> str:
    plan = plans.current_plan(db.session)
    builds = reports.builds_of(db.session, plan)
    return render_template(
        "reports/index.html",
        plan=plan,
        periods=periods.opened_periods(db.session, plan),
        builds=builds,
        waiting=[build for build in builds if build.state is BuildState.WAITING],
    )


@blueprint.post("/<key>")
@requires(Permission.REPORT_BUILD)
def request_build(key: str) -> BaseResponse:
    period = periods.get_period(db.session, plans.current_plan(db.session), key)
    reports.request_build(db.session, period, actor=current_user, now=now())
    flash(_("El informe de %(period)s se está preparando. Estará listo en un minuto.", period=period.key), "success")
    return redirect(url_for(".index"))


@blueprint.get("/<int:build_id>.pdf")
@requires(Permission.REPORT_VIEW)
def pdf(build_id: int) -> Response:
    build = reports.get_pdf(db.session, build_id, actor=current_user)
    name = f"informe-hraem-{build.period.key}.pdf"
    return Response(
        build.pdf, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
