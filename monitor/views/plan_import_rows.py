"""The longer answers of bringing in a plan: a line understood by hand, a name explained, an area named."""

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.plan_imports import (
    ALLIED,
    ALLY,
    LEAD,
    SUPPORT,
    ParticipationAreasForm,
    PlanAreaForm,
    PlanNameForm,
    PlanRowForm,
)
from monitor.access import requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import NotFound
from monitor.domain.permissions import Permission
from monitor.domain.plan_choices import ScheduleAnswer
from monitor.domain.plan_import import PlanReading
from monitor.domain.plan_import_rows import RowReading
from monitor.domain.responsible_groups import Body
from monitor.domain.spanish_text import fold
from monitor.models import PlanImport
from monitor.page_context import spoken
from monitor.services import plan_imports
from monitor.views.plan_imports import draft_of, next_area, next_question, reading_words

blueprint = Blueprint("plan_import_rows", __name__, url_prefix="/planes/importar/<int:import_id>")

Answer = str | Response | tuple[str, int]


def draft_and_reading(import_id: int) -> tuple[PlanImport, PlanReading]:
    draft = draft_of(import_id)
    return draft, plan_imports.reading_of(db.session, draft)


@blueprint.route("/linea/<int:line_number>", methods=["GET", "POST"])
@requires(Permission.PORTFOLIO_EDIT)
def row(import_id: int, line_number: int) -> Answer:
    draft, reading = draft_and_reading(import_id)
    line = reading.row(line_number)
    if line is None:
        raise NotFound("El documento no tiene esa línea.")
    form = row_form(reading, line)
    if form.validate_on_submit():
        changed = replace(
            line.choice,
            left_out=False,
            area=int(form.area.data or 0),
            activity=form.activity.data or line.choice.activity,
            title=form.title.data or "",
            schedule=form.schedule,
            roles=form.chosen_roles,
        )
        plan_imports.choose(
            draft, lambda choices: replace(choices, rows={**choices.rows, line_number: changed}), now=now()
        )
        return redirect(
            url_for(
                "plan_imports.show",
                import_id=import_id,
                _anchor=next_question(plan_imports.reading_of(db.session, draft), after=line_number),
            )
        )
    page = render_template(
        "plan_imports/row.html",
        draft=draft,
        line=line,
        form=form,
        names_a_project=plan_imports.names_a_project(db.session, draft, line),
    )
    return page, 422 if form.is_submitted() else 200


def row_form(reading: PlanReading, line: RowReading) -> PlanRowForm:
    given = line.choice.schedule
    chosen = ScheduleAnswer.ACCEPT.value if line.schedule else None
    if given is not None:
        chosen = f"year:{given.year}" if given.answer is ScheduleAnswer.YEAR else given.answer.value
    responsible = line.responsible
    roles = [(body.key, LEAD) for body in responsible.leads]
    roles += [(body.key, SUPPORT) for body in responsible.supports] + [
        (body.key, ALLIED) for body in responsible.allies
    ]
    return PlanRowForm(
        areas=[(area.number, area.name) for area in reading.areas],
        bodies=[(body.key, named(body)) for body in reading.bodies],
        answers=answers(line),
        roles=roles,
        area=str(line.row.area) if line.row.area else None,
        activity=line.choice.activity,
        title=line.choice.title,
        answer=chosen,
        starts_on=given.start if given else None,
        ends_on=given.end if given else None,
        precision=given.precision.value if given and given.precision else "month",
    )


def answers(line: RowReading) -> list[tuple[str, str]]:
    """The dates that may be chosen: as they were read, of one of the plan's years, others, or none for now."""
    found = []
    if line.schedule is not None and (line.choice.schedule is None or line.choice.schedule.answer == "accept"):
        found.append((ScheduleAnswer.ACCEPT.value, _("Como se leyó: %(dates)s", dates=in_words(line.schedule))))
    elif line.choice.schedule is not None and not line.years and line.schedule is not None:
        found.append((ScheduleAnswer.ACCEPT.value, _("Como se lee en el documento")))
    found += [(f"year:{year}", in_words(read)) for year, read in line.years]
    found.append((ScheduleAnswer.GIVEN.value, _("Otras fechas")))
    found.append((ScheduleAnswer.UNDATED.value, _("Sin fechas por ahora")))
    return found


def in_words(read: object) -> str:
    return spoken(reading_words(read))  # type: ignore[arg-type]


def named(body: Body) -> str:
    return f"{body.acronym} – {body.name}" if body.acronym else body.name


@blueprint.route("/nombre", methods=["GET", "POST"])
@requires(Permission.PORTFOLIO_EDIT)
def name(import_id: int) -> Answer:
    draft, reading = draft_and_reading(import_id)
    key = request.args.get("clave", "")
    question = next((each for each in reading.name_questions if each.key == key), None)
    if question is None:
        return redirect(url_for("plan_imports.show", import_id=import_id, _anchor="nombres"))
    kind = question.kind.value if question.kind else ALLY if question.in_table else None
    form = PlanNameForm(
        [(body.key, named(body)) for body in reading.bodies],
        data={"name": question.written, "acronym": question.acronym, "kind": kind},
    )
    if form.validate_on_submit():
        choice = form.choice
        taken = {fold(text) for body in reading.bodies for text in (body.key, body.name)}
        if choice.is_new and fold(choice.name) in taken:
            form.name.errors = [_("Ya hay un grupo o aliado con ese nombre: elíjalo en la lista de arriba.")]
        elif choice.is_new and choice.acronym and fold(choice.acronym) in taken:
            form.acronym.errors = [_("Esa sigla ya es de otro: escriba otra o déjela vacía.")]
        else:
            plan_imports.choose(
                draft, lambda choices: replace(choices, names={**choices.names, key: choice}), now=now()
            )
            return redirect(url_for("plan_imports.show", import_id=import_id, _anchor="nombres"))
    page = render_template("plan_imports/name.html", draft=draft, question=question, form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/area/<int:number>", methods=["GET", "POST"])
@requires(Permission.PORTFOLIO_EDIT)
def area(import_id: int, number: int) -> Answer:
    draft, reading = draft_and_reading(import_id)
    if number not in (*reading.unnamed_areas, *reading.choices.areas, next_area(reading)):
        return redirect(url_for("plan_imports.show", import_id=import_id, _anchor="areas"))
    form = PlanAreaForm(data={"name": reading.choices.areas.get(number, "")})
    if form.validate_on_submit():
        name = form.name.data or ""
        plan_imports.choose(draft, lambda choices: replace(choices, areas={**choices.areas, number: name}), now=now())
        return redirect(url_for("plan_imports.show", import_id=import_id, _anchor="areas"))
    page = render_template("plan_imports/area.html", draft=draft, number=number, form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/participacion", methods=["GET", "POST"])
@requires(Permission.PORTFOLIO_EDIT)
def participation(import_id: int) -> Answer:
    """Of which areas the new plan asks whom they reached."""
    draft, reading = draft_and_reading(import_id)
    form = ParticipationAreasForm(
        [(area.number, area.name) for area in reading.areas], data={"areas": list(reading.participation_areas)}
    )
    if form.validate_on_submit():
        chosen = tuple(form.areas.data or ())
        plan_imports.choose(draft, lambda choices: replace(choices, participation=chosen), now=now())
        return redirect(url_for("plan_imports.show", import_id=import_id, _anchor="confirmar"))
    page = render_template("plan_imports/participation.html", draft=draft, form=form)
    return page, 422 if form.is_submitted() else 200
