"""The activities of an update: what each was, its figures, adding, repeating and removing one."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.figures_grid import FiguresGrid, columns_of, grid_parts, name_prefix, part_id
from forms.participation import COUNTING_RULES, MEASURE_HINTS, ActivityForm, FiguresForm, figures_form
from monitor.access import current_user, requires
from monitor.clock import now, today
from monitor.db import db
from monitor.domain.errors import NotFound, WrongState
from monitor.domain.participation import Depth, ParticipationRecord
from monitor.domain.participation_checks import context_of
from monitor.domain.permissions import Permission
from monitor.domain.updates import Page
from monitor.models import Participation, ProgressUpdate
from monitor.services import participation_entry as entry
from monitor.services import updates
from monitor.services.earlier_participation import approved_people
from monitor.services.participation_entry import ActivityDetails, Figures
from monitor.views import live_checks, update_forms
from monitor.views.update_answers import record_words

blueprint = Blueprint("participation", __name__, url_prefix="/avances/<int:update_id>/participacion")

Answer = str | Response | tuple[str, int]


def open_update(update_id: int) -> ProgressUpdate:
    """The update, if it can be written in now. Raises WrongState with the reason if not, for whoever only looks."""
    update = updates.get_for_edit(db.session, update_id, actor=current_user)
    closed = updates.why_closed(update, today=today())
    if closed and request.method == "GET":
        raise WrongState(closed)
    return update


DETAILS = ("activity", "starts_on", "ends_on", "modality", "measure", "counting_rule", "depth")
FIGURES = ("total", "no_split_reason", "comment", "correction_reason")


def back(update: ProgressUpdate) -> Response:
    return redirect(url_for("updates.edit", update_id=update.id, page=Page.PARTICIPATION.value))


def fresh(update: ProgressUpdate) -> dict[str, str]:
    return update_forms.drawn_from(update, Page.PARTICIPATION)


@blueprint.route("/nueva", methods=["GET", "POST"])
@requires(Permission.UPDATE_EDIT)
def add(update_id: int) -> Answer:
    update = open_update(update_id)
    form = ActivityForm(data=fresh(update))
    return details_page(update, None, form)


@blueprint.route("/<int:activity_id>", methods=["GET", "POST"])
@requires(Permission.UPDATE_EDIT)
def details(update_id: int, activity_id: int) -> Answer:
    update = open_update(update_id)
    activity = entry.get_activity(update, activity_id)
    stored = {name: getattr(activity, name) for name in DETAILS}
    form = ActivityForm(data=stored | fresh(update))
    return details_page(update, activity, form, stored)


def details_page(
    update: ProgressUpdate,
    activity: Participation | None,
    form: ActivityForm,
    stored: dict[str, Any] | None = None,
) -> Answer:
    conflict = None
    if request.method == "POST" and form.validate():
        saved: list[Participation] = []
        conflict = update_forms.try_to_save(
            lambda: saved.append(save_details(update, activity, form)),
            form,
            lambda: ActivityForm(formdata=None, data=(stored or form.answers()) | fresh(update)),
        )
        if conflict is None:
            origin = request.args.get("desde")
            return redirect(url_for(".figures", update_id=update.id, activity_id=saved[0].id, desde=origin))
    page = render_template(
        "updates/activity.html",
        update=update,
        activity=activity,
        form=form,
        conflict=conflict,
        measure_hints=MEASURE_HINTS,
        counting_rules=COUNTING_RULES,
    )
    return page, (409 if conflict else 422 if form.errors else 200)


def save_details(update: ProgressUpdate, activity: Participation | None, form: ActivityForm) -> Participation:
    given = form.answers()
    said = ActivityDetails(
        **{name: given[name] for name in DETAILS if name != "counting_rule"}, counting_rule=given["counting_rule"] or ""
    )
    drawn = form.drawn_from
    if activity is None:
        return entry.add_activity(db.session, update, said, actor=current_user, now=now(), **drawn)
    entry.save_details(db.session, update, activity, said, actor=current_user, now=now(), **drawn)
    return activity


@blueprint.route("/<int:activity_id>/cifras", methods=["GET", "POST"])
@requires(Permission.UPDATE_EDIT)
def figures(update_id: int, activity_id: int) -> Answer:
    update = open_update(update_id)
    activity = entry.get_activity(update, activity_id)
    stored = {name: getattr(activity, name) for name in FIGURES}
    kind = figures_form(activity.measure)
    form = kind(data=stored | fresh(update))
    parts = grid_parts(activity.depth, update.period.plan.age_bands, activity.measure)
    if request.method == "GET":
        return figures_page(update, activity, form, FiguresGrid.stored(parts, activity.as_record().cells))
    grid = FiguresGrid.typed(parts, request.form)
    if not form.validate() or grid.errors:
        return figures_page(update, activity, form, grid), 422
    correction = form["correction_reason"].data if "correction_reason" in form else ""
    said = Figures(form.total.data, grid.cells, form.no_split_reason.data, form.comment.data or "", correction or "")
    conflict = update_forms.try_to_save(
        lambda: entry.save_figures(
            db.session, update, activity, said, actor=current_user, now=now(), **form.drawn_from
        ),
        form,
        lambda: kind(formdata=None, data=stored | fresh(update)),
    )
    if conflict:
        return figures_page(update, activity, form, grid, conflict), 409
    flash(_("Cifras guardadas."), "success")
    elsewhere = update_forms.where_else(update)
    return redirect(elsewhere) if elsewhere else back(update)


def figures_page(
    update: ProgressUpdate,
    activity: Participation,
    form: FiguresForm,
    grid: FiguresGrid,
    conflict: update_forms.Conflict | None = None,
) -> str:
    record = activity.as_record()
    context = context_of(record, [each.as_record() for each in update.participation], approved_people(update))
    columns = columns_of(activity.measure)
    return render_template(
        "updates/figures.html",
        update=update,
        activity=activity,
        form=form,
        grid_typed=grid,
        only_total=activity.depth is Depth.NONE,
        before_words=record_words(context.last) if context.last else None,
        before_period=context.last_period,
        before_cells=live_checks.cells_before(context, activity.depth),
        findings=live_checks.findings(record, context),
        live=live_checks.facts(activity, context, grid.parts),
        conflict=conflict,
        columns=columns,
        part_id=part_id,
        name_prefix=name_prefix,
        grid_errors=list(grid.error_lines(columns)),
    )


@blueprint.route("/<int:activity_id>/quitar", methods=["GET", "POST"])
@requires(Permission.UPDATE_EDIT)
def remove(update_id: int, activity_id: int) -> Answer:
    """Ask once, because the figures go too; then remove."""
    update = open_update(update_id)
    activity = entry.get_activity(update, activity_id)
    if request.method == "GET":
        words = record_words(activity.as_record())
        return render_template("updates/remove_activity.html", update=update, activity=activity, figures=words)
    entry.remove_activity(db.session, update, activity, actor=current_user, now=now(), lock_version=posted_version())
    flash(_("Actividad quitada."), "success")
    return back(update)


@blueprint.post("/repetir/<int:position>")
@requires(Permission.UPDATE_EDIT)
def repeat(update_id: int, position: int) -> Response:
    """Add an activity of last period again: same name and split, no figures."""
    update = open_update(update_id)
    earlier = updates.previous_content(db.session, update)
    records: tuple[ParticipationRecord, ...] = earlier.participation if earlier else ()
    if position >= len(records):
        raise NotFound("Esa actividad no está en el trimestre pasado.")
    record = records[position]
    said = ActivityDetails(
        record.activity,
        record.measure,
        record.depth,
        modality=record.modality,
        counting_rule=record.counting_rule,
    )
    added = entry.add_activity(db.session, update, said, actor=current_user, now=now(), lock_version=posted_version())
    return redirect(url_for(".figures", update_id=update.id, activity_id=added.id))


def posted_version() -> int:
    return request.form.get("lock_version", -1, type=int)
