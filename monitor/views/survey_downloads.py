"""What of a survey's results can be taken along."""

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from monitor.access import current_user, requires
from monitor.db import db
from monitor.domain.permissions import Permission
from monitor.page_context import language
from monitor.services import survey_downloads
from monitor.services.surveys import get_wave
from monitor.translations import catalogue
from monitor.views.survey_results import wave_with_book
from reports.language import Language

blueprint = Blueprint("survey_downloads", __name__, url_prefix="/encuestas")


@blueprint.get("/<int:wave_id>/resultados/archivos")
@requires(Permission.SURVEY_VIEW)
def index(wave_id: int) -> str:
    wave, found = wave_with_book(wave_id)
    return render_template(
        "survey_results/files.html", wave=wave, book=found if found and (found.tells or not found.is_personal) else None
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
