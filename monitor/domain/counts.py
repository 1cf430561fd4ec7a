"""How people write a whole number: "1234", "1.234" or "1 234". Empty is not zero."""

import re

from monitor.domain.errors import RuleError

_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
_COUNT = re.compile(r"[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+")
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+")
_NEGATIVE = re.compile(r"[-\u2212\u2013]\s*[0-9].*")
_DECIMAL = re.compile(r"[0-9 .]*[0-9][.,][0-9]+")
LARGEST = 999_999_999


class NotACount(RuleError):
    """The text is no whole number; the message says how to write one."""


def read_count(text: str) -> int | None:
    """The whole number that was typed, or None where nothing was. Raises NotACount with what to do instead."""
    clean = _SPACES.sub(" ", text).strip()
    if not clean:
        return None
    if _COUNT.fullmatch(clean) or _SPACED.fullmatch(clean):
        value = int(clean.replace(".", "").replace(" ", ""))
        if value > LARGEST:
            raise NotACount("Ese número es demasiado grande. Revíselo.")
        return value
    if _NEGATIVE.fullmatch(clean):
        raise NotACount("No puede ser un número negativo.")
    if _DECIMAL.fullmatch(clean):
        raise NotACount("Escriba un número entero, sin decimales ni comas: por ejemplo, 1234 o 1.234.")
    raise NotACount(
        f"«{clean[:40]}» no es un número. Escriba solo cifras, por ejemplo 25; si no lo sabe, déjelo vacío."
    )
