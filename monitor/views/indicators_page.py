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
from monitor.views import update_forms

Answer = str | Response | tuple[str, int]


def page(update: ProgressUpdate) -> Answer:
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
        )

    if request.method == "GET":
        return drawn()
    if not form.validate():
        return drawn(), 422
    conflict = update_forms.try_to_save(lambda: save(update, form), form, fresh)
    if conflict:
        return drawn(conflict), 409
    flash(_("Guardado."), "success")
    following = url_for("updates.edit", update_id=update.id, page=Page.EVIDENCE.value)
    return redirect(update_forms.where_else(update) or following)


def save(update: ProgressUpdate, form: IndicatorsForm) -> None:
    said = [indicators.Said(own, value, comment) for own, (value, comment) in form.values().items()]
    indicators.save_answers(db.session, update, said, actor=current_user, now=now(), **form.drawn_from)
