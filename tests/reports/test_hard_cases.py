"""Reports that are hard to print keep their structure: every cell its heads, every figure its text, no page in vain."""

import subprocess
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from reports.charts import BARS, plot_charts
from reports.data import ReportData
from reports.exports.page_tree import classes_of, tree_of
from reports.html import LONGEST_WHOLE_ROW, SPANISH, render_html
from reports.parts import CUT, chart_place
from reports.pdf import build_pdf
from reports.people_tables import publish
from reports.short_sections import has_long_names, short_sections
from reports.story import Story
from tests.reports.hard_cases import HARD_CASES, long_names, many_groups, many_milestones, nothing_expected, one_project
from tests.reports.samples import edition

OPENERS = frozenset({"cover", "contents", "opens", "goes-on"})


@pytest.fixture(scope="module", params=HARD_CASES)
def data(request: pytest.FixtureRequest) -> ReportData:
    return HARD_CASES[request.param]()


@pytest.fixture(scope="module")
def html(data: ReportData) -> str:
    people = publish(data)
    plots = plot_charts(data, people, SPANISH)
    assert all(plot.title for plot in plots.values()), "what a chart shows, for who cannot see it"
    charts = {name: chart_place(name) for name in plots}
    return render_html(data, charts=charts, people=people)


@pytest.fixture(scope="module")
def page(html: str) -> Element:
    return tree_of(html)


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_headings_never_skip_a_level_and_names_of_places_are_unique(page: Element) -> None:
    levels = [
        int(own.tag[1]) for own in page.iter() if isinstance(own.tag, str) and own.tag in ("h1", "h2", "h3", "h4")
    ]
    places = [own.get("id") for own in page.iter() if own.get("id")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(places) == len(set(places))


def test_every_cell_has_its_column_and_its_row_and_every_table_its_caption(page: Element) -> None:
    for table in page.iter("table"):
        caption = table.find("caption")
        heads = [head for head in table.findall("thead/tr/th") if head.get("scope") == "col"]
        assert caption is not None
        assert words(caption)
        assert sum(int(col.get("span", "1")) for col in table.iter("col")) == len(heads)
        for row in table.findall("tbody/tr"):
            assert len(row) == len(heads)
            assert [cell.get("scope") for cell in row if cell.tag == "th"] == ["row"]


def test_no_row_that_must_stay_whole_is_longer_than_a_page(page: Element) -> None:
    for row in page.iter("tr"):
        if "tall" not in classes_of(row):
            assert all(len(words(cell)) <= LONGEST_WHOLE_ROW for cell in row), words(row)[:200]


def test_every_figure_says_in_words_what_it_shows(page: Element) -> None:
    for figure in page.iter("figure"):
        caption = figure.find("figcaption")
        assert caption is not None
        assert words(caption)
        if "code" in classes_of(figure):
            assert figure.findtext(".//title", "").startswith("Código QR")


def test_what_follows_a_cut_begins_a_page(html: str) -> None:
    _running, *pieces = html.split("<body>")[1].split(CUT)
    for piece in pieces:
        kinds = tree_of(f"<html>{piece[piece.index('<section') :].split('>', 1)[0]}></section></html>").find("section")
        assert kinds is not None
        assert OPENERS & set(classes_of(kinds))


def test_many_groups_are_told_in_short_where_a_list_would_fill_pages() -> None:
    data = many_groups()
    people = publish(data)
    plots = plot_charts(data, people, SPANISH)
    html = render_html(data, charts={name: chart_place(name) for name in plots}, people=people)
    story = Story(data, people, SPANISH)
    contents = tree_of(html).find(".//section[@class='contents']")

    assert len(plots["received"].details["order"]) == BARS
    assert f"Se muestran los {BARS} grupos a los que más avances les faltan." in html
    assert "Falta el avance de 200 grupos: están en la tabla" in story.received_in_full()
    assert contents is not None
    assert len(list(contents.iter("li"))) < 20
    assert "La página de cada proyecto está en la tabla" in words(contents)


def test_what_has_little_to_say_takes_no_page_of_its_own() -> None:
    assert short_sections(one_project()) >= {"quien-informo", "hitos", "participacion", "en-el-tiempo"}
    assert "quien-informo" in short_sections(nothing_expected())
    assert short_sections(edition()) == frozenset()


def test_groups_that_are_called_by_a_sentence_get_wider_columns_and_bars_of_their_own() -> None:
    data = long_names()
    bars = plot_charts(data, publish(data), SPANISH)["received"].details["order"]

    assert has_long_names(data)
    assert not has_long_names(edition())
    assert len(bars) == len(set(bars))
    assert all(len(bar) <= 45 for bar in bars)


@pytest.mark.pdf
def test_the_file_is_accessible_and_no_page_is_left_nearly_empty(tmp_path: Path) -> None:
    import page as validation  # the checker of PDF/UA

    file = tmp_path / "hard.pdf"
    file.write_bytes(build_pdf(many_milestones(), workers=1))
    text = subprocess.run(["pdftotext", str(file), "-"], check=True, capture_output=True, text=True).stdout

    assert " 0 failed" in str(validation.validate_pdf(str(file), profile=validation.ValidationProfile.PDF_UA_1))
    for sheet in text.split("\f")[:-1]:
        assert len(sheet.split()) >= 25, sheet
