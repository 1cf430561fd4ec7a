"""The chain that seals the audit trail: each seal is made of the seal before it and of one event.

Whoever changes, removes or slips in an event afterwards would have to make every later seal anew; and a seal that
somebody wrote down elsewhere (the head) would no longer be found.
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


def seal(previous: str, facts: Facts) -> str:
    """SHA-256, in hexadecimal, over the seal before and the event in canonical JSON (sorted keys, no spaces, UTF-8)."""
    canonical = json.dumps(plain(facts), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def walk(links: Iterable[Link], *, known_head: str = START) -> Walk:
    """Follow the chain from its start to the first link that does not hold. Links come in the order of position."""
    count, head, met = 0, START, known_head == START
    for link in links:
        fault = _fault(link, count + 1, head)
        if fault:
            return Walk(count, head, Broken(link.position, link.facts.id if link.facts else None, fault), met)
        count, head = count + 1, link.hash
        met = met or head == known_head
    return Walk(count, head, None, met)


def _fault(link: Link, position: int, previous: str) -> Fault | None:
    if link.position != position:
        return Fault.GAP
    if link.facts is None:
        return Fault.EVENT_GONE
    return None if seal(previous, link.facts) == link.hash else Fault.CHANGED
