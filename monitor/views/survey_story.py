"""What stands around a unit's survey: its sections as tasks, what was sent, what happened."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from monitor.domain.answers import SectionProgress
from monitor.domain.questionnaire import words
from monitor.models import Event, SurveyVersion
from monitor.services import events
from monitor.services.answering import Answering
from monitor.services.survey_versions import versions_of_response
from monitor.views.survey_forms import language


@dataclass(frozen=True)
class Task:
    title: str
    url: str
    state: str
    state_label: str
    hint: str = ""


def tasks(answering: Answering) -> list[Task]:
    """The sections that are asked, each with how far it is, and the check at the end."""
    progress = answering.progress()
    found = [_task(answering, each) for each in progress]
    missing = sum(each.missing for each in progress)
    found.append(
        Task(
            _("Revisar y enviar"),
            url_for("surveys.check", unit_id=answering.unit.id),
            "todo" if missing else "done",
            ngettext("Falta %(num)s respuesta", "Faltan %(num)s respuestas", missing)
            if missing
            else _("Listo para revisar"),
        )
    )
    return found


def _task(answering: Answering, progress: SectionProgress) -> Task:
    title = words(progress.section.labels, language())
    url = url_for("surveys.edit", unit_id=answering.unit.id, section_key=progress.section.key)
    hint = _("%(answered)s de %(asked)s preguntas respondidas", answered=progress.answered, asked=progress.asked)
    if not progress.is_begun:
        return Task(title, url, "not_started", _("Sin empezar"), hint)
    if progress.missing:
        label = ngettext("Falta %(num)s", "Faltan %(num)s", progress.missing)
        return Task(title, url, "todo", label, hint)
    return Task(title, url, "done", _("Completa"), hint)


def versions_of(session: Session, answering: Answering) -> list[SurveyVersion]:
    return versions_of_response(session, answering.response) if answering.response else []


def history_of(session: Session, answering: Answering) -> list[Event]:
    """What the group's people did; of a person's own answer nothing is written."""
    if answering.response is None or answering.wave.is_personal:
        return []
    return events.history(session, subject="survey_responses", subject_id=answering.response.id)
