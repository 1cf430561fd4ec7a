"""How people write a whole number: "1234", "1.234" or "1 234". Empty is not zero."""

import re
from decimal import Decimal

from monitor.domain.errors import RuleError
from monitor.domain.sentences import N_

_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
_COUNT = re.compile(r"[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+")
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+")
_NEGATIVE = re.compile(r"[-\u2212\u2013]\s*[0-9].*")
_DECIMAL = re.compile(r"[0-9 .]*[0-9][.,][0-9]+")
LARGEST = 999_999_999


_TOO_LARGE = N_("Ese número es demasiado grande. Revíselo.")
_NEGATIVE_WORDS = N_("No puede ser un número negativo.")
_WITH_DECIMALS = N_("Escriba personas enteras, sin decimales ni comas: por ejemplo, 1234 o 1.234.")
_NO_NUMBER = N_("«%(text)s» no es un número. Escriba solo cifras, por ejemplo 25; si no lo sabe, déjelo vacío.")
MESSAGES = {
    "too_large": _TOO_LARGE,
    "negative": _NEGATIVE_WORDS,
    "decimal": _WITH_DECIMALS,
    "no_number": _NO_NUMBER,
}
"""Once for the server and the page."""


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
            raise NotACount(_TOO_LARGE)
        return value
    if _NEGATIVE.fullmatch(clean):
        raise NotACount(_NEGATIVE_WORDS)
    if _DECIMAL.fullmatch(clean):
        raise NotACount(_WITH_DECIMALS)
    raise NotACount(_NO_NUMBER, text=clean[:40])


_PLAIN_DECIMAL = re.compile(r"[0-9]+|[0-9]+[.,][0-9]+")
_GROUPED_DECIMAL = re.compile(r"[0-9]{1,3}(?:[. ][0-9]{3})+(?:,[0-9]+)?")
_TWO_READINGS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")


def read_number(text: str) -> Decimal | None:
    """A number with or without decimals as people of four countries write it: 0,87, 0.87, 1.234 or 1.234,5.

    Empty is None. Raises NotACount with what to write instead.
    """
    clean = _SPACES.sub(" ", text).strip()
    if not clean:
        return None
    if _TWO_READINGS.fullmatch(clean):
        whole = clean.replace(",", "")
        raise NotACount(
            "«%(clean)s» se puede leer de dos maneras. Escriba %(whole)s si son miles, o %(decimal)s si es decimal.",
            clean=clean,
            whole=whole,
            decimal=clean[:-1],
        )
    if _GROUPED_DECIMAL.fullmatch(clean):
        clean = clean.replace(".", "").replace(" ", "").replace(",", ".")
    elif _PLAIN_DECIMAL.fullmatch(clean):
        clean = clean.replace(",", ".")
    elif _NEGATIVE.fullmatch(clean):
        raise NotACount(_NEGATIVE_WORDS)
    else:
        raise NotACount("«%(clean)s» no es un número. Escriba solo cifras, por ejemplo 25 o 0,87.", clean=clean[:40])
    value = Decimal(clean)
    if value > LARGEST:
        raise NotACount(_TOO_LARGE)
    return value
