"""Annual reports for whoever has signed in: what is out, and for the GTG, publishing the next one."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from forms.annual_reports import AnnualForm
from monitor.access import current_user, requires
from monitor.clock import now, today
from monitor.db import db
from monitor.domain.errors import Incomplete
from monitor.domain.permissions import Permission
from monitor.services import annual_reports, plans, report_desk
from monitor.services.annual_publications import file_name
from monitor.translations import DEFAULT
from monitor.views.reports import inline_pdf

blueprint = Blueprint("annual_reports", __name__, url_prefix="/informes/anuales/<int:year>")

Answer = str | BaseResponse | tuple[str, int]


@blueprint.get("")
@requires(Permission.EDITION_VIEW)
def show(year: int) -> str:
    return page(year, AnnualForm())


def page(year: int, form: AnnualForm) -> str:
    plan = plans.current_plan(db.session)
    return render_template(
        "annual_reports/show.html",
        plan=plan,
        own=annual_reports.year_of(db.session, plan, year),
        form=form,
        today=today(),
        people_needed=report_desk.people_needed(db.session, plan),
    )


@blueprint.post("")
@requires(Permission.REPORT_PUBLISH)
def request(year: int) -> Answer:
    form = AnnualForm()
    if form.validate():
        try:
            annual_reports.request(
                db.session,
                plans.current_plan(db.session),
                year,
                actor=current_user,
                erratum=form.erratum.data or "",
                accepts_missing=bool(form.accepts_missing.data),
                today=today(),
                now=now(),
            )
        except Incomplete as error:
            form.refuse(error)
        else:
            flash(_("El informe anual de %(year)s se está preparando.", year=year), "success")
            return redirect(url_for(".show", year=year))
    return page(year, form), 422


@blueprint.get("/preparado.pdf", defaults={"code": DEFAULT})
@blueprint.get("/preparado-<code>.pdf")
@requires(Permission.REPORT_VIEW)
def prepared(year: int, code: str) -> Response:
    """The one that waits for its second person, in a language."""
    plan = plans.current_plan(db.session)
    own = annual_reports.get_open(db.session, plan, year, actor=current_user)
    contents = {DEFAULT: own.pdf or b""} | {file.language: file.content for file in own.files}
    if code not in contents:
        abort(404)
    return inline_pdf(contents[code], f"{plan.key}-{year}-{file_name(code)}")


@blueprint.post("/confirmar")
@requires(Permission.REPORT_PUBLISH)
def confirm(year: int) -> BaseResponse:
    own = annual_reports.get_open(db.session, plans.current_plan(db.session), year, actor=current_user)
    edition = annual_reports.publish(db.session, own, actor=current_user, now=now())
    flash(
        _("Se publicó el informe anual de %(year)s, edición %(number)s.", year=year, number=edition.number), "success"
    )
    return redirect(url_for(".show", year=year))


@blueprint.post("/retirar")
@requires(Permission.REPORT_PUBLISH)
def withdraw(year: int) -> BaseResponse:
    own = annual_reports.get_open(db.session, plans.current_plan(db.session), year, actor=current_user)
    annual_reports.withdraw(db.session, own, actor=current_user, now=now())
    flash(_("El informe anual preparado se retiró: no se publicó nada."), "success")
    return redirect(url_for(".show", year=year))
