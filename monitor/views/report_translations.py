"""The desk's pages for the texts of a report in another language: the GTG's own, and the words of each update."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from forms.report_desk import TranslationForm, translation_form
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.editions import TEXT_NAMES
from monitor.domain.errors import StaleVersion
from monitor.domain.permissions import Permission
from monitor.domain.words import LANGUAGE
from monitor.models import Period
from monitor.services import editions, translations
from monitor.services.edition_data import edition_data
from monitor.services.translations import Text
from monitor.settings import settings
from monitor.views.report_desk import period_of
from reports.data import ReportData

blueprint = Blueprint("report_translations", __name__, url_prefix="/informes/<key>/mesa/idiomas/<code>")

Answer = str | BaseResponse | tuple[str, int]
CONTRIBUTION = _l("Aporte")


def data_of(period: Period) -> ReportData:
    correction = editions.open_correction(db.session, period)
    erratum = correction.reason if correction else ""
    return edition_data(db.session, period, erratum=erratum, now=now(), fictional=settings().demo)


def title_of(text: Text) -> str:
    """What a text is, for its label."""
    if text.field == "foreword":
        return _("Presentación")
    if text.field == "synthesis":
        return _("Síntesis del área %(number)s", number=text.about)
    if text.field == "highlight":
        return _("Destacado del proyecto %(number)s", number=text.about)
    if text.field == "erratum":
        return _("Fe de erratas")
    return _(TEXT_NAMES[text.field]) if text.field in TEXT_NAMES else str(CONTRIBUTION)


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.REPORT_BUILD)
def show(key: str, code: str) -> Answer:
    """The GTG's own texts with their translations, and the way to those of each update."""
    period, language = period_of(key), translations.check_language(code)
    data = data_of(period)
    rows = translations.rows_of(db.session, period, language)
    texts = translations.texts_of_gtg(data, rows, language)
    form, clash, is_saved = _take(period, language, texts)
    if is_saved:
        return redirect(url_for(".show", key=key, code=language))
    if clash:
        rows = translations.rows_of(db.session, period, language)
        texts = translations.texts_of_gtg(data, rows, language)
    form.drawn_from.data = str(translations.lock_of(texts))
    ids = translations.ids_of_updates(db.session, period)
    updates = [
        (
            ids[project.number, answer.group],
            project,
            answer,
            translations.texts_of_answer(data, project, answer, rows, language),
        )
        for project, answer in translations.answers_with_words(data)
    ]
    page = render_template(
        "report_desk/translations.html",
        period=period,
        language_code=language,
        language_name=_(LANGUAGE[language]),
        form=form,
        texts=texts,
        title_of=title_of,
        clash=clash,
        updates=updates,
        kept=translations.no_longer_printed(data, rows),
    )
    return (page, 409 if clash else 422) if clash or form.errors else page


@blueprint.route("/<int:update_id>", methods=["GET", "POST"])
@requires(Permission.REPORT_BUILD)
def words(key: str, code: str, update_id: int) -> Answer:
    """The words of one approved update, as they are printed, with their translations."""
    period, language = period_of(key), translations.check_language(code)
    data = data_of(period)
    project, answer = translations.find_answer(db.session, period, data, update_id)

    def texts_now() -> list[Text]:
        rows = translations.rows_of(db.session, period, language)
        return translations.texts_of_answer(data, project, answer, rows, language)

    texts = texts_now()
    form, clash, is_saved = _take(period, language, texts)
    if is_saved:
        return redirect(url_for(".show", key=key, code=language, _anchor="avances"))
    texts = texts_now() if clash else texts
    form.drawn_from.data = str(translations.lock_of(texts))
    page = render_template(
        "report_desk/translation.html",
        period=period,
        language_code=language,
        language_name=_(LANGUAGE[language]),
        form=form,
        texts=texts,
        title_of=title_of,
        clash=clash,
        project=project,
        group=answer.group,
    )
    return (page, 409 if clash else 422) if clash or form.errors else page


def _take(period: Period, language: str, texts: list[Text]) -> tuple[TranslationForm, str, bool]:
    """The form, what a colleague saved meanwhile, and whether all is saved now."""
    form = translation_form([text.key for text in texts])
    if request.method == "GET":
        for text in texts:
            form.field(text.key).data = text.written
        return form, "", False
    if not form.validate():
        return form, "", False
    try:
        translations.save(
            db.session,
            period,
            language,
            texts,
            form.written([text.key for text in texts]),
            actor=current_user,
            drawn_from=form.lock,
            now=now(),
        )
    except StaleVersion as error:
        db.session.rollback()
        return form, str(error.sentence), False
    flash(_("Traducciones guardadas."), "success")
    return form, "", True
