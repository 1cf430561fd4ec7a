"""The activities of an update: what each was, its figures, adding, repeating and removing one."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.participation import COUNTING_RULES, MEASURE_HINTS, ActivityForm
from monitor.access import current_user, requires
from monitor.clock import now, today
from monitor.db import db
from monitor.domain.errors import NotFound, WrongState
from monitor.domain.participation import ParticipationRecord
from monitor.domain.permissions import Permission
from monitor.domain.updates import Page
from monitor.models import Participation, ProgressUpdate
from monitor.services import participation_entry as entry
from monitor.services import updates
from monitor.services.participation_entry import ActivityDetails
from monitor.views import figures_page, kept_words, update_forms
from monitor.views.update_answers import record_words

blueprint = Blueprint("participation", __name__, url_prefix="/avances/<int:update_id>/participacion")
kept_words.register(blueprint, figures_page.recover)

Answer = str | Response | tuple[str | Response, int]


def open_update(update_id: int) -> ProgressUpdate:
    """The update, if it can be written in now. Raises WrongState with the reason if not, for whoever only looks."""
    update = updates.get_for_edit(db.session, update_id, actor=current_user)
    closed = updates.why_closed(update, today=today())
    if closed and request.method == "GET":
        raise WrongState(closed)
    return update


DETAILS = ("activity", "starts_on", "ends_on", "modality", "measure", "counting_rule", "depth")


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
    return figures_page.page(open_update(update_id), activity_id)


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
