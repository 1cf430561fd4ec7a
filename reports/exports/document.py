"""The report as a Word document, for those who must quote it: its one HTML page, section by section, in Word's own
headings, lists and tables. So it says what the PDF and the screen say, and hides what they hide.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from reports.charts import Plot, plot_charts
from reports.data import ReportData
from reports.exports.page_tree import classes_of, tree_of
from reports.exports.word import Cell, Piece, Row, WordDocument, widths_of
from reports.html import render_html
from reports.language import N_
from reports.languages import speaking
from reports.parts import chart_place, charts_in
from reports.people_tables import PublishedPeople, publish
from reports.qr_code import qr_png

_STYLES = {
    "h1": "Title",
    "h2": "Heading 1",
    "h3": "Heading 2",
    "h4": "Heading 3",
    "lead": "Report Lead",
    "note": "Report Note",
    "cover-period": "Subtitle",
    "cover-plan": "Report Lead",
    "cover-notice": "Report Notice",
    "cover-notice-why": "Report Note",
}
_COLUMNS = {"c-name": 34.0, "c-short": 22.0, "c-wide": 44.0}
"""The widths of columns that the report's style sheet names, in millimetres."""
_INLINE = frozenset({"a", "b", "br", "em", "i", "span", "strong", "wbr"})
_LEFT_OUT = frozenset({"ring", "running", "page", "bar"})
"""What is drawn, what the margins repeat, and the numbers of pages that are another's."""
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def document_of(
    data: ReportData, *, people: PublishedPeople | None = None, pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """The whole report. `pictures` are its charts as PNG, by name; where one is not given its table still stands."""
    people = people or publish(data)
    language = speaking(data.language)
    plots = plot_charts(data, people, language) if pictures else {}
    html = render_html(data, charts={name: chart_place(name) for name in plots}, language=language, people=people)
    page = tree_of(html)
    word = WordDocument(
        title=_text(page.find("head/title")),
        author=data.publisher,
        language=data.language,
        created=data.generated_at,
        places={own.get("id", "") for own in page.iter() if own.get("id")},
    )
    body = page.find("body")
    assert body is not None
    word.running(*(_text(own) for own in body.findall("div")[:2]))
    heads = tuple(language.gettext(head) for head in _FIGURE_HEADS)
    _Writer(word, plots, pictures or {}, data.page_url, heads).blocks(body)
    return word.as_bytes()


_FIGURE_HEADS = (N_("Cifras principales"), N_("Dato"), N_("Valor"), N_("Detalle"), N_("Comparación"))
"""Caption and heads of the table that the tiles of the executive page become."""


class _Writer:
    """Walks over the page. What a place is called waits until the paragraph that begins it."""

    def __init__(
        self,
        word: WordDocument,
        plots: Mapping[str, Plot],
        pictures: Mapping[str, bytes],
        address: str,
        heads: tuple[str, ...],
    ) -> None:
        self.word, self.plots, self.pictures, self.address, self.heads = word, plots, pictures, address, heads
        self.marks: list[str] = []
        self.opens = False
        self.style = "Normal"
        self.known: dict[str, Callable[[Element], None]] = {
            **dict.fromkeys(("h1", "h2", "h3", "h4", "p"), self.line),
            **dict.fromkeys(("ul", "ol"), self.items),
            "table": self.table,
            "figure": self.figure,
            "blockquote": self.quote,
            "tiles": self.tiles,
            "contents": self.contents,
        }
        """What is written how, by element or by class. All else is walked through."""

    def blocks(self, element: Element) -> None:
        for child in element:
            if isinstance(child.tag, str) and not _LEFT_OUT & set(classes_of(child)):
                self.block(child)

    def block(self, own: Element) -> None:
        kinds = classes_of(own)
        if own.get("id"):
            self.marks.append(own.get("id", ""))
        if "opens" in kinds:
            self.opens = True
        known = self.known.get(own.tag) or next((self.known[kind] for kind in kinds if kind in self.known), self.blocks)
        known(own)

    def line(self, own: Element) -> None:
        style = next((_STYLES[kind] for kind in (own.tag, *classes_of(own)) if kind in _STYLES), self.style)
        self.paragraph(_pieces(own), style)

    def quote(self, own: Element) -> None:
        self.style = "Quote"
        self.blocks(own)
        self.style = "Normal"

    def paragraph(self, pieces: list[Piece], style: str) -> None:
        if pieces:
            self.word.paragraph(pieces, style, marks=self.marks, on_new_page=self.opens)
            self.marks, self.opens = [], False

    def items(self, own: Element) -> None:
        for item in own:
            if any(isinstance(child.tag, str) and child.tag not in _INLINE for child in item):
                self.blocks(item)
            else:
                self.paragraph(_pieces(item), "List Bullet")

    def contents(self, own: Element) -> None:
        head = own.find("h2")
        assert head is not None
        self.opens = True
        self.paragraph(_pieces(head), "TOC Heading")
        entries = [(2 if "sub" in classes_of(item) else 1, _pieces(item)) for item in own.iter("li")]
        self.word.contents(entries)

    def figure(self, own: Element) -> None:
        if "code" in classes_of(own):
            self.word.picture(qr_png(self.address), _text(own.find(".//title")), width=34)
            self.paragraph(_pieces(_only(own, "figcaption")), "Report Note")
            return
        names = charts_in("".join(f"<!--{child.text}-->" for child in own if not isinstance(child.tag, str)))
        if not names or names[0] not in self.pictures:
            return
        self.paragraph(_pieces(_only(own, "figcaption")), "Caption")
        self.word.picture(self.pictures[names[0]], self.plots[names[0]].title, width=174)
        self.blocks_of(own, "p")

    def blocks_of(self, own: Element, tag: str) -> None:
        for child in own.findall(tag):
            self.block(child)

    def tiles(self, own: Element) -> None:
        """The figures that matter as a table: what each is, how much, what is beside it and against what."""
        caption, *heads = self.heads
        rows = []
        for tile in own:
            told = {kind: child for child in tile for kind in classes_of(child)}
            cells = [told.get(name) for name in ("tile-label", "tile-number", "tile-more", "tile-change")]
            rows.append(Row([Cell(_pieces(cell), is_head=not n) for n, cell in enumerate(cells)]))
        self.paragraph([Piece(caption)], "Caption")
        head = Row([Cell([Piece(name)], is_head=True) for name in heads])
        self.word.table(head, rows, caption=caption, widths=[54, 26, 50, 44])

    def table(self, own: Element) -> None:
        caption = _pieces(own.find("caption"))
        self.paragraph(caption, "Caption")
        # Pages of an old schema leave the widths of some tables open.
        columns = list(_columns(own)) or [(None, False)] * len(_only(own, "thead/tr"))
        shown = [number for number, (_, is_paper) in enumerate(columns) if not is_paper]
        head, *rows = [_row(row, shown) for row in own.iter("tr")]
        widths = widths_of([columns[number][0] for number in shown])
        self.word.table(head, rows, caption="".join(piece.text for piece in caption), widths=widths)


def _columns(table: Element) -> Iterator[tuple[float | None, bool]]:
    """The width of each column, where one is given, and whether only paper needs it."""
    for col in table.iter("col"):
        kinds = classes_of(col)
        named = next((_COLUMNS[kind] for kind in kinds if kind in _COLUMNS), None)
        given = re.search(r"width: ([\d.]+)mm", col.get("style", ""))
        width = float(given[1]) if given else named
        for _ in range(int(col.get("span", "1"))):
            yield width, "paper" in kinds


def _row(row: Element, shown: list[int]) -> Row:
    cells = [cell for cell in row if isinstance(cell.tag, str)]
    return Row(
        [
            Cell(_pieces(cells[number]), is_head=cells[number].tag == "th", is_number="n" in classes_of(cells[number]))
            for number in shown
        ],
        is_sum=bool({"sum", "whole"} & set(classes_of(row))),
    )


def _only(own: Element, tag: str) -> Element:
    found = own.find(tag)
    if found is None:
        raise ValueError(f"a {own.tag} of the report has no {tag}")
    return found


def _text(own: Element | None) -> str:
    return _BLANKS.sub(" ", "".join(own.itertext())).strip() if own is not None else ""


def _pieces(own: Element | None) -> list[Piece]:
    """The words of an element, blanks evened out as a browser would."""
    if own is None:
        return []
    keeps_lines = "written" in classes_of(own)
    found: list[Piece] = []
    for piece in _raw(own, {"language": own.get("lang", "")}, keeps_lines=keeps_lines):
        after = found[-1].text if found else "\n"
        text = piece.text.lstrip(" ") if after.endswith((" ", "\n")) else piece.text
        if text:
            found.append(_with(piece, text=text))
    while found and not found[-1].text.rstrip(" \n"):
        found.pop()
    if found:
        found[-1] = _with(found[-1], text=found[-1].text.rstrip(" \n"))
    return found


def _raw(own: Element, look: dict[str, Any], *, keeps_lines: bool) -> Iterator[Piece]:
    def even(text: str | None) -> Iterator[Piece]:
        if text:
            lines = [_BLANKS.sub(" ", line) for line in text.split("\n")] if keeps_lines else [_BLANKS.sub(" ", text)]
            yield Piece("\n".join(lines), **look)

    yield from even(own.text)
    has_mark = False
    for child in own:
        kinds = set(classes_of(child)) if isinstance(child.tag, str) else _LEFT_OUT
        if child.tag == "br":
            yield Piece("\n", **look)
        elif not kinds & _LEFT_OUT:
            # A mark of the state of things stands apart from the one before; what is late, on its own line in a cell.
            if kinds & {"chip", "done"} and has_mark:
                yield Piece(" · ", **look)
            if "late" in kinds and own.tag == "td" and has_mark:
                yield Piece("\n", **look)
            has_mark = True
            yield from _raw(child, look | _look(child, kinds), keeps_lines=keeps_lines)
        yield from even(child.tail)


def _look(child: Element, kinds: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if child.tag in ("b", "strong") or kinds & {"chip", "done"}:
        found["bold"] = True
    if "soft" in kinds:
        found["soft"] = True
    if kinds & {"late", "chip-delayed"}:
        found["late"] = True
    if "kicker" in kinds:
        found["small"] = True
    if child.get("lang"):
        found["language"] = child.get("lang")
    if child.tag == "a" and child.get("href"):
        found["link"] = child.get("href")
    return found


def _with(piece: Piece, *, text: str) -> Piece:
    return Piece(text, piece.bold, piece.soft, piece.late, piece.small, piece.language, piece.link)
