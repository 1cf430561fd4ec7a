"""A Word document, piece by piece: real headings, lists, captions, tables whose heads repeat, links and pictures.

Built from elements and not through the library's own objects, which look every cell up anew: a report has thousands.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from reports.exports import word_styles
from reports.exports.word_styles import ACCENT, GREY, MIST, WIDTH
from reports.exports.xml_text import printable

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The same time for every file within, so that the same report gives the same bytes."""
TWIPS = 56.693
"""In a millimetre."""


@dataclass(frozen=True)
class Piece:
    """Some words of a paragraph, all of one look. A line break stands in them as `\\n`."""

    text: str
    bold: bool = False
    soft: bool = False
    late: bool = False
    small: bool = False
    language: str = ""
    """Where it is another than the document's."""
    link: str = ""
    """An address, or `#place` within the document."""


@dataclass(frozen=True)
class Cell:
    pieces: Sequence[Piece]
    is_head: bool = False
    is_number: bool = False


@dataclass(frozen=True)
class Row:
    cells: Sequence[Cell]
    is_sum: bool = False


@dataclass
class WordDocument:
    """Grows downwards. `places` are the names that links lead to."""

    title: str
    author: str
    language: str
    created: datetime
    places: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.docx = Document()
        word_styles.set_up(self.docx, self.language)
        self._end = self.docx.element.body.sectPr
        self._addresses: dict[str, str] = {}
        self._marked = 0
        own = self.docx.core_properties
        own.title, own.author, own.last_modified_by = self.title, self.author, self.author
        own.language, own.comments = self.language, ""
        own.created = own.modified = self.created.replace(tzinfo=None)

    def paragraph(
        self, pieces: Sequence[Piece], style: str = "Normal", *, marks: Iterable[str] = (), on_new_page: bool = False
    ) -> None:
        """`marks` are the names of places that begin here."""
        element = self._paragraph(pieces, style, marks)
        if on_new_page:
            element.get_or_add_pPr().append(_element("w:pageBreakBefore"))
        self._end.addprevious(element)

    def picture(self, content: bytes, alternative: str, *, width: float) -> None:
        """A PNG, so many millimetres wide, with what it says for who cannot see it."""
        element = self._paragraph((), "Picture")
        self._end.addprevious(element)
        drawn = Paragraph(element, self.docx._body).add_run().add_picture(io.BytesIO(content), width=Mm(width))  # noqa: SLF001 - the library's own way in is its end of the document
        told = drawn._inline.docPr  # noqa: SLF001 - the library has no way to give a picture its text
        told.set("descr", printable(alternative))
        told.set("name", f"{told.get('id')}")

    def table(self, head: Row, rows: Sequence[Row], *, caption: str, widths: Sequence[float]) -> None:
        """Its head stands on every page it reaches, and no row is broken. `widths` in millimetres."""
        table = _element("w:tbl")
        look = _element("w:tblPr")
        look.append(_element("w:tblStyle", val="ReportTable"))
        look.append(_element("w:tblW", w=str(_twips(sum(widths))), type="dxa"))
        look.append(_element("w:tblInd", w="60", type="dxa"))
        look.append(_element("w:tblLayout", type="fixed"))
        look.append(_element("w:tblLook", val="0420", firstRow="1", noHBand="0", noVBand="1"))
        look.append(_element("w:tblCaption", val=printable(caption)))
        table.append(look)
        grid = _element("w:tblGrid")
        grid.extend(_element("w:gridCol", w=str(_twips(width))) for width in widths)
        table.append(grid)
        table.append(self._row(head, widths, is_head=True, keeps_next=bool(rows)))
        for position, row in enumerate(rows):
            table.append(self._row(row, widths, keeps_next=position == 0 and len(rows) > 1))
        self._end.addprevious(table)
        self.paragraph((), "After Table")

    def contents(self, entries: Sequence[tuple[int, Sequence[Piece]]]) -> None:
        """What is where, as links; a field that Word can make anew. An entry is (level from 1, words)."""
        if not entries:
            return
        made = [self._paragraph(pieces, f"toc {level}") for level, pieces in entries]
        told = [_field_mark("begin"), _field_code(r' TOC \o "1-2" \n \h \z \u '), _field_mark("separate")]
        for run in reversed(told):
            made[0].insert(1, run)  # after its properties
        made[-1].append(_field_mark("end"))
        for element in made:
            self._end.addprevious(element)

    def running(self, head: str, foot: str) -> None:
        """What stands above and below on every page but the first, the page's number with it."""
        section = self.docx.sections[0]
        section.different_first_page_header_footer = True
        for area, words, style in ((section.header, head, "Header"), (section.footer, foot, "Footer")):
            paragraph = area.paragraphs[0]
            paragraph.style = self.docx.styles[style]
            paragraph.add_run(printable(words))
        foot_line = section.footer.paragraphs[0]._p  # noqa: SLF001 - the library knows no fields
        tab = _element("w:r")
        tab.append(_element("w:tab"))
        number = [_field_mark("begin"), _field_code(" PAGE "), _field_mark("separate"), _run("1"), _field_mark("end")]
        foot_line.extend([tab, *number])

    def as_bytes(self) -> bytes:
        made, out = io.BytesIO(), io.BytesIO()
        self.docx.save(made)
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in source.namelist():
                entry = zipfile.ZipInfo(name, LONG_AGO)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, source.read(name))
        return out.getvalue()

    def _paragraph(self, pieces: Sequence[Piece], style: str, marks: Iterable[str] = ()) -> Any:
        element = _element("w:p")
        properties = element.get_or_add_pPr()
        properties.append(_element("w:pStyle", val=self.docx.styles[style].style_id))
        names = [name for name in marks if name in self.places]
        first = self._marked
        self._marked += len(names)
        for number, name in enumerate(names, start=first):
            element.append(_element("w:bookmarkStart", id=str(number), name=place(name)))
        for piece in pieces:
            element.append(self._linked(piece))
        for number in range(first, self._marked):
            element.append(_element("w:bookmarkEnd", id=str(number)))
        return element

    def _linked(self, piece: Piece) -> Any:
        run = _run(piece.text, piece, self.language)
        inner = piece.link.removeprefix("#")
        if not piece.link or (piece.link.startswith("#") and inner not in self.places):
            return run
        link = _element("w:hyperlink")
        if piece.link.startswith("#"):
            link.set(qn("w:anchor"), place(inner))
        else:
            link.set(qn("r:id"), self._address(piece.link))
        link.append(run)
        return link

    def _address(self, url: str) -> str:
        if url not in self._addresses:
            self._addresses[url] = self.docx.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return self._addresses[url]

    def _row(self, row: Row, widths: Sequence[float], *, is_head: bool = False, keeps_next: bool = False) -> Any:
        element = _element("w:tr")
        properties = _element("w:trPr")
        properties.append(_element("w:cantSplit"))
        if is_head:
            # Word repeats the row on every page, and screen readers take it for the head.
            properties.append(_element("w:tblHeader"))
        element.append(properties)
        for cell, width in zip(row.cells, widths, strict=True):
            element.append(self._cell(cell, width, is_head=is_head, is_sum=row.is_sum, keeps_next=keeps_next))
        return element

    def _cell(self, cell: Cell, width: float, *, is_head: bool, is_sum: bool, keeps_next: bool) -> Any:
        element = _element("w:tc")
        properties = _element("w:tcPr")
        properties.append(_element("w:tcW", w=str(_twips(width)), type="dxa"))
        if is_head or is_sum:
            properties.append(_element("w:shd", val="clear", color="auto", fill=MIST))
        if is_head:
            properties.append(_element("w:vAlign", val="bottom"))
        element.append(properties)
        paragraph = self._paragraph(cell.pieces, "Table Head" if is_head or is_sum else "Table Text")
        if keeps_next:
            paragraph.get_or_add_pPr().append(_element("w:keepNext"))
        if cell.is_number:
            paragraph.get_or_add_pPr().append(_element("w:jc", val="right"))
        element.append(paragraph)
        return element


