"""Bringing in a plan from its document: read, answer, confirm. Nothing reaches the plan before that."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from forms.plan_imports import ACCEPT, NEW, PlanFactsForm, PlanFileForm
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import Incomplete, RuleError
from monitor.domain.permissions import Permission
from monitor.domain.plan_import import PlanReading
from monitor.domain.plan_import_rows import Asked
from monitor.domain.plan_problems import PlanDocumentError
from monitor.domain.plan_versions import SURE, Part, ProjectChange
from monitor.domain.portfolio_data import Project
from monitor.domain.schedule_reader import ReadSchedule
from monitor.domain.schedule_words import date_in_words, schedule_in_words
from monitor.domain.sentences import Sentence
from monitor.models import Plan, PlanImport
from monitor.page_context import spoken
from monitor.plan_files import LARGEST_FILE, PlanFileRefused
from monitor.services import plan_imports, plans
from monitor.settings import settings
from monitor.views.plan_decisions import decided

blueprint = Blueprint("plan_imports", __name__, url_prefix="/planes/importar")

Answer = str | Response | tuple[str, int]


@blueprint.app_template_filter("reading_words")
def reading_words(read: ReadSchedule) -> Sentence:
    """What was understood of a schedule, with its milestones."""
    phrase = schedule_in_words(read.schedule, has_milestones=bool(read.milestones))
    if not read.milestones:
        return phrase
    dated = [
        Sentence("%(name)s: %(date)s", name=each.name, date=date_in_words(each.due, each.precision))
        for each in read.milestones
    ]
    return Sentence("%(phrase)s (%(milestones)s)", phrase=phrase, milestones=dated)


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.PORTFOLIO_EDIT)
def upload() -> Answer:
    """Choose the file; it is read and kept as a draft."""
    form = PlanFileForm()
    if not form.validate_on_submit():
        return upload_page(form), 422 if form.is_submitted() else 200
    content = form.file.data.read(LARGEST_FILE + 1)
    try:
        name = form.file.data.filename or _("plan")
        draft = plan_imports.start(db.session, content, file_name=name, actor=current_user, now=now())
    except PlanFileRefused as error:
        form.file.errors = [spoken(error.sentence)]
        return upload_page(form), 422
    except PlanDocumentError as error:
        form.file.errors = [spoken(problem.why) for problem in error.problems]
        return upload_page(form), 422
    return redirect(url_for(".facts", import_id=draft.id))


def upload_page(form: PlanFileForm) -> str:
    drafts = plan_imports.drafts_of(db.session, current_user)
    return render_template("plan_imports/upload.html", form=form, drafts=drafts, accept=ACCEPT)


@blueprint.route("/<int:import_id>/plan", methods=["GET", "POST"])
@requires(Permission.PORTFOLIO_EDIT)
def facts(import_id: int) -> Answer:
    """What plan the document is: one of its own, or a new version of one in use."""
    draft = draft_of(import_id)
    known = plans.all_plans(db.session)
    form = PlanFactsForm([(plan.id, plan.name) for plan in known], data=facts_of(draft))
    if form.validate_on_submit():
        try:
            plan_imports.set_plan(
                db.session,
                draft,
                plan=next((plan for plan in known if plan.id == form.plan_id), None),
                name=form.name.data or "",
                starts_on=form.starts_on.data,
                ends_on=form.ends_on.data,
                short=form.short_name.data or "",
                now=now(),
            )
        except Incomplete as error:
            form.refuse(error)
        else:
            return redirect(url_for(".show", import_id=import_id))
    page = render_template("plan_imports/facts.html", draft=draft, form=form)
    return page, 422 if form.is_submitted() else 200


def facts_of(draft: PlanImport) -> dict[str, object]:
    chosen = plan_imports.choices_of(draft).plan
    said = chosen or plan_imports.suggested_facts(draft)
    values: dict[str, object] = {"kind": str(draft.plan_id) if draft.plan_id else NEW if chosen else None}
    if not chosen and not draft.plan_id:
        values["kind"] = NEW
    if said is not None and not draft.plan_id:
        values |= {"name": said.name, "starts_on": said.start, "ends_on": said.end, "short_name": said.short_name}
    return values


@blueprint.get("/<int:import_id>")
@requires(Permission.PORTFOLIO_EDIT)
def show(import_id: int) -> Answer:
    draft = draft_of(import_id)
    if plan_imports.choices_of(draft).plan is None:
        return redirect(url_for(".facts", import_id=import_id))
    return import_page(draft, plan_imports.reading_of(db.session, draft))


def import_page(draft: PlanImport, reading: PlanReading, *, refused: RuleError | None = None) -> str:
    read = changes = None
    problems = list(reading.problems)
    if reading.is_settled:
        try:
            read = plan_imports.proposed(db.session, draft, reading, time_zone=settings().time_zone)
            changes = plan_imports.difference(db.session, draft, read, reading)
        except PlanDocumentError as error:
            problems += error.problems
    return render_template(
        "plan_imports/show.html",
        draft=draft,
        reading=reading,
        problems=problems,
        portfolio=read,
        changes=changes,
        open_matches=[each for each in changes.changed if unsure(each.after.number, each.likeness, reading)]
        if changes
        else [],
        refused=refused,
        known_before={each.body.key for each in plan_imports.known_bodies(db.session)},
        part_words=part_words,
        lacking=sum(line.asks(Asked.AREA) for line in reading.open_rows),
        next_area=next_area(reading),
    )


def next_area(reading: PlanReading) -> int:
    """The number that an area added by hand gets."""
    return max((area.number for area in reading.areas), default=0) + 1


PARTS = {
    Part.ACTIVITY: _l("Actividad"),
    Part.RESPONSIBLE: _l("Grupos y aliados, como están escritos"),
    Part.LEADS: _l("Responsables"),
    Part.SUPPORTS: _l("Apoyo"),
    Part.ALLIES: _l("Aliados"),
    Part.AREAS: _l("Áreas"),
    Part.SCHEDULE: _l("Cronograma, como está escrito"),
    Part.DATES: _l("Fechas"),
    Part.MILESTONES: _l("Hitos"),
}


def part_words(change: ProjectChange) -> list[tuple[str, str, str]]:
    """What a change changes: the name of the part, what it said and what it says now."""
    return [(str(PARTS[part]), said(change.before, part), said(change.after, part)) for part in change.parts]


def said(project: Project, part: Part) -> str:
    match part:
        case Part.ACTIVITY:
            return project.activity
        case Part.RESPONSIBLE:
            return project.responsible
        case Part.LEADS | Part.SUPPORTS | Part.ALLIES | Part.AREAS:
            return ", ".join(map(str, getattr(project, part.value))) or _("ninguno")
        case Part.SCHEDULE:
            return project.schedule.verbatim
        case Part.DATES:
            return spoken(schedule_in_words(project.schedule, has_milestones=bool(project.milestones)))
        case Part.MILESTONES:
            dated = [f"{each.name}: {spoken(date_in_words(each.due, each.precision))}" for each in project.milestones]
            return "; ".join(dated) or _("ninguno")


def unsure(row: int, likeness: float, reading: PlanReading) -> bool:
    return likeness < SURE and reading.choices.row(row).matches is None


@blueprint.post("/<int:import_id>/decidir")
@requires(Permission.PORTFOLIO_EDIT)
def decide(import_id: int) -> Response:
    """One answer, by one press."""
    draft = draft_of(import_id)
    reading = plan_imports.reading_of(db.session, draft)
    plan_imports.choose(draft, decided(request.form, reading), now=now())
    anchor = next_question(plan_imports.reading_of(db.session, draft), after=request.form.get("row", type=int))
    return redirect(url_for(".show", import_id=import_id, _anchor=anchor))


def next_question(reading: PlanReading, *, after: int | None) -> str:
    """Where the page goes on after an answer: the next line to look at, or what else is open, or the end."""
    if after is None and reading.name_questions:
        return "nombres"
    lines = [line.number for line in reading.open_rows]
    if lines:
        return f"linea-{next((number for number in lines if number >= (after or 0)), lines[0])}"
    return "nombres" if reading.name_questions else "areas" if reading.unnamed_areas else "confirmar"


@blueprint.post("/<int:import_id>/confirmar")
@requires(Permission.PORTFOLIO_EDIT)
def confirm(import_id: int) -> Answer:
    draft = draft_of(import_id)
    was_new = draft.plan_id is None
    try:
        plan = plan_imports.confirm(db.session, draft, actor=current_user, now=now(), time_zone=settings().time_zone)
    except (RuleError, PlanDocumentError) as error:
        db.session.rollback()
        draft = draft_of(import_id)
        reading = plan_imports.reading_of(db.session, draft)
        return import_page(draft, reading, refused=error), 409
    flash(told(plan, was_new=was_new), "success")
    return redirect(url_for("plans.index"))


def told(plan: Plan, *, was_new: bool) -> str:
    if was_new:
        return _("«%(plan)s» quedó cargado. Elíjalo para abrir sus períodos.", plan=plan.name)
    return _("«%(plan)s» quedó como dice la versión nueva. Los avances y la historia se conservan.", plan=plan.name)


@blueprint.post("/<int:import_id>/descartar")
@requires(Permission.PORTFOLIO_EDIT)
def discard(import_id: int) -> Response:
    plan_imports.discard(draft_of(import_id), now=now())
    flash(_("La carga se descartó. El plan no cambió."), "success")
    return redirect(url_for("plans.index"))


def draft_of(import_id: int) -> PlanImport:
    return plan_imports.get_draft(db.session, import_id, actor=current_user, to_change=request.method == "POST")
