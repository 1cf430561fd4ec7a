"""The waves of the survey as the GTG runs them: who answered, who did not, more time, reopening, closing."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.base import Form, spoken
from forms.waves import DEFAULT, ExtensionForm, NewWaveForm, ReasonForm, WaveForm
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import Incomplete, RuleError, WrongState
from monitor.domain.permissions import Permission
from monitor.domain.questionnaire_checks import problems
from monitor.domain.sentences import N_
from monitor.domain.waves import UnitKind, UnitState, WaveState
from monitor.models import Wave, WaveUnit
from monitor.page_context import language, word
from monitor.services import plans, surveys, wave_moves, wave_units
from monitor.services.default_questionnaire import default_questionnaire
from monitor.services.survey_versions import last_versions

blueprint = Blueprint("waves", __name__, url_prefix="/encuestas")

Answer = str | Response | tuple[str, int]


@blueprint.get("")
@requires(Permission.SURVEY_VIEW)
def index() -> str:
    waves = surveys.waves_of(db.session, plans.current_plan(db.session))
    counts = wave_units.counts_of(db.session, waves)
    return render_template("waves/index.html", waves=waves, counts=counts)


@blueprint.route("/nueva", methods=["GET", "POST"])
@requires(Permission.SURVEY_MANAGE)
def new() -> Answer:
    plan = plans.current_plan(db.session)
    waves = surveys.waves_of(db.session, plan)
    form = NewWaveForm(waves=[(str(wave.id), f"{wave.name} ({wave.called(language())})") for wave in waves])
    if form.validate_on_submit():
        copied = next((wave for wave in waves if str(wave.id) == form.start_from.data), None)
        questionnaire = copied.questionnaire.read() if copied else default_questionnaire()
        survey = surveys.get_survey(db.session, plan, questionnaire)
        stored = surveys.store_questionnaire(
            db.session,
            survey,
            questionnaire,
            actor=current_user,
            now=now(),
            copied_from=copied.questionnaire if copied else None,
        )
        try:
            wave = surveys.create_wave(
                db.session, survey, questionnaire=stored, **shape_of(form), actor=current_user, now=now()
            )
        except Incomplete as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Versión creada. Revise el cuestionario y déjela lista."), "success")
            return redirect(url_for(".show", wave_id=wave.id))
    elif form.start_from.data is None:
        form.start_from.data = str(waves[0].id) if waves else DEFAULT
        form.unit_kind.data = UnitKind.GROUP
    return render_template("waves/edit.html", form=form, wave=None), 422 if form.errors else 200


def shape_of(form: WaveForm) -> dict[str, Any]:
    """What the form says of a wave; the unit is the group where nothing was chosen."""
    said = {name: form[name].data for name in ("name", "opens_on", "closes_on")}
    return said | {"unit_kind": form.unit_kind.data or UnitKind.GROUP}


@blueprint.route("/<int:wave_id>/datos", methods=["GET", "POST"])
@requires(Permission.SURVEY_MANAGE)
def edit(wave_id: int) -> Answer:
    wave = managed(wave_id)
    form = WaveForm(obj=wave)
    if wave.state is WaveState.OPEN:
        form.opens_on.data, form.unit_kind.data = wave.opens_on, wave.unit_kind
    if form.validate_on_submit():
        try:
            surveys.change_wave(db.session, wave, **shape_of(form), actor=current_user, now=now())
        except (Incomplete, WrongState) as error:
            form.refuse(error)
        else:
            flash(_("Guardado."), "success")
            return redirect(url_for(".show", wave_id=wave.id))
    return render_template("waves/edit.html", form=form, wave=wave), 422 if form.errors else 200


def managed(wave_id: int) -> Wave:
    return surveys.get_wave(db.session, wave_id, actor=current_user, permission=Permission.SURVEY_MANAGE)


@blueprint.get("/<int:wave_id>")
@requires(Permission.SURVEY_VIEW)
def show(wave_id: int) -> str:
    """Who answered and who did not; of a wave that is not open yet, what it still lacks and whom it would ask."""
    wave = surveys.get_wave(db.session, wave_id, actor=current_user)
    rows = wave_units.panel(db.session, wave, today=surveys.wave_day(wave, now()))
    state = request.args.get("estado", "")
    return render_template(
        "waves/show.html",
        wave=wave,
        rows=[row for row in rows if not state or row.state.value == state],
        counts=Counter(row.state for row in rows),
        total=len(rows),
        state_choices=[(each.value, word(each)) for each in UnitState if any(row.state is each for row in rows)],
        state=state,
        versions=last_versions(db.session, wave),
        problems=problems(wave.questionnaire.read()) if wave.state is WaveState.DRAFT else [],
        eligible=wave_moves.eligible(db.session, wave) if wave.state is WaveState.PUBLISHED else [],
        may_manage=current_user.may(Permission.SURVEY_MANAGE),
        form=Form(formdata=None),
    )


@blueprint.post("/<int:wave_id>/<any(lista, preparacion, cierre, archivo):move>")
@requires(Permission.SURVEY_MANAGE)
def move(wave_id: int, move: str) -> Answer:
    """One step of the wave's life: ready, back to preparation, closed, archived."""
    wave = managed(wave_id)
    step, done = MOVES[move]
    try:
        step(db.session, wave, actor=current_user, now=now())
    except RuleError as error:
        flash(spoken(error.sentence), "error")
    else:
        flash(_(done), "success")
    return redirect(url_for(".show", wave_id=wave_id))


