"""An edition is published once and whole, never changed, and corrected only in the open."""

import hashlib
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, NotAllowed, NotFound, WrongState
from monitor.domain.permissions import Role
from monitor.domain.updates import State
from monitor.models import BuildState, Edition, EditionFile, Event, OutboxMessage, ReportBuild
from monitor.report_proof import prove
from monitor.services import editions, report_desk, report_mails, reports, reviews
from reports.data import snapshot_hash
from tests.factories import make_user
from tests.fixtures import NOW
from tests.services.report_world import MAILS, PDF, World

LATER = NOW + timedelta(days=3)
CORRECT_BY = date(2021, 10, 20)


def test_publishing_keeps_data_bytes_and_hashes_together(session: Session) -> None:
    world = World(session)

    edition = world.publish()

    assert (edition.number, edition.schema_version) == ("1.0", edition.snapshot["schema"])
    assert edition.snapshot_sha256 == snapshot_hash(edition.snapshot)
    assert edition.snapshot["number"] == "1.0"
    pdf = next(file for file in edition.files if file.form == "pdf")
    assert (pdf.content, pdf.sha256, pdf.size) == (PDF, hashlib.sha256(PDF).hexdigest(), len(PDF))
    assert editions.data_of(edition).projects[0].headline is not None
    assert editions.broken_hashes(edition, edition.files) == []
    event = session.scalars(select(Event).where(Event.kind == "EditionPublished")).one()
    assert (event.actor, event.after["number"]) == (world.coordinator, "1.0")


def test_the_database_lets_nobody_change_or_delete_what_was_published(session: Session) -> None:
    edition = World(session).publish()
    for statement in (
        update(Edition).where(Edition.id == edition.id).values(erratum="otra"),
        delete(Edition).where(Edition.id == edition.id),
        update(EditionFile).where(EditionFile.edition_id == edition.id).values(content=b"otro"),
        delete(EditionFile).where(EditionFile.edition_id == edition.id),
    ):
        with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
            session.execute(statement.execution_options(synchronize_session=False))


def test_a_hash_that_no_longer_fits_is_named(session: Session) -> None:
    edition = World(session).publish()
    file = next(file for file in edition.files if file.form == "pdf")
    session.expunge_all()

    edition.snapshot = edition.snapshot | {"period": "2021-T4"}
    file.content = PDF + b"!"

    assert editions.broken_hashes(edition, [file]) == ["los datos", "pdf (es)"]


def test_what_an_edition_said_is_proved_word_for_word(session: Session) -> None:
    edition = World(session).publish()
    said = editions.published_text_hash(session, edition)

    assert prove(edition, edition.files, said=said, render=False).holds
    other = prove(edition, edition.files, said="0" * 64, render=False)
    assert (other.holds, other.broken, other.same_text) == (False, [], False)


def test_what_was_published_cannot_be_reopened_until_a_correction_is_declared(session: Session) -> None:
    world = World(session)
    world.publish()

    def reopen() -> None:
        reviews.reopen(
            session,
            world.update,
            actor=world.coordinator,
            reason="Falta un taller",
            correct_by=CORRECT_BY,
            now=LATER,
            mails=MAILS,
        )

    with pytest.raises(WrongState, match="ya se publicó"):
        reopen()
    assert world.update.state is State.APPROVED
    editions.start_correction(session, world.period, actor=world.coordinator, reason="Faltaba un taller", now=LATER)
    reopen()
    assert world.update.state is State.RETURNED


def test_an_update_is_not_reopened_while_its_report_is_on_its_way(session: Session) -> None:
    world = World(session)
    world.request()

    with pytest.raises(WrongState, match="se está publicando"):
        editions.check_reopenable(session, world.period)


def test_a_correction_is_the_next_edition_with_its_erratum_and_what_changed(session: Session) -> None:
    world = World(session)
    first = world.publish()
    editions.start_correction(session, world.period, actor=world.coordinator, reason="Faltaba un taller", now=LATER)
    world.approve(achieved="Hubo tres talleres.")

    second = world.publish(erratum="Fueron tres talleres, no dos.", now=LATER)

    data = editions.data_of(second)
    assert (second.number, data.erratum) == ("1.1", "Fueron tres talleres, no dos.")
    assert [(each.number, each.erratum) for each in data.earlier] == [("1.0", "")]
    assert [(each.name, each.before, each.after) for each in data.changes] == [
        ("Qué se logró", "Hubo dos talleres.\n\nFueron 40 personas.", "Hubo tres talleres.")
    ]
    assert editions.open_correction(session, world.period) is None
    assert [each.number for each in editions.editions_of(session, world.period)] == ["1.0", "1.1"]
    session.refresh(first)
    assert editions.data_of(first).projects[0].headline != data.projects[0].headline


def test_a_correction_needs_an_erratum_an_open_correction_and_a_change(session: Session) -> None:
    world = World(session)
    with pytest.raises(WrongState, match="todavía no se ha publicado"):
        editions.start_correction(session, world.period, actor=world.coordinator, reason="x", now=NOW)
    world.publish()
    with pytest.raises(Incomplete, match="corrige"):
        world.request(now=LATER)
    with pytest.raises(WrongState, match="impide publicar"):
        world.request(erratum="Nada", now=LATER)
    editions.start_correction(session, world.period, actor=world.coordinator, reason="x", now=LATER)
    with pytest.raises(WrongState, match="impide publicar"):
        world.request(erratum="Nada cambió", now=LATER)
    with pytest.raises(WrongState, match="Ya hay una corrección"):
        editions.start_correction(session, world.period, actor=world.coordinator, reason="x", now=LATER)


