"""The portfolio: the plan's projects, and each with the plan's own words beside what was understood."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forms.projects import ProjectDatesForm, ProjectParticipationForm
from monitor.access import current_user, requires
from monitor.clock import now, today
from monitor.db import db
from monitor.domain.errors import Incomplete
from monitor.domain.participation import Country
from monitor.domain.participation_sums import people_of, people_so_far
from monitor.domain.permissions import Permission
from monitor.domain.portfolio_search import NONE, UNDATED, WITHDRAWN, Search, Sorting
from monitor.domain.schedule_words import date_in_words, schedule_in_words
from monitor.domain.schedules import Precision, is_late
from monitor.domain.updates import Punctuality, Status
from monitor.models import Milestone, Period, ProgressUpdate, Project
from monitor.page_context import spoken
from monitor.services import (
    events,
    indicators,
    participation_choices,
    periods,
    plans,
    project_dates,
    project_links,
    projects,
)
from monitor.services.earlier_participation import quarters_of
from monitor.services.group_countries import groups_of_country
from monitor.services.observers import own_part
from monitor.services.projects import ProjectLine
from monitor.views.drawings import Dated, Drawing, project_timeline
from monitor.views.paging import page_of

blueprint = Blueprint("projects", __name__, url_prefix="/proyectos")


@blueprint.app_template_filter("schedule")
def schedule(project: Project) -> str:
    return spoken(schedule_in_words(project.schedule, has_milestones=bool(project.milestones)))


@blueprint.app_template_filter("due")
def due(milestone: Milestone) -> str:
    """A milestone's date as exact as it is known."""
    if milestone.due_on is None:
        return ""
    return spoken(date_in_words(milestone.due_on, milestone.precision or Precision.DAY))


@blueprint.app_template_test("late")
def late(milestone: Milestone, today: date) -> bool:
    return milestone.done_on is None and is_late(milestone.due_on, milestone.precision, today)


SORTINGS = {
    Sorting.NUMBER.value: _l("Línea del plan"),
    Sorting.TITLE.value: _l("Nombre"),
    Sorting.START.value: _l("Comienzo"),
    Sorting.END.value: _l("Término, el más próximo primero"),
    "-" + Sorting.END.value: _l("Término, el más lejano primero"),
    Sorting.STATUS.value: _l("Estado"),
}
MOST_ON_ONE_PAGE = 100
"""Longer lists come in pages."""
COUNTRIES = (Country.CL, Country.CO, Country.MX, Country.PE)


def wanted(country: Country | None, period: Period | None) -> Search:
    """The search in the address; what makes no sense there is left out rather than refused."""
    args = request.args
    status, punctuality = args.get("status", ""), args.get("punctuality", "")
    others = (NONE, UNDATED, WITHDRAWN)
    return Search(
        area=args.get("area", type=int),
        group=args.get("group", type=int),
        country={group.id for group in groups_of_country(db.session, country)} if country else None,
        status=Status(status) if status in list(Status) else (status if status in others else None),
        punctuality=Punctuality(punctuality) if punctuality in list(Punctuality) else None,
        undated=args.get("undated") == "1",
        asked=projects.asked_in(db.session, period) if period else None,
        text=args.get("text", "").strip()[:100],
    )


@blueprint.get("")
@requires(Permission.PORTFOLIO_VIEW)
def index() -> str:
    plan = plans.current_plan(db.session)
    opened = periods.opened_periods(db.session, plan)
    args = request.args
    period = next((each for each in opened if each.key == args.get("period")), None)
    country = next((each for each in COUNTRIES if each.value == args.get("country")), None)
    sorting = args.get("sort", "") if args.get("sort", "") in SORTINGS else Sorting.NUMBER.value
    chosen = wanted(country, period)
    lines = projects.list_projects(
        db.session,
        plan,
        chosen,
        sorting=Sorting(sorting.removeprefix("-")),
        backwards=sorting.startswith("-"),
        period=period,
    )
    parts = own_first(lines, chosen)
    page = page_of([line for part in parts for line in part], least=MOST_ON_ONE_PAGE)
    shown = {line.project.number for line in page.items}
    parts_shown = [[line for line in part if line.project.number in shown] for part in parts]
    return render_template(
        "projects/index.html",
        plan=plan,
        lines=lines,
        page=page,
        parts_of_list=[(number == 0, part) for number, part in enumerate(parts_shown) if part],
        parted=len(parts) > 1,
        own=own_part(db.session, current_user),
        wanted=chosen,
        period=period,
        country=country,
        sorting=sorting,
        sortings=list(SORTINGS.items()),
        periods=opened,
        countries=COUNTRIES,
        areas=projects.areas_of(db.session, plan),
        groups=projects.groups_of(db.session, plan),
        statuses=list(Status),
        punctualities=list(Punctuality),
    )


def own_first(lines: list[ProjectLine], chosen: Search) -> list[list[ProjectLine]]:
    """An observer's list in two: what their country's groups or their own answer for, and the rest; else in one."""
    own = own_part(db.session, current_user)
    if own is None or chosen.country or chosen.group:
        return [lines] if lines else []
    first = [line for line in lines if not own.ids.isdisjoint(lead.id for lead in line.project.leads)]
    rest = [line for line in lines if own.ids.isdisjoint(lead.id for lead in line.project.leads)]
    return [first, rest] if first and rest else [lines]