def place(name: str) -> str:
    """A name that Word takes for a place: no hyphens, at most 40 letters."""
    return name.replace("-", "_")[:40]


def widths_of(given: Sequence[float | None]) -> list[float]:
    """The widths of a table's columns in millimetres: those without one share what the others leave."""
    free = sum(width is None for width in given)
    rest = max(WIDTH - sum(width or 0 for width in given), 8.0 * free)
    whole = [rest / free if width is None else width for width in given]
    return [width * WIDTH / sum(whole) for width in whole]


def _twips(millimetres: float) -> int:
    return round(millimetres * TWIPS)


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _run(text: str, look: Piece | None = None, language: str = "") -> Any:
    run = _element("w:r")
    if look is not None and (properties := _look(look, language)):
        own = _element("w:rPr")
        own.extend(properties)
        run.append(own)
    for position, line in enumerate(printable(text).split("\n")):
        if position:
            run.append(_element("w:br"))
        if line:
            words = _element("w:t")
            words.text = line
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run.append(words)
    return run


def _look(piece: Piece, language: str) -> list[Any]:
    """In the order that Word asks for."""
    found = []
    if piece.link:
        found.append(_element("w:rStyle", val="Hyperlink"))
    if piece.bold or piece.late:
        found.append(_element("w:b"))
    if piece.soft or piece.late:
        found.append(_element("w:color", val=ACCENT if piece.late else GREY))
    if piece.small:
        found.append(_element("w:sz", val="17"))
    if piece.language and piece.language != language:
        found.append(_element("w:lang", val=word_styles.LANGUAGES[piece.language]))
    return found


def _field_mark(kind: str) -> Any:
    run = _element("w:r")
    run.append(_element("w:fldChar", fldCharType=kind))
    return run


def _field_code(code: str) -> Any:
    run = _element("w:r")
    words = _element("w:instrText")
    words.text = code
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(words)
    return run
