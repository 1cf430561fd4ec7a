"""Evidence: links and files, told by their content, kept for the versions that speak of them."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from monitor import storage
from monitor.domain.errors import NotFound, StaleVersion
from monitor.domain.file_kinds import FileRefused
from monitor.domain.update_content import UpdateContent, as_json
from monitor.domain.updates import State
from monitor.models import Evidence, ProgressUpdate, UpdateVersion, User
from monitor.services import evidence
from monitor.services.update_moves import content_of
from tests.factories import make_coordinator, make_update, make_user
from tests.fixtures import NOW

PDF = b"%PDF-1.7 un acta"


@pytest.fixture
def update(session: Session) -> ProgressUpdate:
    return make_update(session)


@pytest.fixture
def lead(session: Session, update: ProgressUpdate) -> User:
    return make_user(session, lead_of=update.group)


def add_pdf(
    session: Session,
    update: ProgressUpdate,
    lead: User,
    folder: Path,
    *,
    title: str = "",
    filename: str = "Acta final.pdf",
    content: bytes = PDF,
) -> Evidence:
    added = evidence.add_file(
        session,
        update,
        title=title,
        filename=filename,
        content=content,
        folder=folder,
        actor=lead,
        now=NOW,
        lock_version=update.lock_version,
    )
    session.flush()
    return added


def test_a_file_is_kept_under_a_name_that_says_nothing(
    session: Session, update: ProgressUpdate, lead: User, tmp_path: Path
) -> None:
    added = add_pdf(session, update, lead, tmp_path)

    assert (added.title, added.filename, added.content_type) == ("Acta final", "Acta final.pdf", "application/pdf")
    assert added.size == len(PDF)
    assert "Acta" not in added.stored_name
    path = storage.path_of(tmp_path, added.stored_name)
    assert path is not None
    assert path.read_bytes() == PDF
    assert update.state is State.DRAFT


@pytest.mark.parametrize("filename", ["../../etc/passwd.pdf", "C:\\fotos\\acta.pdf", "/abs/acta.pdf"])
def test_the_name_people_give_never_leads_anywhere(
    session: Session, update: ProgressUpdate, lead: User, tmp_path: Path, filename: str
) -> None:
    added = add_pdf(session, update, lead, tmp_path / "in" / "here", filename=filename)

    assert added.filename in ("passwd.pdf", "acta.pdf")
    assert [path.name for path in tmp_path.rglob("*.pdf")] == [added.stored_name]


def test_a_refused_file_leaves_nothing(session: Session, update: ProgressUpdate, lead: User, tmp_path: Path) -> None:
    for content, words in (
        (b"<svg xmlns=''/>", "tipo de archivo"),
        (b"", "vacío"),
        (PDF + b"x" * evidence.LARGEST_FILE, "10 MB"),
    ):
        with pytest.raises(FileRefused, match=words):
            add_pdf(session, update, lead, tmp_path, content=content)

    assert list(tmp_path.iterdir()) == []
    assert update.evidence == []
    assert update.state is State.NOT_STARTED


def test_a_stale_page_stores_no_file(session: Session, update: ProgressUpdate, lead: User, tmp_path: Path) -> None:
    with pytest.raises(StaleVersion):
        evidence.add_file(
            session,
            update,
            title="",
            filename="a.pdf",
            content=PDF,
            folder=tmp_path,
            actor=lead,
            now=NOW,
            lock_version=7,
        )

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "", "/avances/1"])
def test_only_web_addresses_become_links(session: Session, update: ProgressUpdate, lead: User, url: str) -> None:
    with pytest.raises(FileRefused, match="https://"):
        evidence.add_link(session, update, title="x", url=url, actor=lead, now=NOW, lock_version=update.lock_version)

    assert update.evidence == []


def test_only_so_many_pieces_fit(session: Session, update: ProgressUpdate, lead: User) -> None:
    def add() -> None:
        evidence.add_link(
            session, update, title="", url="https://example.org", actor=lead, now=NOW, lock_version=update.lock_version
        )

    for _each in range(evidence.MOST_ITEMS):
        add()
    with pytest.raises(FileRefused, match="20"):
        add()
    assert update.evidence[0].title == "https://example.org"


def test_what_is_taken_off_leaves_the_update_but_not_its_submitted_versions(
    session: Session, update: ProgressUpdate, lead: User, tmp_path: Path
) -> None:
    added = add_pdf(session, update, lead, tmp_path)
    update.versions.append(
        UpdateVersion(number=1, content=as_json(content_of(update)), submitted_at=NOW, submitted_by=lead)
    )
    session.flush()

    evidence.remove_evidence(session, update, added.id, actor=lead, now=NOW, lock_version=update.lock_version)

    assert update.evidence == []
    assert content_of(update).evidence == ()
    assert evidence.get_evidence(session, update, added.id, actor=make_coordinator(session)) is added
    assert storage.path_of(tmp_path, added.stored_name) is not None
    with pytest.raises(NotFound):
        evidence.remove_evidence(session, update, added.id, actor=lead, now=NOW, lock_version=update.lock_version)


def test_outside_the_group_only_submitted_evidence_is_seen(
    session: Session, update: ProgressUpdate, lead: User, tmp_path: Path
) -> None:
    added = add_pdf(session, update, lead, tmp_path)
    update.versions.append(
        UpdateVersion(number=1, content=as_json(UpdateContent()), submitted_at=NOW, submitted_by=lead)
    )
    session.flush()

    assert evidence.get_evidence(session, update, added.id, actor=lead) is added
    with pytest.raises(NotFound):
        evidence.get_evidence(session, update, added.id, actor=make_coordinator(session))
    with pytest.raises(NotFound):
        evidence.get_evidence(session, make_update(session), added.id, actor=lead)


@pytest.mark.parametrize("name", ["", "../secret", "x.pdf", "a" * 32 + ".pdf/..", "/etc/passwd", "a" * 32 + ".pdf"])
def test_no_other_file_can_be_reached_through_storage(tmp_path: Path, name: str) -> None:
    (tmp_path / "x.pdf").write_bytes(PDF)

    assert storage.path_of(tmp_path, name) is None
