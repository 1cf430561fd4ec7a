"""What a search keeps, and in what order."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.domain.portfolio_search import NONE, UNDATED, WITHDRAWN, Facts, Search, Sorting, finds, in_order
from monitor.domain.updates import Punctuality, Status

FACTS = Facts(
    number=7,
    title="Évento",
    words="Evento de la Región GTCU",
    areas={2, 5},
    groups={1, 2},
    leads={1},
    status=Status.IN_PROGRESS,
    punctuality=Punctuality.DELAYED,
    start=date(2021, 7, 1),
    end=None,
    asks_for_dates=False,
    is_withdrawn=False,
)


@pytest.mark.parametrize("text", ["", "region", "REGIÓN", "gtcu evento", "  Regio\u0301n "])
def test_words_are_found_however_they_are_typed(text: str) -> None:
    assert finds(text, FACTS.words)


def test_every_word_must_stand_somewhere() -> None:
    assert not finds("evento chile", FACTS.words)


@pytest.mark.parametrize(
    ("search", "kept"),
    [
        (Search(), True),
        (Search(area=5, group=2, status=Status.IN_PROGRESS, punctuality=Punctuality.DELAYED), True),
        (Search(area=1), False),
        (Search(country=frozenset({1})), True),
        (Search(country=frozenset({2})), False),  # it only supports the project
        (Search(status=NONE), False),
        (Search(status=UNDATED), False),
        (Search(undated=True), False),
        (Search(status=WITHDRAWN), False),
        (Search(punctuality=Punctuality.AHEAD), False),
        (Search(asked=frozenset({7})), True),
        (Search(asked=frozenset()), False),
    ],
)
def test_a_project_is_kept_when_everything_asked_for_holds(search: Search, kept: bool) -> None:
    assert search.keeps(FACTS) is kept


def test_a_withdrawn_project_is_shown_only_where_it_is_asked_for() -> None:
    withdrawn = replace(FACTS, is_withdrawn=True)

    assert not Search().keeps(withdrawn)
    assert Search(status=WITHDRAWN).keeps(withdrawn)


def test_what_lacks_the_date_stands_last_in_both_directions() -> None:
    early = replace(FACTS, number=9, title="área", end=date(2021, 9, 30))
    late = replace(FACTS, number=3, title="Zona", end=date(2022, 3, 31))
    forwards = in_order((FACTS, late, early), Sorting.END)

    assert [each.number for each in forwards] == [9, 3, 7]
    assert [each.number for each in in_order((FACTS, late, early), Sorting.END, backwards=True)] == [3, 9, 7]
    assert [each.number for each in in_order((FACTS, late, early), Sorting.TITLE)] == [9, 7, 3]
    assert [each.number for each in in_order((FACTS, late, early), Sorting.NUMBER)] == [3, 7, 9]
