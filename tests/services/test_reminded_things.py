"""What is added to the things that people are reminded of must be known everywhere that speaks of things."""

import pytest
from sqlalchemy.orm import Session

from monitor.domain.reminder_rules import KINDS
from monitor.domain.reminders import ABOUT, SILENCE, About, Recipient, Silence, Thing
from monitor.services import reminded_things
from monitor.services.digest_items import WRITERS
from monitor.services.reminded_things import READERS
from monitor.services.thing_names import NAMES
from tests.factories import make_group, make_user
from tests.reminder_days import OPENS, noon


def test_every_thing_can_be_read_put_into_words_and_named() -> None:
    assert READERS.keys() == WRITERS.keys() == NAMES.keys()


def test_every_kind_of_reminder_can_be_edited_and_every_reason_has_words() -> None:
    assert {kind.about for kind in KINDS} == ABOUT.keys() == set(About)
    assert SILENCE.keys() == set(Silence)


def test_the_people_of_many_groups_are_never_all_at_hand_and_all_are_found(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminded_things, "GROUPS_KEPT", 3)
    leads = {group.id: make_user(session, lead_of=group).id for group in (make_group(session) for _ in range(8))}
    audience = reminded_things.read_audience(session, now=noon(OPENS))

    for _ in range(2):
        for group, lead in leads.items():
            thing = Thing(About.UPDATE_DUE, "updates", 1, {}, (group,))
            assert list(audience(thing, Recipient.LEAD)) == [lead]
            assert len(audience.loaded) <= 3
            assert len(audience.members) + len(audience.meant) + len(audience.country_of) <= 9
