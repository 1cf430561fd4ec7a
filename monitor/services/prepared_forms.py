"""Every form of an edition but its PDF, made before anybody publishes it: the web then only moves bytes."""

import hashlib
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import delete, func, insert, literal, select
from sqlalchemy.orm import Session

from monitor.domain.errors import WrongState
from monitor.models import Edition, EditionFile, PreparedForm, ReportBuild
from monitor.services.edition_forms import Form, other_forms
from monitor.translations import DEFAULT
from reports.data import ReportData
from reports.versions import made_with
from reports.words import text_hash

MOVED = ("form", "language", "content_type", "content", "size", "sha256", "made_with")


def make(
    build: ReportBuild, data: ReportData, pictures: Mapping[str, bytes], beat: Callable[[], None] = lambda: None
) -> tuple[list[tuple[Form, bytes]], str]:
    """The other forms of the next edition and the hash of its words, with a sign of life between two.

    `pictures` are the charts as PNG.
    """
    plan = build.period.plan
    made = []
    for form, content in other_forms(
        data, plan_key=plan.key, plan_start=plan.starts_on, plan_end=plan.ends_on, pictures=pictures
    ):
        made.append((form, content))
        beat()
    return made, text_hash(data)


def keep(
    session: Session, build: ReportBuild, forms: Sequence[tuple[Form, bytes]], *, language: str, text_sha256: str
) -> None:
    """Keep them beside the PDF, in the transaction that keeps it."""
    drop(session, build)  # of an earlier try
    build.text_sha256 = text_sha256
    add(session, build, forms, language=language)


def add(
    session: Session,
    build: ReportBuild,
    forms: Sequence[tuple[Form, bytes]],
    *,
    language: str,
    text_sha256: str = "",
) -> None:
    """Keep the forms of one more language, and with its PDF the hash of what it says."""
    session.add_all(
        PreparedForm(
            build_id=build.id,
            form=form.key,
            language=language,
            content_type=form.content_type,
            content=content,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            made_with=build.made_with if language == DEFAULT else made_with(language),
            text_sha256=text_sha256 if form.key == "pdf" else "",
        )
        for form, content in forms
    )


def words_of_languages(session: Session, build: ReportBuild) -> dict[str, str]:
    """Language beside the snapshot's → hash of what its PDF says."""
    query = select(PreparedForm.language, PreparedForm.text_sha256).where(
        PreparedForm.build_id == build.id, PreparedForm.text_sha256 != ""
    )
    return {row.language: row.text_sha256 for row in session.execute(query)}


def move(session: Session, build: ReportBuild, edition: Edition) -> None:
    """Make them files of the edition; the bytes stay in the database. Raises WrongState where there are none."""
    own = PreparedForm.build_id == build.id
    if not session.scalar(select(func.count()).select_from(PreparedForm).where(own)):
        raise WrongState("El informe no está completo.")
    columns = [getattr(PreparedForm, name) for name in MOVED]
    chosen = select(literal(edition.id), *columns).where(own).order_by(PreparedForm.id)
    session.execute(insert(EditionFile).from_select(["edition_id", *MOVED], chosen, include_defaults=False))
    session.expire(edition, ["files"])
    drop(session, build)


def drop(session: Session, build: ReportBuild) -> None:
    """Forget them: the edition was published, or given up."""
    session.execute(
        delete(PreparedForm).where(PreparedForm.build_id == build.id).execution_options(synchronize_session=False)
    )
