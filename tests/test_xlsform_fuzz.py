"""XLSForms spoiled at random: never a crash, and nothing that stands in a cell is passed over in silence.

Few and fast here; XLSFORM_FUZZ_EXAMPLES=5000 asks for more.
"""

import io
import os
import re
import struct
import time
import zlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from monitor.domain.questionnaire_checks import problems
from monitor.domain.update_sheet_reading import FAULT, FORMULA, Percentage, SheetRefused
from monitor.domain.xlsform import SheetIn
from monitor.domain.xlsform_reading import Reading, read_form
from monitor.xlsform_files import MOST_COLUMNS, MOST_ROWS, read_xlsform, write_xlsform
from tests.sheet_samples import repacked
from tests.survey_samples import default_questionnaire
from tests.test_xlsform_files import as_cells
from tests.xlsform_samples import CHOICES, SETTINGS, SURVEY, book

EXAMPLES = int(os.environ.get("XLSFORM_FUZZ_EXAMPLES", "30"))
FUZZED = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
TRICKY = [
    *(
        "sí",
        "field-list",
        "yes",
        "no",
        "1",
        "0",
        "${",
        "${}",
        "${a1}",
        ".",
        "(",
        "not(.)",
        "a b",
        "=1+1",
        "-",
        "::",
        ":",
    ),
    *("begin_group", "end_group", "begin_repeat", "calculate", "note", "integer", "text", "select_one", "select_one x"),
    *(
        "label::English (en)",
        "label:Español",
        "label",
        "hint::xx",
        "name",
        "type",
        "sec_a",
        "a4",
        "a4__cl__m",
        "e4_hoy",
    ),
    *("n0", "na", "GOB:", "GOB:x", ":1", "rows", "group", "single", "⚥", "\u202e", "A" * 5000, "' or '1'='1", "🙂"),
    *(0, 1, -1, 2.5, 1e15, 1e300, float("inf"), True, False, date(2021, 1, 1), datetime(2021, 1, 1, 3)),  # noqa: DTZ001
    *(Percentage(0.5), FORMULA, FAULT),
]
values = st.sampled_from(TRICKY) | st.text(max_size=12) | st.integers() | st.floats(allow_nan=False)


@cache
def whole_form() -> dict[str, SheetIn]:
    return as_cells(default_questionnaire())


@st.composite
def spoiled(draw: Any, form: dict[str, SheetIn], most: int) -> dict[str, SheetIn]:
    """The form with some cells changed, removed or added."""
    cells = {name: dict(sheet.cells) for name, sheet in form.items()}
    for _ in range(draw(st.integers(1, most))):
        sheet = draw(st.sampled_from(sorted(cells)))
        last_row, last_column = (max((place[side] for place in form[sheet].cells), default=1) for side in (0, 1))
        place = (draw(st.integers(1, last_row + 2)), draw(st.integers(1, last_column + 1)))
        value = draw(st.none() | values)
        if value is None:
            cells[sheet].pop(place, None)
        else:
            cells[sheet][place] = value
    return {name: SheetIn(found) for name, found in cells.items()}


def check_reading(found: Reading) -> None:
    """Problems, or a questionnaire that can be used and travels again."""
    for each in (*found.problems, *found.notices):
        assert str(each)
    if found.questionnaire is None:
        assert found.problems
    else:
        assert problems(found.questionnaire) == found.problems == []
        assert read_form(as_cells(found.questionnaire)).questionnaire == found.questionnaire


@FUZZED
@given(
    st.sampled_from(["small", "whole"]).flatmap(lambda size: spoiled(book() if size == "small" else whole_form(), 6))
)
def test_a_form_that_was_spoiled_is_refused_or_read(form: dict[str, SheetIn]) -> None:
    check_reading(read_form(form))


@dataclass(frozen=True)
class _Place:
    sheet: str
    row: int
    column: int


def heading(place: _Place) -> str:
    return str(whole_form()[place.sheet].cells.get((1, place.column), ""))


def said(value: Any) -> str:
    """What a cell says, however it is typed."""
    if isinstance(value, int | float) or re.fullmatch(r"-?[0-9]+([.,][0-9]+)?", str(value)):
        return f"{float(str(value).replace(',', '.')):g}"
    return str(value).strip("\x00\ufeff\ufffe\uffff \t\r\n\x7f").lower()


def changes_nothing(place: _Place, old: Any, new: Any) -> bool:
    """Whether a cell may change without changing the questionnaire: how things are drawn, names nobody refers to."""
    name, kind = heading(place), str(whole_form()["survey"].cells.get((place.row, 1), ""))
    if said(old) == said(new) or not said(new):
        return True
    if place.sheet == "survey" and name == "name":
        return kind == "note" or str(old) in ("e4_antes", "e4_hoy")
    if place.sheet == "survey" and name == "type":
        return str(old) in ("begin_group", "end_group", "calculate") and place.row > 1
    return name in ("appearance", "not_applicable", "exclusive", "required") or str(new).startswith("#")


@FUZZED
@given(st.data())
def test_no_cell_is_passed_over_in_silence(data: st.DataObject) -> None:
    """One cell of the default questionnaire says something else: the questionnaire does too, or somebody is told."""
    form = whole_form()
    sheet = data.draw(st.sampled_from(sorted(form)))
    row, column = data.draw(st.sampled_from(sorted(form[sheet].cells)))
    value = data.draw(values)
    old = form[sheet].cells[row, column]
    cells: dict[tuple[int, int], Any] = {**form[sheet].cells, (row, column): value}
    found = read_form(form | {sheet: SheetIn(cells)})
    check_reading(found)
    if found.questionnaire == default_questionnaire() and not found.notices:
        assert changes_nothing(_Place(sheet, row, column), old, value), (sheet, row, column, old, value)


