"""What may be approved together, and what has to be read first."""

import pytest

from monitor.domain.unproblematic import ReviewFacts, what_needs_eyes
from monitor.domain.updates import Punctuality


def test_an_update_about_which_there_is_nothing_to_ask_may_be_approved_with_others() -> None:
    assert what_needs_eyes(ReviewFacts()) == ()
    assert what_needs_eyes(ReviewFacts(punctuality=Punctuality.DELAYED)) == ()
    assert what_needs_eyes(ReviewFacts(punctuality=Punctuality.ON_SCHEDULE, says_why_delayed=False)) == ()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (ReviewFacts(open_comments=1), "comentarios sin resolver"),
        (ReviewFacts(is_complete=False), "faltan respuestas"),
        (ReviewFacts(punctuality=Punctuality.DELAYED, says_why_delayed=False), "no dice por qué"),
        (ReviewFacts(warnings=2), "cifras"),
        (ReviewFacts(co_lead_differs=True), "otro estado"),
        (ReviewFacts(endorses_earlier_version=True), "versión anterior"),
    ],
)
def test_each_doubt_asks_for_a_look_and_says_so(facts: ReviewFacts, words: str) -> None:
    [reason] = what_needs_eyes(facts)

    assert words in reason


def test_all_doubts_are_told() -> None:
    assert len(what_needs_eyes(ReviewFacts(open_comments=1, is_complete=False, warnings=1))) == 3
