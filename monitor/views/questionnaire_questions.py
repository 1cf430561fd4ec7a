"""One question of a wave's questionnaire, for the GTG: add it or change it. Lists grow and move without JavaScript."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.questionnaire_lines import show_problem
from forms.questionnaires import QuestionForm, question_form, typed_question
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain import questionnaire_editing as editing
from monitor.domain.errors import NotFound, RuleError, StaleVersion
from monitor.domain.permissions import Permission
from monitor.domain.questionnaire import Option, Question, Questionnaire, QuestionType
from monitor.domain.questionnaire_checks import problems
from monitor.domain.questionnaire_words import QUESTION_TYPE
from monitor.models import Wave
from monitor.page_context import spoken
from monitor.services import questionnaires

blueprint = Blueprint("questionnaire_questions", __name__, url_prefix="/encuestas/<int:wave_id>/cuestionario")

Answer = str | Response | tuple[str, int]
YES_NO = (Option("si", {"es": "Sí", "en": "Yes"}), Option("no", {"es": "No", "en": "No"}))
MOVES = {"up": -1, "down": 1}


@blueprint.route("/preguntas/<question_key>", methods=["GET", "POST"])
@requires(Permission.SURVEY_MANAGE)
def edit(wave_id: int, question_key: str) -> Answer:
    wave = questionnaires.to_edit(db.session, wave_id, actor=current_user)
    questionnaire = wave.questionnaire.read()
    question = questionnaire.by_key.get(question_key)
    if question is None:
        raise NotFound("El cuestionario no tiene la pregunta «%(key)s».", key=question_key)
    seen = questionnaires.fingerprint(question)
    form = question_form(question, questionnaire, seen=seen)
    if (touched := request.form.get("line", "")) and request.method == "POST":
        form = question_form(question, questionnaire, seen=seen, typed=after_press(form, touched))
        return page(wave, form, question)
    if form.validate_on_submit() and (typed := checked(form, question, questionnaire)):
        try:
            questionnaires.put_question(
                db.session, wave, typed, seen=form.seen.data or "", actor=current_user, now=now()
            )
        except StaleVersion as error:
            form.seen.data = form.seen.raw_data = None
            form.refuse(error)
            return page(wave, form, question, stored=question, seen=seen)
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("«%(key)s» se guardó.", key=question_key), "success")
            return redirect(url_for("questionnaires.show", wave_id=wave.id, _anchor=question_key))
    return page(wave, form, question)


@blueprint.route("/secciones/<section_key>/preguntas", methods=["GET", "POST"])
@requires(Permission.SURVEY_MANAGE)
def new(wave_id: int, section_key: str) -> Answer:
    """The type and the question it comes after stand in the query."""
    wave = questionnaires.to_edit(db.session, wave_id, actor=current_user)
    questionnaire = wave.questionnaire.read()
    after = request.args.get("despues", "")
    if questionnaire.section(section_key) is None:
        raise NotFound("El cuestionario no tiene la sección «%(key)s».", key=section_key)
    kind = next((each for each in QuestionType if each == request.args.get("tipo")), QuestionType.SINGLE)
    question = Question(
        editing.proposed_key(questionnaire, section_key),
        kind,
        {},
        options=YES_NO if kind is QuestionType.YES_NO else (),
    )
    form = question_form(question, questionnaire, seen="", new=True)
    if (touched := request.form.get("line", "")) and request.method == "POST":
        form = question_form(question, questionnaire, seen="", new=True, typed=after_press(form, touched))
        return page(wave, form, question, new=True)
    if form.validate_on_submit() and (typed := checked(form, question, questionnaire, section=section_key)):
        try:
            questionnaires.change(
                db.session,
                wave,
                lambda held: editing.add_question(held, section_key, typed, after=after),
                place=typed.key,
                actor=current_user,
                now=now(),
            )
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("«%(key)s» se agregó.", key=typed.key), "success")
            return redirect(url_for("questionnaires.show", wave_id=wave.id, _anchor=typed.key))
    return page(wave, form, question, new=True)


@blueprint.post("/preguntas/<question_key>/clave")
@requires(Permission.SURVEY_MANAGE)
def rename(wave_id: int, question_key: str) -> Answer:
    wave = questionnaires.to_edit(db.session, wave_id, actor=current_user)
    to = request.form.get("key", "").strip()
    try:
        after = editing.rename(wave.questionnaire.read(), question_key, to)
        found = [each for each in problems(after) if each.place == to and each.where == "key"]
        if found:
            flash(spoken(found[0].sentence), "error")
            return redirect(url_for(".edit", wave_id=wave.id, question_key=question_key))
        questionnaires.change(
            db.session,
            wave,
            lambda held: editing.rename(held, question_key, to),
            place=to,
            actor=current_user,
            now=now(),
        )
    except NotFound:
        raise
    except RuleError as error:
        flash(spoken(error.sentence), "error")
        return redirect(url_for(".edit", wave_id=wave.id, question_key=question_key))
    flash(_("«%(key)s» se llama ahora «%(to)s», también en las condiciones.", key=question_key, to=to), "success")
    return redirect(url_for(".edit", wave_id=wave.id, question_key=to))


def checked(form: QuestionForm, question: Question, questionnaire: Questionnaire, section: str = "") -> Question | None:
    """The question as typed; None, with what is wrong at its fields, if it could not be used as it is."""
    typed = typed_question(form, question, questionnaire)
    if typed is None:
        return None
    try:
        after = (
            editing.add_question(questionnaire, section, typed)
            if section
            else editing.put_question(questionnaire, typed)
        )
    except RuleError as error:
        form.refuse(error)
        return None
    for problem in problems(after):
        if problem.place == typed.key:
            show_problem(form, problem, spoken(problem.sentence))
    return None if form.errors else typed


def after_press(form: QuestionForm, touched: str) -> dict[str, Any]:
    """Everything that is typed, after one press at a line of a list."""
    return form.typed_with(with_line_moved(form.typed_lines(), touched))


def with_line_moved(lines: dict[str, list[dict[str, Any]]], touched: str) -> dict[str, list[dict[str, Any]]]:
    """The lists after one press: `options:3:up`, `rows:0:drop`, `columns::add`. What cannot be done changes nothing."""
    name, _colon, rest = touched.partition(":")
    place_text, _colon, press = rest.partition(":")
    entries = list(lines.get(name, []))
    place = int(place_text) if place_text.isdigit() else -1
    if 0 <= place < len(entries) and press == "drop":
        del entries[place]
    other = place + MOVES.get(press, 0)
    if press in MOVES and 0 <= place < len(entries) and 0 <= other < len(entries):
        entries[place], entries[other] = entries[other], entries[place]
    return {**lines, name: entries} if name in lines else lines


def page(
    wave: Wave,
    form: QuestionForm,
    question: Question,
    *,
    new: bool = False,
    stored: Question | None = None,
    seen: str = "",
) -> Answer:
    """`stored`: what somebody else saved meanwhile, shown above what was typed; the next press goes over it."""
    if stored is not None:
        form.seen.data, form.seen.raw_data = seen, [seen]
    answer = render_template(
        "questionnaires/question.html",
        wave=wave,
        form=form,
        question=question,
        is_new=new,
        stored=stored,
        type_name=QUESTION_TYPE[question.type],
        can_change=questionnaires.can_change(wave),
    )
    return answer, 409 if stored else 422 if form.errors else 200
