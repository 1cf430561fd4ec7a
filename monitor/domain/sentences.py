"""Sentences for people, written where the rule stands and translated where the reader is known.

The domain and the services know no reader. They write in Spanish, which is also the key of every translation; the edges
(pages, mails, files) say the same in the reader's language.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, do not translate"
    return message


MONTHS = (
    N_("enero"),
    N_("febrero"),
    N_("marzo"),
    N_("abril"),
    N_("mayo"),
    N_("junio"),
    N_("julio"),
    N_("agosto"),
    N_("septiembre"),
    N_("octubre"),
    N_("noviembre"),
    N_("diciembre"),
)


class Count(int):
    """A number of people or things, whose thousands are parted in print. A year or an age is a plain int."""


@dataclass(frozen=True)
class Tongue:
    """How one language says a text, a date and a number."""

    gettext: Callable[[str], str]
    day: Callable[[date], str]
    number: Callable[[int], str]


SPANISH = Tongue(
    gettext=str,
    day=lambda day: f"{day.day} de {MONTHS[day.month - 1]} de {day.year}",
    number=lambda number: f"{number:,}".replace(",", "."),
)


class Sentence(str):
    """A Spanish text that remembers what it was made of: `Sentence("Faltan %(days)s días.", days=3)`.

    It is the Spanish text wherever it is used as one. Values may be texts, numbers, days, other sentences, or lists of
    them; groups' and people's own words go in as values and so are never translated.
    """

    __slots__ = ("message", "values")
    message: str
    values: dict[str, Any]

    def __new__(cls, message: str, /, **values: Any) -> "Sentence":
        made = super().__new__(cls, _filled(message, values, SPANISH))
        made.message, made.values = message, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.message,), self.values

    def said_in(self, tongue: Tongue) -> str:
        """The sentence in another language."""
        return _filled(tongue.gettext(self.message), self.values, tongue)


def said_in(text: str, tongue: Tongue) -> str:
    """A sentence in another language. Whatever is no sentence is somebody's own words and stays as it is."""
    return text.said_in(tongue) if isinstance(text, Sentence) else text


def together(*parts: str) -> Sentence:
    """Several sentences as one text."""
    names = {f"part{number}": part for number, part in enumerate(parts)}
    return Sentence(" ".join(f"%({name})s" for name in names), **names)


def _filled(message: str, values: dict[str, Any], tongue: Tongue) -> str:
    return message % {name: _spoken(value, tongue) for name, value in values.items()} if values else message


def _spoken(value: Any, tongue: Tongue) -> Any:
    if isinstance(value, str):
        return said_in(value, tongue)
    if isinstance(value, Count):
        return tongue.number(value)
    if isinstance(value, date):
        return tongue.day(value)
    return ", ".join(str(_spoken(each, tongue)) for each in value) if isinstance(value, Sequence) else value
