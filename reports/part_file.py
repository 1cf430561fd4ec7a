"""One part of the report, laid out and tagged, in a form that can be kept in a file and joined with others.

A PDF in pieces: objects are lines of text that name each other as `N 0 R`, counted within the part. The merge moves
the counts and writes the lines down; it never has to take an object apart.
"""

import json
import re
import zlib
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import pydyf  # type: ignore[import-untyped]  # carries no types of its own

from reports.tagging import Digits, Tree

IN_A_STREAM = 500
"""How many objects share one compressed stream: more are smaller, fewer are quicker to open one of."""

LEAVES = 2
"""Objects that each part gets when it is written down: its leaves of the trees of owners and of header names."""

PAGES, DOCUMENT, FIRST = 0, 1, 2
"""Numbers that every part uses for what it shares with the others: the list of pages, and the document's element."""

REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
_LITERAL = re.compile(rb"\((?:[^\\()]|\\.)*\)", re.DOTALL)


@dataclass(frozen=True)
class Place:
    """A point of the part: the page, counted from 0, and where on it, in the page's units."""

    page: int
    x: float
    y: float

    def as_list(self) -> list[float]:
        return [self.page, self.x, self.y]


@dataclass(frozen=True)
class Bookmark:
    level: int
    label: str
    place: Place


@dataclass(frozen=True)
class Summary:
    """What must be known of every part before any of them is written down."""

    page_objects: tuple[int, ...]
    parents: int
    """Entries it needs in the tree that leads from marks and annotations to their elements."""
    numbers: int
    """How many object numbers it takes in the whole."""
    top: tuple[int, ...]
    """Its elements right under the document."""
    anchors: dict[str, Place]
    bookmarks: tuple[Bookmark, ...]
    targets: tuple[str, ...]
    """The places that its links name, here or in another part."""
    header_limits: tuple[str, ...]
    """The first and the last name of its header cells, if it has any."""
    leaves: tuple[int, int]
    """Its own leaves of the two trees: of owners, and of names of header cells."""

    @property
    def pages(self) -> int:
        return len(self.page_objects)


@dataclass(frozen=True)
class Part:
    """Lists of numbers name objects of this part; the first object has the number FIRST."""

    objects: tuple[bytes, ...]
    """What is between `obj` and `endobj`; of a stream its dictionary, without the length."""
    streams: dict[int, bytes]
    """Content of those that are streams, as it is written."""
    contents: dict[int, int]
    """Which streams are pages' contents, and of which page: they come uncompressed, `@@…@@` where page numbers go."""
    pages: tuple[int, ...]
    owners: tuple[tuple[int, ...], ...]
    """By page, by mark: the owning element; 0 where nothing is read aloud."""
    annotations: tuple[tuple[int, int], ...]
    """Each annotation and the element that owns it."""
    headers: tuple[tuple[str, int], ...]
    """Each header cell's name, and the cell; by name."""
    digits: Digits | None
    """None where no page shows its number: a cover."""
    top: tuple[int, ...]
    anchors: dict[str, Place]
    bookmarks: tuple[Bookmark, ...]
    targets: tuple[str, ...]

    def to_bytes(self) -> bytes:
        """One line of JSON, then everything else, compressed."""
        names = sorted(self.streams)
        body = b"".join([b"\n".join([*self.objects, b""]), *(self.streams[name] for name in names)])
        return json.dumps(_header(self), separators=(",", ":")).encode() + b"\n" + zlib.compress(body, 1)

    @staticmethod
    def from_bytes(kept: bytes) -> "Part":
        """What `to_bytes` gave."""
        first, _, packed = kept.partition(b"\n")
        header = json.loads(first)
        *objects, rest = zlib.decompress(packed).split(b"\n", header["objects"])
        ends = list(accumulate(length for _, length in header["streams"]))
        streams = {name: rest[end - length : end] for (name, length), end in zip(header["streams"], ends, strict=True)}
        font, glyphs, width = header["digits"] or ("", (), 0)
        return Part(
            objects=tuple(objects),
            streams=streams,
            contents=dict(header["contents"]),
            pages=tuple(header["pages"]),
            owners=tuple(tuple(own) for own in header["owners"]),
            annotations=tuple((own, owner) for own, owner in header["annotations"]),
            headers=tuple((name, own) for name, own in header["headers"]),
            digits=Digits(font, tuple(glyphs), width) if font else None,
            top=tuple(header["top"]),
            anchors=_anchors(header),
            bookmarks=_bookmarks(header),
            targets=tuple(header["targets"]),
        )

    def summary(self) -> Summary:
        return _summary(_header(self))


def summary_of(kept: bytes) -> Summary:
    """The summary of a part from its bytes, without unpacking the rest."""
    return _summary(json.loads(kept[: kept.index(b"\n")]))


def _header(part: Part) -> dict[str, Any]:
    """Everything but the objects, as JSON knows it."""
    names = sorted(part.streams)
    return {
        "streams": [[name, len(part.streams[name])] for name in names],
        "objects": len(part.objects),
        "contents": list(part.contents.items()),
        "anchors": [[name, *own.as_list()] for name, own in part.anchors.items()],
        "bookmarks": [[own.level, own.label, *own.place.as_list()] for own in part.bookmarks],
        "digits": [part.digits.font, part.digits.glyphs, part.digits.width] if part.digits else None,
    } | {name: getattr(part, name) for name in ("pages", "owners", "annotations", "headers", "top", "targets")}


