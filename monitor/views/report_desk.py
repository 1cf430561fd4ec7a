"""The desk of a period's report: what is missing, the GTG's own texts, highlights, style, and the live preview."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from forms.report_desk import DeskTextForm, StyleForm
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.editions import TEXT_NAMES
from monitor.domain.errors import NotFound, StaleVersion
from monitor.domain.permissions import Permission
from monitor.models import FOREWORD, Area, Period
from monitor.services import periods, plans, report_desk, report_style, reports
from monitor.services.report_data import report_data
from monitor.services.report_desk_page import desk
from monitor.settings import settings
from monitor.views import report_words
from reports.html import render_html
from reports.proposals import foreword_proposal, synthesis_proposal

blueprint = Blueprint("report_desk", __name__, url_prefix="/informes/<key>/mesa")

Answer = str | BaseResponse | tuple[str, int]

# The report is a page of its own: it may show its own styles and drawings, and nothing in it runs or leads away.
DOCUMENT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox"
)


def period_of(key: str) -> Period:
    return periods.get_period(db.session, plans.current_plan(db.session), key)


@blueprint.get("")
@requires(Permission.REPORT_VIEW)
def show(key: str) -> str:
    shown = desk(db.session, period_of(key), actor=current_user, now=now(), fictional=settings().demo)
    counts = shown.compliance
    return render_template(
        "report_desk/show.html",
        desk=shown,
        period=shown.period,
        expected=counts.expected,
        received=counts.received,
        approved=counts.approved,
        tasks=report_words.tasks_of(shown),
        report_words=report_words,
    )


@blueprint.route("/textos/<int:area>", methods=["GET", "POST"])
@requires(Permission.REPORT_BUILD)
def text(key: str, area: int) -> Answer:
    """The foreword (area 0) or the synthesis of one area."""
    period = period_of(key)
    data = report_data(db.session, period, now=now(), fictional=settings().demo)
    own = next((each for each in period.plan.areas if each.number == area), None)
    shown = next((each for each in data.areas if each.number == area), None)
    if area != FOREWORD and (own is None or shown is None):
        raise NotFound("Esa área no existe.")
    proposal = synthesis_proposal(data, shown) if shown else foreword_proposal(data)
    form = DeskTextForm()
    saved = report_desk.texts_of(db.session, period).get(area)
    if request.method == "GET":
        form.text.data = saved.text if saved else ""
        form.drawn_from.data = str(saved.lock_version if saved else 0)
    elif "carry" in request.form:
        form.text.data = proposal
    elif form.validate():
        try:
            report_desk.save_text(
                db.session,
                period,
                area,
                actor=current_user,
                text=form.text.data or "",
                drawn_from=form.lock,
                now=now(),
            )
        except StaleVersion as error:
            return text_page(period, own, form, proposal, clash=error.sentence), 409
        flash(_("Texto guardado."), "success")
        return redirect(url_for(".show", key=key))
    page = text_page(period, own, form, proposal)
    return (page, 422) if form.errors else page


def text_page(period: Period, area: Area | None, form: DeskTextForm, proposal: str, *, clash: str = "") -> str:
    """The form. After a clash the colleague's text stands beside what was typed, and saving again is meant."""
    theirs = ""
    if clash:
        db.session.rollback()
        saved = report_desk.texts_of(db.session, period).get(area.number if area else FOREWORD)
        theirs = saved.text if saved else ""
        form.drawn_from.data = str(saved.lock_version if saved else 0)
    return render_template(
        "report_desk/text.html",
        period=period,
        area=area,
        form=form,
        proposal=proposal,
        clash=clash,
        theirs=theirs,
        answers=report_style.approved_answers(db.session, period),
    )


