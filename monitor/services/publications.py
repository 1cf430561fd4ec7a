"""What everybody may read without signing in: published editions in all their forms. Nothing else leaves the house."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from monitor.domain.errors import NotFound
from monitor.models import Edition, EditionFile, Period, Plan
from monitor.services.edition_forms import FORMS, Form, in_language
from monitor.translations import DEFAULT, LANGUAGES


def published_editions(session: Session) -> list[Edition]:
    """Every edition of every plan, the newest first, without snapshots and bytes."""
    query = (
        select(Edition)
        .options(joinedload(Edition.period).joinedload(Period.plan), selectinload(Edition.files))
        .order_by(Edition.published_at.desc(), Edition.id.desc())
    )
    return list(session.scalars(query))


def published_edition(session: Session, plan_key: str, key: str, number: str) -> Edition:
    """One edition by its plan, its period and its number, without snapshot and bytes. Raises NotFound."""
    query = _by_number(key, number).join(Period.plan).where(Plan.key == plan_key)
    edition = session.scalar(query)
    if edition is None:
        raise NotFound("Esa edición no existe.")
    return edition


def first_published(session: Session, key: str, number: str) -> Edition:
    """The one that an address without its plan means: the plan's that was loaded first. Raises NotFound."""
    edition = session.scalar(_by_number(key, number).order_by(Period.plan_id).limit(1))
    if edition is None:
        raise NotFound("Esa edición no existe.")
    return edition


def _by_number(key: str, number: str) -> Select[Edition]:
    return (
        select(Edition)
        .join(Edition.period)
        .where(Period.key == key, Edition.number == number)
        .options(joinedload(Edition.period).joinedload(Period.plan), selectinload(Edition.files))
    )


def newer_than(session: Session, edition: Edition) -> Edition | None:
    """The edition that corrects this one, if there is one: the newest of its period."""
    return session.scalar(
        select(Edition)
        .where(Edition.period_id == edition.period_id, Edition.id > edition.id)
        .options(joinedload(Edition.period).joinedload(Period.plan))
        .order_by(Edition.id.desc())
        .limit(1)
    )


def files_by_form(edition: Edition) -> list[tuple[Form, EditionFile]]:
    """The forms in which the edition was published, in the order in which people look for them."""
    files = {(file.form, file.language): file for file in edition.files}
    places = [(form, language) for language in LANGUAGES for form in FORMS if (form.key, language) in files]
    return [(in_language(form, language), files[form.key, language]) for form, language in places]


def published_file(session: Session, edition: Edition, form: Form, *, language: str = DEFAULT) -> EditionFile:
    """The bytes of one form. Raises NotFound."""
    file = session.scalar(
        select(EditionFile)
        .where(EditionFile.edition_id == edition.id, EditionFile.form == form.key, EditionFile.language == language)
        .options(undefer(EditionFile.content))
        .order_by(EditionFile.id)
        .limit(1)
    )
    if file is None:
        raise NotFound("Esta edición no se publicó en esa forma.")
    return file