def _summary(header: dict[str, Any]) -> Summary:
    own = header["objects"]
    names = [name for name, _ in header["headers"]]
    return Summary(
        page_objects=tuple(header["pages"]),
        parents=len(header["pages"]) + len(header["annotations"]),
        numbers=own + LEAVES + -(-(own - len(header["streams"]) + LEAVES) // IN_A_STREAM),
        top=tuple(header["top"]),
        anchors=_anchors(header),
        bookmarks=_bookmarks(header),
        targets=tuple(header["targets"]),
        header_limits=(names[0], names[-1]) if names else (),
        leaves=(FIRST + own, FIRST + own + 1),
    )


def _anchors(header: dict[str, Any]) -> dict[str, Place]:
    return {name: Place(*place) for name, *place in header["anchors"]}


def _bookmarks(header: dict[str, Any]) -> tuple[Bookmark, ...]:
    return tuple(Bookmark(level, label, Place(*place)) for level, label, *place in header["bookmarks"])


def collect(document: Any, pdf: pydyf.PDF, tree: Tree, digits: Digits | None) -> Part:
    """Take from a finished document what the merge needs: pages, elements and all they name."""
    pages = [int(reference.split()[0]) for reference in pdf.page_references]
    document_element = int(pdf.objects[int(pdf.catalog["StructTreeRoot"].split()[0])]["K"][0].split()[0])
    annotations = _annotations(pdf, pages)
    lines = _reachable(pdf, [*pages, *tree.top], without={pdf.pages.number, document_element})
    numbers = {old: new for new, old in enumerate(lines, start=FIRST)}
    numbers |= {pdf.pages.number: PAGES, document_element: DOCUMENT}

    def renumbered(line: bytes) -> bytes:
        return REFERENCE.sub(lambda match: b"%d 0 R" % numbers[int(match[1])], line)

    contents = {int(pdf.objects[page]["Contents"].split()[0]) for page in pages}
    streams = {}
    for old in lines:
        item = pdf.objects[old]
        if isinstance(item, pydyf.Stream):
            streams[numbers[old]] = _content(item, compress=old not in contents)
    heights = [page.height for page in document.pages]
    return Part(
        objects=tuple(renumbered(line) for line in lines.values()),
        streams=streams,
        contents={
            numbers[int(pdf.objects[page]["Contents"].split()[0])]: position for position, page in enumerate(pages)
        },
        pages=tuple(numbers[page] for page in pages),
        owners=tuple(tuple(numbers[own] if own else 0 for own in owners) for owners in tree.owners),
        annotations=tuple((numbers[own], numbers[owner]) for own, owner in annotations),
        top=tuple(numbers[own] for own in tree.top),
        headers=tuple(sorted((name, numbers[own]) for name, own in tree.headers)),
        anchors={
            name: Place(position, x * 0.75, (heights[position] - y) * 0.75)
            for position, page in reversed(list(enumerate(document.pages)))
            for name, (x, y, *_) in page.anchors.items()
        },
        bookmarks=tuple(
            Bookmark(level, label, Place(position, x * 0.75, (heights[position] - y) * 0.75))
            for position, page in enumerate(document.pages)
            for level, label, (x, y), _ in page.bookmarks
        ),
        targets=tuple(
            sorted({str(pdf.objects[own]["Dest"].string) for own, _ in annotations if "Dest" in pdf.objects[own]})
        ),
        digits=digits,
    )


def _annotations(pdf: pydyf.PDF, pages: list[int]) -> list[tuple[int, int]]:
    """The annotations of the pages with their elements. Where each stands in the whole is for the merge to say."""
    root = pdf.objects[int(pdf.catalog["StructTreeRoot"].split()[0])]
    numbers = pdf.objects[int(root["ParentTree"].split()[0])]["Nums"]
    owner_of = dict(zip(numbers[::2], numbers[1::2], strict=True))
    found = []
    for page in pages:
        pdf.objects[page].pop("StructParents")
        for reference in pdf.objects[page].get("Annots", ()):
            own = int(reference.split()[0])
            found.append((own, int(owner_of[pdf.objects[own].pop("StructParent")].split()[0])))
    return found


def _reachable(pdf: pydyf.PDF, start: list[int], *, without: set[int]) -> dict[int, bytes]:
    """The objects named by those given, and so on, each as one line."""
    lines: dict[int, bytes] = {}
    waiting = list(reversed(start))
    while waiting:
        number = waiting.pop()
        if number in lines or number in without:
            continue
        item = pdf.objects[number]
        data = _dictionary(item).data if isinstance(item, pydyf.Stream) else item.data
        if b"(" in data:  # hexadecimal has no line breaks, and nothing in it looks like a reference
            data = _LITERAL.sub(_as_hexadecimal, data)
        lines[number] = data
        waiting += [int(match) for match in reversed(REFERENCE.findall(data))]
    return lines


def _as_hexadecimal(literal: re.Match[bytes]) -> bytes:
    text = re.sub(rb"\\(.)", rb"\1", literal[0][1:-1], flags=re.DOTALL)
    return b"<" + text.hex().encode() + b">"


def _dictionary(stream: pydyf.Stream) -> pydyf.Dictionary:
    extra = pydyf.Dictionary(stream.extra)
    if "Length" in extra:
        del extra["Length"]
    if stream.compress:
        extra["Filter"] = "/FlateDecode"
    return extra


def _content(stream: pydyf.Stream, *, compress: bool) -> bytes:
    content: bytes = b"\n".join(pydyf._to_bytes(item) for item in stream.stream)  # noqa: SLF001 - its own writer does so
    return zlib.compress(content, 9) if compress and stream.compress else content
