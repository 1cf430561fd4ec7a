"""The tables hold what the report's newer sections tell: the same figures, in every form made of them."""

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl

from reports import figures, milestone_lists
from reports.data import Change, ReportData
from reports.exports.csv_files import csv_of
from reports.exports.workbook import workbook_of
from reports.key_figures import key_figures
from reports.languages import in_language, speaking
from reports.milestones import Dropped
from reports.open_data import Table, tables_of
from reports.people_tables import publish
from reports.story import Story
from tests.reports.exports.test_document import with_survey
from tests.reports.hard_cases import corrected


def made(data: ReportData) -> dict[str, Table]:
    return {table.key: table for table in tables_of(data)}


def rows(table: Table) -> list[dict[str, Any]]:
    return [dict(zip((column.key for column in table.columns), row, strict=True)) for row in table.rows]


def test_key_figures_delays_milestones_notes_survey_and_errata_stand_in_the_tables() -> None:
    data = replace(with_survey(), changes=corrected().changes)
    dropped = Dropped("Feria", date(2021, 8, 3), "Se une a otra.", date(2021, 12, 31))
    data = replace(data, projects=(replace(data.projects[0], dropped=(dropped,)), *data.projects[1:]))
    tables = made(data)
    told = key_figures(Story(data, publish(data), speaking("es")))

    assert [(row["figure"], row["value"], row["change"]) for row in rows(tables["key_figures"])] == [
        (own.label, own.value, own.change or None) for own in told
    ]
    delays = rows(tables["delays"])
    assert [row["projects"] for row in delays] == [len(own.projects) for own in figures.delays(data)]
    assert delays
    moves = rows(tables["moves"])
    assert [row["new"] for row in moves] == [
        *(line.move.new for line in milestone_lists.moved(data) if line.move), None,
    ]  # fmt: skip
    assert (moves[-1]["change"], moves[-1]["milestone"], moves[-1]["reason"]) == ("Retirado", "Feria", "Se une a otra.")
    assert len(tables["womens_roles"].rows) == len(figures.womens_roles(data))
    (survey,) = rows(tables["surveys"])
    assert (survey["answered"], survey["asked"], survey["mean"], survey["change"]) == (7, 9, 61.3, 3.4)
    assert len(tables["changes"].rows) == len(data.changes)


def test_the_workbook_and_the_csv_hold_the_same_figures_in_the_way_of_the_language() -> None:
    data = in_language(replace(with_survey(), changes=(Change("Área 2", "Cobertura", "63\u00a0%", "64\u00a0%"),)), "en")
    tables = made(data)
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(data, list(tables.values()))))
    sheet = book[tables["surveys"].title]
    areas = book[tables["areas"].title]
    share = [column.key for column in tables["areas"].columns].index("share_of_women") + 1
    expected = [cell.value for cell in book[tables["projects"].title][2]]

    assert sheet.cell(2, 8).value == 61.3
    assert sheet.cell(2, 8).number_format == "General"
    assert areas.cell(2, share).number_format == "0%"
    assert "yes" in expected
    (line,) = list(csv.DictReader(io.StringIO(csv_of(tables["surveys"]).decode("utf-8-sig"))))
    assert line["mean"] == "61.3"
    assert rows(tables["changes"])[0]["before"] == "63%"
