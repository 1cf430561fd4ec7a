"""Evidence: links and files, told by their content, kept for the versions that speak of them."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from monitor import storage
from monitor.domain.errors import NotFound, StaleVersion
from monitor.domain.file_kinds import FileRefused
from monitor.domain.update_content import UpdateContent, as_json
from monitor.domain.updates import State
from monitor.models import Evidence, ProgressUpdate, UpdateVersion, User
from monitor.services import events, evidence, evidence_cleaning
from monitor.services.update_moves import content_of, freeze
from tests.factories import make_coordinator, make_project, make_update, make_user
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


def remove(session: Session, update: ProgressUpdate, piece: Evidence, lead: User, now: datetime = NOW) -> None:
    evidence.remove_evidence(session, update, piece.id, actor=lead, now=now, lock_version=update.lock_version)


def restore(session: Session, update: ProgressUpdate, piece: Evidence, lead: User) -> None:
    evidence.restore_evidence(session, update, piece.id, actor=lead, now=NOW, lock_version=update.lock_version)


def test_taking_off_is_undone_until_the_update_is_submitted(
    session: Session, update: ProgressUpdate, lead: User, tmp_path: Path
) -> None:
    added = add_pdf(session, update, lead, tmp_path)
    remove(session, update, added, lead)
    assert evidence.removed_evidence(session, update) == [added]

    restore(session, update, added, lead)
    assert (update.evidence, evidence.removed_evidence(session, update)) == ([added], [])

    remove(session, update, added, lead)
    freeze(update, content_of(update), actor=lead, now=NOW + timedelta(hours=1))
    session.flush()
    assert evidence.removed_evidence(session, update) == []
    with pytest.raises(NotFound):
        restore(session, update, added, lead)
    kinds = [event.kind for event in events.history(session, subject="updates", subject_id=update.id)]
    assert kinds[-3:] == ["EvidenceRemoved", "EvidenceRestored", "EvidenceRemoved"]


def test_a_piece_of_another_update_is_neither_taken_off_nor_put_back_nor_read(
    session: Session, update: ProgressUpdate, lead: User, tmp_path: Path
) -> None:
    """The same group's two updates: the address names one, the piece belongs to the other."""
    other = make_update(session, make_project(session, update.period.plan, update.group), update.period)
    added = add_pdf(session, other, lead, tmp_path)

    with pytest.raises(NotFound):
        evidence.get_evidence(session, update, added.id, actor=lead)
    with pytest.raises(NotFound):
        remove(session, update, added, lead)
    remove(session, other, added, lead)
    with pytest.raises(NotFound):
        restore(session, update, added, lead)
    assert added.removed_at == NOW


@pytest.mark.parametrize(
    ("state", "days", "versioned"),
    [
        (State.APPROVED, 29, False),
        (State.APPROVED, 31, True),
        (State.DRAFT, 31, False),
        (State.RETURNED, 31, False),
    ],
)
def test_what_a_version_speaks_of_or_somebody_may_put_back_is_kept(
    session: Session, tmp_path: Path, state: State, days: int, *, versioned: bool
) -> None:
    added = taken_off(session, tmp_path, state, versioned=versioned)
    later = NOW + timedelta(days=days)

    assert evidence_cleaning.forget_removed(session, now=later) == 0
    assert evidence_cleaning.orphans(session, tmp_path, now=later) == []
    assert session.get(Evidence, added.id) is added


def test_what_nobody_can_ask_for_any_more_is_forgotten(session: Session, tmp_path: Path) -> None:
    name = taken_off(session, tmp_path, State.APPROVED, versioned=False).stored_name
    later = NOW + timedelta(days=31)

    assert evidence_cleaning.forget_removed(session, now=later) == 1
    assert evidence_cleaning.orphans(session, tmp_path, now=later) == [name]


def taken_off(session: Session, folder: Path, state: State, *, versioned: bool) -> Evidence:
    """A file that its group took off an update now in this state."""
    update = make_update(session)
    lead = make_user(session, lead_of=update.group)
    added = add_pdf(session, update, lead, folder)
    if versioned:
        freeze(update, content_of(update), actor=lead, now=NOW)
    remove(session, update, added, lead)
    update.state, update.correct_by = state, NOW.date() if state is State.RETURNED else None
    session.flush()
    return added


def test_a_file_whose_row_was_never_written_is_an_orphan_after_some_days(session: Session, tmp_path: Path) -> None:
    stored = storage.store(tmp_path, PDF, extension="pdf", now=NOW)
    (tmp_path / "LEAME.txt").write_text("no es nuestro")

    assert evidence_cleaning.orphans(session, tmp_path, now=NOW + timedelta(hours=47)) == []
    assert evidence_cleaning.orphans(session, tmp_path, now=NOW + timedelta(hours=49)) == [stored.name]
    storage.delete(tmp_path, stored.name)
    assert [path.name for path in tmp_path.iterdir()] == ["LEAME.txt"]


def test_cleaning_where_nothing_was_ever_uploaded_finds_nothing(session: Session, tmp_path: Path) -> None:
    assert evidence_cleaning.orphans(session, tmp_path / "nowhere", now=NOW) == []
