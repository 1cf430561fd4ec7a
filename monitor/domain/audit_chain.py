"""The chain that seals the audit trail: each seal is made of the seal before it and of one event.

Whoever changes, removes or slips in an event afterwards would have to make every later seal anew; and a seal that
somebody wrote down elsewhere (the head) would no longer be found.

One thing may change: an event about a person who asked to be forgotten. A later event of the chain, ERASED, names it
and the hash of what is left of it, so that from then on that cannot change either. Its own seal stays as it was made.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

START = "0" * 64
"""What stands before the first seal."""
ERASED, REDACTED = "PersonErased", "redacted"
"""The event that says of whom data were taken out, and under which fact it names the other events and their hashes."""
ABOUT_PEOPLE = "users"
"""Only events about them may lose anything."""


@dataclass(frozen=True)
class Facts:
    """What of an event is sealed. The person is only a number: names and addresses live apart from the trail."""

    id: int
    kind: str
    subject: str
    subject_id: int
    actor_id: int | None
    happened_at: datetime
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True)
class Link:
    """One seal as it was stored, from 1 on, and the event it seals; None if that is gone."""

    position: int
    hash: str
    facts: Facts | None


class Fault(StrEnum):
    GAP = "gap"
    """A seal is missing before this one."""
    EVENT_GONE = "event_gone"
    CHANGED = "changed"
    """The event, or the order of the seals, is not what was sealed."""


@dataclass(frozen=True)
class Broken:
    position: int
    event_id: int | None
    fault: Fault


@dataclass(frozen=True)
class Walk:
    """How far the chain holds, its last good seal, the first broken one, and whether a known head was met."""

    links: int
    head: str
    broken: Broken | None
    met_head: bool
    redacted: int = 0
    """Events that lost somebody's data, as later events of the chain say."""


def plain(facts: Facts) -> dict[str, Any]:
    """The event as plain JSON values, the instant in UTC."""
    return {
        "id": facts.id,
        "kind": facts.kind,
        "subject": facts.subject,
        "subject_id": facts.subject_id,
        "actor_id": facts.actor_id,
        "happened_at": facts.happened_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "before": facts.before,
        "after": facts.after,
    }


def _canonical(facts: Facts) -> str:
    return json.dumps(plain(facts), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal(previous: str, facts: Facts) -> str:
    """SHA-256, in hexadecimal, over the seal before and the event in canonical JSON (sorted keys, no spaces, UTF-8)."""
    return sha256(f"{previous}\n{_canonical(facts)}".encode()).hexdigest()


def digest(facts: Facts) -> str:
    """SHA-256 of what is left of an event, for the event that took the rest out."""
    return sha256(_canonical(facts).encode()).hexdigest()


def walk(links: Iterable[Link], *, known_head: str = START) -> Walk:
    """Follow the chain from its start to the first link that does not hold. Links come in the order of position."""
    count, head, met = 0, START, known_head == START
    left: dict[int, tuple[Broken, str, str]] = {}
    told: dict[int, str] = {}
    broken = None
    for link in links:
        fault = _fault(link, count + 1, head)
        if fault is Fault.CHANGED and link.facts and _may_lose(link.facts):
            # Whether it lost only what somebody asked for is said later in the chain, or it is broken here.
            left[link.facts.id] = (Broken(link.position, link.facts.id, fault), digest(link.facts), head)
        elif fault:
            broken = Broken(link.position, link.facts.id if link.facts else None, fault)
            break
        elif link.facts and link.facts.kind == ERASED:
            told.update({int(number): found for number, found in link.facts.after[REDACTED].items()})
        count, head = count + 1, link.hash
        met = met or head == known_head
    for number, (at, found, before) in left.items():
        if told.get(number) != found:
            return Walk(at.position - 1, before, at, met)
    return Walk(count, head, broken, met, len(left))


def _may_lose(facts: Facts) -> bool:
    return facts.subject == ABOUT_PEOPLE and facts.kind != ERASED


def _fault(link: Link, position: int, previous: str) -> Fault | None:
    if link.position != position:
        return Fault.GAP
    if link.facts is None:
        return Fault.EVENT_GONE
    return None if seal(previous, link.facts) == link.hash else Fault.CHANGED
