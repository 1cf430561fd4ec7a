"""The texts of a period's report in another language: what the GTG wrote and chose, and the words of groups."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from monitor.domain.errors import NotFound, StaleVersion, WrongState
from monitor.domain.sentences import Sentence
from monitor.models import Period, ProgressUpdate, TextTranslation, User
from monitor.services import editions, events
from monitor.services.report_style import check_may_write, clean
from monitor.translations import DEFAULT, LANGUAGES
from reports.data import Answer, Project, ReportData
from reports.said import WORDS, errata, key_of, known_in, own_texts, said, translatable


@dataclass(frozen=True)
class Text:
    """One text and its translation. `field`: `foreword`, `synthesis`, `highlight`, `erratum` or an answer's name."""

    field: str
    about: int
    """The area's number of a synthesis, the project's of a group's words."""
    original: str
    saved: TextTranslation | None
    printed: str
    """What the other edition prints for it; empty where it prints the original."""

    @property
    def key(self) -> str:
        return key_of(self.original)

    @property
    def written(self) -> str:
        return self.saved.text if self.saved else ""


def check_language(language: str) -> str:
    """Raises NotFound for Spanish, which is what is translated, and for what the product does not speak."""
    if language == DEFAULT or language not in LANGUAGES:
        raise NotFound("El informe no se publica en ese idioma.")
    return language


def rows_of(session: Session, period: Period, language: str) -> dict[str, TextTranslation]:
    """The translations into a language by the key of their original, also those taken back."""
    query = (
        select(TextTranslation)
        .where(TextTranslation.period_id == period.id, TextTranslation.language == language)
        .options(joinedload(TextTranslation.saved_by))
        .order_by(TextTranslation.id)
    )
    return {own.original_key: own for own in session.scalars(query)}


def texts_of_gtg(data: ReportData, rows: Mapping[str, TextTranslation], language: str) -> list[Text]:
    """Foreword, syntheses, highlights, errata; one that stands twice is translated once."""
    places = [("foreword", 0, data.foreword)]
    places += [("synthesis", own.area, own.text) for own in data.syntheses]
    places += [("highlight", own.project, own.text) for own in data.highlights]
    places += [("erratum", 0, text) for text in errata(data)]
    return _texts(places, data, rows, language)


def texts_of_answer(
    data: ReportData, project: Project, answer: Answer, rows: Mapping[str, TextTranslation], language: str
) -> list[Text]:
    """The words of one approved update, as the report prints them."""
    places = [(field, project.number, getattr(answer.printed, field)) for field in WORDS] if answer.printed else []
    return _texts(places, data, rows, language)


def _texts(
    places: Iterable[tuple[str, int, str]], data: ReportData, rows: Mapping[str, TextTranslation], language: str
) -> list[Text]:
    known = known_in(language, data.translations)
    found: dict[str, Text] = {}
    for field, about, original in places:
        if original.strip():
            own = said(original, known, language)
            printed = own.text if own.language == language else ""
            text = Text(field, about, original, rows.get(key_of(original)), printed)
            found.setdefault(text.key, text)
    return list(found.values())


def answers_with_words(data: ReportData) -> list[tuple[Project, Answer]]:
    """The approved updates that have any, in the order of the plan."""
    return [
        (project, answer)
        for project in data.projects
        for answer in project.answers
        if answer.printed and any(getattr(answer.printed, field).strip() for field in WORDS)
    ]


def ids_of_updates(session: Session, period: Period) -> dict[tuple[int, str], int]:
    """Number of the project and the group → the update."""
    query = (
        select(ProgressUpdate)
        .where(ProgressUpdate.period_id == period.id)
        .options(joinedload(ProgressUpdate.project), joinedload(ProgressUpdate.group))
    )
    return {(own.project.number, own.group.key): own.id for own in session.scalars(query)}


def find_answer(session: Session, period: Period, data: ReportData, update_id: int) -> tuple[Project, Answer]:
    """What the report prints of an update. Raises NotFound, or WrongState where nothing is printed of it."""
    ids = ids_of_updates(session, period)
    for project, answer in answers_with_words(data):
        if ids.get((project.number, answer.group)) == update_id:
            return project, answer
    if update_id not in ids.values():
        raise NotFound("Ese avance no existe.")
    raise WrongState("Ese avance no está aprobado o no tiene textos: no hay nada que traducir.")


def no_longer_printed(data: ReportData, rows: Mapping[str, TextTranslation]) -> list[TextTranslation]:
    """Translations whose text was written anew since: kept to start from."""
    printed = {key_of(text) for text in translatable(data)}
    return [own for key, own in rows.items() if own.text and key not in printed]


def translated(data: ReportData, language: str) -> tuple[int, int]:
    """How many of the GTG's own texts are translated, and out of how many."""
    known, texts = known_in(language, data.translations), list(own_texts(data))
    return sum(said(text, known, language).language == language for text in texts), len(texts)


def lock_of(texts: Iterable[Text]) -> int:
    """Rises with every save of any of them."""
    return sum(text.saved.lock_version for text in texts if text.saved)


def save_erratum(
    session: Session, period: Period, erratum: str, written: Mapping[str, str], *, actor: User, now: datetime
) -> None:
    """Keep what an edition corrects in other languages, as it was written while publishing it; blanks keep nothing."""
    for language, text in written.items():
        if not text.strip():
            continue
        own = Text("erratum", 0, erratum, rows_of(session, period, language).get(key_of(erratum)), "")
        save(session, period, language, [own], {own.key: text}, actor=actor, drawn_from=lock_of([own]), now=now)


def save(
    session: Session,
    period: Period,
    language: str,
    texts: Sequence[Text],
    written: Mapping[str, str],
    *,
    actor: User,
    drawn_from: int,
    now: datetime,
) -> None:
    """Keep translations by the key of their text; an empty one is taken back. Read `texts` in this transaction.

    Raises NotAllowed, NotFound, or StaleVersion if a colleague saved one of them since the page was drawn.
    """
    check_may_write(actor)
    check_language(language)
    editions.lock_period(session, period)
    if lock_of(texts) != drawn_from:
        last = max((text.saved for text in texts if text.saved), key=lambda own: own.saved_at, default=None)
        name = last.saved_by.name if last else ""
        raise StaleVersion(Sentence("%(name)s cambió estos textos mientras usted escribía.", name=name))
    for text in texts:
        after = clean(written.get(text.key, ""))
        if after == text.written:
            continue
        row = text.saved
        if row is None:
            row = TextTranslation(
                period_id=period.id, language=language, original_key=text.key, original=text.original, lock_version=0
            )
            session.add(row)
        before = text.written
        row.text, row.lock_version, row.saved_at, row.saved_by = after, row.lock_version + 1, now, actor
        session.flush()
        events.record(
            session,
            "TextTranslated",
            subject="text_translations",
            subject_id=row.id,
            actor=actor,
            now=now,
            before={"text": before},
            after={"text": after, "language": language, "original": text.original},
        )
