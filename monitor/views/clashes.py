"""Two people answered the same question: both answers side by side, one chosen or both made one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import render_template
from werkzeug.datastructures import MultiDict
from wtforms import StringField

from forms.updates import NOT_ANSWERS, PageForm
from monitor.domain.merging import Settled, both
from monitor.domain.updates import Page
from monitor.models import ProgressUpdate
from monitor.views import autosave
from monitor.views.update_forms import (
    Conflict,
    FormData,
    answer_in_words,
    attempts_in,
    form_for,
    label_of,
    typed_values,
)

CHOICE, MERGED = "keep-", "merged-"


@dataclass(frozen=True)
class Clash:
    """One question with two answers."""

    name: str
    label: str
    stored: str
    typed: str
    merged: str | None
    """Both in one, for answers that are words."""
    typed_values: list[str]


def clash_page(update: ProgressUpdate, page: Page, form: PageForm, conflict: Conflict, settled: Settled) -> str:
    """The questions to decide. All other answers of the page go along unseen, each as its last writer left it."""
    stored = form_for(page, update, None)
    return render_template(
        "updates/conflict.html",
        update=update,
        page=page,
        form=stored,
        conflict=conflict,
        saving=autosave.attributes(update, page, only_by_button=True),
        **to_decide(form, stored, settled),
    )


def to_decide(form: PageForm, stored: PageForm, settled: Settled) -> dict[str, Any]:
    """What the page of decisions draws, whatever the form is about."""
    going_along = [
        (field.name, value)
        for field in form
        if field.name not in (*NOT_ANSWERS, *settled.clashes)
        for value in typed_values(stored[field.name] if field.name in settled.theirs else field)
    ]
    return {"clashes": [_clash(name, form, stored) for name in settled.clashes], "going_along": going_along}


def _clash(name: str, form: PageForm, stored: PageForm) -> Clash:
    mine, theirs = form[name], stored[name]
    words = isinstance(mine, StringField)
    return Clash(
        name,
        label_of(form, name),
        answer_in_words(theirs),
        answer_in_words(mine),
        both(theirs.data or "", mine.data or "") if words else None,
        typed_values(mine),
    )


def decided(draw: Callable[[FormData | None], PageForm], formdata: FormData) -> FormData:
    """What was sent, with each clashing question answered as it was decided. `draw(None)`: the form as it is stored."""
    choices = {name.removeprefix(CHOICE): value for name, value in formdata.items() if name.startswith(CHOICE)}
    if not choices:
        return formdata
    copy: FormData = MultiDict(
        (name, value) for name, value in formdata.items(multi=True) if not name.startswith((CHOICE, MERGED))
    )
    stored = draw(None)
    for name, choice in choices.items():
        if name in NOT_ANSWERS or name not in stored:
            continue
        if choice == "stored":
            copy.setlist(name, typed_values(stored[name]))
        elif choice == "merged":
            copy[name] = formdata.get(MERGED + name, "")
    return copy


def sent_before(draw: Callable[[FormData | None], PageForm], formdata: FormData) -> dict[str, list[object]]:
    """The answers this page sent before without hearing whether they arrived, from its field `sent`."""
    answers = [draw(attempt).answers() for attempt in attempts_in(formdata)]
    return {name: [each[name] for each in answers] for name in (answers[0] if answers else {})}
