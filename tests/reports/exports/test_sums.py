"""The sums of people and the trend as open data: what the report prints, and not one figure more."""

from dataclasses import replace

from reports.data import ReportData
from reports.open_data import tables_of
from reports.people_tables import publish
from tests.reports import samples


def rows(data: ReportData, key: str) -> list[dict[str, object]]:
    table = next(own for own in tables_of(data) if own.key == key)
    return [dict(zip((column.key for column in table.columns), row, strict=True)) for row in table.rows]


def test_people_by_group_country_and_age_are_those_of_the_report() -> None:
    data = samples.edition()
    people, found = publish(data), rows(data, "people")
    whole = people.whole.total.value
    for by in ("grupo", "país", "edad"):
        assert sum(row["total"] for row in found if row["by"] == by) == whole  # type: ignore[misc]
    chile = next(row for row in found if row["who"] == "Chile")
    assert chile["women"] == people.countries.rows[0].row.by_sex[people.columns[0]].value


def test_a_figure_that_the_report_hides_is_hidden_in_the_open_data_too() -> None:
    data = replace(samples.edition(), hide_below=60)
    shown = {row["total"] for row in rows(data, "people")}
    assert "oculto" in shown
    assert all(not isinstance(value, int) or value == 0 or value >= 60 for value in shown)


def test_the_trend_ends_with_the_period_of_the_report() -> None:
    found = rows(samples.edition(), "trend")
    assert list(dict.fromkeys(row["period"] for row in found)) == ["2020-T4", "2021-T1", "2021-T2", "2021-T3"]
    for row in found:
        assert row["expected"] == row["on_time"] + row["late"] + row["missing"]  # type: ignore[operator]
