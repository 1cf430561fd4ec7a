"""Publishing a period's report: the checklist, the second person, and the way back by a correction."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.base import options
from forms.report_desk import CorrectionForm, PeopleForm, PublishForm
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import Incomplete, NotFound
from monitor.domain.permissions import Permission
from monitor.models import ReportBuild
from monitor.services import editions, report_desk, reports
from monitor.services.report_desk_page import Desk, desk, request_edition
from monitor.settings import settings
from monitor.views import report_words
from monitor.views.report_desk import period_of

blueprint = Blueprint("report_publishing", __name__, url_prefix="/informes/<key>/mesa")

Answer = str | Response | tuple[str, int]


def load(key: str) -> Desk:
    return desk(db.session, period_of(key), actor=current_user, now=now(), fictional=settings().demo)


@blueprint.route("/publicar", methods=["GET", "POST"])
@requires(Permission.REPORT_PUBLISH)
def publish(key: str) -> Answer:
    shown = load(key)
    form = PublishForm()
    form.confirmed.choices = options(
        (finding.check.value, report_words.TITLES[finding.check]) for finding in shown.warnings
    )
    if request.method == "GET":
        form.erratum.data = shown.correction.reason if shown.correction else ""
    elif form.validate():
        try:
            build = request_edition(
                db.session,
                shown.period,
                actor=current_user,
                erratum=form.erratum.data or "",
                erratum_in={"en": form.erratum_en.data or ""} if "en" in shown.translated else {},
                confirmed=form.confirmed.data or [],
                now=now(),
                fictional=settings().demo,
            )
        except Incomplete as error:
            form.refuse(error)
        else:
            if build.requested_by_id != current_user.id and build.requested_by:
                name = build.requested_by.name
                flash(_("%(name)s ya pidió esta edición: se está preparando.", name=name), "info")
            else:
                flash(_("La edición se está preparando. Le avisaremos por correo cuando esté lista."), "success")
            return redirect(url_for("report_desk.show", key=key))
    page = render_template(
        "report_desk/publish.html", desk=shown, period=shown.period, form=form, report_words=report_words
    )
    return (page, 422) if form.errors else page


def open_build(key: str, build_id: int) -> ReportBuild:
    build = reports.get_pdf(db.session, build_id, actor=current_user)
    if build.period.key != key or not build.is_edition:
        raise NotFound("Esa edición no existe o todavía no está lista.")
    return build


@blueprint.post("/confirmar/<int:build_id>")
@requires(Permission.REPORT_PUBLISH)
def confirm(key: str, build_id: int) -> Response:
    edition = editions.publish(db.session, open_build(key, build_id), actor=current_user, now=now())
    flash(_("Se publicó la edición %(number)s de %(period)s.", number=edition.number, period=key), "success")
    return redirect(url_for("reports.edition", key=key, edition=edition.number))


@blueprint.post("/retirar/<int:build_id>")
@requires(Permission.REPORT_PUBLISH)
def withdraw(key: str, build_id: int) -> Response:
    editions.withdraw(db.session, open_build(key, build_id), actor=current_user, now=now())
    flash(_("La edición preparada se retiró: no se publicó nada."), "success")
    return redirect(url_for("report_desk.show", key=key))


@blueprint.route("/correccion", methods=["GET", "POST"])
@requires(Permission.REPORT_PUBLISH)
def start_correction(key: str) -> Answer:
    period = period_of(key)
    form = CorrectionForm()
    if form.validate_on_submit():
        editions.start_correction(db.session, period, actor=current_user, reason=form.reason.data or "", now=now())
        flash(_("La corrección está abierta: ya puede reabrir avances y cambiar los textos."), "success")
        return redirect(url_for("report_desk.show", key=key))
    last = editions.last_edition(db.session, period)
    page = render_template("report_desk/correction.html", period=period, form=form, last=last)
    return (page, 422) if form.errors else page


@blueprint.route("/personas", methods=["GET", "POST"])
@requires(Permission.REPORT_PUBLISH)
def people(key: str) -> Answer:
    """One person or two: a setting of the whole plan."""
    period = period_of(key)
    form = PeopleForm()
    if form.validate_on_submit():
        number = 2 if form.people.data == "2" else 1
        report_desk.set_people_needed(db.session, period.plan, actor=current_user, people=number, now=now())
        languages = (form.languages.data or "").split()
        report_desk.set_other_languages(db.session, period.plan, actor=current_user, languages=languages, now=now())
        flash(_("Guardado: vale desde la próxima edición."), "success")
        return redirect(url_for("report_desk.show", key=key))
    if request.method == "GET":
        form.people.data = str(report_desk.people_needed(db.session, period.plan))
        form.languages.data = " ".join(report_desk.other_languages(db.session, period.plan))
    page = render_template("report_desk/people.html", period=period, form=form)
    return (page, 422) if form.errors else page
