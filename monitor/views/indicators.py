"""The indicators of a project, as coordinators define them: add, change, retire, ask for again."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.indicators import KIND_HINTS, IndicatorForm, with_targets
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import Incomplete, WrongState
from monitor.domain.periods import quarters_between
from monitor.domain.permissions import Permission
from monitor.models import Indicator, Project
from monitor.services import indicators, plans, projects
from monitor.views import indicator_words

blueprint = Blueprint("indicators", __name__, url_prefix="/proyectos/<int:number>/indicadores")
blueprint.add_app_template_filter(indicator_words.in_one_line, "indicator_line")
blueprint.add_app_template_filter(indicator_words.value_words, "indicator_value")
blueprint.add_app_template_filter(indicator_words.goal_words, "indicator_goal")
blueprint.add_app_template_filter(indicator_words.target_words, "indicator_target")
blueprint.add_app_template_filter(indicator_words.progress_words, "indicator_progress")
blueprint.add_app_template_filter(indicator_words.baseline_words, "indicator_baseline")

Answer = str | Response | tuple[str, int]


def load(number: int) -> Project:
    return projects.get_project(db.session, plans.current_plan(db.session), number).project


def back(project: Project) -> Response:
    return redirect(url_for("projects.show", number=project.number, _anchor="indicators"))


def form_of(project: Project, stored: dict[str, Any] | None = None) -> IndicatorForm:
    """The form with a target for each quarter of the project, or of the plan where the project has no dates."""
    plan = project.plan
    start, end = project.starts_on or plan.starts_on, project.ends_on or plan.ends_on
    kind = with_targets([quarter.key for quarter in quarters_between(max(start, plan.starts_on), end)])
    return kind(data=stored or {})


@blueprint.route("/nuevo", methods=["GET", "POST"])
@requires(Permission.PORTFOLIO_EDIT)
def add(number: int) -> Answer:
    project = load(number)
    form = form_of(project)
    if form.validate_on_submit():
        try:
            indicators.add(db.session, project, said(form), actor=current_user, now=now())
        except Incomplete as error:
            form.refuse(error)
        else:
            flash(_("Indicador agregado. Se pedirá en los próximos avances."), "success")
            return back(project)
    return page(project, None, form)


@blueprint.route("/<int:indicator_id>", methods=["GET", "POST"])
@requires(Permission.PORTFOLIO_EDIT)
def edit(number: int, indicator_id: int) -> Answer:
    project = load(number)
    indicator = indicators.get_indicator(project, indicator_id)
    form = form_of(project, stored(indicator))
    if form.validate_on_submit():
        try:
            indicators.change(db.session, indicator, said(form), actor=current_user, now=now())
        except (Incomplete, WrongState) as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Indicador guardado."), "success")
            return back(project)
    return page(project, indicator, form)


@blueprint.post("/<int:indicator_id>/retirar")
@requires(Permission.PORTFOLIO_EDIT)
def retire(number: int, indicator_id: int) -> Response:
    project = load(number)
    indicators.retire(db.session, indicators.get_indicator(project, indicator_id), actor=current_user, now=now())
    flash(_("El indicador ya no se pide. Lo que se respondió se conserva."), "success")
    return back(project)


@blueprint.post("/<int:indicator_id>/volver-a-pedir")
@requires(Permission.PORTFOLIO_EDIT)
def restore(number: int, indicator_id: int) -> Response:
    project = load(number)
    indicators.restore(db.session, indicators.get_indicator(project, indicator_id), actor=current_user, now=now())
    flash(_("El indicador se vuelve a pedir."), "success")
    return back(project)


def said(form: IndicatorForm) -> indicators.Definition:
    return indicators.Definition(**form.answers())


def stored(indicator: Indicator) -> dict[str, Any]:
    names = ("name", "kind", "unit", "by_sex", "baseline_year", "baseline_source")
    targets = {f"target-{target.period}": typed(indicator, target.goal) for target in indicator.targets}
    plain = {name: getattr(indicator, name) for name in names}
    return plain | targets | {"baseline": typed(indicator, indicator.baseline)}


def typed(indicator: Indicator, goal: str) -> str:
    """A goal as a person types it: with a comma, «sí»."""
    if indicator.kind.is_measured:
        return goal.replace(".", ",")
    return {"yes": "sí"}.get(goal, goal)


def page(project: Project, indicator: Indicator | None, form: IndicatorForm) -> Answer:
    html = render_template(
        "indicators/edit.html", project=project, indicator=indicator, form=form, kind_hints=KIND_HINTS
    )
    return html, 422 if form.is_submitted() else 200
