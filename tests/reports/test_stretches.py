"""A project's time is drawn as exactly as it is known: no vague end becomes a sharp one."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from monitor.domain.schedules import Precision
from reports.charts import plot_charts
from reports.language import Language
from reports.people_tables import publish
from reports.stretches import LEAST, Stretch, latest_end, stretches
from tests.reports import samples

HORIZON = date(2023, 12, 31)


def drawn(start: date | None, end: date | None, **more: Any) -> list[Stretch]:
    project = replace(samples.small().projects[0], start=start, end=end, **more)
    return list(stretches(project, HORIZON))


def test_exact_dates_give_one_sure_bar_that_can_be_seen() -> None:
    assert drawn(date(2021, 8, 1), date(2021, 9, 30)) == [Stretch(date(2021, 8, 1), date(2021, 9, 30), is_sure=True)]
    day = date(2021, 9, 1)
    assert drawn(day, day) == [Stretch(day, day + LEAST, is_sure=True)]


def test_a_month_and_a_quarter_are_thin_and_what_lies_between_is_sure() -> None:
    found = drawn(
        date(2021, 7, 1),
        date(2022, 3, 31),
        start_precision=Precision.MONTH,
        end_precision=Precision.QUARTER,
    )
    assert found == [
        Stretch(date(2021, 7, 1), date(2021, 7, 31), is_sure=False),
        Stretch(date(2021, 7, 31), date(2022, 1, 1), is_sure=True),
        Stretch(date(2022, 1, 1), date(2022, 3, 31), is_sure=False),
    ]


def test_one_whole_year_is_nowhere_sure_and_neither_are_approximate_dates() -> None:
    year = {"start_precision": Precision.YEAR, "end_precision": Precision.YEAR}
    whole = [Stretch(date(2022, 1, 1), date(2022, 12, 31), is_sure=False)]
    assert drawn(date(2022, 1, 1), date(2022, 12, 31), **year) == whole
    assert drawn(date(2022, 1, 1), date(2022, 12, 31), approximate=True) == whole


def test_two_months_that_meet_leave_no_sure_day_between_them() -> None:
    months = {"start_precision": Precision.MONTH, "end_precision": Precision.MONTH}
    assert [own.is_sure for own in drawn(date(2021, 9, 1), date(2021, 10, 31), **months)] == [False]


def test_what_has_no_end_goes_on_to_the_horizon_and_what_has_no_start_is_not_drawn() -> None:
    assert drawn(date(2021, 8, 1), None) == [Stretch(date(2021, 8, 1), HORIZON, is_sure=True)]
    assert drawn(None, date(2021, 9, 30)) == []
    assert latest_end(replace(samples.small().projects[0], end=None)) is None


def test_the_timeline_marks_what_has_no_end_and_shows_every_vague_end_whole() -> None:
    data = samples.small()
    first, second, *rest = data.projects
    first = replace(first, start=date(2021, 4, 1), end=None)
    second = replace(second, start=date(2021, 4, 1), end=date(2024, 12, 31), end_precision=Precision.YEAR)
    data = replace(data, projects=(first, second, *rest))

    plot = plot_charts(data, publish(data), Language())["timeline"]

    assert [name.split(".")[0] for name in plot.details["open"]] == ["1"]
    assert plot.details["last"] == "2024-12-31"
    thin = [row for row in plot.rows if not row["sure"]]
    assert [(row["from"], row["to"]) for row in thin] == [("2024-01-01", "2024-12-31")]
    assert date.fromisoformat(plot.details["last"]) - timedelta(days=1) > data.period_end
