"""Parts become one PDF: numbers, links and headers as if they had never been apart."""

import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest

from reports.archive import About
from reports.binding import bind
from reports.merge import MissingPlace, merge
from reports.outline import Entry, in_groups, nested
from reports.part_file import Part, summary_of
from reports.parts import CUT, cut, key_of
from reports.render import render_part

pytestmark = pytest.mark.pdf

ABOUT = About("Prueba ñ", "Autora", "Asunto", "es", datetime(2021, 10, 1, tzinfo=UTC), "Pruebas")
HEAD = (
    '<!doctype html><html lang="es"><head><meta charset="utf-8"><title>Prueba</title><meta name="x" content="1">'
    "<style>@page { @bottom-right { content: counter(page); font: 600 8pt Inter } } * { font-family: Inter }"
    " section { break-before: page } h1 { bookmark-level: none }"
    " h2 { bookmark-level: 1 } h3 { bookmark-level: 2 }</style></head><body>"
)
CROSSING = f"""{HEAD}{CUT}
<h1>Portada</h1><p><a href="#fin">Ir <b>al fin</b></a> <span class="page" data-target="#fin"></span></p>
{CUT}<section><h2>Uno</h2><p>Texto</p></section><section><h3>Uno y medio</h3><p>Texto</p></section>
{CUT}<section id="fin"><h2>Fin</h2><h3>Del fin</h3><p>Volver a <a href="#nada">ninguna parte</a></p></section>
</body></html>"""
SPANS = f"""{HEAD}<h1>Tabla</h1><table><thead>
<tr><th rowspan="2">País</th><th colspan="2">Personas</th><th rowspan="2">Total</th></tr>
<tr><th>Mujeres</th><th>Hombres</th></tr>
</thead><tbody>
<tr><th scope="row" rowspan="2">Chile</th><td>c1</td><td>c2</td><td>c3</td></tr>
<tr><td>d1</td><td>d2</td><td>d3</td></tr>
<tr><th scope="row">Perú</th><td colspan="2">p12</td><td>p3</td></tr>
</tbody></table></body></html>"""


def rendered(html: str) -> list[Part]:
    return [render_part(part, prefix=key_of(part)[:10]) for part in cut(html, page_word="Página")]


def joined(parts: Sequence[Part]) -> bytes:
    output = BytesIO()
    placed = lambda placements: (bind(part, own) for part, own in zip(parts, placements, strict=True))  # noqa: E731
    merge([part.summary() for part in parts], placed, about=ABOUT, attachments=[], output=output)
    return output.getvalue()


@pytest.fixture(scope="module")
def crossing() -> bytes:
    return joined(rendered(CROSSING.replace('<a href="#nada">ninguna parte</a>', '<a href="#fin">aquí</a>')))


def test_a_part_comes_back_from_its_bytes_as_it_was() -> None:
    part = rendered(CROSSING)[0]
    assert Part.from_bytes(part.to_bytes()) == part
    assert summary_of(part.to_bytes()) == part.summary()


def test_pages_are_numbered_through_and_named_where_they_stand(crossing: bytes, tmp_path: Path) -> None:
    path = tmp_path / "crossing.pdf"
    path.write_bytes(crossing)
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True).stdout
    pages = text.split("\f")[:-1]
    assert [sheet.split()[-1] for sheet in pages] == ["1", "2", "3", "4"]
    assert "Ir al fin 4" in " ".join(pages[0].split())


def test_links_and_bookmarks_lead_into_other_parts(crossing: bytes) -> None:
    with pikepdf.open(BytesIO(crossing)) as pdf:
        links = [own for sheet in pdf.pages for own in sheet.obj.get("/Annots", [])]
        assert {str(link.Dest) for link in links} == {"fin"}
        names = pdf.Root.Names.Dests.Kids[0].Names
        assert names[1][0].objgen == pdf.pages[3].obj.objgen
        with pdf.open_outline() as outline:
            assert [(item.title, [own.title for own in item.children]) for item in outline.root] == [
                ("Uno", ["Uno y medio"]),
                ("Fin", ["Del fin"]),
            ]


def test_the_whole_is_valid(crossing: bytes, tmp_path: Path) -> None:
    path = tmp_path / "crossing.pdf"
    path.write_bytes(crossing)
    for profile in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A):
        report = str(page.validate_pdf(str(path), profile=profile))
        assert " 0 failed" in report, report


def test_a_link_to_nowhere_stops_the_report() -> None:
    with pytest.raises(MissingPlace, match="nada"):
        joined(rendered(CROSSING))


def test_cells_find_their_headers_across_spans() -> None:
    with pikepdf.open(BytesIO(joined(rendered(SPANS)))) as pdf:
        texts = _texts(pdf)
        heads = {str(own.ID): texts[own.objgen] for own in _cells(pdf) if str(own.S) == "/TH"}
        found = {
            texts[own.objgen]: [heads[str(header)] for header in own.A.Headers]
            for own in _cells(pdf)
            if str(own.S) == "/TD"
        }
    assert found == {
        "c1": ["Chile", "Personas", "Mujeres"], "c2": ["Chile", "Personas", "Hombres"], "c3": ["Chile", "Total"],
        "d1": ["Chile", "Personas", "Mujeres"], "d2": ["Chile", "Personas", "Hombres"], "d3": ["Chile", "Total"],
        "p12": ["Perú", "Personas", "Mujeres", "Hombres"], "p3": ["Perú", "Total"],
    }  # fmt: skip


def _cells(pdf: pikepdf.Pdf) -> list[Any]:
    return [own for own in pdf.objects if isinstance(own, pikepdf.Dictionary) and own.get("/S") in ("/TD", "/TH")]


def _texts(pdf: pikepdf.Pdf) -> dict[tuple[int, int], str]:
    """What each cell says, in the order of its table: the sample's own words, as the tree names them."""
    words = [
        "País",
        "Personas",
        "Total",
        "Mujeres",
        "Hombres",
        "Chile",
        "c1",
        "c2",
        "c3",
        "d1",
        "d2",
        "d3",
        "Perú",
        "p12",
        "p3",
    ]
    walked: list[Any] = []

    def walk(element: Any) -> None:
        if str(element.get("/S")) in ("/TD", "/TH"):
            walked.append(element)
        for kid in element.get("/K", []):
            if isinstance(kid, pikepdf.Dictionary):
                walk(kid)

    walk(pdf.Root.StructTreeRoot.K[0])
    return {element.objgen: word for element, word in zip(walked, words, strict=True)}


def test_bookmarks_nest_also_where_a_level_is_left_out() -> None:
    flat = [Entry(level, str(level), b"") for level in (2, 1, 3, 2, 1)]
    assert [[own.level for own in entry.children] for entry in nested(flat)] == [[], [3, 2], []]


def test_very_many_bookmarks_stand_in_groups() -> None:
    flat = [Entry(1, "Área 1", b""), *(Entry(2, f"{number}. Proyecto", b"") for number in range(1, 251))]
    (area,) = in_groups(nested(flat))
    assert [(own.label, len(own.children)) for own in area.children] == [
        ("1 – 100", 100),
        ("101 – 200", 100),
        ("201 – 250", 50),
    ]
