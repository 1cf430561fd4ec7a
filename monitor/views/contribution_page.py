"""The short text a group adds to the coordinating group's update; it saves itself while it is typed."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.endorsements import ContributionForm
from monitor.access import current_user
from monitor.clock import now, today
from monitor.db import db
from monitor.domain.updates import Page
from monitor.models import ProgressUpdate
from monitor.services import endorsements, updates
from monitor.services.endorsements import CoLead
from monitor.views import autosave, kept_words, update_forms

Answer = str | Response | tuple[str | Response, int]


def page(update: ProgressUpdate, co_lead: CoLead, *, recovered: bool = False) -> Answer:
    closed = updates.why_closed(update, today=today())
    if closed and request.method == "GET":
        flash(closed, "warning")
        return redirect(url_for("updates.show", update_id=update.id))
    form = stored(update) if request.method == "GET" else ContributionForm()

    def drawn(conflict: update_forms.Conflict | None = None) -> str:
        return render_template(
            "updates/contribution.html",
            update=update,
            co_lead=co_lead,
            form=form,
            conflict=conflict,
            recovered=recovered,
            saving=autosave.attributes(update, "contribution", only_by_button=conflict is not None),
        )

    def save_it() -> update_forms.Conflict | None:
        return update_forms.try_to_save(lambda: save(update, form), form, lambda: stored(update))

    if request.method == "GET" or recovered:
        return drawn()
    readable = form.validate()
    if kept_words.wants_json():
        return autosave.answer_whole(
            save_it,
            errors=autosave.errors_of(form),
            # What was not saved keeps its old mark: it may have changed unseen.
            drawn=lambda: drawn_from(update) | ({"seen": form.seen.data or ""} if form.errors else {}),
            after=after(update),
            done_words=_("Guardado."),
        )
    if not readable:
        return drawn(), 422
    if conflict := save_it():
        return drawn(conflict), 409
    flash(_("Guardado."), "success")
    return redirect(after(update))


def stored(update: ProgressUpdate) -> ContributionForm:
    return ContributionForm(formdata=None, data={"contribution": update.contribution} | drawn_from(update))


def drawn_from(update: ProgressUpdate) -> dict[str, str]:
    return update_forms.drawn_from(update, Page.PROGRESS) | {"seen": endorsements.contribution_mark(update)}


def save(update: ProgressUpdate, form: ContributionForm) -> None:
    """Save the text. A text that cannot be read has no other answer beside it: then nothing is saved."""
    if form.errors:
        return
    text = form.contribution.data or ""
    attempts = [ContributionForm(formdata=each).contribution.data for each in update_forms.attempts_in(request.form)]
    drawn = dict(form.drawn_from)
    if drawn["seen"] and update.contribution in (text, *attempts):
        # What is stored is what this page sends, or sent before without hearing back: no other's text.
        drawn["seen"] = endorsements.contribution_mark(update)
    endorsements.save_contribution(db.session, update, text, actor=current_user, now=now(), **drawn)


def after(update: ProgressUpdate) -> str:
    if request.form.get("then") == "people":
        return url_for("updates.edit", update_id=update.id, page=Page.PARTICIPATION.value)
    return url_for("updates.check", update_id=update.id)
