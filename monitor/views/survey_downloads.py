"""What of a survey's results can be taken along."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from monitor.access import current_user, public, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.permissions import Permission
from monitor.models import SurveyDocument
from monitor.page_context import language
from monitor.services import survey_downloads, survey_prints
from monitor.services.surveys import get_wave
from monitor.settings import settings
from monitor.translations import catalogue
from monitor.views.caching import cached
from monitor.views.survey_results import wave_with_book
from reports.language import Language

blueprint = Blueprint("survey_downloads", __name__, url_prefix="/encuestas")


@blueprint.get("/<int:wave_id>/resultados/archivos")
@requires(Permission.SURVEY_VIEW)
def index(wave_id: int) -> str:
    wave, found = wave_with_book(wave_id)
    tells = found is not None and found.tells
    return render_template(
        "survey_results/files.html",
        wave=wave,
        has_answers=tells or not wave.is_personal,
        prints=survey_prints.prints_of(db.session, wave),
        is_final=survey_prints.is_final,
        may_print=tells,
        may_manage=current_user.may(Permission.SURVEY_MANAGE),
    )


@blueprint.get("/<int:wave_id>/resultados/archivos/<survey_file>")
@requires(Permission.SURVEY_VIEW)
def download(wave_id: int, survey_file: str) -> BaseResponse:
    wave = get_wave(db.session, wave_id, actor=current_user)
    made = survey_downloads.answer_file(
        db.session, wave, survey_file, language=Language(language(), catalogue(language()))
    )
    answer = Response(
        made.content,
        mimetype=made.content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{made.filename}"',
            "Cache-Control": "private, no-store",
        },
    )
    return answer.make_conditional(request)


@blueprint.post("/<int:wave_id>/resultados/pdf")
@requires(Permission.SURVEY_MANAGE)
def ask(wave_id: int) -> BaseResponse:
    wave = get_wave(db.session, wave_id, actor=current_user)
    survey_prints.ask(db.session, wave, actor=current_user, now=now(), language=language(), fictional=settings().demo)
    flash(_("Se está preparando el PDF. En unos segundos aparecerá aquí."), "success")
    return redirect(url_for(".index", wave_id=wave.id))


@blueprint.get("/resultados/pdf/<int:print_id>")
@requires(Permission.SURVEY_VIEW)
def pdf(print_id: int) -> BaseResponse:
    return as_file(survey_prints.get_print(db.session, print_id, actor=current_user), "private, no-store")


@blueprint.post("/resultados/pdf/<int:print_id>/publicar")
@requires(Permission.SURVEY_MANAGE)
def publish(print_id: int) -> BaseResponse:
    document = survey_prints.publish(db.session, print_id, actor=current_user, now=now())
    flash(_("Los resultados están publicados: cualquiera puede leerlos con su dirección."), "success")
    return redirect(url_for(".index", wave_id=document.wave_id))


@blueprint.get("/publicados")
@public
def all_published() -> BaseResponse:
    prints = survey_prints.all_published(db.session)
    return cached(render_template("survey_results/published.html", prints=prints))


@blueprint.get("/publicados/<int:print_id>/resultados.pdf")
@public
def published(print_id: int) -> BaseResponse:
    return as_file(survey_prints.published(db.session, print_id), "public, max-age=31536000, immutable")


def as_file(document: SurveyDocument, kept: str) -> BaseResponse:
    name = f"{document.wave.survey.key}-{document.wave.number}-resultados.pdf"
    answer = Response(
        document.pdf,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": kept},
    )
    return answer.make_conditional(request)
