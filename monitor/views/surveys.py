"""Answering a survey: what one has to answer, its sections page by page, the check, the sending."""

from functools import partial

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.base import Form, spoken
from forms.surveys import SectionForm
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import Incomplete, NotFound, StaleVersion, WrongState
from monitor.domain.permissions import Permission
from monitor.domain.questionnaire import Section, words
from monitor.services import answering as answering_service
from monitor.services import survey_answers, wave_units
from monitor.services.answering import Answering, get_answering
from monitor.services.survey_answers import IncompleteResponse
from monitor.services.updates import names_of_leads_of
from monitor.views import autosave, clashes, kept_words, survey_forms, update_forms
from monitor.views.survey_answers import findings_with_links, sections_to_check, sections_to_read
from monitor.views.survey_saving import clash_page, draft_key, theirs_words
from monitor.views.survey_story import history_of, tasks, versions_of

blueprint = Blueprint("surveys", __name__, url_prefix="/responder")
blueprint.add_app_template_filter(lambda texts: words(texts, survey_forms.language()), "in_language")

Answer = str | Response | tuple[str | Response, int]


@blueprint.get("")
@requires(Permission.SURVEY_ANSWER)
def index() -> str:
    mine = answering_service.mine(db.session, actor=current_user, now=now())
    return render_template("surveys/index.html", mine=mine)


@blueprint.get("/<int:unit_id>")
@requires(Permission.SURVEY_ANSWER)
def show(unit_id: int) -> str:
    answering = get(unit_id)
    closed = answering.why_closed()
    return render_template(
        "surveys/show.html",
        answering=answering,
        closed=closed,
        tasks=tasks(answering) if closed is None else [],
        sections=sections_to_read(answering) if closed is not None and not answering.wave.is_personal else [],
        versions=versions_of(db.session, answering),
        history=history_of(db.session, answering),
        may_submit=answering_service.may_submit(answering.unit, current_user),
        may_decline=wave_units.may_decline(answering.unit, current_user),
        form=Form(formdata=None),
    )


@blueprint.route("/<int:unit_id>/<section_key>", methods=["GET", "POST"])
@requires(Permission.SURVEY_ANSWER)
def edit(unit_id: int, section_key: str) -> Answer:
    """One section: shown, or saved and followed by the next one."""
    answering = get(unit_id)
    if (closed := answering.why_closed()) and request.method == "GET":
        flash(spoken(closed), "warning")
        return redirect(url_for(".show", unit_id=unit_id))
    return section_page(answering, section_of(answering, section_key))


def get(unit_id: int) -> Answering:
    return get_answering(db.session, unit_id, actor=current_user, now=now())


def section_of(answering: Answering, key: str) -> Section:
    """A section that is asked. Raises NotFound for a key of none; one that is not asked has nothing to show."""
    section = answering.questionnaire.section(key)
    if section is None:
        raise NotFound("Esa página de la encuesta no existe.")
    return section


def section_page(answering: Answering, section: Section, *, recovered: bool = False) -> Answer:
    """`recovered`: the words came back from a session that had ended; they are shown, and saved by a person."""

    def draw(formdata: survey_forms.FormData | None) -> SectionForm:
        fresh = get(answering.unit.id)
        return survey_forms.form_for(fresh, section, formdata)

    typed = clashes.decided(draw, request.form) if request.method == "POST" else None
    form = survey_forms.form_for(answering, section, typed)
    if typed is None or recovered:
        return section_drawn(answering, section, form, recovered=recovered)
    before = survey_forms.asked_names(answering, section)

    def save_it(without: frozenset[str] = frozenset()) -> tuple[str, ...]:
        return save(section, answering.unit.id, form, without, draw)

    if kept_words.wants_json():
        return answer_in_json(answering, section, form, save_it, before)
    if not form.validate():
        return section_drawn(answering, section, form), 422
    conflict = update_forms.try_to_save(save_it, form, lambda: draw(None))
    if conflict:
        fresh = get(answering.unit.id)
        if conflict.settled:
            return clash_page(fresh, section, form, conflict), 409
        return section_drawn(fresh, section, form, conflict=conflict), 409
    return redirect(saved(after(get(answering.unit.id), section, before)))


