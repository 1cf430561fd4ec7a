"""Editions of a report: how they are numbered, what stands in their way, and what one changed in the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.domain.words import N_

FIRST = "1.0"


def next_number(published: Sequence[str]) -> str:
    """`1.0` first, then `1.1`, `1.2` …: every later edition is a correction of the same report."""
    if not published:
        return FIRST
    highest = max(int(number.partition(".")[2]) for number in published)
    return f"1.{highest + 1}"


class Check(StrEnum):
    """What is looked at before a report is published, in the order in which people read it."""

    PERIOD_RUNNING = "period_running"
    NO_CORRECTION = "no_correction"
    NOTHING_CHANGED = "nothing_changed"
    CORRECTING = "correcting"
    STALE_HIGHLIGHT = "stale_highlight"
    UNREVIEWED = "unreviewed"
    RETURNED = "returned"
    MISSING = "missing"
    STALE_STYLE = "stale_style"
    WITHOUT_COVERAGE = "without_coverage"
    HIDDEN = "hidden"
    NO_FOREWORD = "no_foreword"
    NO_SYNTHESIS = "no_synthesis"
    NO_TRANSLATION = "no_translation"


BLOCKING = frozenset(
    {Check.PERIOD_RUNNING, Check.NO_CORRECTION, Check.NOTHING_CHANGED, Check.CORRECTING, Check.STALE_HIGHLIGHT}
)
"""With one of these nothing is published. The others are shown, and whoever publishes says that they know."""


@dataclass(frozen=True)
class Found:
    """One thing that a check found: its words, and what it is about (an update, a project, an area) by number."""

    words: str
    about: int | None = None


@dataclass(frozen=True)
class Finding:
    check: Check
    found: tuple[Found, ...]

    @property
    def is_blocking(self) -> bool:
        return self.check in BLOCKING


def findings(found: Mapping[Check, Sequence[Found]]) -> tuple[Finding, ...]:
    """What was found, those that block first; a check that found nothing is not named."""
    named = [Finding(check, tuple(found[check])) for check in Check if found.get(check)]
    return tuple(sorted(named, key=lambda finding: not finding.is_blocking))


def unconfirmed(all_of_them: Sequence[Finding], confirmed: Sequence[str]) -> tuple[Finding, ...]:
    """The warnings that nobody has said they know about."""
    return tuple(each for each in all_of_them if not each.is_blocking and each.check.value not in confirmed)


Place = tuple[str, str]
"""Where a figure stands in the report, and its name there: («Área 2», «Mujeres»)."""


@dataclass(frozen=True)
class Difference:
    """One printed figure or text in two editions. Empty where it did not stand."""

    place: str
    name: str
    before: str
    after: str


def differences(before: Mapping[Place, str], after: Mapping[Place, str]) -> tuple[Difference, ...]:
    """What reads differently, in the order of the later edition; what is gone comes last."""
    places = [*after, *(place for place in before if place not in after)]
    return tuple(
        Difference(*place, before.get(place, ""), after.get(place, ""))
        for place in places
        if before.get(place, "") != after.get(place, "")
    )


def passage(before: str, after: str, *, most: int = 160) -> tuple[str, str]:
    """The part of two long texts around where they differ, by whole words, with «…» where something is left out."""
    if len(before) <= most and len(after) <= most:
        return before, after
    old, new = before.split(), after.split()
    same = next((n for n, (one, two) in enumerate(zip(old, new, strict=False)) if one != two), min(len(old), len(new)))
    start = max(same - 4, 0)
    return _cut(old, start, most), _cut(new, start, most)


def _cut(words: list[str], start: int, most: int) -> str:
    text = ""
    for position, word in enumerate(words[start:], start=start):
        if text and len(text) + len(word) > most:
            return f"{'… ' if start else ''}{text} …"
        text = f"{text} {word}" if position > start else word
    return f"{'… ' if start and text else ''}{text}"


TEXTS = ("achieved", "obstacles", "next_steps", "womens_role", "delay_words", "nothing_reason")
"""The answers in free words, whose style the GTG may correct, in the order of the report."""

TEXT_NAMES = {
    "achieved": N_("Qué se logró"),
    "obstacles": N_("Dificultades"),
    "next_steps": N_("Próximos pasos"),
    "womens_role": N_("El papel de las mujeres"),
    "delay_words": N_("Motivo del retraso"),
    "nothing_reason": N_("Sin novedades"),
}
HIGHLIGHTED = ("achieved", "womens_role", "next_steps")
"""The answers from which the summary may quote."""
