"""Join parts into one PDF, keeping what makes it accessible: tags, headers, links, named places, nested bookmarks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import md5
from itertools import accumulate
from typing import BinaryIO

from reports import archive
from reports.archive import About, Attachment
from reports.binding import Bound, Placement, object_stream, stream_object
from reports.outline import Entry, outline_objects
from reports.part_file import Place, Summary
from reports.pdf_text import array, reference, text

IN_A_LEAF = 250
"""Entries of one leaf of a tree of names."""

Binder = Callable[[Sequence[Placement]], Iterator[Bound]]
"""Writes the parts down, in order, each as placed."""


class MissingPlace(Exception):
    """A link or a page number names a place that no part has."""


@dataclass
class Writer:
    """Writes objects one after the other and remembers where they lie."""

    output: BinaryIO
    position: int = 0
    places: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    """Object → its entry in the table at the end: kind, place or holder, 0 or index."""
    waiting: dict[int, bytes] = field(default_factory=dict)
    """Objects that will share compressed streams."""
    last_number: int = 0

    def __post_init__(self) -> None:
        self.digest = md5(usedforsecurity=False)

    def write(self, content: bytes) -> None:
        self.output.write(content)
        self.digest.update(content)
        self.position += len(content)

    def reserve(self, count: int = 1) -> int:
        """The first of so many new numbers."""
        self.last_number += count
        return self.last_number - count + 1

    def add(self, objects: dict[int, bytes]) -> None:
        self.waiting |= objects

    def add_stream(self, dictionary: bytes, content: bytes) -> int:
        number = self.reserve()
        self.places[number] = (1, self.position, 0)
        self.write(stream_object(number, dictionary, content))
        return number

    def add_bound(self, bound: Bound) -> None:
        for number, offset in bound.plain:
            self.places[number] = (1, self.position + offset, 0)
        for number, holder, index in bound.packed:
            self.places[number] = (2, holder, index)
        self.write(bound.body)

    def close(self, *, catalog: int, information: int) -> None:
        """Write what waits, and the table of all objects."""
        numbers = sorted(self.waiting)
        for start in range(0, len(numbers), 500):
            chosen = numbers[start : start + 500]
            holder = self.reserve()
            self.places[holder] = (1, self.position, 0)
            self.places |= {number: (2, holder, index) for index, number in enumerate(chosen)}
            self.write(object_stream(holder, chosen, [self.waiting[number] for number in chosen]))
        table = self.reserve()
        start_of_table = self.position
        self.places[table] = (1, start_of_table, 0)
        entries = b"".join(
            kind.to_bytes(1, "big") + where.to_bytes(5, "big") + index.to_bytes(3, "big")
            for kind, where, index in (self.places.get(number, (0, 0, 0)) for number in range(table + 1))
        )
        identity = self.digest.hexdigest().encode()
        self.write(
            stream_object(
                table,
                b"<</Type/XRef/Filter/FlateDecode/W[1 5 3]/Size %d/Root %s/Info %s/ID[<%s><%s>]>>"
                % (table + 1, reference(catalog), reference(information), identity, identity),
                archive.packed(entries),
            )
        )
        self.write(b"startxref\n%d\n%%%%EOF\n" % start_of_table)


def merge(
    summaries: Sequence[Summary],
    binder: Binder,
    *,
    about: About,
    attachments: Sequence[Attachment],
    output: BinaryIO,
) -> int:
    """Write the whole to `output`. Returns the number of pages. Raises MissingPlace."""
    writer = Writer(output)
    writer.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    catalog, pages, root, document, information = (writer.reserve() for _ in range(5))
    placements = _placements(summaries, writer, pages=pages, document=document)
    names = _names(summaries, placements)
    for bound in binder(placements):
        writer.add_bound(bound)

    writer.add(
        {
            pages: _pages(summaries, placements),
            document: b"<</Type/StructElem/S/Document/P %s/Lang %s/K%s>>"
            % (reference(root), text(about.language), array(_tops(summaries, placements))),
            root: _structure(summaries, placements, writer, document=document),
            information: archive.information(about),
        }
    )
    outline = writer.reserve()
    entries = [
        Entry(own.level, own.label, _destination(placement, summary, own.place))
        for summary, placement in zip(summaries, placements, strict=True)
        for own in summary.bookmarks
    ]
    writer.add(outline_objects(entries, root=outline, reserve=writer.reserve))
    files = _attach(writer, attachments, about)
    metadata = writer.add_stream(b"<</Type/Metadata/Subtype/XML>>", archive.metadata(about))
    profile = writer.add_stream(b"<</N 3/Filter/FlateDecode>>", archive.colour_profile())
    named = b"/Dests " + reference(_tree(writer, names, b"Names"))
    if files:
        named += b"/EmbeddedFiles " + archive.embedded_names(files)
    writer.add(
        {
            catalog: b"<</Type/Catalog/Pages %s/StructTreeRoot %s/MarkInfo<</Marked true>>/Lang %s/Metadata %s"
            b"/OutputIntents[%s]/Outlines %s/PageMode/UseOutlines/ViewerPreferences<</DisplayDocTitle true>>"
            b"/Names<<%s>>/AF%s>>"
            % (
                reference(pages),
                reference(root),
                text(about.language),
                reference(metadata),
                archive.output_intent(profile),
                reference(outline),
                named,
                array(reference(number) for _, number in files),
            )
        }
    )
    writer.close(catalog=catalog, information=information)
    return sum(summary.pages for summary in summaries)


def _placements(summaries: Sequence[Summary], writer: Writer, *, pages: int, document: int) -> list[Placement]:
    """Where each part stands, and which pages the places are on that it names."""
    starts = [0, *accumulate(summary.pages for summary in summaries)]
    parents = [0, *accumulate(summary.parents for summary in summaries)]
    page_of = {
        name: start + place.page + 1
        for start, summary in reversed(list(zip(starts, summaries, strict=False)))
        for name, place in summary.anchors.items()
    }
    placements = []
    for position, summary in enumerate(summaries):
        missing = [name for name in summary.targets if name not in page_of]
        if missing:
            raise MissingPlace(f"no part has the place {missing[0]!r}")
        placements.append(
            Placement(
                pages_object=pages,
                document_object=document,
                first_object=writer.reserve(summary.numbers),
                first_page=starts[position],
                first_parent=parents[position],
                numbers={name: page_of[name] for name in summary.targets},
            )
        )
    return placements


def _destination(placement: Placement, summary: Summary, place: Place) -> bytes:
    page = reference(placement.number(summary.page_objects[place.page]))
    return b"[%s/XYZ %.2f %.2f 0]" % (page, place.x, place.y)


def _pages(summaries: Sequence[Summary], placements: Sequence[Placement]) -> bytes:
    kids = [
        reference(placement.number(own))
        for summary, placement in zip(summaries, placements, strict=True)
        for own in summary.page_objects
    ]
    return b"<</Type/Pages/Count %d/Kids%s>>" % (len(kids), array(kids))


def _tops(summaries: Sequence[Summary], placements: Sequence[Placement]) -> Iterator[bytes]:
    for summary, placement in zip(summaries, placements, strict=True):
        yield from (reference(placement.number(own)) for own in summary.top)


def _names(summaries: Sequence[Summary], placements: Sequence[Placement]) -> list[tuple[bytes, bytes]]:
    """Every named place, by name; where two parts have one, the first counts."""
    found = {
        name: _destination(placement, summary, place)
        for summary, placement in reversed(list(zip(summaries, placements, strict=True)))
        for name, place in summary.anchors.items()
    }
    return [
        (text(name), found[name]) for name in sorted(found, key=lambda name: bytes.fromhex(text(name)[1:-1].decode()))
    ]


def _structure(
    summaries: Sequence[Summary], placements: Sequence[Placement], writer: Writer, *, document: int
) -> bytes:
    """The root of the tags: the document, and the two trees whose leaves the parts bring along."""
    both = list(zip(summaries, placements, strict=True))
    owners, headers = writer.reserve(), writer.reserve()
    by_name = sorted(
        (summary.header_limits[0], placement.number(summary.leaves[1]))
        for summary, placement in both
        if summary.header_limits
    )
    kids = [reference(placement.number(summary.leaves[0])) for summary, placement in both]
    writer.add(
        {
            owners: b"<</Kids%s>>" % array(kids),
            headers: b"<</Kids%s>>" % array(reference(number) for _, number in by_name),
        }
    )
    return b"<</Type/StructTreeRoot/K[%s]/ParentTree %s/ParentTreeNextKey %d%s>>" % (
        reference(document),
        reference(owners),
        sum(summary.parents for summary in summaries),
        b"/IDTree " + reference(headers) if by_name else b"",
    )


def _tree(writer: Writer, entries: Sequence[tuple[bytes, bytes]], kind: bytes) -> int:
    """A tree of names in two levels."""
    leaves = []
    for start in range(0, len(entries), IN_A_LEAF):
        own = entries[start : start + IN_A_LEAF]
        number = writer.reserve()
        content = array(name + b" " + value for name, value in own)
        writer.add({number: b"<</Limits[%s %s]/%s%s>>" % (own[0][0], own[-1][0], kind, content)})
        leaves.append(reference(number))
    root = writer.reserve()
    writer.add({root: b"<</Kids%s>>" % array(leaves) if leaves else b"<</Names[]>>"})
    return root


def _attach(writer: Writer, attachments: Sequence[Attachment], about: About) -> list[tuple[str, int]]:
    """Put files into the PDF. Returns each one's name and the object that describes it."""
    described = []
    for attachment in attachments:
        stream = writer.add_stream(*archive.embedded_file(attachment, about.created))
        number = writer.reserve()
        writer.add({number: archive.file_specification(attachment, stream)})
        described.append((attachment.name, number))
    return described
