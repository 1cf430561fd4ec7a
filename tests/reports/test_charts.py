"""Charts are figures with an alternative text, real text and no message that is not in the data."""

import re
from dataclasses import replace

import pytest

from monitor.domain.updates import State
from reports.charts import plot_charts
from reports.data import Answer, ReportData
from reports.drawing import draw_charts
from reports.language import Language
from reports.past import PastCompliance, PastPeriod
from reports.people_tables import publish
from tests.reports import samples

pytestmark = pytest.mark.pdf


def draw(data: ReportData) -> dict[str, str]:
    return draw_charts(data, publish(data), Language())


def test_every_chart_has_an_alternative_text_and_its_labels_as_text() -> None:
    charts = draw(samples.edition())
    assert set(charts) == {"received", "trend", "statuses", "women", "timeline"}
    for svg in charts.values():
        assert re.search(r"<svg[^>]*><title>[^<]+</title>", svg)
        assert "<image" not in svg
    assert ">GTCU<" in charts["received"]
    assert ">En curso<" in charts["statuses"]
    assert "50 %: paridad" in charts["women"]
    assert "39." in charts["timeline"]
    assert "<title>Llegó a tiempo el 75" in charts["trend"]
    assert ">2020-T4<" in charts["trend"]


def test_an_edition_of_before_shows_what_it_showed_then() -> None:
    data = replace(samples.small(), schema=2)
    kinds = {row["kind"] for row in plot_charts(data, publish(data), Language())["received"].rows}
    assert kinds == {"Aprobado", "En revisión", "Falta"}


def test_the_same_data_draw_the_same_charts() -> None:
    assert draw(samples.small()) == draw(samples.small())


def test_titles_of_groups_cannot_break_out_of_a_chart() -> None:
    data = samples.small()
    first = replace(data.projects[0], title="</text><script>alert(1)</script>")
    assert "<script" not in draw(replace(data, projects=(first,)))["timeline"]


def test_a_chart_with_nothing_to_show_is_not_drawn() -> None:
    data = samples.realistic()
    resting = tuple(project for project in data.projects if not project.expected and project.start is None)
    assert draw(replace(data, projects=resting)) == {}


def test_a_number_that_does_not_fit_its_bar_is_left_to_the_table() -> None:
    past = [PastCompliance("GTPA", 900, 899, 450), PastCompliance("GTPA", 2, 1, 1)]
    data = samples.edition()
    data = replace(data, trend=tuple(PastPeriod(f"2021-T{n}", (own,)) for n, own in enumerate(past, start=1)))
    numbers = re.findall(r">(\d+)</text>", draw(data)["trend"])
    assert numbers[:2] == ["450", "449"]
    assert "1" not in numbers


def test_a_period_whose_updates_were_all_waived_can_be_drawn() -> None:
    data = samples.small()
    waived = [
        replace(project, answers=tuple(Answer(own.group, State.WAIVED, waived_reason="x") for own in project.answers))
        for project in data.projects
    ]
    assert "statuses" in draw(replace(data, projects=tuple(waived)))