def test_a_correction_does_not_lose_an_update_that_is_still_being_corrected(session: Session) -> None:
    world = World(session)
    world.publish()
    editions.start_correction(session, world.period, actor=world.coordinator, reason="x", now=LATER)
    world.update.state, world.update.correct_by = State.RETURNED, CORRECT_BY
    session.flush()

    with pytest.raises(WrongState, match="impide publicar"):
        world.request(erratum="Se quitó", now=LATER)


def test_asking_twice_gives_one_edition(session: Session) -> None:
    world = World(session)

    first, again = world.request(), world.request(actor=world.second)

    assert first is again
    world.make(first)
    editions.publish(session, first, actor=world.coordinator, now=NOW)
    with pytest.raises(WrongState, match="ya se publicó"):
        editions.publish(session, first, actor=world.second, now=NOW)
    assert session.scalar(select(func.count()).select_from(Edition)) == 1


def test_two_people_publish_where_the_plan_says_so(session: Session) -> None:
    world = World(session)
    report_desk.set_people_needed(session, world.period.plan, actor=world.coordinator, people=2, now=NOW)
    build = world.request()
    report_desk.set_people_needed(session, world.period.plan, actor=world.coordinator, people=1, now=NOW)
    world.make(build)

    for nobody in (world.coordinator, None):
        with pytest.raises(NotAllowed, match="otra persona"):
            editions.publish(session, build, actor=nobody, now=NOW)
    edition = editions.publish(session, build, actor=world.second, now=NOW)

    assert (edition.requested_by, edition.published_by) == (world.coordinator, world.second)


def test_an_edition_that_was_not_confirmed_can_be_withdrawn_and_asked_for_again(session: Session) -> None:
    world = World(session)
    report_desk.set_people_needed(session, world.period.plan, actor=world.coordinator, people=2, now=NOW)
    build = world.request()
    world.make(build)

    editions.withdraw(session, build, actor=world.second, now=NOW)

    with pytest.raises(WrongState):
        editions.publish(session, build, actor=world.second, now=NOW)
    assert world.request() is not build
    assert session.scalar(select(func.count()).select_from(Edition)) == 0


def test_everybody_who_signs_in_may_read_an_edition_and_only_the_gtg_publishes(session: Session) -> None:
    world = World(session)
    edition = world.publish()
    for person in (world.lead, make_user(session, role=Role.OBSERVER), world.second):
        found = editions.get_edition(session, world.period, "1.0", actor=person)
        assert editions.get_file(session, found, form="pdf").content == PDF
    with pytest.raises(NotFound):
        editions.get_edition(session, world.period, "1.1", actor=world.second)
    with pytest.raises(NotAllowed):
        editions.get_edition(session, world.period, "1.0", actor=make_user(session, is_active=False))
    with pytest.raises(NotAllowed):
        editions.start_correction(session, world.period, actor=world.lead, reason="x", now=NOW)
    with pytest.raises(NotAllowed):
        world.request(actor=make_user(session, role=Role.OBSERVER))
    assert edition.published_by is world.coordinator


def test_whoever_asked_is_told_once_and_the_others_when_they_must_confirm(session: Session) -> None:
    world = World(session)
    report_desk.set_people_needed(session, world.period.plan, actor=world.coordinator, people=2, now=NOW)
    build = world.request()
    report_mails.tell(session, build, now=NOW, mails=MAILS)
    assert session.scalars(select(OutboxMessage)).all() == []
    world.make(build)

    for _ in range(2):
        report_mails.tell(session, build, now=NOW, mails=MAILS)

    queued = {mail.recipient: mail.subject for mail in session.scalars(select(OutboxMessage))}
    assert queued == {world.coordinator.email: "report waits", world.second.email: "report confirm"}


def test_a_build_has_one_owner_who_keeps_it_by_signs_of_life(session: Session) -> None:
    world = World(session)
    build = reports.request_build(session, world.period, actor=world.coordinator, now=NOW)
    assert reports.claim(session, build, now=NOW, owner="a")
    assert not reports.claim(session, build, now=NOW, owner="b")

    reports.renew(session, build.id, now=NOW + timedelta(seconds=60), owner="a")
    assert not reports.claim(session, build, now=NOW + reports.LEASE, owner="b")

    late = NOW + timedelta(seconds=61) + reports.LEASE
    assert reports.claim(session, build, now=late, owner="b")
    with pytest.raises(reports.LostLease):
        reports.renew(session, build.id, now=late, owner="a")


def test_a_build_over_which_processes_die_is_given_up_in_the_end(session: Session) -> None:
    world = World(session)
    build = reports.request_build(session, world.period, actor=world.coordinator, now=NOW)
    moment = NOW
    for attempt in range(reports.MOST_ATTEMPTS):
        assert reports.claim(session, build, now=moment, owner=str(attempt))
        moment += reports.LEASE * 2

    assert not reports.claim(session, build, now=moment, owner="last")

    assert (build.state, build.is_open) == (BuildState.FAILED, False)
    assert "varias veces" in build.error
    assert reports.request_build(session, world.period, actor=world.coordinator, now=moment).id != build.id
    assert session.scalar(select(func.count()).select_from(ReportBuild)) == 2
