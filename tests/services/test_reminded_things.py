"""What is added to the things that people are reminded of must be known everywhere that speaks of things."""

from monitor.domain.reminder_rules import KINDS
from monitor.domain.reminders import ABOUT, SILENCE, About, Silence
from monitor.services.digest_items import WRITERS
from monitor.services.reminded_things import READERS
from monitor.services.thing_names import NAMES


def test_every_thing_can_be_read_put_into_words_and_named() -> None:
    assert READERS.keys() == WRITERS.keys() == NAMES.keys()


def test_every_kind_of_reminder_can_be_edited_and_every_reason_has_words() -> None:
    assert {kind.about for kind in KINDS} == ABOUT.keys() == set(About)
    assert SILENCE.keys() == set(Silence)
