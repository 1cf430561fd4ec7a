"""What the page of an update tells around its answers: how far it is, until when, and what happened to it."""

from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import pgettext
from sqlalchemy.orm import Session

from monitor.domain.co_leads import AnswerKind
from monitor.domain.completeness import Missing, PageState, page_state, pages_of
from monitor.domain.deadlines import Urgency, urgency
from monitor.domain.permissions import Permission
from monitor.domain.punctuality import Because, Suggestion
from monitor.domain.schedule_words import date_in_words
from monitor.domain.schedules import Precision
from monitor.domain.updates import Page, Punctuality, State
from monitor.models import Event, ProgressUpdate, User
from monitor.page_context import events_in_words, spoken, word
from monitor.services import events, updates
from monitor.services.update_moves import content_of

PAGE_STATE = {
    PageState.EMPTY: _l("Sin empezar"),
    PageState.INCOMPLETE: _l("Incompleto"),
    PageState.READY: _l("Listo"),
    PageState.OPTIONAL: _l("Opcional"),
}
COLOURS = {PageState.EMPTY: "empty", PageState.INCOMPLETE: "todo", PageState.READY: "done", PageState.OPTIONAL: "none"}


@dataclass(frozen=True)
class Task:
    title: str
    url: str
    state: str
    state_label: str


@dataclass(frozen=True)
class Story:
    can_write: bool
    closed: str | None
    """Why it cannot be written in, for its own group."""
    last_day: date
    urgency: Urgency
    return_reason: str | None
    """What the GTG asked to mend, while it is to be mended."""
    tasks: list[Task]
    next_label: str
    next_url: str
    """Where to go on: the first page that lacks something, the first page to correct, or the check."""
    previous: ProgressUpdate | None
    history: list[dict[str, object]]


def story(session: Session, update: ProgressUpdate, *, reader: User, today: date) -> Story:
    closed = updates.why_closed(update, today=today)
    member = reader.may(Permission.UPDATE_EDIT, group_id=update.group_id)
    lacks = updates.missing(update, today=today)
    happened = events.history(session, subject="updates", subject_id=update.id)
    check_url = url_for("updates.check", update_id=update.id)
    tasks = _tasks_of_kind(update, today)
    untouched = update.state is State.RETURNED and not _corrected(update, happened)
    first = (tasks[0].url if tasks else page_url(update, Page.STATUS)) if untouched else check_url
    first = next((_place(update, each) for each in lacks), first)
    previous = updates.previous_update(session, update)
    return Story(
        can_write=member and closed is None,
        closed=closed if member else None,
        last_day=updates.last_day(update),
        urgency=urgency(update.state, updates.last_day(update), today),
        return_reason=_return_reason(update, happened),
        tasks=[*tasks, _check_task(check_url, ready=not lacks)] if tasks else [],
        next_label=_next_label(update, at_check=first == check_url),
        next_url=first,
        previous=previous if previous and (updates.sees_draft(previous, reader) or previous.versions) else None,
        history=events_in_words(event for event in happened if member or event.kind != "UpdateSaved"),
    )


def page_url(update: ProgressUpdate, page: Page) -> str:
    return url_for("updates.edit", update_id=update.id, page=page.value)


def _place(update: ProgressUpdate, lacking: Missing) -> str:
    if lacking.field == "contribution":
        return url_for("endorsements.contribute", update_id=update.id)
    return page_url(update, lacking.page)


def _tasks_of_kind(update: ProgressUpdate, today: date) -> list[Task]:
    """A co-lead that endorses has nothing to fill in; one that adds has its text, and people if it counted any."""
    if update.answer_kind is AnswerKind.ENDORSEMENT:
        return []
    if update.answer_kind is AnswerKind.CONTRIBUTION:
        state = PageState.READY if update.contribution else PageState.EMPTY
        url = url_for("endorsements.contribute", update_id=update.id)
        own = Task(_("Aporte de su grupo"), url, COLOURS[state], str(PAGE_STATE[state]))
        people = page_url(update, Page.PARTICIPATION)
        return [own, *(task for task in _tasks(update, today) if task.url == people)]
    return _tasks(update, today)


def _tasks(update: ProgressUpdate, today: date) -> list[Task]:
    content = content_of(update)
    lacks = updates.missing(update, today=today)
    states = {page: page_state(page, content, lacks) for page in pages_of(content)}
    return [
        Task(word(page), page_url(update, page), COLOURS[state], str(PAGE_STATE[state]))
        for page, state in states.items()
    ]


def _check_task(url: str, *, ready: bool) -> Task:
    if ready:
        return Task(_("Revisar y enviar"), url, "open", _("Falta enviar"))
    return Task(_("Revisar y enviar"), url, "empty", _("Faltan respuestas"))


def _next_label(update: ProgressUpdate, *, at_check: bool) -> str:
    if at_check:
        return _("Revisar y enviar")
    labels = {State.NOT_STARTED: _("Empezar"), State.RETURNED: _("Corregir")}
    return labels.get(update.state, _("Continuar"))


def _corrected(update: ProgressUpdate, happened: list[Event]) -> bool:
    """Whether somebody has saved something since the update was last returned."""
    returned = max(
        (event.happened_at for event in happened if event.after.get("state") == State.RETURNED), default=None
    )
    return returned is None or (update.saved_at is not None and update.saved_at > returned)


def _return_reason(update: ProgressUpdate, happened: list[Event]) -> str | None:
    if update.state is not State.RETURNED:
        return None
    reasons = [event.after.get("reason") for event in happened if event.after.get("state") == State.RETURNED]
    return next(iter(reversed(reasons)), None)


def suggestion_words(update: ProgressUpdate, *, today: date) -> tuple[str | None, bool]:
    """What the dates of the plan suggest of the punctuality, in one sentence, and whether that is a delay.

    None where the dates say nothing.
    """
    found = updates.suggestion_for(update, content_of(update), today=today)
    if found is None:
        return None, False
    name, day, moment = found.name, *_day_and_moment(found)
    sentences = {
        Because.MILESTONE_LATE: _("el hito «%(name)s» era para %(day)s y no consta como cumplido", name=name, day=day),
        Because.END_PASSED: _("el proyecto debía terminar %(moment)s", moment=moment),
        Because.START_PASSED: _("el proyecto debía empezar %(moment)s", moment=moment),
        Because.MILESTONE_EARLY: _("el hito «%(name)s» se cumplió antes de lo previsto", name=name),
        Because.NOTHING_LATE: _("ninguna fecha está vencida"),
    }
    text = _(
        "Según el plan va «%(word)s»: %(why)s.", word=word(found.punctuality).lower(), why=sentences[found.because]
    )
    if found.punctuality is not Punctuality.DELAYED:
        return text, False
    advice = _("Si usted ve otra cosa, elíjalo y explíquelo más abajo.")
    return f"{text} {advice}", True


def _day_and_moment(found: Suggestion) -> tuple[str, str]:
    """«el tercer trimestre de 2021» and «en el tercer trimestre de 2021»; «el 5 de octubre de 2021» is both."""
    if found.due_on is None:
        return "", ""
    precision = found.precision or Precision.DAY
    date = spoken(date_in_words(found.due_on, precision))
    if precision is Precision.DAY:
        # Another language may need a word before a day where something happened, and none where something was due.
        return _("el %(day)s", day=date), pgettext("when it was to happen", "el %(day)s", day=date)
    if precision in (Precision.QUARTER, Precision.SEMESTER):
        return _("el %(span)s", span=date), _("en el %(span)s", span=date)
    return date, _("en %(date)s", date=date)
