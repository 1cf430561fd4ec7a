"""What everybody may read without signing in: published editions in all their forms. Nothing else leaves the house."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from monitor.domain.errors import NotFound
from monitor.models import Edition, EditionFile, Period
from monitor.services import plans
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


def published_edition(session: Session, key: str, number: str) -> Edition:
    """One edition by the period's key and its number. Raises NotFound.

    Plans that run side by side have periods of the same key: the plan chosen comes first, then the one loaded first.
    """
    found = [each for each in published_editions(session) if (each.period.key, each.number) == (key, number)]
    if not found:
        raise NotFound("Esa edición no existe.")
    chosen = plans.chosen_plan_id(session)
    return min(found, key=lambda each: (each.period.plan_id != chosen, each.period.plan_id))


def newer_than(session: Session, edition: Edition) -> Edition | None:
    """The edition that corrects this one, if there is one: the newest of its period."""
    return session.scalar(
        select(Edition)
        .where(Edition.period_id == edition.period_id, Edition.id > edition.id)
        .options(joinedload(Edition.period))
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
