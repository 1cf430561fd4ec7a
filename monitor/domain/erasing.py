"""What becomes of a person's data in texts and in the facts of events when they ask to be forgotten.

mask = Mask(7, names=..., addresses=...)
mask.in_text(text) -> str                    every name and address is the pseudonym's
mask.in_facts(facts, own=True) -> dict       of an event about a person; its own also lose country, wishes, reasons
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

GONE = frozenset({"country", "locale", "time_zone", "frequency", "summary", "until", "reason"})
"""Facts of a person's own events that say something of them and not of their groups."""
SALT = "salt"
"""In the facts of an event that holds a name or an address. Without it nobody can try guesses against the old seal."""
IMPERSONAL = frozenset({"group", "role", "product_role"})


def is_personal(facts: Mapping[str, Any]) -> bool:
    """Whether the facts of an event about a person say anything that they may want to be forgotten."""
    return bool(facts.keys() - IMPERSONAL)


@dataclass(frozen=True)
class Mask:
    """The names and addresses a person had, and what stands in their place."""

    user_id: int
    names: Collection[str]
    addresses: Collection[str]
    shared: Collection[str] = frozenset()
    """Names that somebody else has as well: only in what is about this person are they this person's."""

    @property
    def name(self) -> str:
        return f"Persona eliminada {self.user_id}"

    @property
    def address(self) -> str:
        """An address to which no mail can ever go (RFC 2606)."""
        return f"persona-{self.user_id}@eliminada.invalid"

    @cached_property
    def searched(self) -> list[str]:
        """What to look for in texts as they stand in databases: plain, in HTML and in JSON."""
        found = {form for word in self._words for form in (word, escape(word), json.dumps(word)[1:-1])}
        return sorted(found, key=len, reverse=True)

    @cached_property
    def _alone(self) -> frozenset[str]:
        """The names that are nobody else's."""
        return frozenset(self.names) - frozenset(self.shared)

    @cached_property
    def _words(self) -> list[str]:
        """A name of one word may be anybody's, or just a word: it is taken out only where it stands alone."""
        return [each for each in {*self._alone, *self.addresses} if "@" in each or " " in each]

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        found = []
        for form in self.searched:
            instead = self.address if "@" in form else self.name
            found.append((re.compile(rf"(?<!\w){re.escape(form)}(?!\w)", re.IGNORECASE), instead))
        return found

    def in_text(self, text: str) -> str:
        if text in self._alone:
            return self.name
        for pattern, instead in self._patterns:
            text = pattern.sub(lambda _found, instead=instead: instead, text)  # type: ignore[misc]
        return text

    def is_in(self, text: str) -> bool:
        return text in self._alone or any(pattern.search(text) for pattern, _instead in self._patterns)

    def in_facts(self, facts: dict[str, Any], *, own: bool) -> dict[str, Any]:
        gone = {SALT, *(GONE if own else ())}
        whole = self.names if own else self._alone
        return {key: self._in_value(value, whole) for key, value in facts.items() if key not in gone}

    def _in_value(self, value: Any, whole: Collection[str]) -> Any:
        if isinstance(value, str):
            return self.name if value in whole else self.in_text(value)
        if isinstance(value, list):
            return [self._in_value(each, whole) for each in value]
        if isinstance(value, dict):
            return {key: self._in_value(each, whole) for key, each in value.items()}
        return value
