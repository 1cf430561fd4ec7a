"""Reports: the published editions for everybody who signs in, the working PDFs for the GTG and those who observe."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.permissions import Permission
from monitor.models import BuildState
from monitor.services import annual_reports, editions, extracts, periods, plans, reports
from monitor.views import report_words

blueprint = Blueprint("reports", __name__, url_prefix="/informes")


@blueprint.get("")
@requires(Permission.EDITION_VIEW)
def index() -> str:
    plan = plans.current_plan(db.session)
    builds = reports.builds_of(db.session, plan) if current_user.may(Permission.REPORT_VIEW) else []
    published = editions.editions_of_plan(db.session, plan, actor=current_user)
    newest = published[0] if published else None
    return render_template(
        "reports/index.html",
        plan=plan,
        periods=periods.opened_periods(db.session, plan),
        editions=published,
        years=annual_reports.years_with_editions(db.session, plan),
        own_edition=newest,
        own_extracts=extracts.of_own_groups(db.session, newest, actor=current_user),
        builds=builds,
        waiting=[build for build in builds if build.state is BuildState.WAITING],
        report_words=report_words,
    )


@blueprint.post("/<key>")
@requires(Permission.REPORT_BUILD)
def request_build(key: str) -> BaseResponse:
    period = periods.get_period(db.session, plans.current_plan(db.session), key)
    reports.request_build(db.session, period, actor=current_user, now=now())
    flash(_("El informe de %(period)s se está preparando. Le avisaremos por correo.", period=period.key), "success")
    return redirect(url_for(".index"))


@blueprint.get("/<int:build_id>.pdf")
@requires(Permission.REPORT_VIEW)
def pdf(build_id: int) -> Response:
    build = reports.get_pdf(db.session, build_id, actor=current_user)
    return inline_pdf(build.pdf or b"", f"{build.period.plan.key}-{build.period.key}-informe.pdf")


@blueprint.get("/<key>/ediciones/<edition>")
@requires(Permission.EDITION_VIEW)
def edition(key: str, edition: str) -> str:
    period = periods.get_period(db.session, plans.current_plan(db.session), key)
    found = editions.get_edition(db.session, period, edition, actor=current_user)
    return render_template(
        "reports/edition.html",
        edition=found,
        data=editions.data_of(found),
        period=period,
        extracts=extracts.extracts_of_edition(db.session, found),
        own_edition=found,
        own_extracts=extracts.of_own_groups(db.session, found, actor=current_user),
        others=[each for each in editions.editions_of(db.session, period) if each.id != found.id],
    )


@blueprint.get("/<key>/ediciones/<edition>/informe.pdf")
@requires(Permission.EDITION_VIEW)
def edition_pdf(key: str, edition: str) -> Response:
    period = periods.get_period(db.session, plans.current_plan(db.session), key)
    found = editions.get_edition(db.session, period, edition, actor=current_user)
    file = editions.get_file(db.session, found, form="pdf")
    return inline_pdf(file.content, f"{period.plan.key}-{key}-edicion-{edition}-informe.pdf")


def inline_pdf(content: bytes, name: str) -> Response:
    return Response(content, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})
