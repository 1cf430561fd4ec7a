"""Write one part down as it stands in the whole: its objects counted on, its pages numbered. Runs in any process."""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from reports.part_file import FIRST, IN_A_STREAM, REFERENCE, Part
from reports.pdf_text import array, reference, text

TOKEN = re.compile(rb"@@(\d+) (\S*) (\S*)@@")
LEVEL = 6


@dataclass(frozen=True)
class Placement:
    """Where a part stands in the whole."""

    pages_object: int
    document_object: int
    first_object: int
    first_page: int
    """Pages before it."""
    first_parent: int
    """Entries before it in the tree that leads from marks and annotations to their elements."""
    numbers: Mapping[str, int]
    """The number of the page on which each of the places stands that it names."""

    def number(self, own: int) -> int:
        """The number, in the whole, of an object of the part."""
        return own - FIRST + self.first_object


@dataclass(frozen=True)
class Bound:
    """A part's bytes, and where in them each object lies."""

    body: bytes
    plain: tuple[tuple[int, int], ...]
    """Objects that stand for themselves: number, and where they begin."""
    packed: tuple[tuple[int, int, int], ...]
    """Objects in a compressed stream: number, number of the stream, and which of its objects they are."""


def bind(part: Part, placement: Placement) -> Bound:
    lines = _counted_on(part, placement)
    keys = range(placement.first_parent, placement.first_parent + len(part.pages) + len(part.annotations))
    for page, key in zip(part.pages, keys, strict=False):
        lines[page - FIRST] = b"<</StructParents %d" % key + lines[page - FIRST][2:]
    for (annotation, _), key in zip(part.annotations, keys[len(part.pages) :], strict=True):
        lines[annotation - FIRST] = b"<</StructParent %d" % key + lines[annotation - FIRST][2:]
    lines += _leaves(part, placement, keys)

    body = bytearray()
    plain = []
    for own, content in part.streams.items():
        written = content
        if own in part.contents:
            written = zlib.compress(_numbered(content, part, placement, part.contents[own]), LEVEL)
        number = placement.number(own)
        plain.append((number, len(body)))
        body += stream_object(number, lines[own - FIRST], written)

    loose = [own for own in range(FIRST, FIRST + len(lines)) if own not in part.streams]
    packed: list[tuple[int, int, int]] = []
    holder = placement.number(FIRST + len(lines))
    for start in range(0, len(loose), IN_A_STREAM):
        chosen = loose[start : start + IN_A_STREAM]
        numbers = [placement.number(own) for own in chosen]
        plain.append((holder, len(body)))
        body += object_stream(holder, numbers, [lines[own - FIRST] for own in chosen])
        packed += [(number, holder, position) for position, number in enumerate(numbers)]
        holder += 1
    return Bound(bytes(body), tuple(plain), tuple(packed))


def stream_object(number: int, dictionary: bytes, content: bytes) -> bytes:
    return b"%d 0 obj\n%s/Length %d>>\nstream\n%s\r\nendstream\nendobj\n" % (
        number,
        dictionary[:-2],
        len(content),
        content,
    )


def object_stream(holder: int, numbers: list[int], lines: list[bytes]) -> bytes:
    """Several objects as one compressed stream."""
    index, position = [], 0
    for number, line in zip(numbers, lines, strict=True):
        index.append(b"%d %d" % (number, position))
        position += len(line) + 1
    first = b" ".join(index) + b"\n"
    dictionary = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode>>" % (len(numbers), len(first))
    return stream_object(holder, dictionary, zlib.compress(first + b"\n".join(lines), LEVEL))


def _counted_on(part: Part, placement: Placement) -> list[bytes]:
    """The part's objects as lines, with every reference counted on to its number in the whole."""
    written = [reference(placement.pages_object), reference(placement.document_object)]
    written += [reference(placement.first_object + position) for position in range(len(part.objects))]
    pieces = REFERENCE.split(b"\n".join(part.objects))
    pieces[1::2] = map(written.__getitem__, map(int, pieces[1::2]))
    return b"".join(pieces).split(b"\n")


def _leaves(part: Part, placement: Placement, keys: range) -> list[bytes]:
    """The part's own leaves of the two trees that lead to elements: from marks, and from names of header cells."""

    def named(own: int) -> bytes:
        return reference(placement.number(own)) if own else b"null"

    owners = [array(map(named, own)) for own in part.owners] + [named(owner) for _, owner in part.annotations]
    entries = [b"%d %s" % (key, owner) for key, owner in zip(keys, owners, strict=True)]
    limits = b"" if not keys else b"/Limits[%d %d]" % (keys[0], keys[-1])
    by_name = [text(name) + b" " + named(own) for name, own in part.headers]
    first_and_last = [text(name) for name, _ in (part.headers[:1] + part.headers[-1:])]
    return [
        b"<<%s/Nums%s>>" % (limits, array(entries)),
        b"<<%s/Names%s>>" % (b"/Limits" + array(first_and_last) if first_and_last else b"", array(by_name)),
    ]


def _numbered(content: bytes, part: Part, placement: Placement, page: int) -> bytes:
    """The contents of a page with its own number at its foot, and those of the pages it names in their places."""
    digits = part.digits
    if digits is None:
        return content

    def written(token: re.Match[bytes]) -> bytes:
        room, name, size = int(token[1]), token[2].decode(), token[3].decode()
        number = str(placement.numbers[name] if name else placement.first_page + page + 1)
        shift = (room - len(number)) * digits.width  # to the right: what was laid out is as wide as the room
        glyphs = "".join(digits.glyphs[int(digit)] for digit in number)
        font = f"/{digits.font} {size} Tf " if size else ""  # only the feet are set in a font sure to have all digits
        return f"{font}[{-shift} <{glyphs}>] TJ".encode()

    return TOKEN.sub(written, content)
