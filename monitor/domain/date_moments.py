"""One end of a Spanish date range: `1 de septiembre de 2021`, `julio 14`, `2.º trimestre`, `2022`.

A moment may lack what the other end of its range says (`1 y 2 de diciembre de 2021`); `schedule_reader` completes it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.domain.errors import RuleError
from monitor.domain.schedules import Precision, last_day
from monitor.domain.spanish_text import composed, fold


class NotADate(RuleError):
    """The words do not say a date, or say one that does not exist. The message is a Spanish sentence."""


MONTH_NAMES = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
_MONTHS = {name: number for number, name in enumerate(MONTH_NAMES, 1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()}
_MONTHS |= {"sept": 9, "set": 9, "setiembre": 9}
_ORDINALS = {"primer": 1, "primero": 1, "segundo": 2, "tercer": 3, "tercero": 3, "cuarto": 4}
_ORDINALS |= {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_UNITS = {"trimestre": Precision.QUARTER, "semestre": Precision.SEMESTER}
_PARTS_OF_YEAR = {Precision.QUARTER: 4, Precision.SEMESTER: 2}
# The orders in which a date's parts may stand, the year apart, and what each part says.
_SHAPES = {
    (): (),
    ("number",): ("day",),
    ("number", "month"): ("day", "month"),
    ("ordinal", "month"): ("day", "month"),
    ("month", "number"): ("month", "day"),
    ("month",): ("month",),
    ("ordinal",): ("part",),
    ("quarter",): ("part",),
    ("ordinal", "unit"): ("part", "unit"),
    ("unit", "number"): ("unit", "part"),
    ("unit", "ordinal"): ("unit", "part"),
}
_JOINS = {"a", "al", "y", "hasta"}
_FROMS = {"desde", "entre"}
# Words that join a date's parts and say nothing themselves.
_SILENT = {"de", "del", "el", "los", "ano", "mes"}

_TOKEN = re.compile(
    r"""(?P<day_month_year>[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}(?![0-9]))
    |(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9]))
    |(?P<year_quarter>(?:19|20)[0-9]{2}-[tq][1-4](?![0-9a-z]))
    |(?P<quarter_year>[tq][1-4]-(?:19|20)[0-9]{2}(?![0-9a-z]))
    |(?P<quarter>[tq][1-4](?![0-9a-z]))
    |(?P<year>(?:19|20)[0-9]{2}(?![0-9a-z]))
    |(?P<ordinal>[1-4](?:\.?(?:o|er|ro|ero|do|to)|\.)(?![0-9a-z]))
    |(?P<number>[0-9]{1,2}(?![0-9a-z]))
    |(?P<word>[a-z]+)\.?
    |(?P<dash>-)
    |(?P<space>[\s,]+)""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Token:
    """A meaningful word of a date: its kind, its value and how it was written."""

    kind: str
    value: int
    written: str


