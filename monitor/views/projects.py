"""The portfolio: the plan's projects, and each with the plan's own words beside what was understood."""

from flask import Blueprint, render_template, request

from monitor.access import current_user, requires
from monitor.db import db
from monitor.domain.permissions import Permission
from monitor.domain.schedule_words import date_in_words, schedule_in_words
from monitor.domain.schedules import is_late
from monitor.domain.updates import Status
from monitor.services import plans, projects

blueprint = Blueprint("projects", __name__, url_prefix="/proyectos")


@blueprint.app_template_filter("schedule")
def schedule(project: projects.Project) -> str:
    return schedule_in_words(project.schedule, has_milestones=bool(project.milestones))


@blueprint.app_template_filter("due")
def due(milestone: projects.Project) -> str:
    """A milestone's date as exact as it is known."""
    return date_in_words(milestone.due_on, milestone.precision) if milestone.due_on else ""


@blueprint.app_template_test("late")
def late(milestone: object, today: object) -> bool:
    return milestone.done_on is None and is_late(milestone.due_on, milestone.precision, today)


def wanted() -> projects.ProjectFilter:
    """The filter in the address; what makes no sense there is left out rather than refused."""
    args = request.args
    status = args.get("status", "")
    return projects.ProjectFilter(
        area=args.get("area", type=int),
        group=args.get("group", type=int),
        status=Status(status) if status in list(Status) else ("none" if status == "none" else None),
        text=args.get("text", "").strip()[:100],
    )


@blueprint.get("")
@requires(Permission.PORTFOLIO_VIEW)
def index() -> str:
    plan = plans.current_plan(db.session)
    chosen = wanted()
    return render_template(
        "projects/index.html",
        plan=plan,
        lines=projects.list_projects(db.session, plan, chosen),
        wanted=chosen,
        areas=projects.areas_of(db.session, plan),
        groups=projects.groups_of(db.session, plan),
        statuses=list(Status),
    )


@blueprint.get("/<int:number>")
@requires(Permission.PORTFOLIO_VIEW)
def show(number: int) -> str:
    page = projects.get_project(db.session, plans.current_plan(db.session), number)
    readable = [update for update in page.updates if current_user.may(Permission.UPDATE_VIEW, group_id=update.group_id)]
    return render_template("projects/show.html", page=page, project=page.project, readable=readable)
