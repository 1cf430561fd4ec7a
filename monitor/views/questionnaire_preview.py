"""A questionnaire as whoever answers will see it, to try conditions and rules. Nothing that is typed is stored."""

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from forms.surveys import SectionForm, section_form
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.answer_checks import Findings, check
from monitor.domain.answer_fields import with_fields
from monitor.domain.answers import Answers
from monitor.domain.permissions import Permission
from monitor.domain.questionnaire import Section
from monitor.domain.questionnaire_checks import problems
from monitor.services import questionnaires
from monitor.services.surveys import wave_day
from monitor.views import survey_forms

blueprint = Blueprint("questionnaire_preview", __name__, url_prefix="/encuestas/<int:wave_id>/cuestionario")


@blueprint.route("/vista-previa", methods=["GET", "POST"])
@requires(Permission.SURVEY_MANAGE)
def show(wave_id: int) -> str:
    """All sections at once. A press of «Comprobar» answers with what a group would be told on sending this."""
    wave = questionnaires.to_edit(db.session, wave_id, actor=current_user)
    questionnaire, today = wave.questionnaire.read(), wave_day(wave, now())
    if problems(questionnaire):
        return render_template("questionnaires/preview.html", wave=wave, sections=None)
    everything = Section("all", {}, tuple(questionnaire.questions))
    tried = request.method == "POST"
    form = section_form(everything.questions, survey_forms.language(), formdata=request.form if tried else None)
    answers = with_fields(questionnaire, Answers(), form.answers()) if tried else Answers()
    findings = check(questionnaire, answers, today) if tried and form.validate() else None
    if findings:
        say(form, findings)
    sections = [
        (section, survey_forms.drawn(questionnaire, section, answers, today)) for section in questionnaire.sections
    ]
    return render_template(
        "questionnaires/preview.html",
        wave=wave,
        form=form,
        sections=sections,
        page_data=survey_forms.page_data(questionnaire, everything, answers, today),
        is_whole=findings is not None and not form.errors,
    )


def say(form: SectionForm, findings: Findings) -> None:
    """What would keep these answers from being sent, and what would want a comment, each at its field."""
    survey_forms.tell(form, (*findings.blocking, *findings.warnings), missing_too=True)
    if form.errors:
        form.form_errors.append(_("Así no se podría enviar: mire lo que está marcado."))
