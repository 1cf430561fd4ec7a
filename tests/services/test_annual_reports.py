"""An annual report is made of published editions alone, comes out once and whole, and is corrected in the open."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from monitor import pdf, report_proof
from monitor.annual_pdf import build_annual_report
from monitor.domain.errors import Incomplete, NotAllowed, NotFound, WrongState
from monitor.models import AnnualEdition, AnnualFile, AnnualRequest, BuildState, Event
from monitor.pdf import ChildDied
from monitor.report_proof import prove_annual
from monitor.services import annual_publications, annual_queue, annual_reports, editions, report_desk
from monitor.services.reports import LEASE, MOST_ATTEMPTS
from reports.data import snapshot_hash
from tests.factories import make_user
from tests.fixtures import NOW
from tests.services.report_world import World, with_one_small_form

NEXT_YEAR = date(2022, 2, 1)
LATER = NOW + timedelta(days=120)


@pytest.fixture
def world(session: Session, monkeypatch: pytest.MonkeyPatch) -> World:
    """One quarter of 2021 is published; whatever is drawn is three letters."""
    monkeypatch.setattr(pdf, "run_child", lambda *_, language="": f"%PDF-1.7 annual {language}".encode())
    with_one_small_form(monkeypatch)
    world = World(session)
    world.publish()
    return world


def ask(world: World, **values: Any) -> AnnualRequest:
    facts: dict[str, Any] = {"accepts_missing": True, "today": NEXT_YEAR, "now": LATER, "actor": world.coordinator}
    return annual_reports.request(world.session, world.period.plan, 2021, **(facts | values))


def make(world: World) -> None:
    own = annual_queue.claim_waiting(world.session, now=LATER, owner="test")
    assert own is not None
    world.session.commit()
    build_annual_report(
        world.session, own, now=lambda: LATER, owner="test", fictional=False, base_url="https://informes.example.org"
    )


def in_english(world: World) -> None:
    plan = world.period.plan
    report_desk.set_other_languages(world.session, plan, actor=world.coordinator, languages=["en"], now=LATER)


def published(world: World) -> list[AnnualEdition]:
    return list(world.session.scalars(select(AnnualEdition).order_by(AnnualEdition.id)))


def test_it_freezes_which_editions_it_was_made_of_and_which_are_missing(world: World) -> None:
    ask(world)
    make(world)

    (edition,) = published(world)
    source = editions.editions_of(world.session, world.period)[-1]
    assert (edition.number, edition.missing) == ("1.0", ["2021-T1", "2021-T2", "2021-T4"])
    assert edition.made_of == [{"period": "2021-T3", "number": "1.0", "sha256": source.snapshot_sha256}]
    assert edition.snapshot_sha256 == snapshot_hash(edition.snapshot)
    assert edition.snapshot["quarters"][0]["snapshot"] == source.snapshot
    assert edition.snapshot["page_url"] == "https://informes.example.org/publicaciones/aee/anuales/2021/1.0"
    assert edition.content == b"%PDF-1.7 annual es"
    told = world.session.scalars(select(Event).where(Event.kind == "AnnualPublished")).one()
    assert (told.actor, told.after["number"]) == (world.coordinator, "1.0")


def test_what_is_in_the_way_is_said(world: World) -> None:
    for values, error, words in (
        ({"today": date(2021, 12, 31)}, WrongState, "no termina"),
        ({"accepts_missing": False}, Incomplete, "faltan trimestres"),
        ({"actor": world.lead}, NotAllowed, "coordinación"),
    ):
        with pytest.raises(error, match=words):
            ask(world, **values)
    with pytest.raises(NotFound):
        annual_reports.year_of(world.session, world.period.plan, 1999)
    with pytest.raises(WrongState, match="ningún informe"):
        annual_reports.request(
            world.session, world.period.plan, 2022, actor=world.coordinator, today=date(2024, 1, 1), now=LATER
        )


def test_asking_twice_makes_one(world: World) -> None:
    assert ask(world) is ask(world, actor=world.second)
    make(world)
    assert len(published(world)) == 1
    with pytest.raises(WrongState, match="Nada cambió"):
        ask(world)


def test_a_corrected_quarter_leads_to_a_correction_of_the_year(world: World) -> None:
    ask(world)
    make(world)
    editions.start_correction(world.session, world.period, actor=world.coordinator, reason="Faltaba", now=LATER)
    world.approve(achieved="Hubo tres talleres.")
    world.publish(erratum="Fueron tres.", now=LATER)
    assert annual_reports.year_of(world.session, world.period.plan, 2021).outdated

    with pytest.raises(Incomplete, match="corrige"):
        ask(world)
    ask(world, erratum="El tercer trimestre se corrigió.")
    make(world)

    first, second = published(world)
    assert (second.number, second.erratum) == ("1.1", "El tercer trimestre se corrigió.")
    assert second.made_of[0]["number"] == "1.1"
    assert second.snapshot["earlier"][0]["number"] == "1.0"
    assert annual_publications.newer_than(world.session, first) is second


def test_where_two_are_needed_the_second_is_another(world: World) -> None:
    report_desk.set_people_needed(world.session, world.period.plan, actor=world.coordinator, people=2, now=NOW)
    own = ask(world)
    make(world)
    assert (own.state, own.is_open, published(world)) == (BuildState.READY, True, [])

    for nobody in (None, world.coordinator, make_user(world.session)):
        with pytest.raises(NotAllowed):
            annual_reports.publish(world.session, own, actor=nobody, now=LATER)
    edition = annual_reports.publish(world.session, own, actor=world.second, now=LATER)
    assert edition.published_by is world.second
    with pytest.raises(WrongState):
        annual_reports.publish(world.session, own, actor=world.second, now=LATER)


def test_one_that_waited_while_a_quarter_was_corrected_does_not_come_out(world: World) -> None:
    report_desk.set_people_needed(world.session, world.period.plan, actor=world.coordinator, people=2, now=NOW)
    own = ask(world)
    make(world)
    report_desk.set_people_needed(world.session, world.period.plan, actor=world.coordinator, people=1, now=NOW)
    editions.start_correction(world.session, world.period, actor=world.coordinator, reason="Faltaba", now=LATER)
    world.approve(achieved="Hubo tres talleres.")
    world.publish(erratum="Fueron tres.", now=LATER)

    with pytest.raises(WrongState, match="otra edición"):
        annual_reports.publish(world.session, own, actor=world.second, now=LATER)


def test_a_killed_process_is_followed_by_another_and_not_for_ever(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object, **__: object) -> bytes:
        raise ChildDied

    monkeypatch.setattr(pdf, "run_child", dies)
    own = ask(world)
    for _ in range(MOST_ATTEMPTS):
        make(world)
        assert own.state is BuildState.WAITING
    assert annual_queue.claim_waiting(world.session, now=LATER + LEASE, owner="next") is None
    assert (own.state, own.is_open) == (BuildState.FAILED, False)
    assert published(world) == []


def test_none_is_made_of_a_quarter_that_no_longer_says_what_was_published(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.extracts_pdf.text_hash", lambda _: "0" * 64)
    own = ask(world)
    make(world)
    assert (own.state, published(world)) == (BuildState.FAILED, [])
    assert "ya no dice lo mismo" in own.error


def test_in_english_it_comes_out_with_the_spanish_one_or_in_an_edition_of_its_own(world: World) -> None:
    ask(world)
    make(world)
    in_english(world)
    plan = world.period.plan
    assert annual_reports.year_of(world.session, plan, 2021).untold == ["en"]

    ask(world, erratum="También en inglés.")
    make(world)

    first, second = published(world)
    (english,) = second.request.files
    assert [pdf.language for pdf in annual_publications.pdfs_of(first)] == ["es"]
    assert [pdf.name for pdf in annual_publications.pdfs_of(second)] == ["informe-anual.pdf", "informe-anual-en.pdf"]
    assert annual_publications.pdf_of(world.session, second, "informe-anual-en.pdf")[1] == b"%PDF-1.7 annual en"
    assert english.text_sha256 not in ("", second.text_sha256), "it says other words"
    with pytest.raises(NotFound):
        annual_publications.pdf_of(world.session, first, "informe-anual-en.pdf")
    with pytest.raises(WrongState, match="Nada cambió"):
        ask(world)


def test_the_database_lets_nobody_change_or_delete_it(world: World) -> None:
    in_english(world)
    ask(world)
    make(world)
    for statement in (
        update(AnnualEdition).values(erratum="otra"),
        delete(AnnualEdition),
        update(AnnualFile).values(sha256=""),
        delete(AnnualFile),
    ):
        with pytest.raises(DBAPIError, match="append-only"), world.session.begin_nested():
            world.session.execute(statement.execution_options(synchronize_session=False))


def test_it_is_proved_untouched_and_word_for_word(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    in_english(world)
    ask(world)
    make(world)
    (edition,) = published(world)
    (english,) = edition.request.files

    assert prove_annual(edition, [english]).holds, "the same drawer draws the same bytes"
    world.session.expunge_all()
    said, edition.text_sha256 = edition.text_sha256, "0" * 64
    assert not prove_annual(edition, render=False).same_text
    edition.text_sha256, english.text_sha256 = said, "0" * 64
    assert not prove_annual(edition, [english], render=False).same_text
    monkeypatch.setattr(report_proof, "made_with", lambda language="es": f"later; words {language}")
    assert prove_annual(edition, [english], render=False).reworded == ["en"]
    english.content += b"!"
    assert prove_annual(edition, [english]).broken == ["pdf (en)"]
    edition.content += b"!"
    assert prove_annual(edition).broken == ["pdf (es)"]