def section_drawn(
    answering: Answering,
    section: Section,
    form: SectionForm,
    *,
    conflict: update_forms.Conflict | None = None,
    recovered: bool = False,
) -> str:
    findings = answering.findings()
    if request.method == "GET" and survey_forms.came_to_mend():
        survey_forms.tell(form, findings.blocking, missing_too="desde" in request.args)
    progress = answering.progress()
    return render_template(
        "surveys/section.html",
        answering=answering,
        section=section,
        form=form,
        wrong=survey_forms.wrong_in(form),
        shown=survey_forms.shown(answering, section),
        files_url=partial(files_url, answering.unit.id),
        page_data=survey_forms.page_data(answering.questionnaire, section, answering.answers, answering.today),
        position=next((place for place, each in enumerate(progress, 1) if each.section.key == section.key), 1),
        count=len(progress),
        conflict=conflict,
        recovered=recovered,
        saving=autosave.attributes_of(draft_key(answering, section)),
    )


def files_url(unit_id: int, key: str) -> str:
    return url_for("survey_files.edit", unit_id=unit_id, file_key=key)


def save(
    section: Section, unit_id: int, form: SectionForm, without: frozenset[str], draw: survey_forms.Draw
) -> tuple[str, ...]:
    """Save all answers but those named `without`; gives those that stay as somebody else wrote them."""
    values = {name: answer for name, answer in form.answers().items() if name not in without}
    sent = clashes.sent_before(draw, request.form)
    return survey_answers.save_fields(
        db.session, get(unit_id), section.key, values, actor=current_user, now=now(), sent=sent, **form.drawn_from
    )


def answer_in_json(
    answering: Answering, section: Section, form: SectionForm, save_it: autosave.Save, before: set[str]
) -> tuple[Response, int]:
    """Save what can be saved, and say in JSON what became of it: monitor/static/js/autosave.js reads it."""
    form.validate()
    errors = autosave.errors_of(form)
    theirs: list[str] = []
    conflict = update_forms.try_to_save(
        lambda: theirs.extend(save_it(frozenset(errors))),
        form,
        lambda: survey_forms.form_for(get(answering.unit.id), section, None),
    )
    if conflict:
        return autosave.refused(conflict)
    fresh = get(answering.unit.id)
    stored = survey_forms.form_for(fresh, section, None)
    done: dict[str, object] = {
        "saved": autosave.saved_words(errors),
        "errors": errors,
        "values": {name: update_forms.typed_values(stored[name]) for name in theirs},
        "notice": theirs_words(form, theirs),
        **survey_forms.drawn_now(fresh, section, form, errors),
    }
    if request.form.get("then") and not errors:
        done["next"] = saved(after(fresh, section, before))
    return jsonify(done), 200


def after(answering: Answering, section: Section, before: set[str]) -> str:
    """The next section; or this one again where saving brought new questions or something is wrong in it.

    What is wrong is shown once: whoever goes on all the same finds it again before sending.
    """
    unit_id = answering.unit.id
    if request.form.get("then") == "list":
        return url_for(".show", unit_id=unit_id)
    here = {question.key for question in section.questions}
    wrong = [each for each in answering.findings().blocking if each.key in here and not survey_forms.is_missing(each)]
    brought = survey_forms.asked_names(answering, section) - before
    without_script = request.accept_mimetypes.best != "application/json"
    from_check = request.args.get("desde")
    if (wrong or (brought and without_script)) and "aviso" not in request.args:
        return url_for(".edit", unit_id=unit_id, section_key=section.key, aviso=1, desde=from_check)
    if from_check:
        return url_for(".check", unit_id=unit_id)
    asked = [each.section.key for each in answering.progress()]
    following = asked[asked.index(section.key) + 1 :] if section.key in asked else []
    return (
        url_for(".edit", unit_id=unit_id, section_key=following[0]) if following else url_for(".check", unit_id=unit_id)
    )


