"""Names as the last part of an address: letters without accents, digits and hyphens."""

import re
import unicodedata
from collections.abc import Iterable


def slug(name: str) -> str:
    """`GTCU` → `gtcu`, `Comité Ñandú/2` → `comite-nandu-2`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "x"


def slugs_of(names: Iterable[str]) -> dict[str, str]:
    """One for each name, in their order; two names that would get the same are told apart by a number."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        base = chosen = slug(name)
        number = 2
        while chosen in taken:
            chosen, number = f"{base}-{number}", number + 1
        taken.add(chosen)
        found[name] = chosen
    return found