@dataclass(frozen=True)
class Moment:
    """A date as far as it was said. `part` is the quarter or semester, of the `unit`; a bare ordinal has no unit."""

    day: int | None = None
    month: int | None = None
    part: int | None = None
    unit: Precision | None = None
    year: int | None = None

    @property
    def precision(self) -> Precision:
        if self.day is not None:
            return Precision.DAY
        if self.month is not None:
            return Precision.MONTH
        return self.unit or Precision.YEAR

    @property
    def says_only_a_year(self) -> bool:
        return self.day is None and self.month is None and self.part is None

    @property
    def first_month(self) -> int:
        if self.month is not None:
            return self.month
        if self.unit is not None and self.part is not None:
            return (self.part - 1) * (12 // _PARTS_OF_YEAR[self.unit]) + 1
        return 1

    @property
    def last_month(self) -> int:
        if self.month is not None:
            return self.month
        if self.unit is not None and self.part is not None:
            return self.part * (12 // _PARTS_OF_YEAR[self.unit])
        return 12

    def first_day(self) -> date:
        """Raises NotADate when something is missing or the day does not exist."""
        if self.day is not None and self.month is None:
            raise NotADate(f"No dice de qué mes es el día {self.day}.")
        if self.part is not None and self.unit is None:
            raise NotADate("No dice si habla de un trimestre o de un semestre.")
        if self.year is None:
            raise NotADate("No dice el año.")
        try:
            return date(self.year, self.first_month, 1 if self.day is None else self.day)
        except ValueError:
            month = MONTH_NAMES[self.first_month - 1]
            raise NotADate(f"El {self.day} de {month} de {self.year} no existe.") from None

    def last_day(self) -> date:
        return last_day(self.first_day(), self.precision)


def tokens_of(text: str) -> list[Token]:
    """The words that carry the date. Raises NotADate at the first one that is not understood."""
    text = composed(text)
    folded = fold(text)
    tokens: list[Token] = []
    position = 0
    while position < len(folded):
        match = _TOKEN.match(folded, position)
        if match is None:
            raise NotADate(f"No se entiende «{text[position:].split()[0]}».")
        position = match.end()
        kind = match.lastgroup or ""
        written = text[match.start() : match.end()]
        if kind == "word":
            tokens.extend(_word(match.group("word"), written))
        elif kind == "dash":
            tokens.append(Token("join", 0, "-"))
        elif kind != "space":
            digits = re.sub(r"[^0-9]", "", match.group())
            tokens.append(Token(kind, int(digits), match.group()))
    return tokens


def _word(folded: str, written: str) -> list[Token]:
    if folded in _SILENT:
        return []
    if folded in _MONTHS:
        return [Token("month", _MONTHS[folded], written)]
    if folded in _ORDINALS:
        return [Token("ordinal", _ORDINALS[folded], written)]
    if folded in _UNITS:
        return [Token("unit", 0, folded)]
    if folded in _JOINS:
        return [Token("join", 0, folded)]
    if folded in _FROMS:
        return [Token("from", 0, folded)]
    raise NotADate(f"No se entiende «{written}».")


def moment_of(tokens: Sequence[Token]) -> Moment:
    """Read the tokens of one end of a range. Raises NotADate when they do not make a date together."""
    if len(tokens) == 1 and (whole := _whole_date(tokens[0])) is not None:
        return whole
    rest = list(tokens)
    year: int | None = None
    for place in (-1, 0):
        if rest and year is None and rest[place].kind == "year":
            year = rest.pop(place).value
    kinds = tuple(token.kind for token in rest)
    if kinds not in _SHAPES or not tokens:
        said = " ".join(token.written for token in tokens)
        raise NotADate(f"«{said}» no forma una fecha." if said else "Falta una fecha.")
    said_numbers = dict(zip(_SHAPES[kinds], (token.value for token in rest), strict=True))
    day, month, part = (said_numbers.get(name) for name in ("day", "month", "part"))
    unit = next((_UNITS[token.written] for token in rest if token.kind == "unit"), None)
    if kinds == ("quarter",):
        unit = Precision.QUARTER
    if part is not None and unit is not None:
        return _part_of_year(part, unit, year)
    return Moment(day=day, month=month, part=part, year=year)


def _whole_date(token: Token) -> Moment | None:
    """Dates written as one word: 31/12/2021, 2021-12-31, 2023-T1, T1-2023."""
    numbers = [int(digits) for digits in re.findall(r"[0-9]+", token.written)]
    match token.kind:
        case "day_month_year":
            if numbers[1] not in range(1, 13) or numbers[2] not in range(1900, 2100):
                raise NotADate(f"La fecha {token.written} no existe.")
            return Moment(day=numbers[0], month=numbers[1], year=numbers[2])
        case "iso":
            if numbers[1] not in range(1, 13) or numbers[0] not in range(1900, 2100):
                raise NotADate(f"La fecha {token.written} no existe.")
            return Moment(day=numbers[2], month=numbers[1], year=numbers[0])
        case "year_quarter":
            return _part_of_year(numbers[1], Precision.QUARTER, numbers[0])
        case "quarter_year":
            return _part_of_year(numbers[0], Precision.QUARTER, numbers[1])
    return None


def _part_of_year(part: int, unit: Precision, year: int | None) -> Moment:
    if not 1 <= part <= _PARTS_OF_YEAR[unit]:
        word = next(word for word, its_unit in _UNITS.items() if its_unit is unit)
        raise NotADate(f"No existe el {word} {part} de un año.")
    return Moment(part=part, unit=unit, year=year)