def saved(place: str) -> str:
    """Say at this address that the answers are saved; the page that shows what is wrong says so itself."""
    if "aviso=" not in place:
        flash(_("Guardado."), "success")
    return place


def recover() -> Answer:
    """The page with what was typed in a session that has ended, for the person who typed it."""
    given = request.view_args or {}
    answering = get(given["unit_id"])
    return section_page(answering, section_of(answering, given["section_key"]), recovered=True)


kept_words.register(blueprint, recover)


@blueprint.get("/<int:unit_id>/revisar")
@requires(Permission.SURVEY_ANSWER)
def check(unit_id: int) -> Answer:
    answering = get(unit_id)
    if closed := answering.why_closed():
        flash(spoken(closed), "warning")
        return redirect(url_for(".show", unit_id=unit_id))
    return check_page(answering)


def check_page(answering: Answering, notice: str | None = None) -> str:
    findings = answering.findings()
    unit = answering.unit
    return render_template(
        "surveys/check.html",
        answering=answering,
        sections=sections_to_check(answering, findings),
        missing=findings_with_links(answering, findings),
        may_submit=answering_service.may_submit(unit, current_user),
        leads=names_of_leads_of(db.session, unit.group_id) if unit.group_id else [],
        form=Form(formdata=None),
        notice=notice,
        sent=request.method == "POST",
    )


@blueprint.post("/<int:unit_id>/enviar")
@requires(Permission.SURVEY_ANSWER)
def submit(unit_id: int) -> Answer:
    answering = get(unit_id)
    if answering.unit.answered_on is not None:
        return already_sent(answering)
    text = request.form.get("lock_version", "")
    try:
        version = survey_answers.submit(
            db.session,
            answering,
            actor=current_user,
            now=now(),
            lock_version=int(text) if text.isdecimal() else None,
        )
    except IncompleteResponse:
        return check_page(answering), 422
    except (StaleVersion, WrongState) as error:
        db.session.rollback()
        fresh = get(unit_id)
        if fresh.unit.answered_on is not None:
            return already_sent(fresh)
        return check_page(fresh, spoken(error.sentence)), 409
    db.session.flush()
    flash(_("Encuesta enviada. Gracias."), "success")
    if version is None:
        return redirect(url_for(".show", unit_id=unit_id))
    return redirect(url_for("survey_receipts.show", version_id=version.id))


def already_sent(answering: Answering) -> Response:
    """The button was pressed twice, or a colleague was faster: nothing to worry about."""
    flash(_("Esta encuesta ya está enviada."), "info")
    return redirect(url_for(".show", unit_id=answering.unit.id))


@blueprint.post("/<int:unit_id>/no-responder")
@requires(Permission.SURVEY_ANSWER)
def decline(unit_id: int) -> Answer:
    answering = get(unit_id)
    try:
        wave_units.decline(
            db.session, answering.unit, reason=request.form.get("reason", ""), actor=current_user, now=now()
        )
    except Incomplete as error:
        flash(spoken(error.sentence), "warning")
        return redirect(url_for(".show", unit_id=unit_id, renuncia=1, _anchor="reason"))
    except WrongState as error:
        flash(spoken(error.sentence), "warning")
    else:
        flash(_("Anotado. No le escribiremos más sobre esta encuesta."), "success")
    return redirect(url_for(".show", unit_id=unit_id))


@blueprint.post("/<int:unit_id>/si-responder")
@requires(Permission.SURVEY_ANSWER)
def ask_again(unit_id: int) -> Answer:
    answering = get(unit_id)
    try:
        wave_units.ask_again(db.session, answering.unit, actor=current_user, now=now())
    except WrongState as error:
        flash(spoken(error.sentence), "warning")
    return redirect(url_for(".show", unit_id=unit_id))
