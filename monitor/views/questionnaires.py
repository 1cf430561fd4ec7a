"""The questionnaire of a wave, for the GTG: outline, sections and indices; moving, removing, copying, printing."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.questionnaire_indices import IndicesForm, indices_form
from forms.questionnaire_lines import language_name, show_problem
from forms.questionnaires import SectionForm, section_form
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain import questionnaire_editing as editing
from monitor.domain.errors import NotFound, RuleError
from monitor.domain.permissions import Permission
from monitor.domain.questionnaire import Questionnaire, Section
from monitor.domain.questionnaire_checks import problems
from monitor.domain.questionnaire_words import QUESTION_TYPE
from monitor.models import Wave
from monitor.page_context import spoken
from monitor.services import questionnaires, surveys

blueprint = Blueprint("questionnaires", __name__, url_prefix="/encuestas/<int:wave_id>/cuestionario")

Answer = str | Response | tuple[str, int]


@blueprint.get("")
@requires(Permission.SURVEY_MANAGE)
def show(wave_id: int) -> str:
    wave = questionnaires.to_edit(db.session, wave_id, actor=current_user)
    questionnaire = wave.questionnaire.read()
    others = [
        each
        for each in surveys.waves_of(db.session, wave.survey.plan)
        if each.survey_id == wave.survey_id and each.id != wave.id
    ]
    return render_template(
        "questionnaires/show.html",
        wave=wave,
        questionnaire=questionnaire,
        problems=problems(questionnaire),
        can_change=questionnaires.can_change(wave),
        others=others,
        types=QUESTION_TYPE,
        language=language_of(questionnaire),
    )


def language_of(questionnaire: Questionnaire) -> str:
    """The language asked for, else the reader's, else the first: one that the questionnaire is written in."""
    asked = request.args.get("idioma") or str(get_locale())
    return asked if asked in questionnaire.languages else questionnaire.languages[0]


@blueprint.post("/mover/<place>")
@requires(Permission.SURVEY_MANAGE)
def move(wave_id: int, place: str) -> Answer:
    wave = questionnaires.to_edit(db.session, wave_id, actor=current_user)
    by = -1 if request.form.get("by") == "up" else 1
    try:
        questionnaires.change(
            db.session, wave, lambda held: editing.move(held, place, by), place=place, actor=current_user, now=now()
        )
    except NotFound:
        raise
    except RuleError as error:
        flash(spoken(error.sentence), "error")
    return redirect(url_for(".show", wave_id=wave.id, _anchor=place))


@blueprint.route("/quitar/<place>", methods=["GET", "POST"])
@requires(Permission.SURVEY_MANAGE)
def remove(wave_id: int, place: str) -> Answer:
    """Asks first: a question that is gone takes its words with it."""
    wave = questionnaires.to_edit(db.session, wave_id, actor=current_user)
    questionnaire = wave.questionnaire.read()
    section = questionnaire.section(place)
    if section is None and place not in questionnaire.by_key:
        raise NotFound("El cuestionario no tiene la pregunta «%(key)s».", key=place)
    if request.method == "POST":
        try:
            questionnaires.change(
                db.session, wave, lambda held: editing.remove(held, place), place=place, actor=current_user, now=now()
            )
        except RuleError as error:
            flash(spoken(error.sentence), "error")
        else:
            flash(_("«%(key)s» se quitó del cuestionario.", key=place), "success")
        return redirect(url_for(".show", wave_id=wave.id))
    return render_template(
        "questionnaires/remove.html",
        wave=wave,
        key=place,
        section=section,
        question=questionnaire.by_key.get(place),
        users=editing.users_of(questionnaire, place),
        language=language_of(questionnaire),
    )


@blueprint.route("/secciones/nueva", methods=["GET", "POST"])
@requires(Permission.SURVEY_MANAGE)
def new_section(wave_id: int) -> Answer:
    wave = questionnaires.to_edit(db.session, wave_id, actor=current_user)
    questionnaire = wave.questionnaire.read()
    form = section_form(questionnaire, None)
    if form.validate_on_submit():
        keys = {each.key for each in questionnaire.sections} | set(questionnaire.names)
        key = next(f"sec_{n}" for n in range(1, len(keys) + 2) if f"sec_{n}" not in keys)
        section = Section(
            key, form.texts("label"), hints=form.texts("hint"), relevant=(form.relevant.data or "").strip()
        )
        if saved := save_section(wave, form, key, lambda held: editing.add_section(held, section)):
            return saved
    return section_page(wave, form, None)


