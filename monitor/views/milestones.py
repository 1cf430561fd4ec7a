"""The milestones of a project: add, rename, move, take off and bring back, each with its reason."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.projects import MilestoneForm
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import Incomplete
from monitor.domain.permissions import Permission
from monitor.domain.schedules import Precision
from monitor.models import Project
from monitor.page_context import spoken
from monitor.services import milestones, plans, projects
from monitor.services.milestones import MilestoneFacts
from monitor.views.projects import asked_for

blueprint = Blueprint("milestones", __name__, url_prefix="/proyectos/<int:number>/hitos")

Answer = str | Response | tuple[str, int]


def project_of(number: int) -> Project:
    return projects.get_project(db.session, plans.current_plan(db.session), number).project


def typed(form: MilestoneForm) -> MilestoneFacts:
    return MilestoneFacts(form.name.data or "", form.day.data, Precision(form.precision.data))


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.PORTFOLIO_EDIT)
def index(number: int) -> Answer:
    project = project_of(number)
    form = MilestoneForm()
    if form.validate_on_submit():
        try:
            _milestone, asked = milestones.add_milestone(
                db.session, project, typed(form), actor=current_user, reason=form.reason.data or "", now=now()
            )
        except Incomplete as error:
            form.refuse(error)
        else:
            flash(" ".join([_("El hito quedó guardado."), asked_for(asked)]).strip(), "success")
            return redirect(url_for(".index", number=number))
    dropped = milestones.dropped_milestones(db.session, project)
    page = render_template("milestones/index.html", project=project, form=form, dropped=dropped)
    return (page, 422) if form.is_submitted() else page


@blueprint.route("/<int:milestone_id>", methods=["GET", "POST"])
@requires(Permission.PORTFOLIO_EDIT)
def edit(number: int, milestone_id: int) -> Answer:
    project = project_of(number)
    milestone = milestones.get_milestone(db.session, project, milestone_id)
    precision = milestone.precision or Precision.MONTH
    form = MilestoneForm(data={"name": milestone.name, "day": milestone.due_on, "precision": precision.value})
    if form.validate_on_submit():
        try:
            changed, asked = milestones.change_milestone(
                db.session, milestone, typed(form), actor=current_user, reason=form.reason.data or "", now=now()
            )
        except Incomplete as error:
            form.refuse(error)
        else:
            told = _("El hito quedó guardado.") if changed else _("No había nada que cambiar.")
            flash(" ".join([told, asked_for(asked)]).strip(), "success")
            return redirect(url_for(".index", number=number))
    page = render_template("milestones/edit.html", project=project, milestone=milestone, form=form)
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/<int:milestone_id>/retirar")
@requires(Permission.PORTFOLIO_EDIT)
def drop(number: int, milestone_id: int) -> Response:
    milestone = milestones.get_milestone(db.session, project_of(number), milestone_id)
    try:
        milestones.drop_milestone(db.session, milestone, actor=current_user, reason=why(), now=now())
    except Incomplete as error:
        flash(spoken(error.sentence), "error")
        return redirect(url_for(".edit", number=number, milestone_id=milestone_id))
    flash(_("El hito se retiró. Lo que los avances dijeron de él se conserva."), "success")
    return redirect(url_for(".index", number=number))


@blueprint.post("/<int:milestone_id>/reponer")
@requires(Permission.PORTFOLIO_EDIT)
def restore(number: int, milestone_id: int) -> Response:
    milestone = milestones.get_milestone(db.session, project_of(number), milestone_id)
    try:
        asked = milestones.restore_milestone(db.session, milestone, actor=current_user, reason=why(), now=now())
    except Incomplete as error:
        flash(spoken(error.sentence), "error")
    else:
        flash(" ".join([_("El hito volvió al proyecto."), asked_for(asked)]).strip(), "success")
    return redirect(url_for(".index", number=number))


def why() -> str:
    return request.form.get("why", "")[:2000]
