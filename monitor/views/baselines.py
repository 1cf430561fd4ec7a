"""The results of an earlier version of the survey, for the GTG: brought in from a spreadsheet, all problems first."""

from pathlib import Path

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forms.baselines import ACCEPT, BaselineConfirmForm, BaselineForm, BaselineUploadForm
from monitor import kept_sheets
from monitor.access import current_user, requires
from monitor.baseline_files import read_file, write_template
from monitor.clock import now
from monitor.db import db
from monitor.domain.baseline_sheet import Baseline
from monitor.domain.errors import RuleError
from monitor.domain.permissions import Permission
from monitor.domain.update_sheet_reading import SheetRefused
from monitor.domain.waves import UnitKind
from monitor.models import Wave
from monitor.page_context import spoken
from monitor.services import baselines
from monitor.services.baselines import Shape
from monitor.services.surveys import get_wave, wave_day
from monitor.settings import settings
from monitor.spreadsheet_reading import LARGEST_FILE
from monitor.views.update_sheets import XLSX

blueprint = Blueprint("baselines", __name__, url_prefix="/encuestas/<int:wave_id>/resultados-anteriores")

Answer = str | AnyResponse | tuple[str, int]


def wave_of(wave_id: int) -> Wave:
    return get_wave(db.session, wave_id, actor=current_user, permission=Permission.SURVEY_MANAGE)


@blueprint.get("/plantilla")
@requires(Permission.SURVEY_MANAGE)
def template(wave_id: int) -> AnyResponse:
    """A file with every column of the questionnaire and a row for each unit; `por=pais`: for each country of each."""
    wave = wave_of(wave_id)
    by_country = request.args.get("por") == "pais"
    groups = baselines.units(db.session, by_country=by_country).groups
    rows = [(group.key, group.name, key.partition("/")[2]) for key, group in groups.items()]
    content = write_template(
        wave.questionnaire.read(), rows, by_country=by_country, language=str(get_locale()), translate=_
    )
    answer = Response(content, mimetype=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{wave.survey.key}-anteriores.xlsx")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.SURVEY_MANAGE)
def upload(wave_id: int) -> Answer:
    """Say what the earlier version was and choose its file; then see what is wrong or what would be stored."""
    wave = wave_of(wave_id)
    form = BaselineUploadForm(ended_before=wave_day(wave, now()))
    if request.method == "GET":
        return upload_page(wave, form)
    if not form.validate():
        return upload_page(wave, form), 422
    content = form.file.data.read(LARGEST_FILE + 1)
    try:
        found = baselines.check(db.session, wave, read_file(content), shape_of(form))
    except SheetRefused as error:
        form.file.errors = [spoken(error.sentence)]
        return upload_page(wave, form), 422
    token = kept_sheets.keep(folder(), content, user_id=current_user.id, now=now())
    return check_page(wave, form, found, token)


@blueprint.post("/traer")
@requires(Permission.SURVEY_MANAGE)
def bring_in(wave_id: int) -> Answer:
    """Store what was checked as a wave that is over."""
    wave = wave_of(wave_id)
    form = BaselineConfirmForm(ended_before=wave_day(wave, now()))
    content = kept_sheets.find(folder(), form.token.data or "", user_id=current_user.id, now=now())
    if content is None or not form.validate():
        flash(_("La revisión de ese archivo ya venció. Súbalo otra vez; no se guardó nada."), "warning")
        return redirect(url_for(".upload", wave_id=wave.id))
    sheets, shape = read_file(content), shape_of(form)
    try:
        made = baselines.bring_in(
            db.session,
            wave,
            sheets=sheets,
            content=content,
            shape=shape,
            seen=form.seen.data or "",
            actor=current_user,
            now=now(),
        )
    except RuleError as error:
        db.session.rollback()
        wave = wave_of(wave_id)
        found = baselines.check(db.session, wave, sheets, shape)
        return check_page(wave, form, found, form.token.data or "", notice=spoken(error.sentence)), 409
    flash(
        _("Los resultados de «%(name)s» ya están: son una versión cerrada de la encuesta.", name=made.name), "success"
    )
    return redirect(url_for("survey_results.show", wave_id=made.id))


def shape_of(form: BaselineForm) -> Shape:
    assert form.opens_on.data
    assert form.closes_on.data
    return Shape(
        name=form.name.data or "",
        opens_on=form.opens_on.data,
        closes_on=form.closes_on.data,
        source=form.source.data or "",
        unit_kind=UnitKind(form.unit_kind.data),
    )


def upload_page(wave: Wave, form: BaselineUploadForm) -> str:
    return render_template("baselines/upload.html", wave=wave, form=form, accept=ACCEPT)


def check_page(wave: Wave, typed: BaselineForm, found: Baseline, token: str, *, notice: str = "") -> str:
    shape = shape_of(typed)
    form = BaselineConfirmForm(
        formdata=None,
        ended_before=typed.ended_before,
        data=vars(shape) | {"unit_kind": shape.unit_kind.value, "token": token, "seen": wave.questionnaire.sha256},
    )
    lead = ngettext("Responde %(num)s grupo.", "Responden %(num)s grupos.", len(found.rows))
    if shape.by_country:
        lead = ngettext("Responde %(num)s país.", "Responden %(num)s países de sus grupos.", len(found.rows))
    return render_template(
        "baselines/check.html",
        wave=wave,
        shape=shape,
        found=found,
        form=form,
        notice=notice,
        lead=lead,
        questionnaire=wave.questionnaire.read(),
    )


def folder() -> Path:
    return settings().upload_dir / "resultados-anteriores"