@blueprint.route("/secciones/<section_key>", methods=["GET", "POST"])
@requires(Permission.SURVEY_MANAGE)
def edit_section(wave_id: int, section_key: str) -> Answer:
    wave = questionnaires.to_edit(db.session, wave_id, actor=current_user)
    questionnaire = wave.questionnaire.read()
    section = questionnaire.section(section_key)
    if section is None:
        raise NotFound("El cuestionario no tiene la sección «%(key)s».", key=section_key)
    form = section_form(questionnaire, section)
    if form.validate_on_submit():
        labels, hints, relevant = form.texts("label"), form.texts("hint"), (form.relevant.data or "").strip()
        saved = save_section(
            wave,
            form,
            section_key,
            lambda held: editing.put_section(held, section_key, labels=labels, hints=hints, relevant=relevant),
        )
        if saved:
            return saved
    return section_page(wave, form, section)


def save_section(wave: Wave, form: SectionForm, key: str, edit: questionnaires.Edit) -> Response | None:
    """Save it unless something of the section itself is wrong, which then stands at its field."""
    try:
        found = [each for each in problems(edit(wave.questionnaire.read())) if each.place == key]
        for problem in found:
            if problem.where in ("labels", "relevant"):
                show_problem(form, problem, spoken(problem.sentence))
        if form.errors:
            return None
        questionnaires.change(db.session, wave, edit, place=key, actor=current_user, now=now())
    except RuleError as error:
        form.refuse(error)
        return None
    flash(_("La sección se guardó."), "success")
    return redirect(url_for(".show", wave_id=wave.id, _anchor=key))


def section_page(wave: Wave, form: SectionForm, section: Section | None) -> Answer:
    page = render_template("questionnaires/section.html", wave=wave, form=form, section=section)
    return page, 422 if form.errors else 200


@blueprint.route("/indices", methods=["GET", "POST"])
@requires(Permission.SURVEY_MANAGE)
def edit_indices(wave_id: int) -> Answer:
    """The indices that answers count in, and what each weighs in the overall one."""
    wave = questionnaires.to_edit(db.session, wave_id, actor=current_user)
    questionnaire = wave.questionnaire.read()
    form: IndicesForm = indices_form(questionnaire)
    if form.validate_on_submit():
        indices = form.indices()
        if not form.errors:
            try:
                questionnaires.change(
                    db.session,
                    wave,
                    lambda held: editing.put_indices(held, indices),
                    place="",
                    actor=current_user,
                    now=now(),
                )
            except RuleError as error:
                form.refuse(error)
            else:
                flash(_("Los índices se guardaron."), "success")
                return redirect(url_for(".show", wave_id=wave.id))
    page = render_template("questionnaires/indices.html", wave=wave, form=form)
    return page, 422 if form.errors else 200


@blueprint.post("/copiar")
@requires(Permission.SURVEY_MANAGE)
def copy(wave_id: int) -> Answer:
    wave = questionnaires.to_edit(db.session, wave_id, actor=current_user)
    try:
        other = questionnaires.to_edit(db.session, request.form.get("from", 0, type=int), actor=current_user)
        questionnaires.copy_from(db.session, wave, other, actor=current_user, now=now())
    except RuleError as error:
        flash(spoken(error.sentence), "error")
    else:
        flash(_("El cuestionario es ahora el de «%(wave)s».", wave=other.name), "success")
    return redirect(url_for(".show", wave_id=wave.id))


@blueprint.get("/imprimir")
@requires(Permission.SURVEY_MANAGE)
def print_version(wave_id: int) -> str:
    """All questions on paper, with what each depends on in words."""
    wave = questionnaires.to_edit(db.session, wave_id, actor=current_user)
    questionnaire = wave.questionnaire.read()
    return render_template(
        "questionnaires/print.html",
        wave=wave,
        questionnaire=questionnaire,
        language=language_of(questionnaire),
        language_name=language_name,
    )
