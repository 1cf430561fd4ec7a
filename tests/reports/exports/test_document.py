"""The report as a Word document says what its page says, with the figures of its snapshot, and is read with ease."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import html5lib
import pytest
from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn

from reports import figures
from reports.data import ReportData
from reports.exports.document import document_of
from reports.html import render_html
from reports.languages import in_language, speaking
from reports.qr_code import qr_png
from reports.survey_notes import SurveyIndex, SurveyNote
from tests.reports.hard_cases import HARD_CASES, corrected, one_project
from tests.reports.samples import edition, empty, hard

XHTML = "{http://www.w3.org/1999/xhtml}"
DOT = qr_png("https://ejemplo.org")
"""Some picture."""
CHARTS = dict.fromkeys(("received", "trend", "statuses", "women", "timeline"), DOT)


def with_survey() -> ReportData:
    index = SurveyIndex("I", "Índice", 7, 61.25, "consolidating", 3.4, 6, "Index")
    note = SurveyNote("Encuesta", "Versión 2021", date(2021, 8, 20), 9, 7, "Versión 2020", (index,))
    return replace(edition(), surveys=(note,))


def opened(data: ReportData, pictures: dict[str, bytes] | None = None) -> Docx:
    return Document(io.BytesIO(document_of(data, pictures=pictures)))


def even(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def tables_of_page(data: ReportData) -> list[tuple[str, list[list[str]]]]:
    """Caption and cells of every table of the PDF's page, but for the numbers of its pages."""
    tree = html5lib.parse(render_html(data, charts={}, language=speaking(data.language)))

    def words(element: Any) -> str:
        return even("".join(element.itertext()))

    return [
        (
            words(table.find(f"{XHTML}caption")),
            [
                [words(cell) for cell in row if "paper" not in cell.get("class", "").split()]
                for row in table.iter(f"{XHTML}tr")
            ],
        )
        for table in tree.iter(f"{XHTML}table")
    ]


def tables_of_document(docx: Docx) -> list[tuple[str, list[list[str]]]]:
    found = []
    for table in docx.element.body.iter(qn("w:tbl")):
        caption = table.find(f"{qn('w:tblPr')}/{qn('w:tblCaption')}").get(qn("w:val"))
        rows = [
            ["".join(own.text or "" for own in cell.iter(qn("w:t"))) for cell in row.iter(qn("w:tc"))]
            for row in table.iter(qn("w:tr"))
        ]
        found.append((even(caption), rows))
    return found


def blind(text: str) -> str:
    """Without blanks and the points that stand between two marks."""
    return re.sub(r"[\s·]", "", text)


@pytest.mark.parametrize(("make", "language"), [(with_survey, "es"), (corrected, "en"), (empty, "es")])
def test_every_table_of_the_page_stands_in_the_document_figure_by_figure(make: Any, language: str) -> None:
    data = in_language(make(), language)
    wanted = tables_of_page(data)
    tiles = speaking(language).gettext("Cifras principales")  # a table in the document alone
    found = [own for own in tables_of_document(opened(data)) if own[0] != tiles]

    assert [caption for caption, _ in found] == [caption for caption, _ in wanted]
    for (caption, own), (_, page) in zip(found, wanted, strict=True):
        assert [[blind(cell) for cell in row] for row in own] == [[blind(cell) for cell in row] for row in page], (
            caption
        )


@pytest.fixture(scope="module")
def whole() -> Docx:
    return opened(edition(), CHARTS)


def test_the_figures_are_those_of_the_snapshot(whole: Docx) -> None:
    data = edition()
    tables = dict(tables_of_document(whole))

    rows = {row[0].split(" ")[0]: row[1:] for row in tables["Avances por grupo"][1:]}
    for group, own in figures.by_group(data):
        told = [own.expected, own.received, own.on_time, own.late, own.missing, own.approved, own.waived]
        assert rows[group] == [str(n) for n in told]
    assert tables["Cifras principales"][1] == [
        "avances recibidos", "17 de 20", "2 en revisión", "9 más que en 2021-T2 (8 de 9)",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["zero updates", "one project"])
def test_headings_never_skip_a_level_and_every_table_has_its_caption_and_head(name: str) -> None:
    docx = opened(HARD_CASES[name]())
    levels = [
        int(paragraph.style.name[-1])
        for paragraph in docx.paragraphs
        if paragraph.style and paragraph.style.name and paragraph.style.name.startswith("Heading")
    ]

    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in docx.tables:
        above = table._tbl.getprevious()
        assert above.style == "Caption"
        heads = [row for row in table._tbl.tr_lst if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
        assert heads == table._tbl.tr_lst[:1], "and its head is repeated on every page"
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table._tbl.tr_lst)


def test_every_picture_says_in_words_what_it_shows(whole: Docx) -> None:
    told = [drawn._inline.docPr.get("descr") for drawn in whole.inline_shapes]

    assert len(told) == len(CHARTS) + 1
    assert all(told)
    assert told[-1].startswith("Código QR que lleva a https://")


def test_links_lead_to_places_that_are_there_and_the_contents_are_a_field(whole: Docx) -> None:
    body = whole.element.body
    marks = [own.get(qn("w:name")) for own in body.iter(qn("w:bookmarkStart"))]
    targets = {own.get(qn("w:anchor")) for own in body.iter(qn("w:hyperlink")) if own.get(qn("w:anchor"))}

    assert len(marks) == len(set(marks))
    assert targets
    assert targets <= set(marks)
    assert any("TOC" in (code.text or "") for code in body.iter(qn("w:instrText")))


@pytest.mark.parametrize(("language", "tag", "percent"), [("es", "es-CO", "57\u00a0%"), ("en", "en-GB", "57%")])
def test_the_document_speaks_its_language(whole: Docx, language: str, tag: str, percent: str) -> None:
    docx = whole if language == "es" else opened(in_language(edition(), language))
    spoken = docx.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}").get(qn("w:val"))
    others = {own.get(qn("w:val")) for own in docx.element.body.iter(qn("w:lang"))}
    (figures_that_matter, *_) = docx.tables

    assert (docx.core_properties.language, spoken) == (language, tag)
    assert others == (set() if language == "es" else {"es-CO"}), "what the plan and the groups wrote says so"
    assert percent in [cell.text for cell in figures_that_matter.column_cells(1)]


def test_what_groups_wrote_is_text_with_its_lines_kept() -> None:
    docx = opened(hard())
    words = [paragraph.text for paragraph in docx.paragraphs]

    assert any("<script>alert('x')</script> {{ 7 * 7 }}" in text for text in words)
    assert "Paso uno.\nPaso dos." in words
    targets = [own.target_ref for own in docx.part.rels.values() if own.is_external]
    assert not [target for target in targets if not target.startswith("https://")]


def test_the_same_report_gives_the_same_bytes() -> None:
    data = one_project()
    first = document_of(data, pictures=CHARTS)

    assert first == document_of(data, pictures=CHARTS)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
