"""What changed between two answers: word by word in texts, by how much in numbers, item by item in lists.

Works on the frozen form of `UpdateContent` (`as_json`), whatever its fields: a question added to the form is compared
without a line being written here. What a difference says can be applied to the old answer and gives the new one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from monitor.domain.update_content import UpdateContent, as_json

_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
NOT_ANSWERS = frozenset({"schema"})
_IDENTITIES = (
    ("milestone_id",),
    ("evidence_id",),
    ("indicator_id",),
    ("sex", "age_band", "country"),
    ("activity", "measure"),
    ("url", "title"),
    ("code",),
    ("key",),
    ("name",),
)
"""By which of its answers an item of a list is the same item as before: the first of these it has."""


class Kind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    """A run of a text that stayed, came or went."""

    kind: Kind
    text: str


def word_pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts in one, by whole words. What stayed and came is `after`; what stayed and went is `before`."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    pieces: list[Piece] = []
    for tag, low, high, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Kind.SAME, "".join(old[low:high])))
            continue
        if high > low:
            pieces.append(Piece(Kind.REMOVED, "".join(old[low:high])))
        if end > start:
            pieces.append(Piece(Kind.ADDED, "".join(new[start:end])))
    return tuple(pieces)


Path = tuple[str, ...]
Leaf = str | int | float | bool | None


@dataclass(frozen=True)
class Change:
    """One answer that is another now. `path` leads to it: the question, then the item, then the part of the item.

    An answer that is not there on one side (`was_there`, `is_there`) belongs to an item added or taken off.
    """

    path: Path
    before: Leaf
    after: Leaf
    was_there: bool = True
    is_there: bool = True

    @property
    def question(self) -> str:
        return self.path[0]

    @property
    def by(self) -> float | int | None:
        """How much more (or less) it is now; None where it is no number on one side."""
        if _is_number(self.before) and _is_number(self.after):
            return self.after - self.before  # type: ignore[operator]  # both were just seen to be numbers
        return None


def _is_number(value: Leaf) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def difference(before: UpdateContent, after: UpdateContent) -> list[Change]:
    """Every answer that changed, in the order of the form."""
    return changes(leaves(as_json(before)), leaves(as_json(after)))


def changes(before: Mapping[Path, Leaf], after: Mapping[Path, Leaf]) -> list[Change]:
    paths = list(dict.fromkeys([*after, *before]))
    return [
        Change(path, before.get(path), after.get(path), path in before, path in after)
        for path in paths
        if path not in before or path not in after or before[path] != after[path]
    ]


def apply(before: Mapping[Path, Leaf], changed: Sequence[Change]) -> dict[Path, Leaf]:
    """The answers after the changes."""
    result = dict(before)
    for change in changed:
        if change.is_there:
            result[change.path] = change.after
        else:
            result.pop(change.path, None)
    return result


def leaves(plain: Mapping[str, Any]) -> dict[Path, Leaf]:
    """Each single answer by the path that leads to it. Items of lists stand under what makes them the same item."""
    return dict(_walk({name: value for name, value in plain.items() if name not in NOT_ANSWERS}, ()))


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, Leaf]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _walk(inner, (*path, name))
    elif isinstance(value, list | tuple):
        taken: dict[str, int] = {}
        for position, item in enumerate(value):
            name = _identity(item) if isinstance(item, Mapping) else str(position)
            taken[name] = taken.get(name, 0) + 1
            again = "" if taken[name] == 1 else f" ({taken[name]})"
            yield from _walk(item, (*path, name + again))
    else:
        yield path, value


def _identity(item: Mapping[str, Any]) -> str:
    for names in _IDENTITIES:
        if all(item.get(name) is not None for name in names):
            return "·".join(str(item[name]) for name in names)
    return "·"
