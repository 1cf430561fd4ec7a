"""What a screen reader gets: headings in order, cells with their headers, figures with words, nothing read in vain."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest

pytestmark = pytest.mark.pdf

HEADINGS = [f"/H{level}" for level in range(1, 7)]


@pytest.fixture(scope="module")
def pdf(whole: Path) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(whole) as opened:
        yield opened


def elements(pdf: pikepdf.Pdf) -> list[Any]:
    """Every element of the tree that a screen reader walks, in reading order."""
    found = []
    waiting: list[Any] = [pdf.Root.StructTreeRoot.K]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting += reversed(list(node))
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append(node)
            if "/K" in node:
                waiting.append(node.K)
    return found


def kind(element: Any) -> str:
    return str(element.S)


def names(node: Any) -> Iterator[str]:
    """The names in a tree of names, in order, with its limits checked on the way."""
    for kid in node.get("/Kids", []):
        own = list(names(kid))
        assert [str(limit) for limit in kid.Limits] == [own[0], own[-1]]
        yield from own
    yield from (str(name) for name in list(node.get("/Names", []))[::2])


def test_headings_never_skip_a_level_and_none_is_read_twice(pdf: pikepdf.Pdf) -> None:
    found = [element for element in elements(pdf) if kind(element) in HEADINGS]
    levels = [HEADINGS.index(kind(element)) + 1 for element in found]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(kind(element.P) not in HEADINGS for element in found)
    assert len(levels) > 50


def test_every_data_cell_has_its_headers_and_every_header_its_scope_and_name(pdf: pikepdf.Pdf) -> None:
    cells = [element for element in elements(pdf) if kind(element) in ("/TD", "/TH")]
    heads = [str(cell.ID) for cell in cells if kind(cell) == "/TH"]
    assert len(heads) == len(set(heads)), "no two header cells of the whole have one name"
    assert sorted(heads) == list(names(pdf.Root.StructTreeRoot.IDTree)), "and each is found by it"
    for cell in cells:
        if kind(cell) == "/TH":
            assert str(cell.A.Scope) in ("/Row", "/Column")
        else:
            named = {str(header) for header in cell.A.Headers}
            assert named
            assert named <= set(heads)
    assert len(cells) > 500


def test_a_cell_of_figures_is_under_its_column_and_beside_its_row(pdf: pikepdf.Pdf) -> None:
    by_name = {str(element.ID): element for element in elements(pdf) if "/ID" in element}
    for table in (element for element in elements(pdf) if kind(element) == "/Table"):
        for cell in (own for own in _under(table) if kind(own) == "/TD"):
            for header in cell.A.Headers:
                assert _table_of(by_name[str(header)]).objgen == table.objgen


def _under(element: Any) -> Iterator[Any]:
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _under(kid)


def _table_of(element: Any) -> Any:
    while kind(element) != "/Table":
        element = element.P
    return element


def test_every_figure_has_its_words_and_its_place_on_the_page(pdf: pikepdf.Pdf) -> None:
    figures = [element for element in elements(pdf) if kind(element) == "/Figure"]
    assert len(figures) == 6, "status, received, trend, women, timeline and the QR code"
    for figure in figures:
        assert str(figure.Alt).strip()
        left, bottom, right, top = (float(side) for side in figure.A.BBox)
        assert 0 <= left < right <= 596 and 0 <= bottom < top <= 842


def test_lists_are_lists_of_items(pdf: pikepdf.Pdf) -> None:
    lists = [element for element in elements(pdf) if kind(element) == "/L"]
    assert len(lists) > 10
    assert {kind(item) for each in lists for item in each.K} == {"/LI"}


def test_each_element_knows_its_parent_and_each_text_its_element(pdf: pikepdf.Pdf) -> None:
    numbers: dict[int, Any] = {}
    for leaf in pdf.Root.StructTreeRoot.ParentTree.Kids:
        numbers |= dict(zip((int(key) for key in list(leaf.Nums)[::2]), list(leaf.Nums)[1::2], strict=True))
        assert [int(limit) for limit in leaf.Limits] == [int(leaf.Nums[0]), int(leaf.Nums[-2])]
    pages = {sheet.obj.objgen: int(sheet.obj.StructParents) for sheet in pdf.pages}
    assert sorted(pages.values()) == sorted(set(pages.values()))
    marks = 0
    for element in elements(pdf):
        for kid in element.K if isinstance(element.get("/K"), pikepdf.Array) else []:
            if isinstance(kid, int):
                assert numbers[pages[element.Pg.objgen]][kid].objgen == element.objgen
                marks += 1
            elif "/S" in kid:
                assert kid.P.objgen == element.objgen
            else:
                assert numbers[int(kid.Obj.StructParent)].objgen == element.objgen
    assert marks > 2000


def test_links_say_where_they_lead_in_words_and_lead_there(pdf: pikepdf.Pdf) -> None:
    places = set(names(pdf.Root.Names.Dests))
    links = [own for sheet in pdf.pages for own in sheet.obj.get("/Annots", [])]
    assert {"area-1", "anexo", "proyecto-1"} <= places
    assert len(links) > 60
    for link in links:
        assert str(link.Contents).strip()
        assert ("/A" in link and str(link.A.URI).startswith("https://")) or str(link.Dest) in places
        assert int(link.F) == 4


def test_running_heads_and_feet_are_not_read_aloud(pdf: pikepdf.Pdf) -> None:
    numbers: dict[int, Any] = {}
    for leaf in pdf.Root.StructTreeRoot.ParentTree.Kids:
        numbers |= dict(zip((int(key) for key in list(leaf.Nums)[::2]), list(leaf.Nums)[1::2], strict=True))
    for sheet in pdf.pages[1:]:
        content = sheet.Contents.read_bytes()
        assert content.count(b"<</Type/Pagination>>\nBDC") >= 4, "head, section, notice and number"
        marks = {int(mark) for mark in re.findall(rb"/MCID (\d+)>>\nBDC", content)}
        owners = numbers[int(sheet.obj.StructParents)]
        assert marks == {mark for mark, owner in enumerate(owners) if owner is not None}


def test_bookmarks_follow_the_contents_and_are_nested(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        areas = [item for item in outline.root if item.title.startswith("Área")]
    assert [title.split(".")[0] for title in titles] == [
        "Contenido", "Resumen", "Situación de los proyectos", "Quién informó y quién no", "Hitos",
        "Quiénes participaron", "El papel de las mujeres", "El plan en el tiempo",
        "Área 1", "Área 2", "Área 3", "Área 4", "Área 5", "Anexo: método y calidad de los datos", "Datos de la edición",
    ]  # fmt: skip
    assert [item.title[:40] for item in areas[0].children] == ["1. Encuentro Virtual de Mujeres en la Pe"]
    assert sum(len(item.children) for item in areas) == 20
    page_of = {sheet.obj.objgen: number for number, sheet in enumerate(pdf.pages)}
    destinations: list[Any] = [item.destination for item in areas]
    starts = [page_of[destination[0].objgen] for destination in destinations]
    assert starts == sorted(starts)


def test_no_heading_stands_alone_at_the_foot_of_a_page(pdf: pikepdf.Pdf) -> None:
    walked = [element for element in elements(pdf) if "/Pg" in element]
    for heading, after in pairwise(walked):
        if kind(heading) in HEADINGS and heading.P.objgen != after.objgen:
            assert heading.Pg.objgen == after.Pg.objgen, "what it heads is on the same page"


def test_a_table_that_goes_on_repeats_its_head_and_keeps_two_rows_together(pdf: pikepdf.Pdf) -> None:
    tables = [element for element in elements(pdf) if kind(element) == "/Table"]
    goes_on = [after for after in tables if not any(kind(kid) == "/Caption" for kid in after.K)]
    assert goes_on, "the sample has long tables"
    for before, after in pairwise(tables):
        assert any(kind(kid) == "/THead" for kid in after.K)
        if not any(kind(kid) == "/Caption" for kid in after.K):
            assert _rows(before) >= 2 and _rows(after) >= 2
            assert before.Pg.objgen != after.Pg.objgen


def _rows(table: Any) -> int:
    return sum(len(list(kid.K)) for kid in table.K if kind(kid) == "/TBody")
