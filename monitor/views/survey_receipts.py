"""What was submitted, with its folio and its hash: as a page, and as a PDF made in the background."""

from flask import Blueprint, g, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.base import Form
from monitor.access import current_user, signed_in
from monitor.clock import now
from monitor.db import db
from monitor.domain.answers import Answers
from monitor.domain.errors import NotFound
from monitor.models import BuildState, SurveyVersion
from monitor.page_context import moment, word
from monitor.services import survey_documents
from monitor.services.answering import may_write
from monitor.services.survey_versions import get_version
from monitor.services.surveys import wave_day
from monitor.settings import settings
from monitor.views.survey_answers import AnsweredSection, sections_of
from monitor.views.survey_forms import language
from reports.receipt_data import Receipt, ReceiptSection, Row, as_json

blueprint = Blueprint("survey_receipts", __name__, url_prefix="/comprobantes")


@blueprint.get("/<int:version_id>")
@signed_in
def show(version_id: int) -> str:
    version = get_version(db.session, version_id, actor=current_user)
    is_own = may_write(version.response.unit, current_user)
    g.lies_under = "surveys" if is_own else "waves"
    return render_template(
        "surveys/receipt.html",
        version=version,
        unit=version.response.unit,
        wave=version.response.wave,
        is_last=version.number == version.response.submitted_number,
        is_own=is_own,
        sections=answered(version),
        document=survey_documents.find(db.session, version, language()),
        form=Form(formdata=None),
    )


def answered(version: SurveyVersion) -> list[AnsweredSection]:
    wave = version.response.wave
    day = wave_day(wave, version.submitted_at)
    return sections_of(wave.questionnaire.read(), Answers.from_json(version.answers), day)


@blueprint.post("/<int:version_id>/pdf")
@signed_in
def request_pdf(version_id: int) -> Response:
    """Ask for the PDF; the job makes it while the page waits."""
    version = get_version(db.session, version_id, actor=current_user)
    data = as_json(receipt_of(version))
    survey_documents.ask(db.session, version, language(), data, actor=current_user, now=now())
    return redirect(url_for(".show", version_id=version_id))


@blueprint.get("/<int:version_id>/pdf")
@signed_in
def pdf(version_id: int) -> Response:
    version = get_version(db.session, version_id, actor=current_user)
    document = survey_documents.find(db.session, version, language())
    content = survey_documents.pdf_of(db.session, version, language())
    if document is None or document.state is not BuildState.READY or content is None:
        raise NotFound("Ese comprobante todavía no está hecho. Pídalo desde la página del comprobante.")
    answer = make_response(content)
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{version.folio}.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def receipt_of(version: SurveyVersion) -> Receipt:
    """Every word that the receipt prints, in the reader's language."""
    unit, wave = version.response.unit, version.response.wave
    who = unit.group.full_name if unit.group else unit.key
    if unit.country:
        who = f"{who} · {word(unit.country)}"
    return Receipt(
        language=language(),
        title=_("Comprobante de respuesta"),
        survey=wave.called(language()),
        facts=[
            Row(_("Folio"), version.folio),
            Row(_("Versión de la encuesta"), wave.name),
            Row(_("Quién responde"), who),
            Row(
                _("Enviada"),
                _("%(moment)s, por %(name)s", moment=moment(version.submitted_at), name=version.submitted_by.name),
            ),
        ],
        seal=Row(_("Huella de la respuesta (SHA-256)"), version.sha256),
        note=_("Si alguien cambiara una sola letra de esta respuesta, la huella sería otra."),
        sections=[
            ReceiptSection(
                section.title, [Row(answer.label, answer.value or _("sin respuesta")) for answer in section.answers]
            )
            for section in answered(version)
        ],
        notice=_("Demostración: las personas y las respuestas son ficticias.") if settings().demo else "",
    )
