"""The bookmarks of the whole as PDF's linked outline, nested by their levels."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from reports.pdf_text import reference, text

IN_A_GROUP = 100


@dataclass
class Entry:
    level: int
    label: str
    destination: bytes
    children: list["Entry"] = field(default_factory=list)
    number: int = 0


def nested(flat: Sequence[Entry]) -> list[Entry]:
    """Each entry under the last one before it of a higher rank."""
    top: list[Entry] = []
    open_entries: list[Entry] = []
    for entry in flat:
        while open_entries and open_entries[-1].level >= entry.level:
            open_entries.pop()
        (open_entries[-1].children if open_entries else top).append(entry)
        open_entries.append(entry)
    return top


def in_groups(entries: list[Entry]) -> list[Entry]:
    """The same, but where one has very many children they stand in groups: nobody pages through 400 bookmarks."""
    for entry in entries:
        children = in_groups(entry.children)
        starts = range(0, len(children), IN_A_GROUP) if len(children) > 2 * IN_A_GROUP else ()
        groups = [children[start : start + IN_A_GROUP] for start in starts]
        entry.children = [_group(own) for own in groups] or children
    return entries


def _group(entries: list[Entry]) -> Entry:
    """`1 – 100` for bookmarks from «1. …» to «100. …»."""
    first, last = (entry.label.partition(". ")[0] for entry in (entries[0], entries[-1]))
    return Entry(entries[0].level, f"{first} – {last}", entries[0].destination, entries)


def _every(entries: list[Entry]) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        yield from _every(entry.children)


def outline_objects(flat: Sequence[Entry], *, root: int, reserve: Callable[[int], int]) -> dict[int, bytes]:
    """PDF's objects for the outline: the root, and one for each entry. `reserve` gives the first of so many numbers."""
    top = in_groups(nested(flat))
    entries = list(_every(top))
    for number, entry in enumerate(entries, start=reserve(len(entries))):
        entry.number = number
    objects: dict[int, bytes] = {}
    _add_children(objects, root, top)
    objects[root] = b"<</Type/Outlines/Count %d%s>>" % (len(top), _ends(top))
    return objects


def _add_children(objects: dict[int, bytes], parent: int, entries: list[Entry]) -> None:
    for position, entry in enumerate(entries):
        parts = [b"/Title ", text(entry.label), b"/Parent ", reference(parent), b"/Dest ", entry.destination]
        if position:
            parts += [b"/Prev ", reference(entries[position - 1].number)]
        if position + 1 < len(entries):
            parts += [b"/Next ", reference(entries[position + 1].number)]
        if entry.children:  # closed: the reader sees the sections first
            parts += [_ends(entry.children), b"/Count -%d" % len(entry.children)]
        objects[entry.number] = b"<<" + b"".join(parts) + b">>"
        _add_children(objects, entry.number, entry.children)


def _ends(entries: list[Entry]) -> bytes:
    if not entries:
        return b""
    return b"/First %s/Last %s" % (reference(entries[0].number), reference(entries[-1].number))