@blueprint.get("/destacados")
@requires(Permission.REPORT_BUILD)
def highlights(key: str) -> str:
    period = period_of(key)
    passages = report_desk.passages(db.session, period)
    return render_template(
        "report_desk/highlights.html",
        period=period,
        highlights=report_desk.highlights_of(db.session, period),
        standing={(each.update.id, each.field, each.text) for each in passages},
        passages=[each for each in passages if not each.is_chosen],
        field_names={field: _(name) for field, name in TEXT_NAMES.items()},
    )


@blueprint.post("/destacados/agregar")
@requires(Permission.REPORT_BUILD)
def add_highlight(key: str) -> BaseResponse:
    report_desk.add_highlight(
        db.session, period_of(key), request.form.get("passage", ""), actor=current_user, now=now()
    )
    return redirect(url_for(".highlights", key=key))


@blueprint.post("/destacados/<int:highlight_id>/quitar")
@requires(Permission.REPORT_BUILD)
def remove_highlight(key: str, highlight_id: int) -> BaseResponse:
    report_desk.remove_highlight(db.session, period_of(key), highlight_id, actor=current_user, now=now())
    return redirect(url_for(".highlights", key=key))


@blueprint.post("/destacados/<int:highlight_id>/mover")
@requires(Permission.REPORT_BUILD)
def move_highlight(key: str, highlight_id: int) -> BaseResponse:
    up = request.form.get("to") == "up"
    report_desk.move_highlight(db.session, period_of(key), highlight_id, actor=current_user, up=up, now=now())
    return redirect(url_for(".highlights", key=key, _anchor=f"destacado-{highlight_id}"))


@blueprint.get("/estilo")
@requires(Permission.REPORT_BUILD)
def styles(key: str) -> str:
    period = period_of(key)
    answers = report_style.approved_answers(db.session, period)
    return render_template("report_desk/styles.html", period=period, answers=answers)


@blueprint.route("/estilo/<int:update_id>", methods=["GET", "POST"])
@requires(Permission.REPORT_BUILD)
def style(key: str, update_id: int) -> Answer:
    """How the report prints the words of one update, beside the group's own."""
    period = period_of(key)
    answer = report_style.get_answer(db.session, period, update_id)
    form, clash = StyleForm(), ""
    if request.method == "GET":
        for field in answer.fields:
            form[field].data = getattr(answer.printed, field)
        form.drawn_from.data = str(answer.lock)
    elif form.validate():
        try:
            report_style.save_style(
                db.session,
                period,
                update_id,
                actor=current_user,
                texts=form.texts(),
                drawn_from=form.lock,
                now=now(),
            )
        except StaleVersion as error:
            clash = error.sentence
            db.session.rollback()
            answer = report_style.get_answer(db.session, period, update_id)
            form.drawn_from.data = str(answer.lock)
        else:
            flash(_("Estilo guardado. Las palabras del grupo se conservan."), "success")
            return redirect(url_for(".styles", key=key))
    page = render_template("report_desk/style.html", period=period, answer=answer, form=form, clash=clash)
    return (page, 409 if clash else 422) if clash or form.errors else page


@blueprint.get("/vista")
@requires(Permission.REPORT_VIEW)
def preview(key: str) -> str:
    """The report as it stands, in a frame."""
    period = period_of(key)
    data = report_data(db.session, period, now=now(), fictional=settings().demo)
    latest = reports.latest_charts(db.session, period)
    fresh = latest is not None and latest.charts_key == reports.charts_key(data)
    return render_template("report_desk/preview.html", period=period, latest=latest, fresh=fresh)


@blueprint.get("/vista/documento")
@requires(Permission.REPORT_VIEW)
def document(key: str) -> Response:
    """The very page that the PDF is made from, with the charts of the last build."""
    period = period_of(key)
    data = report_data(db.session, period, now=now(), fictional=settings().demo)
    latest = reports.latest_charts(db.session, period)
    answer = make_response(render_html(data, charts=(latest.charts or {}) if latest else {}))
    answer.headers["Content-Security-Policy"] = DOCUMENT_POLICY
    return answer
