"""What a digest puts first, what its subject counts, and where its one button leads."""

from datetime import date, timedelta

import pytest

from monitor.domain.digests import PAGE_OF_ONE, DigestItem, Topic, headline, in_order, page_to_open
from monitor.domain.reminders import About

TODAY = date(2021, 10, 5)


def item(about: About = About.UPDATE_DUE, *, days: int = 10, own: bool = True, number: int = 1) -> DigestItem:
    due_on = TODAY + timedelta(days=days)
    return DigestItem(about, own, number, number + 100, f"Proyecto {number}", "GTCU", due_on, days, due_on)


def test_what_is_ones_own_and_nearest_comes_first() -> None:
    late, soon, far = item(days=-3, number=1), item(days=2, number=2), item(days=20, number=3)
    of_others = item(days=-9, own=False, number=4)

    assert in_order([far, of_others, soon, late]) == (late, soon, far, of_others)


def test_the_headline_counts_what_weighs_most_and_mentions_the_rest() -> None:
    found = headline([item(About.MILESTONE_DUE, days=1), item(days=10, number=2), item(days=4, number=3)])

    assert (found.topic, found.count, found.others) == (Topic.TO_SEND, 2, 1)
    assert (found.due_on, found.days_left) == (date(2021, 10, 9), 4)


def test_what_others_have_not_sent_is_another_topic_than_ones_own() -> None:
    assert headline([item(own=False)]).topic is Topic.NOT_SENT
    assert headline([item(About.CORRECTION_DUE)]).topic is Topic.TO_CORRECT
    assert headline([item(About.REVIEW_WAITING)]).topic is Topic.TO_REVIEW


@pytest.mark.parametrize(
    ("items", "path"),
    [
        ([item()], "/avances/1"),
        ([item(About.CORRECTION_DUE)], "/avances/1"),
        ([item(About.REVIEW_WAITING)], "/revision/1"),
        ([item(own=False)], "/revision/1"),
        ([item(About.MILESTONE_DUE)], "/proyectos/101"),
        ([item(), item(number=2)], "/"),
        ([item(About.REVIEW_WAITING), item(own=False, number=2)], "/revision"),
    ],
)
def test_the_button_opens_the_one_thing_or_the_page_that_lists_them(items: list[DigestItem], path: str) -> None:
    assert page_to_open(items) == path


def test_every_topic_has_a_page_for_its_button() -> None:
    assert PAGE_OF_ONE.keys() == set(Topic)
