from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.domain.audit_chain import START, Broken, Facts, Fault, Link, seal, walk
from tests.fixtures import NOW


def facts(number: int) -> Facts:
    return Facts(number, "UpdateSubmitted", "updates", 7, 3, NOW, {"state": "draft"}, {"state": "submitted", "ñ": 1.5})


def chain(length: int) -> list[Link]:
    links, head = [], START
    for position in range(1, length + 1):
        head = seal(head, facts(position))
        links.append(Link(position, head, facts(position)))
    return links


def test_an_untouched_chain_holds_to_its_end_and_meets_a_head_noted_on_the_way() -> None:
    links = chain(4)

    found = walk(links, known_head=links[1].hash)

    assert (found.links, found.head, found.broken, found.met_head) == (4, links[3].hash, None, True)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "UpdateApproved"},
        {"subject_id": 8},
        {"actor_id": None},
        {"happened_at": NOW + timedelta(microseconds=1)},
        {"before": {}},
        {"after": {"state": "submitted", "ñ": 1.6}},
    ],
)
def test_any_changed_part_of_an_event_breaks_its_link(change: dict[str, object]) -> None:
    links = chain(4)
    links[1] = replace(links[1], facts=replace(facts(2), **change))  # type: ignore[arg-type]

    assert walk(links).broken == Broken(2, 2, Fault.CHANGED)


def test_a_changed_event_with_a_seal_made_to_fit_breaks_the_next_link() -> None:
    links = chain(4)
    forged = replace(facts(2), kind="UpdateApproved")
    links[1] = Link(2, seal(links[0].hash, forged), forged)

    assert walk(links).broken == Broken(3, 3, Fault.CHANGED)


def test_a_missing_seal_and_a_missing_event_are_told_apart() -> None:
    links = chain(4)

    assert walk([*links[:1], *links[2:]]).broken == Broken(3, 3, Fault.GAP)
    assert walk([*links[:2], replace(links[2], facts=None), links[3]]).broken == Broken(3, None, Fault.EVENT_GONE)


def test_a_chain_cut_off_at_its_end_does_not_meet_the_head_noted_before() -> None:
    links = chain(4)

    found = walk(links[:3], known_head=links[3].hash)

    assert found.broken is None
    assert not found.met_head
