"""The extracts of published editions: which are still to be made, keeping them, and finding one."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, undefer

from monitor.domain.errors import NotFound
from monitor.models import Edition, EditionExtract, EditionFile, Group, Membership, User
from monitor.services.insert_once import insert_once
from reports.data import ReportData, from_json
from reports.extracts import Kind, cards_in, extracts_of
from reports.html import SPANISH

AT_ONCE = 8
"""How many are made by one process: what is done is kept before the next are begun."""
CARDS_AT_ONCE = 200
"""How many cards of projects one process lays out, if a single extract has no more: it must end in time."""


@dataclass(frozen=True)
class Made:
    """One extract as the process that draws them gives it."""

    kind: str
    about: str
    name: str
    title: str
    pdf: bytes


def next_edition(session: Session, *, leaving: Iterable[int] = ()) -> Edition | None:
    """The oldest edition of which extracts are missing in a language of its PDFs: the summary is made last."""
    whole = exists().where(
        EditionExtract.edition_id == EditionFile.edition_id,
        EditionExtract.language == EditionFile.language,
        EditionExtract.kind == Kind.SUMMARY,
    )
    wanting = select(EditionFile.edition_id).where(EditionFile.form == "pdf", ~whole)
    query = select(Edition).where(Edition.id.in_(wanting), Edition.id.not_in(list(leaving)))
    return session.scalar(query.options(undefer(Edition.snapshot)).order_by(Edition.id).limit(1))


def names_to_make(session: Session, edition: Edition) -> list[tuple[str, list[str]]]:
    """A language of the edition's PDFs, and the names of extracts still missing in it: what is made in one go."""
    query = select(EditionFile.language).where(EditionFile.edition_id == edition.id, EditionFile.form == "pdf")
    data = from_json(edition.snapshot)
    return [
        (language, names)
        for language in sorted(session.scalars(query), key=lambda code: (code != data.language, code))
        for names in _portions(session, edition, data, language)
    ]


def _portions(session: Session, edition: Edition, data: ReportData, language: str) -> list[list[str]]:
    own = (EditionExtract.edition_id == edition.id, EditionExtract.language == language)
    kept = {told.partition(".")[0] for told in session.scalars(select(EditionExtract.name).where(*own))}
    summary, *others = extracts_of(data, SPANISH)
    portions: list[list[str]] = []
    room = 0
    for extract in (*others, summary):
        if extract.name.partition(".")[0] in kept:
            continue
        cards = cards_in(extract, data)
        if not portions or cards > room or len(portions[-1]) == AT_ONCE:
            portions.append([])
            room = CARDS_AT_ONCE
        portions[-1].append(extract.name)
        room -= cards
    return portions


def keep(
    session: Session,
    edition: Edition,
    made: Sequence[Made],
    *,
    language: str,
    address: str,
    made_with: str,
    now: datetime,
) -> None:
    """Keep them; those that another process has kept meanwhile stay as they are.

    In another language than the edition's own their names say so: `resumen.en.pdf`.
    """
    own_language = edition.snapshot["language"]
    rows = [
        {
            "edition_id": edition.id,
            "kind": own.kind,
            "about": own.about,
            "name": own.name if language == own_language else own.name.replace(".pdf", f".{language}.pdf"),
            "title": own.title,
            "language": language,
            "address": address,
            "content": own.pdf,
            "size": len(own.pdf),
            "sha256": hashlib.sha256(own.pdf).hexdigest(),
            "made_with": made_with,
            "made_at": now,
        }
        for own in made
    ]
    insert_once(session, EditionExtract, rows)


def extracts_of_edition(session: Session, edition: Edition) -> list[EditionExtract]:
    """Without their bytes: the page first, then the areas and the groups in their order."""
    query = select(EditionExtract).where(EditionExtract.edition_id == edition.id)
    order = list(Kind)
    return sorted(
        session.scalars(query),
        key=lambda own: (
            order.index(Kind(own.kind)),
            int(own.about) if own.about.isdigit() else 0,
            own.about,
            len(own.name),
            own.name,
        ),
    )


def get_extract(session: Session, edition: Edition, name: str) -> EditionExtract:
    """One extract with its bytes. Raises NotFound, also while it is still to be made."""
    found = session.scalar(
        select(EditionExtract)
        .where(EditionExtract.edition_id == edition.id, EditionExtract.name == name)
        .options(undefer(EditionExtract.content))
        .limit(1)
    )
    if found is None:
        raise NotFound("Ese extracto no existe o todavía no está listo.")
    return found


def of_own_groups(session: Session, edition: Edition | None, *, actor: User) -> list[EditionExtract]:
    """What an edition says of the actor's own groups."""
    if edition is None:
        return []
    # As the report calls them: a group without an acronym by its name.
    acronyms = (
        select(func.coalesce(func.nullif(Group.acronym, ""), Group.name))
        .join(Membership, Membership.group_id == Group.id)
        .where(Membership.user_id == actor.id)
    )
    query = select(EditionExtract).where(
        EditionExtract.edition_id == edition.id,
        EditionExtract.kind == Kind.GROUP,
        EditionExtract.about.in_(acronyms),
    )
    return list(session.scalars(query.order_by(EditionExtract.about, func.length(EditionExtract.name))))
