"""Texts of a report in English: by the very words they translate, and nobody's are overwritten."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from monitor.domain.editions import Check
from monitor.domain.errors import NotAllowed, StaleVersion, WrongState
from monitor.models import FOREWORD
from monitor.services import editions, report_desk, translations
from monitor.services.report_data import report_data
from monitor.services.report_desk_page import desk
from monitor.services.translations import Text
from reports.data import ReportData
from reports.html import render_html
from reports.languages import in_language, speaking
from tests.fixtures import NOW
from tests.services.report_world import World

LATER = NOW + timedelta(days=3)


def data_of(world: World) -> ReportData:
    return report_data(world.session, world.period, now=NOW, fictional=False)


def own_texts(world: World) -> list[Text]:
    rows = translations.rows_of(world.session, world.period, "en")
    return translations.texts_of_gtg(data_of(world), rows, "en")


def write(world: World, text: str, *, saved: int = 0) -> None:
    report_desk.save_text(
        world.session, world.period, FOREWORD, actor=world.coordinator, text=text, drawn_from=saved, now=NOW
    )


def translate(world: World, text: str) -> None:
    texts = own_texts(world)
    translations.save(
        world.session,
        world.period,
        "en",
        texts,
        {texts[0].key: text},
        actor=world.coordinator,
        drawn_from=translations.lock_of(texts),
        now=NOW,
    )


def test_a_translation_is_printed_until_its_text_is_written_anew(session: Session) -> None:
    world = World(session)
    report_desk.set_other_languages(session, world.period.plan, actor=world.coordinator, languages=["en"], now=NOW)
    write(world, "Buenos días.")

    def findings() -> list[str]:
        shown = desk(session, world.period, actor=world.coordinator, now=NOW, fictional=False)
        return [own.words for each in shown.findings if each.check is Check.NO_TRANSLATION for own in each.found]

    assert findings() == ["English: Buenos días."]
    translate(world, "Good morning.")
    english = in_language(data_of(world), "en")
    assert english.said(english.foreword).text == "Good morning."
    assert data_of(world).said("Buenos días.").text == "Buenos días.", "Spanish stays Spanish"
    assert findings() == []

    write(world, "Buenas tardes.", saved=1)
    english = in_language(data_of(world), "en")
    assert (english.said(english.foreword).text, english.said(english.foreword).language) == ("Buenas tardes.", "es")
    kept = translations.no_longer_printed(data_of(world), translations.rows_of(session, world.period, "en"))
    assert [own.text for own in kept] == ["Good morning."]
    assert findings() == ["English: Buenas tardes."]


def test_a_correction_may_change_nothing_but_a_translation(session: Session) -> None:
    world = World(session)
    report_desk.set_other_languages(session, world.period.plan, actor=world.coordinator, languages=["en"], now=NOW)
    write(world, "Buenos días.")
    translate(world, "Good mornin.")
    first = world.publish()
    editions.start_correction(session, world.period, actor=world.coordinator, reason="Falta una letra", now=LATER)
    with pytest.raises(WrongState, match="impide publicar"):
        world.request(erratum="Faltaba una letra en inglés.", now=LATER)
    session.refresh(first)
    translate(world, "Good morning.")

    second = world.publish(erratum="Faltaba una letra en inglés.", now=LATER)

    data = editions.data_of(second)
    assert (second.number, data.erratum) == ("1.1", "Faltaba una letra en inglés.")
    assert [(own.place, own.name, own.before, own.after) for own in data.changes] == [
        ("Presentación, en inglés", "Texto", "Good mornin.", "Good morning.")
    ]
    page = render_html(in_language(data, "en"), charts={}, language=speaking("en"))
    assert "<td>Foreword, in English</td>" in page
    assert "<td>Good morning.</td>" in page


def test_an_edition_may_be_published_again_for_the_sake_of_a_new_language(session: Session) -> None:
    world = World(session)
    world.publish()
    report_desk.set_other_languages(session, world.period.plan, actor=world.coordinator, languages=["en"], now=NOW)
    editions.start_correction(session, world.period, actor=world.coordinator, reason="También en inglés", now=LATER)

    assert world.publish(erratum="Sale también en inglés.", now=LATER).number == "1.1"


def test_a_colleagues_translation_is_not_overwritten_and_only_the_gtg_translates(session: Session) -> None:
    world = World(session)
    write(world, "Buenos días.")
    texts = own_texts(world)
    translate(world, "Good morning.")

    fresh = own_texts(world)
    with pytest.raises(StaleVersion, match=world.coordinator.name):
        translations.save(
            session, world.period, "en", fresh, {fresh[0].key: "Hi."}, actor=world.second, drawn_from=0, now=NOW
        )
    with pytest.raises(NotAllowed):
        translations.save(session, world.period, "en", texts, {}, actor=world.lead, drawn_from=0, now=NOW)
    assert own_texts(world)[0].written == "Good morning."


def test_a_highlight_is_known_by_the_translation_of_its_update(session: Session) -> None:
    world = World(session)
    key = next(each.key for each in report_desk.passages(session, world.period) if each.text == "Fueron 40 personas.")
    report_desk.add_highlight(session, world.period, key, actor=world.coordinator, now=NOW)
    data = data_of(world)
    project, answer = translations.answers_with_words(data)[0]
    texts = translations.texts_of_answer(data, project, answer, {}, "en")
    written = {texts[0].key: "There were two workshops.\n\n40 people came."}
    translations.save(session, world.period, "en", texts, written, actor=world.coordinator, drawn_from=0, now=NOW)

    english = in_language(data_of(world), "en")

    assert english.said(english.highlights[0].text).text == "40 people came."
    assert [text.printed for text in own_texts(world)] == ["40 people came."]
    assert translations.translated(data_of(world), "en") == (1, 1)
