"""The figures of one activity: typed in a table, checked while they are typed, saved by themselves."""

from dataclasses import replace
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.figures_grid import FiguresGrid, columns_of, grid_parts, name_prefix, part_id
from forms.participation import FiguresForm, figures_form
from monitor.access import current_user
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import NotFound
from monitor.domain.participation import Depth, fit
from monitor.domain.participation_checks import context_of
from monitor.domain.updates import Page
from monitor.models import Participation, ProgressUpdate
from monitor.page_context import spoken
from monitor.services import participation_entry as entry
from monitor.services import updates
from monitor.services.earlier_participation import approved_people
from monitor.services.participation_entry import Figures
from monitor.views import autosave, kept_words, live_checks, update_forms
from monitor.views.update_answers import record_words
from monitor.views.update_forms import Conflict, FormData

Answer = str | Response | tuple[str | Response, int]
FIGURES = ("total", "no_split_reason", "comment", "correction_reason")


class Sheet:
    """The questions and the table of one activity, as they were typed or, without `typed`, as they are stored."""

    def __init__(self, update: ProgressUpdate, activity: Participation, typed: FormData | None) -> None:
        kind = figures_form(activity.measure)
        parts = grid_parts(activity.depth, update.period.plan.age_bands, activity.measure)
        stored = {name: getattr(activity, name) for name in FIGURES}
        self.activity = activity
        if typed is None:
            self.form: FiguresForm = kind(formdata=None, data=stored | drawn_from(update, activity))
            self.grid = FiguresGrid.stored(parts, activity.as_record().cells)
        else:
            self.form = kind(formdata=typed, data=stored)
            self.grid = FiguresGrid.typed(parts, typed)
            self.form.validate()

    @property
    def errors(self) -> dict[str, str]:
        """What could not be read, by the name of its input."""
        return autosave.errors_of(self.form) | self.grid.errors_by_name()

    def figures(self) -> Figures:
        """What was typed; where it could not be read, what is stored stays."""
        stored = entry.figures_of(self.activity)
        typed = {name: self.form[name].data for name in FIGURES if name in self.form and name not in self.form.errors}
        kept = {cell: stored.cells[cell] for cell in self.grid.errors if cell in stored.cells}
        said = replace(stored, **typed, cells=fit(self.grid.cells | kept, self.activity.depth))
        return said if self.activity.depth is Depth.NONE else replace(said, no_split_reason=None)


def drawn_from(update: ProgressUpdate, activity: Participation) -> dict[str, str]:
    return update_forms.drawn_from(update, Page.PARTICIPATION) | {"seen": entry.figures_mark(activity)}


def page(update: ProgressUpdate, activity_id: int, *, recovered: bool = False) -> Answer:
    try:
        activity = entry.get_activity(update, activity_id)
    except NotFound as error:
        if not kept_words.wants_json():
            raise
        return autosave.refused(Conflict(spoken(error.sentence), can_save_over=False, stored=[]))
    sheet = Sheet(update, activity, request.form if request.method == "POST" else None)
    drawn = partial(draw, update, sheet)
    if request.method == "GET" or recovered:
        return drawn(recovered=recovered)
    after = update_forms.where_else(update) or url_for(
        "updates.edit", update_id=update.id, page=Page.PARTICIPATION.value
    )
    if kept_words.wants_json():
        return autosave.answer_whole(
            lambda: try_to_save(update, sheet),
            errors=sheet.errors,
            drawn=lambda: drawn_from(update, activity),
            after=after,
            done_words=_("Cifras guardadas."),
        )
    if sheet.errors:
        return drawn(), 422
    if conflict := try_to_save(update, sheet):
        return drawn(conflict=conflict), 409
    flash(_("Cifras guardadas."), "success")
    return redirect(after)


def recover() -> Answer:
    """The page with what was typed in a session that has ended, for the person who typed it."""
    given = request.view_args or {}
    update = updates.get_for_edit(db.session, given["update_id"], actor=current_user)
    return page(update, given["activity_id"], recovered=True)


def try_to_save(update: ProgressUpdate, sheet: Sheet) -> Conflict | None:
    conflict = update_forms.try_to_save(
        lambda: save(update, sheet), sheet.form, lambda: Sheet(update, sheet.activity, None).form
    )
    if conflict and conflict.can_save_over:
        return replace(conflict, stored=[*conflict.stored, *other_cells(update, sheet)])
    return conflict


def save(update: ProgressUpdate, sheet: Sheet) -> None:
    drawn = dict(sheet.form.drawn_from)
    if drawn["seen"] and arrived_before(update, sheet.activity):
        drawn["seen"] = entry.figures_mark(sheet.activity)
    entry.save_figures(db.session, update, sheet.activity, sheet.figures(), actor=current_user, now=now(), **drawn)


def arrived_before(update: ProgressUpdate, activity: Participation) -> bool:
    """Whether what is stored is what this page sends, or sent before without hearing back: no other's answer then."""
    stored = entry.figures_of(activity)
    attempts = (*update_forms.attempts_in(request.form), request.form)
    return any(Sheet(update, activity, attempt).figures() == stored for attempt in attempts)


def other_cells(update: ProgressUpdate, sheet: Sheet) -> list[tuple[str, str]]:
    """The cells of the table that are stored otherwise than they were typed, with what is stored."""
    stored = Sheet(update, sheet.activity, None).grid
    return [
        (label, str(stored.cells[cell]) if cell in stored.cells else _("sin respuesta"))
        for cell, label in sheet.grid.labels(columns_of(sheet.activity.measure))
        if stored.cells.get(cell) != sheet.grid.cells.get(cell)
    ]


def draw(update: ProgressUpdate, sheet: Sheet, *, conflict: Conflict | None = None, recovered: bool = False) -> str:
    activity = sheet.activity
    record = activity.as_record()
    context = context_of(record, [each.as_record() for each in update.participation], approved_people(update))
    columns = columns_of(activity.measure)
    return render_template(
        "updates/figures.html",
        update=update,
        activity=activity,
        form=sheet.form,
        grid_typed=sheet.grid,
        only_total=activity.depth is Depth.NONE,
        before_words=record_words(context.last) if context.last else None,
        before_period=context.last_period,
        before_cells=live_checks.cells_before(context, activity.depth),
        findings=live_checks.findings(record, context),
        live=live_checks.facts(activity, context, sheet.grid.parts),
        conflict=conflict,
        recovered=recovered,
        columns=columns,
        part_id=part_id,
        name_prefix=name_prefix,
        grid_errors=list(sheet.grid.error_lines(columns)),
        saving=autosave.attributes(update, f"figures-{activity.id}", only_by_button=conflict is not None),
    )
