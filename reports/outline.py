"""The bookmarks of the whole as PDF's linked outline, nested by their levels."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.pdf_text import reference, text


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


def outline_objects(flat: Sequence[Entry], *, root: int, first: int) -> dict[int, bytes]:
    """PDF's objects for the outline: the root, and one for each entry, numbered from `first` on."""
    for number, entry in enumerate(flat, start=first):
        entry.number = number
    top = nested(flat)
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
