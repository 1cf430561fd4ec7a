"""The languages of the product. Spanish is the text itself; of every other there is `<code>/LC_MESSAGES/messages.po`.

The compiled catalogue beside it is made when it is first needed and whenever it no longer is of that `.po`, so that
nobody reads yesterday's words or the wrong language. Knows neither Flask nor the database: the report's own process
uses it too.
"""

import hashlib
import os
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from monitor.domain.sentences import SPANISH, Tongue

HERE = Path(__file__).resolve().parent
LANGUAGES = {"es": "Español", "en": "English"}
"""By their own names. The first is the one that everything is written in."""
LOCALES = {"es": "es", "en": "en_GB"}
"""How Babel calls them. English is international: day before month."""
DEFAULT = "es"
_MARK = b"made of "


class CatalogueMissing(SystemExit):
    """A language cannot be spoken; says why. Ends the process: silently speaking another would be worse."""


def po_file(code: str) -> Path:
    return HERE / code / "LC_MESSAGES" / "messages.po"


def ensure_compiled() -> None:
    """Compile whatever catalogue is missing or old. Several processes may do it at once."""
    for code in LANGUAGES:
        if code != DEFAULT:
            _compile(code)


def _compile(code: str) -> Path:
    source = po_file(code)
    compiled = source.with_suffix(".mo")
    try:
        content = source.read_bytes()
        mark = _MARK + hashlib.sha256(content).hexdigest().encode()
        if compiled.exists() and compiled.read_bytes().endswith(mark):
            return compiled
        partial = compiled.with_name(f".{compiled.name}.{os.getpid()}")
        with source.open("rb") as written, partial.open("wb") as made:
            # Readers go by the offsets at the beginning, so that a mark at the end changes nothing for them.
            write_mo(made, read_po(written, locale=code))
            made.write(mark)
        partial.replace(compiled)
    except OSError as error:
        raise CatalogueMissing(f"{error.filename}: the {code} catalogue cannot be made ({error.strerror})") from error
    return compiled


@cache
def catalogue(code: str) -> NullTranslations:
    """The words of a language; those of an unknown one are Spanish."""
    if code == DEFAULT or code not in LANGUAGES:
        return NullTranslations()
    with _compile(code).open("rb") as file:
        return GNUTranslations(file)


@cache
def tongue(code: str) -> Tongue:
    """How a language says a sentence of the domain."""
    if code == DEFAULT or code not in LANGUAGES:
        return SPANISH

    def day(value: date) -> str:
        return format_date(value, "long", locale=LOCALES[code])

    def number(value: int) -> str:
        return format_decimal(value, locale=LOCALES[code])

    return Tongue(catalogue(code).gettext, day, number)


def known(code: str) -> str:
    """The language itself, or Spanish for one that the product does not speak."""
    return code if code in LANGUAGES else DEFAULT
