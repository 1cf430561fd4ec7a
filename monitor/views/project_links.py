"""The ties of a project to others: add one or take one away, with the reason."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.project_links import KINDS, ProjectLinkForm
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import Incomplete
from monitor.domain.permissions import Permission
from monitor.domain.plan_decisions import LinkKind
from monitor.models import Project
from monitor.page_context import spoken
from monitor.services import plans, project_links, projects

blueprint = Blueprint("project_links", __name__, url_prefix="/proyectos/<int:number>/relaciones")

Answer = str | Response | tuple[str, int]


def project_of(number: int) -> Project:
    return projects.get_project(db.session, plans.current_plan(db.session), number).project


def page_of(project: Project, form: ProjectLinkForm) -> str:
    return render_template("projects/links.html", project=project, form=form, kinds=dict(KINDS))


def form_for(project: Project) -> tuple[ProjectLinkForm, dict[int, Project]]:
    others = {each.id: each for each in project_links.others(db.session, project)}
    form = ProjectLinkForm()
    form.target.choices = [(each.id, f"{each.number}. {each.title}") for each in others.values()]
    return form, others


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.PORTFOLIO_EDIT)
def edit(number: int) -> Answer:
    project = project_of(number)
    form, others = form_for(project)
    if form.validate_on_submit():
        try:
            project_links.add_link(
                db.session,
                project,
                others.get(form.target.data),
                LinkKind(form.kind.data),
                actor=current_user,
                reason=form.reason.data or "",
                now=now(),
            )
        except Incomplete as error:
            form.refuse(error)
        else:
            flash(_("La relación quedó guardada."), "success")
            return redirect(url_for(".edit", number=number))
    page = page_of(project, form)
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/<int:link_id>/quitar")
@requires(Permission.PORTFOLIO_EDIT)
def remove(number: int, link_id: int) -> Answer:
    project = project_of(number)
    reason = request.form.get("why", "")[:2000]
    try:
        project_links.remove_link(db.session, project, link_id, actor=current_user, reason=reason, now=now())
    except Incomplete as error:
        flash(spoken(error.sentence), "error")
        return redirect(url_for(".edit", number=number))
    flash(_("La relación se quitó; queda en el historial del proyecto."), "success")
    return redirect(url_for(".edit", number=number))
