"""Every form of an edition says the same, hides the same, and opens in the programs it is for."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree

from reports.data import ReportData
from reports.exports.csv_files import archive_of, csv_of, harmless
from reports.exports.document import document_of
from reports.exports.iati import iati_of
from reports.exports.json_file import json_of
from reports.exports.workbook import workbook_of
from reports.open_data import Table, tables_of
from reports.open_data_columns import Kind
from reports.people_tables import publish
from tests.reports.samples import QUARTER_END, QUARTER_START, empty, hard, realistic

SCHEMA = Path(__file__).resolve().parents[4] / "shared" / "iati" / "2.03" / "iati-activities-schema.xsd"


@pytest.fixture(scope="module")
def data() -> ReportData:
    return realistic()


@pytest.fixture(scope="module")
def tables(data: ReportData) -> list[Table]:
    return tables_of(data)


def table(tables: list[Table], key: str) -> list[dict[str, Any]]:
    (found,) = [each for each in tables if each.key == key]
    return [dict(zip((column.key for column in found.columns), row, strict=True)) for row in found.rows]


def test_no_project_is_left_out_of_the_tables(data: ReportData, tables: list[Table]) -> None:
    assert [row["project"] for row in table(tables, "projects")] == [project.number for project in data.projects]


def test_a_project_that_was_not_expected_says_why(tables: list[Table]) -> None:
    rows = table(tables, "projects")

    assert all(row["expected"] or row["why_not_expected"] for row in rows)


def test_what_the_report_hides_stands_in_no_table() -> None:
    data = replace(realistic(), hide_below=40)  # high enough that putting categories together does not save all
    tables = tables_of(data)
    printed = [row for own in publish(data).tables.values() for each in own for row in each.rows]
    hidden = sum(figure.is_hidden for row in printed for figure in (*row.by_sex.values(), row.total))
    counts = ("women", "men", "other", "not_recorded", "other_or_not_recorded", "total")
    written = [row[key] for row in table(tables, "participation") for key in counts]

    assert hidden
    assert written.count("oculto") == hidden
    assert not [value for value in written if isinstance(value, int) and 0 < value < data.hide_below]


def test_the_words_of_an_update_in_review_are_in_no_form(data: ReportData, tables: list[Table]) -> None:
    unapproved = {project.number for project in data.projects if project.expected and project.headline is None}

    assert unapproved
    assert all(row["achieved"] is None for row in table(tables, "projects") if row["project"] in unapproved)


def test_every_column_has_its_meaning_in_the_dictionary(tables: list[Table]) -> None:
    meanings = {(row["table"], row["column"]): row["meaning"] for row in table(tables, "dictionary")}

    for each in tables[:-1]:
        for column in each.columns:
            assert meanings[each.key, column.key]


def test_csv_opens_in_excel_and_reads_back_whole(tables: list[Table]) -> None:
    (projects,) = [each for each in tables if each.key == "projects"]
    content = csv_of(projects)

    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == [column.key for column in projects.columns]
    assert len(rows) == len(projects.rows) + 1


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM", "\tx"])
def test_no_text_runs_as_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_an_ordinary_text_stays_as_it_is() -> None:
    assert harmless("Taller = encuentro") == "Taller = encuentro"


def test_the_archive_has_every_table_and_always_the_same_bytes(tables: list[Table]) -> None:
    first = archive_of(tables)

    assert first == archive_of(tables)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.namelist() == [f"{each.key}.csv" for each in tables]


def test_the_workbook_has_a_sheet_for_each_table_and_no_formula(data: ReportData, tables: list[Table]) -> None:
    first = workbook_of(data, tables)

    assert first == workbook_of(data, tables)
    book = openpyxl.load_workbook(io.BytesIO(first))
    assert book.sheetnames == [each.title for each in tables]
    for sheet in book:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        assert sheet.freeze_panes == "A2"


def test_json_is_typed_and_says_what_each_column_means(tables: list[Table]) -> None:
    document = json.loads(json_of(tables))

    participation = document["tables"]["participation"]
    assert {column["key"] for column in participation["columns"]} == set(participation["rows"][0])
    assert document["format"] == 1


def iati(data: ReportData) -> Any:
    return etree.fromstring(iati_of(data, plan_key="hraem-2021-2023", plan_start=QUARTER_START, plan_end=QUARTER_END))


@pytest.mark.skipif(not SCHEMA.exists(), reason="the official IATI schema is not beside this checkout (shared/iati)")
@pytest.mark.parametrize("make", [realistic, hard, empty])
def test_iati_is_valid_against_the_official_schema(make: Any) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMA))

    assert schema.validate(iati(make())), schema.error_log


def test_iati_has_an_activity_for_each_project_with_the_plans_words_beside_its_dates(data: ReportData) -> None:
    activities = iati(data).findall("iati-activity")

    assert len(activities) == len(data.projects)
    for activity, project in zip(activities, data.projects, strict=True):
        dates = activity.findall("activity-date")
        assert dates
        assert all(project.schedule in each.findtext("narrative") for each in dates)


def test_iati_says_where_a_date_is_the_plans_and_not_the_projects(data: ReportData) -> None:
    undated = [project for project in data.projects if project.start is None and project.end is None]
    activities = {each.findtext("iati-identifier").rsplit("-", 1)[1]: each for each in iati(data)}

    assert undated
    for project in undated:
        (day,) = activities[str(project.number)].findall("activity-date")
        assert day.findtext("narrative").startswith("El plan no da una fecha")


def test_iati_shares_of_several_areas_add_up(data: ReportData) -> None:
    two_areas = [each for each in iati(data) if len(each.findall("sector")) > 1]

    assert two_areas
    for activity in two_areas:
        assert sum(int(sector.get("percentage")) for sector in activity.findall("sector")) == 100


def test_iati_leaves_hidden_figures_out(data: ReportData) -> None:
    shown = {int(actual.get("value")) for actual in iati(data).iter("actual")}

    assert shown
    assert not shown & set(range(1, data.hide_below))


def test_a_control_character_breaks_no_form(data: ReportData) -> None:
    first, *others = data.projects
    odd = replace(data, projects=(replace(first, title="Título\x0b con \x00 ruido"), *others))

    assert iati(odd) is not None
    assert document_of(odd)
    assert workbook_of(odd, tables_of(odd))


def test_shares_are_whole_per_cent_since_more_places_would_tell_hidden_counts() -> None:
    tables = tables_of(realistic())
    shares = [
        value
        for table in tables
        for row in table.rows
        for column, value in zip(table.columns, row, strict=True)
        if column.kind is Kind.SHARE and isinstance(value, float)
    ]
    assert len(shares) > 20
    assert [share for share in shares if share != round(share, 2)] == []