@blueprint.get("/<int:number>")
@requires(Permission.PORTFOLIO_VIEW)
def show(number: int) -> str:
    page = projects.get_project(db.session, plans.current_plan(db.session), number)
    addresses = {update.id: address_for(update) for update in page.updates}
    quarters = quarters_of(db.session, page.project)
    may_read_history = current_user.may(Permission.BOARD_VIEW)
    return render_template(
        "projects/show.html",
        page=page,
        project=page.project,
        addresses=addresses,
        so_far=people_so_far(quarters),
        by_quarter=[(own.period, people_of(own.records) if own.records else None) for own in quarters],
        timeline=timeline_of(page.project),
        linked_from=project_links.links_to(db.session, page.project),
        history=events.history(db.session, subject="projects", subject_id=page.project.id) if may_read_history else [],
        trends=indicators.trends(db.session, page.project) if page.project.indicators else {},
        may_edit=current_user.may(Permission.PORTFOLIO_EDIT),
    )


def timeline_of(project: Project) -> Drawing | None:
    """None where neither the project nor a milestone has a date."""
    milestones = [
        Dated(
            each.name,
            each.due_on,
            each.precision or Precision.DAY,
            is_done=each.done_on is not None,
            is_late=late(each, today()),
        )
        for each in project.milestones
        if each.due_on
    ]
    if project.starts_on is None and not milestones:
        return None
    plan = project.plan
    words = [schedule(project), *(f"{each.name}: {due(each)}" for each in project.milestones if each.due_on)]
    return project_timeline(
        "; ".join(words),
        _("Proyecto"),
        project.schedule,
        milestones,
        first=plan.starts_on,
        last=plan.ends_on,
        today=today(),
    )


def address_for(update: ProgressUpdate) -> str | None:
    """Where this person reads the update: in their group's form, or at the desk of the reviewers; None for nowhere."""
    if current_user.may(Permission.UPDATE_VIEW_DRAFT, group_id=update.group_id):
        return url_for("updates.show", update_id=update.id)
    if current_user.may(Permission.BOARD_VIEW):
        return url_for("reviews.show", update_id=update.id)
    return None


@blueprint.route("/<int:number>/fechas", methods=["GET", "POST"])
@requires(Permission.PORTFOLIO_EDIT)
def edit_dates(number: int) -> str | Response | tuple[str, int]:
    project = projects.get_project(db.session, plans.current_plan(db.session), number).project
    form = ProjectDatesForm(
        data={
            "starts_on": project.starts_on,
            "ends_on": project.ends_on,
            "precision": project.start_precision or Precision.MONTH,
        }
    )
    if form.validate_on_submit():
        try:
            asked = project_dates.set_dates(
                db.session,
                project,
                new_dates(form),
                actor=current_user,
                reason=form.reason.data or "",
                now=now(),
            )
        except Incomplete as error:
            form.refuse(error)
        else:
            flash(_("Las fechas quedaron guardadas.") + " " + asked_for(asked), "success")
            return redirect(url_for(".show", number=number))
    return render_template("projects/dates.html", project=project, form=form), 422 if form.is_submitted() else 200


@blueprint.post("/<int:number>/confirmar-permanente")
@requires(Permission.PORTFOLIO_EDIT)
def confirm_open(number: int) -> Response:
    project = projects.get_project(db.session, plans.current_plan(db.session), number).project
    asked = project_dates.confirm_open(db.session, project, actor=current_user, now=now())
    flash(_("El proyecto se informa desde el comienzo del plan.") + " " + asked_for(asked), "success")
    return redirect(url_for(".show", number=number))


@blueprint.route("/<int:number>/participacion", methods=["GET", "POST"])
@requires(Permission.PORTFOLIO_EDIT)
def edit_participation(number: int) -> str | Response | tuple[str, int]:
    project = projects.get_project(db.session, plans.current_plan(db.session), number).project
    form = ProjectParticipationForm(data={"choice": participation_choices.choice_of(project).value})
    if form.validate_on_submit():
        choice = participation_choices.Choice(form.choice.data)
        reason = form.reason.data or ""
        participation_choices.decide(db.session, project, choice, actor=current_user, reason=reason, now=now())
        flash(_("Quedó guardado. Vale para los avances que aún no se envían."), "success")
        return redirect(url_for(".show", number=number))
    page = render_template("projects/participation.html", project=project, form=form)
    return page, 422 if form.is_submitted() else 200


def new_dates(form: ProjectDatesForm) -> project_dates.NewDates:
    if form.starts_on.data is None:
        raise Incomplete("Escriba cuándo empieza el proyecto.", field="starts_on")
    return project_dates.NewDates(form.starts_on.data, form.ends_on.data, Precision(form.precision.data))


def asked_for(count: int) -> str:
    if not count:
        return ""
    return ngettext("Se pidió %(num)s avance nuevo.", "Se pidieron %(num)s avances nuevos.", count)