# Files


def saved(**sheets: list[list[Any]]) -> bytes:
    made = Workbook()
    made.remove(made.active)  # type: ignore[arg-type]
    for name, rows in ({"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS} | sheets).items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_a_file_made_elsewhere_is_read() -> None:
    found = read_xlsform(saved())
    assert found.problems == []
    assert found.questionnaire == read_form(book()).questionnaire


def refusal(content: bytes) -> str:
    with pytest.raises(SheetRefused) as refused:
        read_xlsform(content)
    return str(refused.value)


def test_files_that_are_no_workbook_or_too_large_are_refused() -> None:
    began = time.monotonic()
    good = saved()
    assert "no es un libro de Excel" in refusal(b"type,name,label\n")
    assert "dañada" in refusal(good[: len(good) // 2])
    assert "contraseña" in refusal(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    assert "vínculos" in refusal(repacked(good, extra=[("xl/externalLinks/externalLink1.xml", b"<x/>")]))
    assert "macros" in refusal(repacked(good, extra=[("xl/vbaProject.bin", b"x")]))
    assert "demasiado grande" in refusal(b"x" * (5 * 1024 * 1024 + 1))
    assert "demasiado grande" in refusal(repacked(good, extra=[("xl/media/bomb.xml", b" " * 40_000_000)]))
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst/>'
    assert "dañada" in refusal(repacked(good, lambda n, c: entity if n.endswith("sheet1.xml") else c))
    assert time.monotonic() - began < 5


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = zlib.compress(b" " * 40_000_000, 9)[2:-4]
    content = bytearray(repacked(saved(), extra=[("xl/bomb.xml", b"!")]))
    name = b"xl/bomb.xml"
    start = content.index(name) - 30
    header = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(bomb), 1, len(name), 0)
    assert "dañada" in refusal(bytes(content[:start]) + header + name + bomb + bytes(content[start:]))


def with_rows(count: int) -> bytes:
    """A file whose survey has this many rows, each a question."""
    heads = "".join(f'<c t="inlineStr"><is><t>{head}</t></is></c>' for head in SURVEY[0][:3])
    cells = '<c t="inlineStr"><is><t>text</t></is></c><c><v>1</v></c><c t="inlineStr"><is><t>x</t></is></c>'
    rows = f"<row>{heads}</row>" + f"<row>{cells}</row>" * (count - 1)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    return repacked(small_file(), lambda name, content: sheet if name.endswith("sheet1.xml") else content)


def test_ten_thousand_rows_are_read_and_one_more_is_refused() -> None:
    began = time.monotonic()
    assert len(read_xlsform(with_rows(MOST_ROWS)).problems) == 1001
    assert "demasiadas filas" in refusal(with_rows(MOST_ROWS + 1))
    assert time.monotonic() - began < 20


def test_columns_beyond_the_last_are_not_left_out_in_silence() -> None:
    assert "columnas" in refusal(saved(survey=[[*SURVEY[0], *[None] * MOST_COLUMNS, "secreto"], *SURVEY[1:]]))


def test_formulas_hidden_sheets_merged_cells_and_times_are_told() -> None:
    made = load_workbook(io.BytesIO(saved()))
    made["survey"]["C3"] = "=1+1"
    made["survey"]["C4"] = timedelta(hours=3)
    made["choices"].sheet_state = "veryHidden"
    made["choices"].merge_cells("C2:C4")
    made["settings"]["A2"] = "#N/A"
    buffer = io.BytesIO()
    made.save(buffer)
    found = read_xlsform(buffer.getvalue())
    places = {(each.sheet, each.row, each.column) for each in found.problems}
    assert places >= {
        ("survey", 3, "C"),
        ("survey", 4, "C"),
        ("choices", 0, ""),
        ("choices", 2, "C"),
        ("settings", 2, "A"),
    }
    assert found.questionnaire is None


@settings(max_examples=max(20, EXAMPLES // 10), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_bytes_that_were_spoiled_crash_nothing(data: st.DataObject) -> None:
    """Whatever happens to the parts of the archive or to the archive itself."""
    good = small_file()
    with ZipFile(io.BytesIO(good)) as archive:
        part = data.draw(st.sampled_from(archive.namelist()))
    where, what = data.draw(st.floats(0, 1)), data.draw(st.binary(min_size=1, max_size=6))

    def change(name: str, content: bytes) -> bytes:
        at = int(where * len(content))
        return content[:at] + what + content[at + len(what) :] if name == part else content

    content = repacked(good, change)
    if data.draw(st.booleans()):
        at = int(where * len(good))
        content = good[:at] + what + good[at + len(what) :]
    try:
        found = read_xlsform(content)
    except SheetRefused:
        return  # one plain sentence, and no other exception
    check_reading(found)


@cache
def small_file() -> bytes:
    return saved()


def test_a_file_of_ours_that_was_packed_again_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(write_xlsform(default_questionnaire()))
    buffer = io.BytesIO()
    load_workbook(path).save(buffer)
    assert read_xlsform(buffer.getvalue()).questionnaire == default_questionnaire()
    with ZipFile(buffer, "a", ZIP_DEFLATED) as archive:
        archive.writestr("docProps/thumbnail.jpeg", b"x")
    assert read_xlsform(buffer.getvalue()).questionnaire == default_questionnaire()
