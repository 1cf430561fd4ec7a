"""Numbers and indices as the GTG types them in the questionnaire's forms: `66,7`, `GOB, CAP:0,5`."""

from collections.abc import Collection
from math import isfinite

from monitor.domain.errors import RuleError
from monitor.domain.questionnaire import Feed
from monitor.domain.sentences import N_


class NotReadable(RuleError):
    """What was typed is not what the field holds."""


def number_as_text(number: float | None) -> str:
    """`66,7`, `100`; empty for none."""
    if number is None:
        return ""
    return str(int(number)) if number == int(number) else str(number).replace(".", ",")


def read_number(typed: str) -> float | None:
    """A number with comma or point; None if nothing is typed. Raises NotReadable."""
    text = typed.strip().replace(",", ".")
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        raise NotReadable(N_("«%(typed)s» no es un número."), typed=typed.strip()) from None
    if not isfinite(number):
        raise NotReadable(N_("«%(typed)s» no es un número."), typed=typed.strip())
    return number


def read_whole(typed: str) -> int | None:
    """A whole number; None if nothing is typed. Raises NotReadable."""
    number = read_number(typed)
    if number is None:
        return None
    if number != int(number):
        raise NotReadable(N_("«%(typed)s» no es un número entero."), typed=typed.strip())
    return int(number)


def feeds_as_text(feeds: Collection[Feed]) -> str:
    return ", ".join(
        each.index if each.weight == 1 else f"{each.index}:{number_as_text(each.weight)}" for each in feeds
    )


def read_feeds(typed: str, indices: Collection[str]) -> tuple[Feed, ...]:
    """`GOB, CAP:0,5`. A comma between digits belongs to the number. Raises NotReadable, naming what is no index."""
    found = []
    for part in _parts(typed):
        name, _colon, weight = part.partition(":")
        if name.strip() not in indices:
            raise NotReadable(
                N_("«%(name)s» no es un índice del cuestionario: %(indices)s."),
                name=name.strip(),
                indices=", ".join(sorted(indices)) or "—",
            )
        number = read_number(weight)
        found.append(Feed(name.strip(), 1.0 if number is None else number))
    return tuple(found)


def _parts(typed: str) -> list[str]:
    parts: list[str] = []
    for piece in typed.replace(";", ",").split(","):
        if parts and piece.strip().isdigit() and parts[-1].strip()[-1:].isdigit() and ":" in parts[-1]:
            parts[-1] = f"{parts[-1].strip()},{piece.strip()}"
        else:
            parts.append(piece)
    return [part for part in parts if part.strip()]
