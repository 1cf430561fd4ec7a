"""The words and figures of a Spanish date, one by one: `2.º`, `trimestre`, `T1-2023`, `sept.`, `12/05/2022`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.domain.errors import RuleError
from monitor.domain.schedule_doubts import Doubt, DoubtKind
from monitor.domain.sentences import MONTHS, N_
from monitor.domain.spanish_text import composed, fold


class NotADate(RuleError):
    """The words do not say a date, or say one that does not exist. The message is a Spanish sentence."""


WEEKDAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
MONTHS_IN = {N_("trimestre"): 3, N_("semestre"): 6, "mitad": 6, N_("bimestre"): 2, N_("cuatrimestre"): 4}
"""The parts of a year, and how many months each has."""
_MONTHS = {name: number for number, name in enumerate(MONTHS, 1)} | {"setiembre": 9}
_ORDINALS = {"primer": 1, "segund": 2, "tercer": 3, "cuart": 4, "quint": 5, "sext": 6}
_ORDINALS = {stem + end: number for stem, number in _ORDINALS.items() for end in ("", "o", "a")}
_ORDINALS |= {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_UNITS = {name: name for name in MONTHS_IN} | {"trim": "trimestre", "sem": "semestre"}
_JOINS = {"a", "al", "y", "hasta"}
_FROMS = {"desde", "entre"}
# Words that join a date's parts and say nothing themselves.
_SILENT = {"de", "del", "el", "la", "los", "en", "durante", "ano", "anos", "mes", "meses", "dia", "dias", "todo"}
_SHORTEST_MISSPELT = 4

_YEAR = "(?:19|20)[0-9]{2}"
_TOKEN = re.compile(
    rf"""(?P<day_month_year>[0-9]{{1,2}}(?P<mark>[/.-])[0-9]{{1,2}}(?P=mark)(?:[0-9]{{4}}|[0-9]{{2}})(?![0-9/]))
    |(?P<year_month_day>{_YEAR}(?P<sign>[/-])[0-9]{{1,2}}(?P=sign)[0-9]{{1,2}}(?![0-9]))
    |(?P<month_year>[0-9]{{1,2}}/{_YEAR}(?![0-9/]))
    |(?P<year_month>{_YEAR}[/-](?:0[1-9]|1[0-2])(?![0-9a-z]))
    |(?P<years>{_YEAR}[/-][0-9]{{2}}(?![0-9a-z]))
    |(?P<day_month>[0-9]{{1,2}}/[0-9]{{1,2}}(?![0-9/]))
    |(?P<day_name_year>[0-9]{{1,2}}[/-][a-z]{{3,10}}[/-]{_YEAR}(?![0-9]))
    |(?P<part_year>[tqs][1-4][/-](?:{_YEAR}|[0-9]{{2}})(?![0-9a-z]))
    |(?P<year_part>{_YEAR}[/-]?[tqs][1-4](?![0-9a-z]))
    |(?P<name_year>[a-z]{{3,10}}\.?[/-][0-9]{{2}}(?![0-9a-z]))
    |(?P<part>(?:[tqs][1-4](?![0-9a-z])|[1-4][tqs](?![a-z])))
    |(?P<year>{_YEAR}(?![0-9a-z]))
    |(?P<short_year>['’‘`´]\s?[0-9]{{2}}(?![0-9a-z]))
    |(?P<ordinal>[1-6](?:\.?(?:o|er|ro|do|to|a|ra|da|ta)(?![0-9a-z])\.?|\.?°|\.(?![0-9a-z])))
    |(?P<number>[0-9]{{1,2}}(?![0-9a-z]))
    |(?P<word>[a-z]+)\.?
    |(?P<join>[-/])
    |(?P<comma>,)
    |(?P<space>\s+)""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Token:
    """A meaningful word of a date: its kind, its value and how it was written; `doubt` where it is not clear."""

    kind: str
    value: int
    written: str
    doubt: Doubt | None = None


def tokens_of(text: str) -> list[Token]:
    """The words that carry the date. Raises NotADate at the first one that is not understood."""
    text = composed(text)
    folded = fold(text)
    tokens: list[Token] = []
    position = 0
    while position < len(folded):
        match = _TOKEN.match(folded, position)
        if match is None:
            raise NotADate("No se entiende «%(word)s».", word=text[position:].split()[0])
        position = match.end()
        kind = next(name for name, found in match.groupdict().items() if found and name not in ("mark", "sign"))
        tokens.extend(_tokens(kind, match.group().strip(), text[match.start() : match.end()].strip()))
    return tokens


def _tokens(kind: str, folded: str, written: str) -> Iterator[Token]:
    numbers = [int(digits) for digits in re.findall(r"[0-9]+", folded)]
    match kind:
        case "word":
            yield from _word(folded.rstrip("."), written)
        case "space":
            return
        case "join" | "comma":
            yield Token("join" if kind == "join" else "comma", 0, folded)
        case "years":
            yield Token("year", numbers[0], str(numbers[0]))
            yield Token("join", 0, "-")
            yield short_year(numbers[1])
        case "day_name_year":
            yield Token("number", numbers[0], str(numbers[0]))
            yield from _word(re.sub(r"[^a-z]", "", folded), written)
            yield Token("year", numbers[1], str(numbers[1]))
        case "name_year":
            yield from _word(re.sub(r"[^a-z]", "", folded), written)
            yield short_year(numbers[0])
        case "short_year":
            yield short_year(numbers[0])
        case "day_month_year" | "part_year" if numbers[-1] < 100:
            yield Token(kind, numbers[0], folded, short_year(numbers[-1]).doubt)
        case _:
            yield Token(kind, numbers[0], folded)


def short_year(digits: int) -> Token:
    year = 2000 + digits
    return Token("year", year, str(year), Doubt(DoubtKind.TWO_DIGITS, f"{digits:02}", str(year)))


def month_named(folded: str) -> int | None:
    """A month by its name or any beginning of it that no other month has (`sept`, `mar`)."""
    found = {number for name, number in _MONTHS.items() if name.startswith(folded)} if len(folded) >= 3 else set()
    return found.pop() if len(found) == 1 else None


def _word(folded: str, written: str) -> Iterator[Token]:
    if folded in _SILENT:
        return
    if (month := month_named(folded)) is not None:
        yield Token("month", month, written)
    elif folded in _ORDINALS:
        yield Token("ordinal", _ORDINALS[folded], written)
    elif folded in _UNITS:
        yield Token("unit", MONTHS_IN[_UNITS[folded]], _UNITS[folded])
    elif folded == "quincena":
        yield Token("half", 0, folded)
    elif folded in WEEKDAYS:
        yield Token("weekday", WEEKDAYS.index(folded), written)
    elif folded in _JOINS:
        yield Token("join", 0, folded)
    elif folded in _FROMS:
        yield Token("from", 0, folded)
    else:
        yield _misspelt(folded, written)


def _misspelt(folded: str, written: str) -> Token:
    """The one month or part of a year that the word is a slip away from. Raises NotADate where none or several are."""
    months = {number: name for name, number in _MONTHS.items() if _one_slip_away(folded, name)}
    units = [name for name in MONTHS_IN if name != "mitad" and _one_slip_away(folded, name)]
    if len(folded) >= _SHORTEST_MISSPELT and len(months) + len(units) == 1:
        for number, name in months.items():
            return Token("month", number, written, Doubt(DoubtKind.MISSPELT, written, name))
        return Token("unit", MONTHS_IN[units[0]], units[0], Doubt(DoubtKind.MISSPELT, written, units[0]))
    raise NotADate("No se entiende «%(word)s».", word=written)


def _one_slip_away(typed: str, meant: str) -> bool:
    """One letter too many, too few or wrong, or two neighbours changed over."""
    if abs(len(typed) - len(meant)) > 1 or typed == meant:
        return False
    start = next((at for at, (one, other) in enumerate(zip(typed, meant, strict=False)) if one != other), None)
    if start is None:
        return True
    one, other = typed[start:], meant[start:]
    swapped = one[:2] == other[1::-1] and one[2:] == other[2:] and len(one) > 1
    return swapped or one[1:] == other[1:] or one[1:] == other or one == other[1:]