MOVES: dict[str, tuple[Callable[..., object], str]] = {
    "lista": (
        wave_moves.publish,
        N_("La versión quedó lista: se abre sola en su día, o antes si usted la abre."),
    ),
    "preparacion": (wave_moves.withdraw, N_("La versión volvió a preparación.")),
    "cierre": (wave_moves.close, N_("La versión se cerró.")),
    "archivo": (wave_moves.archive, N_("La versión se archivó.")),
}


@blueprint.post("/<int:wave_id>/apertura")
@requires(Permission.SURVEY_MANAGE)
def open_wave(wave_id: int) -> Answer:
    """Open it now, to those that were left marked."""
    wave = managed(wave_id)
    try:
        count = wave_moves.open_wave(
            db.session, wave, units=set(request.form.getlist("units")), actor=current_user, now=now()
        )
    except RuleError as error:
        flash(spoken(error.sentence), "error")
    else:
        flash(_("La versión se abrió. Respuestas que se piden: %(count)s.", count=count), "success")
    return redirect(url_for(".show", wave_id=wave_id))


@blueprint.get("/quien/<int:unit_id>")
@requires(Permission.SURVEY_MANAGE)
def unit(unit_id: int) -> str:
    """One unit: more time, that it will not answer, or its answer open again."""
    return unit_page(wave_units.get_unit(db.session, unit_id, actor=current_user))


def unit_page(unit: WaveUnit, extension: ExtensionForm | None = None, why: ReasonForm | None = None) -> str:
    wave, response = unit.wave, wave_units.current_response(db.session, unit)
    facts = wave_units.facts_of(wave, unit, response)
    return render_template(
        "waves/unit.html",
        wave=wave,
        unit=unit,
        state=facts.state(surveys.wave_day(wave, now())),
        last_day=facts.last_day,
        response=response,
        versions=last_versions(db.session, wave, unit),
        extension=extension or ExtensionForm(formdata=None, until=unit.extended_until),
        why=why or ReasonForm(formdata=None),
    )


@blueprint.post("/quien/<int:unit_id>/prorroga")
@requires(Permission.SURVEY_MANAGE)
def extend(unit_id: int) -> Answer:
    unit = wave_units.get_unit(db.session, unit_id, actor=current_user)
    form = ExtensionForm()
    if form.validate():
        assert form.until.data
        try:
            wave_units.extend(
                db.session, unit, until=form.until.data, reason=form.reason.data or "", actor=current_user, now=now()
            )
        except (Incomplete, WrongState) as error:
            form.refuse(error)
        else:
            flash(_("Plazo extendido."), "success")
            return redirect(url_for(".show", wave_id=unit.wave_id))
    return unit_page(unit, extension=form), 422


@blueprint.post("/quien/<int:unit_id>/<any(reapertura, renuncia):what>")
@requires(Permission.SURVEY_MANAGE)
def reopen(unit_id: int, what: str) -> Answer:
    """What needs a reason: the answer open again, or a note that there will be none."""
    unit = wave_units.get_unit(db.session, unit_id, actor=current_user)
    form = ReasonForm()
    if form.validate():
        act = wave_units.reopen if what == "reapertura" else wave_units.decline
        try:
            act(db.session, unit, reason=form.reason.data or "", actor=current_user, now=now())
        except (Incomplete, WrongState) as error:
            form.refuse(error)
        else:
            flash(_("Respuesta reabierta.") if what == "reapertura" else _("Anotado."), "success")
            return redirect(url_for(".show", wave_id=unit.wave_id))
    return unit_page(unit, why=form), 422


@blueprint.post("/quien/<int:unit_id>/pedir-de-nuevo")
@requires(Permission.SURVEY_MANAGE)
def ask_again(unit_id: int) -> Answer:
    unit = wave_units.get_unit(db.session, unit_id, actor=current_user)
    try:
        wave_units.ask_again(db.session, unit, actor=current_user, now=now())
    except WrongState as error:
        flash(spoken(error.sentence), "error")
    return redirect(url_for(".show", wave_id=unit.wave_id))
