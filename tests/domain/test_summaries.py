"""When a summary is due, and when it has something to say."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.domain.summaries import MOST_SHOWN, Shown, Summary, SummaryPace, SummaryPart, Window, first_of, next_day
from monitor.domain.summaries import window_of as window

NOTHING = SummaryPart(Shown((), 0), Shown((), 0), Shown((), 0), Shown((), 0))


@pytest.mark.parametrize(
    ("today", "weekly", "quarterly"),
    [
        (date(2021, 10, 4), date(2021, 10, 4), date(2021, 10, 1)),
        (date(2021, 10, 10), date(2021, 10, 4), date(2021, 10, 1)),
        (date(2022, 1, 1), date(2021, 12, 27), date(2022, 1, 1)),
    ],
)
def test_mondays_and_first_days_of_quarters(today: date, weekly: date, quarterly: date) -> None:
    week, quarter = window(SummaryPace.WEEKLY, today), window(SummaryPace.QUARTERLY, today)
    assert week and week.scheduled_on == weekly
    assert quarter and quarter.scheduled_on == quarterly
    assert window(SummaryPace.NONE, today) is None


def test_a_summary_is_about_the_time_before_and_the_first_one_is_the_next() -> None:
    today = date(2021, 10, 5)
    assert window(SummaryPace.WEEKLY, today) == Window(date(2021, 9, 27), date(2021, 10, 4))
    assert window(SummaryPace.QUARTERLY, today) == Window(date(2021, 7, 1), date(2021, 10, 1))
    assert next_day(SummaryPace.WEEKLY, today) == date(2021, 10, 11)
    assert next_day(SummaryPace.QUARTERLY, today) == date(2022, 1, 1)
    assert next_day(SummaryPace.NONE, today) is None


def test_long_lists_are_cut_and_counted() -> None:
    shown = first_of(range(MOST_SHOWN + 3))
    assert (len(shown.items), shown.more) == (MOST_SHOWN, 3)


def test_debts_alone_are_no_news() -> None:
    def has_news(part: SummaryPart) -> bool:
        return Summary(date(2021, 9, 27), date(2021, 10, 4), (), (part,)).has_news

    assert not has_news(replace(NOTHING, owing=first_of("a")))  # type: ignore[arg-type]
    assert has_news(replace(NOTHING, owing=first_of("a"), newly_late=1))  # type: ignore[arg-type]
    assert has_news(replace(NOTHING, approved=first_of("a")))  # type: ignore[arg-type]
