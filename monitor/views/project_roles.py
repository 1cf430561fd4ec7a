"""Who does what in a project: the groups and allies with their roles, changed with a reason."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.project_roles import ProjectRolesForm
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import Incomplete
from monitor.domain.permissions import Permission
from monitor.domain.project_roles import read_roles
from monitor.models import Ally, Group, Project
from monitor.page_context import spoken
from monitor.services import plans, project_roles, projects

blueprint = Blueprint("project_roles", __name__, url_prefix="/proyectos/<int:number>/grupos")


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.PORTFOLIO_EDIT)
def edit(number: int) -> str | Response | tuple[str, int]:
    project = projects.get_project(db.session, plans.current_plan(db.session), number).project
    form = form_for(project)
    if form.validate_on_submit():
        try:
            since = project_roles.change_roles(
                db.session,
                project,
                read_roles(form.lines),
                actor=current_user,
                reason=form.reason.data or "",
                now=now(),
            )
        except Incomplete as error:
            form.form_errors.append(spoken(error.sentence))
        else:
            told = _("Los papeles cambian desde %(quarter)s.", quarter=since.key) if since else None
            flash(told or _("No había nada que cambiar."), "success")
            return redirect(url_for("projects.show", number=number))
    page = render_template(
        "projects/roles.html", project=project, form=form, since=project_roles.next_quarter(db.session, project)
    )
    return page, 422 if form.is_submitted() else 200


def form_for(project: Project) -> ProjectRolesForm:
    groups, allies = project_roles.bodies(db.session, project)
    named = [*map(named_body, groups), *map(named_body, allies)]
    return ProjectRolesForm(named, project_roles.lines_of(project))


def named_body(body: Group | Ally) -> tuple[str, str]:
    return body.key, f"{body.acronym} – {body.name}" if body.acronym else body.name
