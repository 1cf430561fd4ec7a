"""What a page of a survey says when two people wrote on it."""

from flask import render_template
from flask_babel import gettext as _

from forms.surveys import SectionForm
from monitor.domain.questionnaire import Section
from monitor.services.answering import Answering
from monitor.views import autosave, clashes, survey_forms, update_forms


def draft_key(answering: Answering, section: Section) -> str:
    return f"encuesta-{answering.unit.id}-{section.key}"


def clash_page(answering: Answering, section: Section, form: SectionForm, conflict: update_forms.Conflict) -> str:
    assert conflict.settled is not None
    stored = survey_forms.form_for(answering, section, None)
    return render_template(
        "surveys/conflict.html",
        answering=answering,
        section=section,
        form=stored,
        conflict=conflict,
        saving=autosave.attributes_of(draft_key(answering, section), only_by_button=True),
        **clashes.to_decide(form, stored, conflict.settled),
    )


def theirs_words(form: SectionForm, theirs: list[str]) -> str:
    if not theirs:
        return ""
    labels = ", ".join(f"«{form.name_of(name)}»" for name in theirs)
    return _("Mientras usted escribía, otra persona de su grupo respondió: %(labels)s. Ya está aquí.", labels=labels)
