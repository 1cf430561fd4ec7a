"""The plans of the product: which one the pages are about, each as a document, and the way in for another."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from monitor.access import current_user, requires
from monitor.api_problems import is_api
from monitor.clock import today
from monitor.db import db
from monitor.domain.file_kinds import FileKind
from monitor.domain.permissions import Permission
from monitor.models import Plan
from monitor.plan_documents import as_excel, as_word
from monitor.services import plan_exports, plan_imports, plans

blueprint = Blueprint("plans", __name__, url_prefix="/planes")

_OFFICE = "application/vnd.openxmlformats-officedocument"
WORD = FileKind("docx", f"{_OFFICE}.wordprocessingml.document")
EXCEL = FileKind("xlsx", f"{_OFFICE}.spreadsheetml.sheet")


@blueprint.before_app_request
def remember_choice() -> None:
    """The pages of somebody who chose a plan are about that plan, and so are those after an address that names one."""
    if is_api():
        return
    wanted = request.args.get("plan", "")
    plan = plans.find_plan(db.session, wanted) if wanted.isprintable() and wanted else None
    if plan is not None and "user_id" in session:
        remember(plan)
    elif plan is not None:
        plans.choose(db.session, plan.id)
    elif "plan_id" in session:
        plans.choose(db.session, session["plan_id"])


def remember(plan: Plan) -> None:
    """Keep the choice until the person signs out; the usual plan needs no keeping."""
    session.pop("plan_id", None)
    session.pop("plan_name", None)
    if plan.id != plans.usual_plan(db.session).id:
        session["plan_id"], session["plan_name"] = plan.id, plan.name
    plans.choose(db.session, plan.id)


@blueprint.app_template_global()
def plan_beside(plan: Plan) -> str:
    """The plan's name to set beside a period's key, where there are several plans; else nothing."""
    if "several_plans" not in g:
        g.several_plans = len(plans.all_plans(db.session)) > 1
    return f" · {plan.name}" if g.several_plans else ""


@blueprint.get("")
@requires(Permission.PORTFOLIO_VIEW)
def index() -> str:
    known = plans.all_plans(db.session)
    may_edit = current_user.may(Permission.PORTFOLIO_EDIT)
    return render_template(
        "plans/index.html",
        lines=plans.with_counts(db.session, known),
        current=plans.current_plan(db.session) if known else None,
        drafts=plan_imports.drafts_of(db.session, current_user) if may_edit else [],
        may_edit=may_edit,
    )


@blueprint.post("/<plan_key>/elegir")
@requires(Permission.PORTFOLIO_VIEW)
def choose(plan_key: str) -> AnyResponse:
    """From now on and until they sign out, this person's pages are about that plan."""
    plan = plans.get_plan(db.session, plan_key)
    remember(plan)
    flash(_("Ahora ve «%(plan)s».", plan=plan.name), "success")
    return redirect(url_for("projects.index"))


@blueprint.get("/<plan_key>/plan.docx")
@requires(Permission.PORTFOLIO_VIEW)
def word(plan_key: str) -> Response:
    plan = plans.get_plan(db.session, plan_key)
    return file_of(as_word(plan_exports.sheet_of(db.session, plan), made_on=today()), plan.key, WORD)


@blueprint.get("/<plan_key>/plan.xlsx")
@requires(Permission.PORTFOLIO_VIEW)
def excel(plan_key: str) -> Response:
    plan = plans.get_plan(db.session, plan_key)
    return file_of(as_excel(plan_exports.sheet_of(db.session, plan), made_on=today()), plan.key, EXCEL)


def file_of(content: bytes, key: str, kind: FileKind) -> Response:
    answer = Response(content, mimetype=kind.content_type)
    answer.headers.set("Content-Disposition", "attachment", filename=f"plan-{key}.{kind.extension}")
    answer.headers["Cache-Control"] = "no-store"
    return answer
