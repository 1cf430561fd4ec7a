"""Contents for the tests of the offline spreadsheet, and the small surgery that people and attackers do to one."""

import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from hypothesis import strategies as st
from openpyxl import load_workbook

from monitor.domain.age_bands import DEFAULT_AGE_BANDS
from monitor.domain.participation import (
    Cell,
    Depth,
    Measure,
    Modality,
    NoSplitReason,
    ParticipationRecord,
    Sex,
)
from monitor.domain.update_content import EvidenceItem, MilestoneAnswer, UpdateContent
from monitor.domain.update_sheet import ActivitySpec, BookSpec, MilestoneSpec, SheetSpec, sheet_name
from monitor.domain.update_sheet_label import write_label
from monitor.domain.update_sheet_reading import check_structure, read_sheet
from monitor.domain.update_sheet_rows import grid_lines, questions
from monitor.domain.update_sheet_values import Values, first_records, given, marks, plain, values_of
from monitor.domain.updates import DelayReason, Punctuality, Status
from monitor.spreadsheet_reading import read_book
from monitor.spreadsheets import Prefilled, write_book

SECRET = "only-for-tests-" + "x" * 32
BANDS = DEFAULT_AGE_BANDS.bands

texts = st.text(max_size=60).map(plain)
names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).map(plain).filter(bool)
days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
counts = st.integers(0, 999_999_999)


@st.composite
def records(draw: st.DrawFn) -> ParticipationRecord:
    depth = draw(st.sampled_from(Depth))
    measure = draw(st.sampled_from([each for each in Measure if each.rules.by_age or not depth.by_age]))
    places = [Cell(sex, band, country) for _label, band, country in grid_lines(depth, BANDS) for sex in Sex]
    starts = draw(st.none() | days)
    return ParticipationRecord(
        activity=draw(names),
        measure=measure,
        depth=depth,
        cells={} if depth is Depth.NONE else draw(st.dictionaries(st.sampled_from(places), counts, max_size=6)),
        total=draw(st.none() | counts),
        starts_on=starts,
        ends_on=draw(st.none() | st.dates(starts or date(2000, 1, 1), date(2100, 12, 31))),
        no_split_reason=draw(st.none() | st.sampled_from(NoSplitReason)) if depth is Depth.NONE else None,
        comment=draw(texts),
        modality=draw(st.none() | st.sampled_from(Modality)),
        counting_rule=draw(texts),
        correction_reason=draw(texts) if measure is Measure.UNIQUE_SINCE_START else "",
    )


@st.composite
def contents(draw: st.DrawFn) -> UpdateContent:
    punctuality = draw(st.none() | st.sampled_from(Punctuality))
    late = punctuality is Punctuality.DELAYED
    people = draw(st.lists(records(), max_size=2))
    answers = [
        MilestoneAnswer(id_, f"Hito {id_}", draw(st.none() | days), draw(st.none() | days), draw(texts))
        for id_ in (1, 2)
    ]
    return UpdateContent(
        status=draw(st.none() | st.sampled_from(Status)),
        percent_done=draw(st.none() | st.integers(0, 100)),
        punctuality=punctuality,
        delay_reason=draw(st.none() | st.sampled_from(DelayReason)) if late else None,
        delay_words=draw(texts),
        nothing_to_report=draw(st.booleans()),
        nothing_reason=draw(texts),
        achieved=draw(st.text(max_size=400).map(plain)),
        obstacles=draw(texts),
        next_steps=draw(texts),
        womens_role=draw(texts),
        milestones=tuple(each for each in answers if each.done_on or each.new_due or each.reason),
        no_participation=not people and draw(st.booleans()),
        no_participation_reason=draw(texts),
        participation=tuple(people),
        evidence=(EvidenceItem("Acta", "https://example.org"),),
    )


def spec_of(content: UpdateContent, number: int = 12) -> SheetSpec:
    known = [ActivitySpec(id_, each.depth, BANDS) for id_, each in enumerate(content.participation, start=1)]
    blank = SheetSpec(
        name=sheet_name(number, "Ventanilla única: talleres [piloto]"),
        update_id=number,
        lock_version=3,
        title="Ventanilla única: talleres [piloto]",
        subtitle="GTCU · 2021-T3",
        milestones=(MilestoneSpec(1, "Hito 1", "octubre de 2021"), MilestoneSpec(2, "Hito 2")),
        activities=(*known, ActivitySpec(None, None, BANDS), ActivitySpec(None, None, BANDS)),
    )
    return replace(blank, marks=marks(values_of(content, blank, first_records(content))))


def book_of(*specs: SheetSpec) -> BookSpec:
    return BookSpec(1, "GTCU", 2, "2021-T3", date(2021, 10, 5), specs)


def file_of(content: UpdateContent, spec: SheetSpec | None = None) -> bytes:
    spec = spec or spec_of(content)
    book, values = book_of(spec), values_of(content, spec, first_records(content))
    return write_book(
        book, {spec.update_id: Prefilled(values, values)}, label=write_label(book, secret=SECRET), guide=["Guía"]
    )


def answers_in(file: bytes, spec: SheetSpec) -> tuple[Values, list[str]]:
    """The answers of a file, and what is wrong in it as «B12: message»."""
    cells = read_book(file).sheets[spec.name]
    check_structure(spec, cells)
    values, problems = read_sheet(spec, cells)
    return given(values), [f"{each.column}{each.row}: {each.message}" for each in problems]


def place_of(spec: SheetSpec, key: str) -> str:
    """«B12»: where the answer of this name stands."""
    for row, _row, question in questions(spec):
        if question.key == key:
            return f"{chr(64 + question.column)}{row}"
    raise KeyError(key)


def typed_into(file: bytes, sheet: str, answers: Mapping[str, Any]) -> bytes:
    """The file as somebody saved it after typing; `answers` goes by place: «B12»."""
    book = load_workbook(io.BytesIO(file))
    for place, value in answers.items():
        book[sheet][place].value = value
    return saved(book)


def quickly_typed_into(file: bytes, sheet: str, answers: Mapping[str, str | int]) -> bytes:
    """Like `typed_into` for texts and numbers, but in the file as it was written: what takes no half second."""
    with ZipFile(io.BytesIO(file)) as archive:
        names = re.findall(r'<sheet name="([^"]*)"', archive.read("xl/workbook.xml").decode())
    part = f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"

    def change(name: str, content: bytes) -> bytes:
        text = content.decode()
        for place, value in answers.items() if name == part else ():
            kind = "" if isinstance(value, int) else ' t="inlineStr"'
            inner = f"<v>{value}</v>" if isinstance(value, int) else f"<is><t>{escape(value)}</t></is>"
            cell = re.compile(rf'<c r="{place}"( s="\d+")(?:/>| t="s"><v>\d+</v></c>|><v>[^<]*</v></c>)')
            text, changed = cell.subn(rf'<c r="{place}"\1{kind}>{inner}</c>', text)
            assert changed == 1, place
        return text.encode()

    return repacked(file, change)


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def repacked(file: bytes, change: Callable[[str, bytes], bytes] | None = None, extra: Iterable[Any] = ()) -> bytes:
    """The file with its parts changed one by one, and with more parts: (name, content)."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(file)) as before, ZipFile(buffer, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, change(name, content) if change else content)
        for name, content in extra:
            after.writestr(name, content)
    return buffer.getvalue()
