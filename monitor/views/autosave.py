"""The answer to a page of an update that saves itself: what was saved, when, and what the page has to know now."""

from collections.abc import Callable
from typing import Any, Protocol

from flask import flash, jsonify, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.updates import NOT_ANSWERS, PageForm
from monitor.access import current_user
from monitor.clock import now
from monitor.domain.updates import Page
from monitor.models import ProgressUpdate
from monitor.services.update_pages import marks_in
from monitor.views import update_forms
from monitor.views.time_words import hour


class Save(Protocol):
    def __call__(self, without: frozenset[str]) -> tuple[str, ...]: ...


def answer(update: ProgressUpdate, page: Page, form: PageForm, *, save: Save, after: str) -> tuple[Response, int]:
    """Save what can be saved, and say in JSON what became of it.

    One unreadable answer does not hold the others back: it is named, and the rest is saved.
    """
    form.validate()
    errors = errors_of(form)
    theirs: list[str] = []
    conflict = update_forms.try_to_save(
        lambda: theirs.extend(save(frozenset(errors))), form, lambda: update_forms.form_for(page, update, None)
    )
    if conflict:
        return refused(conflict)
    done: dict[str, Any] = {
        "saved": saved_words(errors),
        "errors": errors,
        "values": _values_to_show(update, page, form, theirs),
        "notice": _theirs_words(update, form, theirs),
        **drawn_now(update, page, form, errors),
    }
    if request.form.get("then") and not errors:
        flash(_("Guardado."), "success")
        done["next"] = after
    return jsonify(done), 200


def answer_whole(
    save: Callable[[], update_forms.Conflict | None],
    *,
    errors: dict[str, str],
    drawn: Callable[[], dict[str, str]],
    after: str,
    done_words: str,
) -> tuple[Response, int]:
    """The same for a page that is compared as a whole, not question by question.

    `drawn` gives the hidden fields for the next save. `errors` name what could not be read: `save` leaves it out.
    """
    if conflict := save():
        return refused(conflict)
    done: dict[str, Any] = {"saved": saved_words(errors), "errors": errors, "values": {}, "notice": "", **drawn()}
    if request.form.get("then") and not errors:
        flash(done_words, "success")
        done["next"] = after
    return jsonify(done), 200


def refused(conflict: update_forms.Conflict) -> tuple[Response, int]:
    return jsonify(message=conflict.message, compare=conflict.can_save_over, compare_label=_("Comparar y elegir")), 409


def errors_of(form: PageForm) -> dict[str, str]:
    """What could not be read, by the name of the question."""
    return {name: " ".join(messages) for name, messages in form.errors.items() if name and name not in NOT_ANSWERS}


def drawn_now(update: ProgressUpdate, page: Page, form: PageForm, errors: dict[str, str]) -> dict[str, str]:
    """The hidden fields for the next save. What was not saved keeps its old mark: it may have changed unseen."""
    fresh = update_forms.drawn_from(update, page)
    marks = marks_in(fresh["seen"]) | {name: mark for name, mark in marks_in(form.seen.data).items() if name in errors}
    return fresh | {"seen": " ".join(f"{name}={mark}" for name, mark in marks.items())}


def saved_words(errors: dict[str, str]) -> str:
    """When it was saved, and whether all of it."""
    time = hour(now())
    return _("Guardado %(time)s, menos lo que está marcado", time=time) if errors else _("Guardado %(time)s", time=time)


def _values_to_show(update: ProgressUpdate, page: Page, form: PageForm, theirs: list[str]) -> dict[str, list[str]]:
    """Answers that stand otherwise than they were sent: those of somebody else, and a percentage that follows."""
    shown = update_forms.form_for(page, update, None)
    followed = ["percent_done"] if page is Page.STATUS and form["percent_done"].data is None else []
    return {
        name: update_forms.typed_values(shown[name])
        for name in [*theirs, *followed]
        if shown[name].data != form[name].data
    }


def _theirs_words(update: ProgressUpdate, form: PageForm, theirs: list[str]) -> str:
    if not theirs or update.saved_by is None:
        return ""
    labels = ", ".join(f"«{update_forms.label_of(form, name)}»" for name in theirs)
    return _("Mientras usted escribía, otra persona de su grupo respondió: %(labels)s. Ya está aquí.", labels=labels)


def attributes(update: ProgressUpdate, page: str, *, only_by_button: bool = False) -> dict[str, str]:
    """The attributes of a form that saves itself; the words of its script stand here, so that it holds none.

    `page` names the page among those of the update: its words in the browser are kept under it.
    `only_by_button`: a page that decides something is not saved behind its reader's back, but answered in the same way.
    """
    return attributes_of(f"{update.id}-{page}", only_by_button=only_by_button)


def attributes_of(page: str, *, only_by_button: bool = False) -> dict[str, str]:
    """The same for any page; `page` tells it from all others."""
    typed = {"data-typed": "yes"} if request.method == "POST" else {}
    return typed | {
        "autocomplete": "off",
        "data-autosave": "button" if only_by_button else "pause",
        "data-draft": f"{current_user.id}-{page}",
        "data-idle": "" if only_by_button else _("Se guarda solo mientras escribe"),
        "data-saving": _("Guardando…"),
        "data-offline": _("Sin conexión: se guardará al volver"),
        "data-retry": _(
            "No se pudo guardar; lo intentaremos de nuevo. Lo que escribió está a salvo en este navegador."
        ),
        "data-leaving": _("Hay palabras que todavía no se guardaron. Si sale ahora, se borran de este navegador."),
    }
