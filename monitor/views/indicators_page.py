"""The page of an update that answers the indicators of its project; part of `updates.edit`."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.indicators import IndicatorsForm, for_indicators, stored
from monitor.access import current_user
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import NotFound
from monitor.domain.indicators import parts_of
from monitor.domain.updates import Page
from monitor.models import ProgressUpdate
from monitor.services import indicators, updates
from monitor.services.update_moves import indicators_of
from monitor.services.update_pages import fingerprint
from monitor.views import autosave, kept_words, update_forms

Answer = str | Response | tuple[str | Response, int]


def page(update: ProgressUpdate, *, recovered: bool = False) -> Answer:
    asked = indicators_of(update)
    if not asked:
        raise NotFound("Este proyecto no tiene indicadores.")
    kind = for_indicators(asked)

    def fresh() -> IndicatorsForm:
        data = stored(indicators_of(update)) | update_forms.drawn_from(update, Page.INDICATORS)
        return kind(formdata=None, data=data)

    form = kind(data=stored(asked) | update_forms.drawn_from(update, Page.INDICATORS))

    def drawn(conflict: update_forms.Conflict | None = None) -> str:
        earlier = updates.previous(db.session, update)
        before = {each.indicator_id: each for each in earlier.content.indicators} if earlier else {}
        return render_template(
            "updates/indicadores.html",
            update=update,
            page=Page.INDICATORS,
            form=form,
            asked=asked,
            before=before,
            parts_of=lambda answer: parts_of(by_sex=answer.by_sex),
            earlier=earlier,
            conflict=conflict,
            carried=False,
            recovered=recovered,
            saving=autosave.attributes(update, Page.INDICATORS, only_by_button=conflict is not None),
        )

    def save_it() -> update_forms.Conflict | None:
        return update_forms.try_to_save(lambda: save(update, form), form, fresh)

    if request.method == "GET" or recovered:
        return drawn()
    following = url_for("updates.edit", update_id=update.id, page=Page.EVIDENCE.value)
    after = update_forms.where_else(update) or following
    readable = form.validate()
    if kept_words.wants_json():
        return autosave.answer_whole(
            save_it,
            errors=autosave.errors_of(form),
            drawn=lambda: update_forms.drawn_from(update, Page.INDICATORS),
            after=after,
            done_words=_("Guardado."),
        )
    if not readable:
        return drawn(), 422
    if conflict := save_it():
        return drawn(conflict), 409
    flash(_("Guardado."), "success")
    return redirect(after)


def save(update: ProgressUpdate, form: IndicatorsForm) -> None:
    """Save every indicator of which all that was typed could be read."""
    values = form.readable_values()
    said = [indicators.Said(own, value, comment) for own, (value, comment) in values.items()]
    drawn = dict(form.drawn_from)
    if drawn["seen"] and arrived_before(update, form):
        drawn["seen"] = fingerprint(update, Page.INDICATORS)
    indicators.save_answers(db.session, update, said, actor=current_user, now=now(), **drawn)


def arrived_before(update: ProgressUpdate, form: IndicatorsForm) -> bool:
    """Whether what is stored is what this page sends, or sent before without hearing back: no other's answer then."""
    now_stored = {each.indicator_id: (each.value, each.comment) for each in indicators_of(update)}
    for attempt in (*update_forms.attempts_in(request.form), request.form):
        sent = type(form)(formdata=attempt)
        sent.validate()
        if now_stored == now_stored | sent.readable_values():
            return True
    return False
