"""The last hand on a part before it is kept: what WeasyPrint's tags leave out and a screen reader needs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pydyf  # type: ignore[import-untyped]  # carries no types of its own

from reports.table_headers import name_headers

LINK, PAGE_OF = "x-part:", "x-page:"
"""How a part names a place that another part may hold: a link to it, and a link whose text is its page number."""

PLACEHOLDER = "0000"
"""What stands, while a part is laid out, where a page number will be written."""

ALL_DIGITS = "0123456789"
"""What the foot of each page of a part says: the digits come along, and the merge writes the page's number."""

TEXT_HOLDERS = frozenset(
    ["/P", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/TD", "/TH", "/LBody", "/Lbl", "/Caption", "/Link", "/Span"]
)
GROUPS = frozenset(["/Document", "/Sect", "/Art", "/Div", "/Part"])


@dataclass(frozen=True)
class Digits:
    """The font of the page numbers: its name in every page's resources, the glyph of each digit, and their width."""

    font: str
    glyphs: tuple[str, ...]
    width: int
    """In thousandths of the font's size; all digits are as wide."""


@dataclass(frozen=True)
class Tree:
    """The part's elements, mended: which one owns each marked text, and which header cell has which name."""

    owners: tuple[tuple[int | None, ...], ...]
    """By page, by mark: the number of the owning element, or None for what is not read aloud."""
    headers: tuple[tuple[str, int], ...]
    top: tuple[int, ...]
    """The elements right under the document."""


def finish(document: Any, pdf: pydyf.PDF, *, prefix: str) -> tuple[Tree, Digits | None]:
    """Mend the tags, the links and the page numbers of a part. Names of header cells start with `prefix`."""
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    top = _object(pdf, root["K"][0])
    page_boxes = {reference: _object(pdf, reference)["MediaBox"] for reference in pdf.page_references}
    references = _finish_links(document, pdf, root)
    _drop_silent(pdf, top)
    _simplify(pdf, top)
    headers: list[tuple[str, int]] = []
    owners: list[dict[int, int]] = [{} for _ in pdf.page_references]
    positions = {reference: position for position, reference in enumerate(pdf.page_references)}
    for element in _elements(pdf, top):
        if element["S"] == "/Table":
            headers += name_headers(pdf, element, prefix=f"{prefix}-{len(headers)}")
        elif element["S"] == "/Figure":
            _turn_over(element, page_boxes[element["Pg"]])
        for kid in element["K"]:
            if isinstance(kid, int):
                owners[positions[element["Pg"]]][kid] = element.number
    digits = _write_placeholders(document, pdf, owners, references)
    return Tree(
        owners=tuple(tuple(own.get(mark) for mark in range(max(own, default=-1) + 1)) for own in owners),
        headers=tuple(headers),
        top=tuple(int(kid.split()[0]) for kid in top["K"]),
    ), digits


def _object(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _elements(pdf: pydyf.PDF, element: Any) -> Iterator[Any]:
    """The element and all under it, in reading order."""
    yield element
    for kid in element["K"]:
        if isinstance(kid, bytes):
            child = _object(pdf, kid)
            if "S" in child:
                yield from _elements(pdf, child)


def _finish_links(document: Any, pdf: pydyf.PDF, root: Any) -> dict[tuple[int, int], str]:
    """Let links print, say their text and name their place. Returns which marks (page, mark) are a page number."""
    numbers = _object(pdf, root["ParentTree"])["Nums"]
    owner_of = dict(zip(numbers[::2], numbers[1::2], strict=True))
    references: dict[tuple[int, int], str] = {}
    for position, page in enumerate(document.pages):
        for _, target, _, box in page.links:
            annotation = box.link_annotation
            annotation["F"] = 4  # PDF/UA wants annotations that print
            said = box.element.get("title") or " ".join("".join(box.element.itertext()).split())
            annotation["Contents"] = pydyf.String(said or target)
            owner = _object(pdf, owner_of[annotation["StructParent"]])
            owner["S"] = "/Link"  # also where the link holds more than bare text
            for scheme in (LINK, PAGE_OF):
                if target.startswith(scheme):
                    del annotation["A"]
                    annotation["Dest"] = pydyf.String(target.removeprefix(scheme))
            if target.startswith(PAGE_OF):
                references |= {(position, kid): target.removeprefix(PAGE_OF) for kid in _marks(pdf, owner)}
    return references


def _marks(pdf: pydyf.PDF, element: Any) -> list[int]:
    return [kid for own in _elements(pdf, element) for kid in own["K"] if isinstance(kid, int)]


def _drop_silent(pdf: pydyf.PDF, top: Any) -> None:
    """Take marks that show nothing (a space between two blocks) out of the tree: there is nothing to read."""
    silent = set()
    for reference in pdf.page_references:
        stream = _object(pdf, _object(pdf, reference)["Contents"]).stream
        silent |= {(reference, mark) for index, mark in _marked_texts(stream) if _is_silent(stream, index)}
    for element in _elements(pdf, top):
        if any((element.get("Pg"), kid) in silent for kid in element["K"]):
            element["K"] = pydyf.Array([kid for kid in element["K"] if (element["Pg"], kid) not in silent])


def _is_silent(stream: list[Any], index: int) -> bool:
    return stream[index - 2] == "/Span" and _shown(stream, index) == index


def _simplify(pdf: pydyf.PDF, element: Any) -> None:
    """Leave out elements that say nothing. A third of the tags remain: less to write, to keep and to walk through."""
    kids: list[Any] = []
    for kid in element["K"]:
        child = _object(pdf, kid) if isinstance(kid, bytes) else None
        if child is None or "S" not in child:
            kids.append(kid)
            continue
        _simplify(pdf, child)
        if not _says_nothing(pdf, child, element):
            kids.append(kid)
            continue
        for grandchild in child["K"]:
            if isinstance(grandchild, bytes):
                _object(pdf, grandchild)["P"] = element.reference
            kids.append(grandchild)
    element["K"] = pydyf.Array(kids)


def _says_nothing(pdf: pydyf.PDF, child: Any, parent: Any) -> bool:
    """Whether its children can stand right in its parent."""
    if child["S"] not in ("/NonStruct", "/Span", "/Div") or "A" in child or _speaks_otherwise(child, parent):
        return False
    holds_text = any(isinstance(kid, int) or "S" not in _object(pdf, kid) for kid in child["K"])
    if holds_text:
        return parent["S"] in TEXT_HOLDERS and parent.get("Pg") == child["Pg"]
    return child["S"] != "/Div" or parent["S"] in GROUPS or not child["K"]


def _speaks_otherwise(child: Any, parent: Any) -> bool:
    """Whether it is in another language than what is around it."""
    return "Lang" in child and ("Lang" not in parent or child["Lang"].string != parent["Lang"].string)


def _turn_over(figure: Any, page: list[float]) -> None:
    """Give a figure's box in the page's own units, from its lower left corner: WeasyPrint gives pixels from the top."""
    x1, y1, x2, y2 = figure["A"]["BBox"]
    top = page[3]
    figure["A"]["BBox"] = pydyf.Array([x1 * 0.75, top - y2 * 0.75, x2 * 0.75, top - y1 * 0.75])


def _write_placeholders(
    document: Any, pdf: pydyf.PDF, owners: list[dict[int, int]], references: dict[tuple[int, int], str]
) -> Digits | None:
    """Take running heads and feet out of what is read aloud, and leave in each page where its numbers go."""
    fonts = {font.hash: font for font in document.fonts.values()}
    digits: Digits | None = None
    for position, reference in enumerate(pdf.page_references):
        stream = _object(pdf, _object(pdf, reference)["Contents"]).stream
        for index, mark in _marked_texts(stream):
            if mark not in owners[position]:
                stream[index - 2] = "/Artifact"
                stream[index - 1] = b"<</Type/Pagination>>"
            shown = _shown(stream, index)
            if (position, mark) in references:
                size = stream[shown - 1].split()[1].decode()
                stream[shown] = f"@@{len(PLACEHOLDER)} {references[position, mark]} {size}@@".encode()
                continue
            found = _all_digits(stream, shown, fonts)
            if found:
                digits = found
                stream[shown] = f"@@{len(ALL_DIGITS)}  @@".encode()
    return digits


def _marked_texts(stream: list[Any]) -> Iterator[tuple[int, int]]:
    """Where in the page's operators each marked text begins, and its mark."""
    for index, operator in enumerate(stream):
        if operator == b"BDC" and isinstance(stream[index - 1], dict):
            yield index, stream[index - 1]["MCID"]


def _shown(stream: list[Any], index: int) -> int:
    """Where the first text after the mark is shown; the mark itself if none is."""
    for later in range(index, len(stream)):
        item = stream[later]
        if item == b"EMC":
            break
        if isinstance(item, bytes) and item.endswith(b"] TJ"):
            return later
    return index


def _all_digits(stream: list[Any], shown: int, fonts: dict[str, Any]) -> Digits | None:
    """The font and glyphs of a text that is the ten digits and nothing else."""
    text = stream[shown]
    if not isinstance(text, bytes) or len(text) < 40:
        return None
    glyphs = re.findall("[0-9a-f]{4}", "".join(re.findall("<([0-9a-f]*)>", text.decode())))
    chosen = re.fullmatch(rb"/(\S+) \S+ Tf", stream[shown - 1])
    if len(glyphs) != len(ALL_DIGITS) or not chosen:
        return None
    font = fonts[chosen[1].decode()]
    if "".join(font.to_unicode[int(glyph, 16)] for glyph in glyphs) != ALL_DIGITS:
        return None
    return Digits(chosen[1].decode(), tuple(glyphs), font.widths[int(glyphs[0], 16)])
