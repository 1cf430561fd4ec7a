"""The answers of a wave as files, for people with a role: the real figures, never to be published as they are.

answer_file(session, wave, name, language=...) -> SurveyDownload     respuestas.xlsx or respuestas-csv.zip; NotFound
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from monitor.domain import words
from monitor.domain.errors import NotFound
from monitor.domain.survey_indices import weights_of
from monitor.domain.waves import WaveState
from monitor.models import Wave
from monitor.services.survey_book import Book, book
from monitor.services.survey_change import compared
from monitor.services.survey_panel import panel
from monitor.services.survey_versions import Submitted, submitted
from reports.exports.csv_files import archive_of
from reports.exports.workbook import book_of
from reports.language import N_, Language
from reports.open_data import Table
from reports.survey_change_table import change_table
from reports.survey_tables import SurveyAbout, SurveyRow, survey_tables

XLSX, CSV = "respuestas.xlsx", "respuestas-csv.zip"
AUTHOR = "HRAEM Monitor"
TYPES = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "application/zip",
}


@dataclass(frozen=True)
class SurveyDownload:
    filename: str
    content_type: str
    content: bytes


def answer_file(session: Session, wave: Wave, name: str, *, language: Language) -> SurveyDownload:
    """The same answers give the same bytes. Raises NotFound for another name, or where too few answered."""
    if name not in TYPES:
        raise NotFound("Ese archivo no existe.")
    found = book(session, wave)
    if found.is_personal and not found.tells:
        raise NotFound("Todavía no hay respuestas suficientes.")
    every = submitted(session, wave)
    tables = _tables(session, wave, found, every, language)
    moments = [each.version.submitted_at for each in every if each.version]
    created = wave.closed_at or max([*moments, wave.opened_at or wave.created_at])
    title = f"{wave.called(language.code)} · {wave.name}"
    content = (
        archive_of(tables) if name == CSV else book_of(tables, title=title, author="HRAEM Monitor", created=created)
    )
    return SurveyDownload(f"{wave.survey.key}-{wave.number}-{name}", TYPES[name], content)


def _tables(session: Session, wave: Wave, book: Book, every: list[Submitted], language: Language) -> list[Table]:
    zone = ZoneInfo(wave.survey.plan.time_zone)
    about = SurveyAbout(book.questionnaire, _facts(session, wave, book, language), wave.is_personal)
    rows = [_row(each, zone) for each in every]
    tables = survey_tables(about, rows, language=language, spoken=language.code)
    if known := compared(session, wave, book):
        earlier, _, told = known
        own = [each for each in told.compared if not each.after.question.filled_from]
        tables.append(change_table(own, earlier.name, language=language, spoken=language.code))
    return tables


def _row(sent: Submitted, zone: ZoneInfo) -> SurveyRow:
    if sent.unit is None or sent.unit.group is None or sent.version is None:
        return SurveyRow(sent.answers)
    group = sent.unit.group
    return SurveyRow(
        sent.answers,
        folio=sent.version.folio,
        group=group.key,
        group_name=group.name,
        kind=group.kind.value,
        country=sent.unit.country.value if sent.unit.country else "",
        submitted_on=sent.version.submitted_at.astimezone(zone).date(),
    )


def _facts(session: Session, wave: Wave, book: Book, language: Language) -> list[tuple[str, str]]:
    told, total = language.gettext, panel(session, wave).total
    weights = "; ".join(f"{key} {weight:g}" for key, weight in weights_of(book.questionnaire).items())
    apart = told(
        N_("No trae lo que respondieron menos de 5 personas. Lo que escribieron va aparte, por orden alfabético.")
    )
    persons = [(told(N_("Qué no trae")), apart)] if wave.is_personal else []
    return [
        (told(N_("Encuesta")), wave.called(language.code)),
        (told(N_("Versión")), f"{wave.number}. {wave.name}"),
        (told(N_("Estado")), told(words.word_for(wave.state))),
        (told(N_("Responde")), told(words.word_for(wave.unit_kind))),
        (told(N_("Abrió")), wave.opens_on.isoformat()),
        (told(N_("Cierra")), wave.closes_on.isoformat()),
        (told(N_("Cerró")), _moment(wave.closed_at) if wave.state in (WaveState.CLOSED, WaveState.ARCHIVED) else ""),
        (told(N_("Se les pidió")), str(total.asked)),
        (told(N_("Respondieron")), str(total.answered)),
        (told(N_("Cuestionario")), f"{book.questionnaire.key} {book.questionnaire.version}"),
        (told(N_("SHA-256 del cuestionario")), wave.questionnaire.sha256),
        (told(N_("Pesos del IITG")), weights),
        *persons,
        (told(N_("Uso")), told(N_("Interno: contiene respuestas de cada grupo y cifras sin proteger."))),
    ]


def _moment(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
