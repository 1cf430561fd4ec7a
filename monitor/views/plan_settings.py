"""The settings of a plan: its short name, and what it decides about counts of people."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.base import options
from forms.plan_settings import PlanSettingsForm
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.age_bands import read_limits
from monitor.domain.errors import Incomplete, WrongState
from monitor.domain.permissions import Permission
from monitor.models import Plan
from monitor.services import participation_choices, plan_settings, plans

blueprint = Blueprint("plan_settings", __name__, url_prefix="/plan/cifras")


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.PORTFOLIO_EDIT)
def edit() -> str | Response | tuple[str, int]:
    plan = plans.current_plan(db.session)
    kept = {"short_name": plan.short_name, "hide_below": plan.hide_below, "areas": plan.participation_areas}
    form = PlanSettingsForm(data=kept | {"limits": ", ".join(map(str, plan.age_limits))})
    form.areas.choices = options((str(area.number), f"{area.number}. {area.name}") for area in plan.areas)
    if form.validate_on_submit():
        try:
            changed = save(plan, form)
        except (Incomplete, WrongState) as error:
            form.refuse(error)
        else:
            flash(_("Ajustes guardados.") if changed else _("No había nada que cambiar."), "success")
            return redirect(url_for(".edit"))
    page = render_template(
        "plan_settings/edit.html",
        plan=plan,
        form=form,
        bands=plan.age_bands.bands,
        closed=plan_settings.has_figures_by_age(db.session, plan),
    )
    return page, 422 if form.is_submitted() else 200


def save(plan: Plan, form: PlanSettingsForm) -> bool:
    limits = read_limits(form.limits.data or "")
    actor, moment = current_user, now()
    counted = plan_settings.change(
        db.session,
        plan,
        short_name=form.short_name.data or "",
        age_limits=limits,
        hide_below=form.hide_below.data or 0,
        actor=actor,
        now=moment,
    )
    asked = participation_choices.set_areas(db.session, plan, form.areas.data or [], actor=actor, now=moment)
    return counted or asked
