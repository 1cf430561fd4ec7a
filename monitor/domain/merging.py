"""Two people wrote on one page: whose answer stands where, and where a person has to choose."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from monitor.domain.errors import StaleVersion


class ClashingAnswers(StaleVersion):
    """The same questions were answered differently by two people; nothing was saved."""

    def __init__(self, message: str, settled: "Settled") -> None:
        super().__init__(message)
        self.settled = settled


@dataclass(frozen=True)
class Settled:
    """What becomes of a page that was drawn before somebody else saved it."""

    to_save: dict[str, Any] = field(default_factory=dict)
    """Answers that only the writer of this page changed."""
    theirs: tuple[str, ...] = ()
    """Questions that only somebody else changed: their answers stay."""
    clashes: tuple[str, ...] = ()
    """Questions that both changed, each in another way."""


def mark_of(answer: Any) -> str:
    """A short sign of an answer: the same while the answer is. No answer and an empty text are the same."""
    plain = None if answer == "" else answer
    return sha256(json.dumps(plain, sort_keys=True, default=str).encode()).hexdigest()[:12]


def settle(
    stored: Mapping[str, Any],
    typed: Mapping[str, Any],
    *,
    drawn: Mapping[str, str],
    sent: Mapping[str, Collection[Any]] | None = None,
) -> Settled:
    """Compare question by question what is stored, what was typed, and the marks of what stood there before the typing.

    `sent` are answers this same page sent before without hearing whether they arrived: if one of them is what is
    stored now, nobody else wrote it. A question without a mark counts as changed by both.
    """
    to_save, theirs, clashes = {}, [], []
    for name, answer in typed.items():
        mine, now, before = mark_of(answer), mark_of(stored[name]), drawn.get(name)
        own = {mark_of(each) for each in (sent or {}).get(name, ())}
        if mine == now:
            continue
        if now == before or now in own:
            to_save[name] = answer
        elif mine == before:
            theirs.append(name)
        else:
            clashes.append(name)
    return Settled(to_save, tuple(theirs), tuple(clashes))


def both(stored: str, typed: str) -> str:
    """Both texts in one, no word left out; the longer one alone where it already holds the other."""
    if stored in typed:
        return typed
    return stored if typed in stored else f"{stored}\n\n{typed}"
