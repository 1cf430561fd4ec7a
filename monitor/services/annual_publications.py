"""The annual reports that everybody may read, in each language in which they came out."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, undefer

from monitor.domain.errors import NotFound
from monitor.models import AnnualEdition, AnnualFile, AnnualRequest, Plan
from monitor.services.annual_data import annual_editions
from monitor.translations import DEFAULT, LANGUAGES


@dataclass(frozen=True)
class AnnualPdf:
    """One PDF of an annual report, as pages name it."""

    language: str
    size: int
    sha256: str

    @property
    def name(self) -> str:
        """The last part of its address."""
        return file_name(self.language)


def file_name(language: str) -> str:
    """`informe-anual.pdf`, `informe-anual-en.pdf`"""
    return "informe-anual.pdf" if language == DEFAULT else f"informe-anual-{language}.pdf"


def published_annuals(session: Session) -> list[AnnualEdition]:
    """Every annual report of every plan, the newest first, without snapshots and bytes."""
    query = select(AnnualEdition).options(*_WITH_FILES)
    return list(session.scalars(query.order_by(AnnualEdition.published_at.desc(), AnnualEdition.id.desc())))


def published_annual(session: Session, plan_key: str, year: int, number: str) -> AnnualEdition:
    """One of them, without snapshot and bytes. Raises NotFound."""
    edition = session.scalar(_by_number(year, number).where(Plan.key == plan_key))
    if edition is None:
        raise NotFound("Ese informe anual no existe.")
    return edition


def first_published(session: Session, year: int, number: str) -> AnnualEdition:
    """The one that an address without its plan means: the plan's that was loaded first. Raises NotFound."""
    edition = session.scalar(_by_number(year, number).order_by(Plan.id).limit(1))
    if edition is None:
        raise NotFound("Ese informe anual no existe.")
    return edition


def newer_than(session: Session, edition: AnnualEdition) -> AnnualEdition | None:
    """The last one that corrects it, if there is one."""
    own = annual_editions(session, edition.plan, edition.year)
    return own[-1] if own and own[-1].id > edition.id else None


def pdfs_of(edition: AnnualEdition) -> list[AnnualPdf]:
    """Its own language first."""
    own = AnnualPdf(edition.language, edition.size, edition.sha256)
    return [own, *(AnnualPdf(file.language, file.size, file.sha256) for file in edition.request.files)]


def pdf_of(session: Session, edition: AnnualEdition, name: str) -> tuple[AnnualPdf, bytes]:
    """One PDF by the last part of its address. Raises NotFound where it was not published in that language."""
    language = next((code for code in LANGUAGES if file_name(code) == name), "")
    if language == edition.language:
        return pdfs_of(edition)[0], edition.content
    file = session.scalar(
        select(AnnualFile)
        .where(AnnualFile.request_id == edition.request_id, AnnualFile.language == language)
        .options(undefer(AnnualFile.content))
    )
    if file is None:
        raise NotFound("Este informe anual no se publicó en ese idioma.")
    return AnnualPdf(file.language, file.size, file.sha256), file.content


_WITH_FILES = (
    joinedload(AnnualEdition.plan),
    joinedload(AnnualEdition.request).selectinload(AnnualRequest.files),
)


def _by_number(year: int, number: str) -> Select[AnnualEdition]:
    return (
        select(AnnualEdition)
        .join(AnnualEdition.plan)
        .where(AnnualEdition.year == year, AnnualEdition.number == number)
        .options(*_WITH_FILES)
    )
