"""The form of each page of an update: filled from what is stored, with last period's answers beside it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, RadioField, SelectField, SelectMultipleField

from forms.indicators import IndicatorsForm
from forms.participation import NoParticipationForm
from forms.surveys import SectionForm
from forms.updates import NOT_ANSWERS, MilestonesForm, PageForm, ProgressForm, StatusForm, for_milestones
from monitor.db import db
from monitor.domain.carried_answers import CARRIED_OVER
from monitor.domain.errors import StaleVersion, WrongState
from monitor.domain.merging import ClashingAnswers, Settled
from monitor.domain.update_content import UpdateContent
from monitor.domain.updates import Page
from monitor.models import Milestone, ProgressUpdate
from monitor.page_context import day, spoken, word
from monitor.services.update_moves import content_of
from monitor.services.update_pages import FIELDS, fingerprint
from monitor.services.updates import Previous
from monitor.views.kept_words import author_here

FormData = MultiDict[str, str]


def form_for(page: Page, update: ProgressUpdate, formdata: FormData | None) -> PageForm:
    """The page's form with what was typed, or else with what is stored.

    What was sent without saying which version it was drawn from does not count as drawn from this one.
    """
    kind, stored = _kind_and_answers(page, update)
    return kind(formdata=formdata, data=stored if formdata is not None else stored | drawn_from(update, page))


def drawn_from(update: ProgressUpdate, page: Page) -> dict[str, str]:
    """The hidden fields by which a stale page is recognised, and its writer."""
    return {
        "lock_version": str(update.lock_version),
        "seen": fingerprint(update, page),
        "author": author_here(),
    }


def _kind_and_answers(page: Page, update: ProgressUpdate) -> tuple[type[PageForm], dict[str, Any]]:
    if page is Page.MILESTONES:
        kind = for_milestones((each.id, each.name) for each in milestones_to_ask(update))
        return kind, _milestone_answers(content_of(update))
    kinds: dict[Page, type[PageForm]] = {
        Page.STATUS: StatusForm,
        Page.PROGRESS: ProgressForm,
        Page.PARTICIPATION: NoParticipationForm,
    }
    return kinds[page], {field: getattr(update, field) for field in FIELDS[page]}


def milestones_to_ask(update: ProgressUpdate) -> list[Milestone]:
    """Those that were not met before this update; the nearest first, those without a date last."""
    open_ones = [each for each in update.project.milestones if each.done_on is None]
    return sorted(open_ones, key=lambda each: (each.due_on is None, each.due_on or date.min, each.position))


def _milestone_answers(content: UpdateContent) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for answer in content.milestones:
        answers[f"done_on-{answer.milestone_id}"] = answer.done_on
        answers[f"new_due-{answer.milestone_id}"] = answer.new_due
        answers[f"reason-{answer.milestone_id}"] = answer.reason
    return answers


MOST_ATTEMPTS = 10


def attempts_in(formdata: FormData) -> list[FormData]:
    """What this page sent before without hearing whether it arrived, from its field `sent`; nonsense is nothing."""
    try:
        attempts = json.loads(formdata.get("sent") or "[]")
        return [MultiDict((str(name), str(value)) for name, value in each) for each in attempts[-MOST_ATTEMPTS:]]
    except (ValueError, TypeError):
        return []


def where_else(update: ProgressUpdate) -> str | None:
    """Where to go instead of the next page: to the list if its button was pressed, to the check if one came from it."""
    if request.form.get("then") == "list":
        return url_for("updates.show", update_id=update.id)
    if request.args.get("desde") == "revisar":
        return url_for("updates.check", update_id=update.id)
    return None


@dataclass(frozen=True)
class Before:
    """The last approved answer to each question: of which period, as people read it, and as it is typed."""

    period: str
    shown: dict[str, str]
    typed: dict[str, str]

    def beside(self, field: str, *, always: bool = True) -> dict[str, str | None]:
        """The arguments of a field's macro for the box beside the question: `**before.beside("achieved")`.

        Not `always`: no box where nothing was answered.
        """
        shown = self.shown.get(field)
        return {
            "previous": shown if always else shown or None,
            "carry": self.typed.get(field),
            "period": self.period,
        }


def before(page: Page, earlier: Previous | None) -> Before:
    """Nothing for a page or a project without an earlier answer: then no box is drawn."""
    if earlier is None:
        return Before("", {}, {})
    shown, typed = {}, {}
    for field in CARRIED_OVER & set(FIELDS.get(page, ())):
        value = getattr(earlier.content, field)
        shown[field] = _in_words(field, value)
        typed[field] = "" if value is None else str(value)
    return Before(earlier.period, shown, typed)


def _in_words(field: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if field == "percent_done":
        return f"{value} %"
    return word(value) if field in ("status", "punctuality", "delay_reason") else str(value)


def carried(formdata: FormData, earlier: Before) -> FormData:
    """What was typed, with the earlier answer in the field whose button was pressed (a page without JavaScript)."""
    copy = formdata.copy()
    field = copy.pop("carry", "")
    if field in earlier.typed:
        copy[field] = earlier.typed[field]
    return copy


@dataclass(frozen=True)
class Conflict:
    """Why a save was refused although nothing was wrong with what was typed."""

    message: str
    can_save_over: bool
    stored: list[tuple[str, str]]
    """Questions whose stored answer is another than the typed one, with the stored answer in words."""
    settled: Settled | None = None
    """Where two people answered the same question: what has to be chosen."""


def try_to_save(save: Callable[[], object], form: PageForm, redrawn: Callable[[], PageForm]) -> Conflict | None:
    """Save; or say why not, with everything typed still in the form and a second try made possible.

    `redrawn` gives the form as it would be drawn now.
    """
    try:
        _save_again_if_overtaken(save)
    except ClashingAnswers as error:
        db.session.rollback()
        return Conflict(spoken(error.sentence), can_save_over=True, stored=[], settled=error.settled)
    except StaleVersion as error:
        db.session.rollback()
        now_stored = redrawn()
        for name in ("lock_version", "seen"):
            form[name].data = now_stored[name].data
        return Conflict(spoken(error.sentence), can_save_over=True, stored=differences(form, now_stored))
    except WrongState as error:
        db.session.rollback()
        return Conflict(spoken(error.sentence), can_save_over=False, stored=[])
    return None


def _save_again_if_overtaken(save: Callable[[], object]) -> None:
    """Somebody saved in the same instant: try once more on what is there now, which may be no conflict at all."""
    try:
        save()
    except ClashingAnswers:
        raise
    except StaleVersion:
        db.session.rollback()
        save()


def differences(typed: PageForm, stored: PageForm) -> list[tuple[str, str]]:
    return [
        (label_of(typed, field.name), answer_in_words(stored[field.name]))
        for field in typed
        if field.name not in NOT_ANSWERS and (field.data or None) != (stored[field.name].data or None)
    ]


def label_of(form: PageForm, name: str) -> str:
    """The question; those about a milestone or an indicator with its name, since all of them are asked alike."""
    label: str = form[name].label.text
    if isinstance(form, SectionForm):
        return form.name_of(name)
    if isinstance(form, IndicatorsForm):
        return f"{form.name_of(name)}: {label}"
    if not isinstance(form, MilestonesForm):
        return label
    return f"{form.milestone_names[int(name.rpartition('-')[2])]}: {label}"


def answer_in_words(field: Field) -> str:
    if isinstance(field, SelectMultipleField):
        chosen = [str(label) for _value, label, is_chosen, *_rest in field.iter_choices() if is_chosen]
        return ", ".join(chosen) or _("sin respuesta")
    if isinstance(field, RadioField | SelectField):
        return next(
            (str(label) for value, label, chosen, *_rest in field.iter_choices() if chosen and value),
            _("sin respuesta"),
        )
    if isinstance(field.data, bool):
        return _("Sí") if field.data else _("No")
    if isinstance(field.data, date):
        return day(field.data)
    return str(field.data) if field.data not in (None, "") else _("sin respuesta")


def typed_values(field: Any) -> list[str]:
    """What the browser sends for the field as it stands."""
    if isinstance(field, BooleanField):
        return ["y"] if field.data else []
    if isinstance(field, SelectMultipleField):
        return [str(value) for value in field.data or ()]
    if isinstance(field, RadioField | SelectField):
        return [str(field.data)] if field.data else []
    return [field._value()]  # noqa: SLF001 - what WTForms' own widgets draw; it has no public name
