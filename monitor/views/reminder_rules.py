"""The rules of reminders, for the GTG: change them, look at what a whole quarter would be like, then apply them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.reminder_rules import RulesForm
from monitor.access import current_user, requires
from monitor.clock import now, today
from monitor.db import db
from monitor.domain.errors import Incomplete, StaleVersion
from monitor.domain.periods import Quarter, quarters_between
from monitor.domain.permissions import Permission
from monitor.domain.reminder_rules import DEFAULTS, KIND_BY_KEY, RuleSet, check
from monitor.domain.reminders import RECIPIENT, SILENCE
from monitor.models import Plan
from monitor.services import preferences, reminder_preview, reminder_rules
from monitor.services.plans import current_plan

blueprint = Blueprint("reminder_rules", __name__)

Answer = str | Response | tuple[str, int]


@blueprint.route("/recordatorios/reglas", methods=["GET", "POST"])
@requires(Permission.REMINDER_VIEW)
def edit() -> Answer:
    plan = current_plan(db.session)
    quarters, likely = quarters_to_show(plan)
    rules, version = reminder_rules.current(db.session)
    step = request.form.get("step", "preview")
    if step == "defaults":
        form = RulesForm(DEFAULTS, version=version, quarters=quarters, quarter=likely, sent=False)
        return page(form, plan, DEFAULTS, applicable=True)
    form = RulesForm(rules, version=version, quarters=quarters, quarter=likely)
    if not form.validate_on_submit():
        return page(form, plan, None)
    draft = form.rule_set
    try:
        check(draft)
        if step == "apply" and form.seen.data == draft.fingerprint:
            seen = int(form.version.data or -1) if str(form.version.data).isdigit() else -1
            reminder_rules.apply(db.session, draft, actor=current_user, seen_version=seen, now=now())
            flash(_("Las reglas nuevas ya valen. Lo planificado se ajusta en la próxima revisión."), "success")
            return redirect(url_for(".edit"))
    except (Incomplete, StaleVersion) as error:
        form.refuse(error)
        return page(form, plan, None)
    if step == "apply":
        flash(_("Cambió algo después de la vista previa: mírela de nuevo antes de aplicar."), "warning")
    return page(form, plan, draft, applicable=True)


def quarters_to_show(plan: Plan) -> tuple[list[str], str]:
    """The quarters of the plan from this one on, and the one to show first."""
    now_in = Quarter.containing(today())
    quarters = list(quarters_between(plan.starts_on, plan.ends_on))
    # The last quarter's updates are asked for in the one after the plan's end.
    quarters.append(quarters[-1].next())
    coming = [quarter.key for quarter in quarters if quarter >= now_in] or [quarters[-1].key]
    return coming, coming[0]


def page(form: RulesForm, plan: Plan, draft: RuleSet | None, *, applicable: bool = False) -> Answer:
    ahead = before = None
    if draft is not None:
        quarter = Quarter.parse(form.quarter.data)
        ahead = reminder_preview.quarter_ahead(db.session, plan, draft, quarter)
        holding, _version = reminder_rules.current(db.session)
        before = reminder_preview.quarter_ahead(db.session, plan, holding, quarter)
        form.seen.data = draft.fingerprint
    answer = render_template(
        "reminder_rules/edit.html",
        form=form,
        ahead=ahead,
        before=before,
        applicable=applicable,
        kinds=KIND_BY_KEY,
        words={"recipient": RECIPIENT, "silence": SILENCE},
        versions=reminder_rules.versions(db.session),
        paused=preferences.paused_people(db.session, now=now()),
    )
    return answer, 422 if form.errors else 200
