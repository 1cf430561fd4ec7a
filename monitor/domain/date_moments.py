"""One end of a Spanish date range: `1 de septiembre de 2021`, `julio 14`, `2.º trimestre`, `2022`.

A moment may lack what the other end of its range says (`1 y 2 de diciembre de 2021`); `date_spans` completes it.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.domain.date_tokens import MONTHS_IN, NotADate, Token
from monitor.domain.schedule_doubts import Doubt
from monitor.domain.schedules import Precision
from monitor.domain.sentences import MONTHS, Sentence

_PRECISIONS = {3: Precision.QUARTER, 6: Precision.SEMESTER, 2: Precision.MONTH, 4: Precision.MONTH}
# The orders in which a date's parts may stand, the year and the day of the week apart, and what each part says.
_SHAPES = {
    (): (),
    ("number",): ("day",),
    ("number", "month"): ("day", "month"),
    ("ordinal", "month"): ("day", "month"),
    ("month", "number"): ("month", "day"),
    ("month",): ("month",),
    ("ordinal",): ("part",),
    ("part",): ("part",),
    ("ordinal", "unit"): ("part", "unit"),
    ("unit", "number"): ("unit", "part"),
    ("unit", "ordinal"): ("unit", "part"),
    ("ordinal", "half", "month"): ("half", "", "month"),
}
_WHOLE = {"day_month_year", "year_month_day", "month_year", "year_month", "day_month", "part_year", "year_part"}


@dataclass(frozen=True)
class Moment:
    """A date as far as it was said.

    `part` counts the quarters, semesters … of the year, each of `months` months; a bare ordinal says no `months`.
    `half` is the first or second fortnight of the month.
    """

    day: int | None = None
    month: int | None = None
    half: int | None = None
    part: int | None = None
    months: int | None = None
    year: int | None = None
    weekday: int | None = None
    doubts: tuple[Doubt, ...] = ()

    @property
    def precision(self) -> Precision:
        if self.day is not None or self.half is not None:
            return Precision.DAY
        if self.month is not None:
            return Precision.MONTH
        return _PRECISIONS[self.months] if self.months else Precision.YEAR

    @property
    def says_only_a_year(self) -> bool:
        return self.day is None and self.month is None and self.part is None

    @property
    def first_month(self) -> int:
        if self.month is not None:
            return self.month
        return 1 if self.months is None or self.part is None else (self.part - 1) * self.months + 1

    @property
    def last_month(self) -> int:
        if self.month is not None:
            return self.month
        return 12 if self.months is None or self.part is None else self.part * self.months

    def first_day(self) -> date:
        """Raises NotADate when something is missing or the day does not exist."""
        if self.day is not None and self.month is None:
            raise NotADate("No dice de qué mes es el día %(day)s.", day=self.day)
        if self.part is not None and self.months is None:
            raise NotADate("No dice si habla de un trimestre o de un semestre.")
        if self.year is None:
            raise NotADate("No dice el año.")
        day = self.day if self.day is not None else 16 if self.half == 2 else 1
        try:
            first = date(self.year, self.first_month, day)
        except ValueError:
            month = Sentence(MONTHS[self.first_month - 1])
            raise NotADate(
                "El %(day)s de %(month)s de %(year)s no existe.", day=self.day, month=month, year=self.year
            ) from None
        if self.weekday is not None and first.weekday() != self.weekday:
            raise NotADate("El %(day)s no es el día de la semana que dice.", day=first)
        return first

    def last_day(self) -> date:
        first = self.first_day()
        if self.day is not None:
            return first
        if self.half == 1:
            return first.replace(day=15)
        return date(first.year, self.last_month, monthrange(first.year, self.last_month)[1])


def moment_of(tokens: Sequence[Token]) -> Moment:
    """Read the tokens of one end of a range. Raises NotADate when they do not make a date together."""
    rest = [token for token in tokens if token.kind != "weekday"]
    weekdays = {token.value for token in tokens if token.kind == "weekday"}
    doubts = tuple(token.doubt for token in tokens if token.doubt)
    moment = _whole_date(rest[0]) if len(rest) == 1 and rest[0].kind in _WHOLE else _spelled(rest)
    if len(weekdays) > 1 or (weekdays and moment.day is None):
        raise NotADate("«%(words)s» no forma una fecha.", words=_said(tokens))
    return replace(moment, weekday=weekdays.pop() if weekdays else None, doubts=doubts)


def _said(tokens: Sequence[Token]) -> str:
    return " ".join(token.written for token in tokens)


def _spelled(tokens: Sequence[Token]) -> Moment:
    rest = list(tokens)
    year: int | None = None
    for place in (-1, 0):
        if rest and year is None and rest[place].kind == "year":
            year = rest.pop(place).value
    kinds = tuple(token.kind for token in rest)
    if kinds not in _SHAPES or not tokens:
        if not tokens:
            raise NotADate("Falta una fecha.")
        raise NotADate("«%(words)s» no forma una fecha.", words=_said(tokens))
    said = dict(zip(_SHAPES[kinds], rest, strict=True))
    numbers = {name: token.value for name, token in said.items()}
    if kinds == ("part",):
        return _named_part(rest[0].written, year)
    if "unit" in said:
        return _part_of_year(numbers["part"], said["unit"].written, year)
    if numbers.get("half", 1) > 2:
        raise NotADate("Un mes solo tiene dos quincenas.")
    day, month, half, part = (numbers.get(name) for name in ("day", "month", "half", "part"))
    return Moment(day=day, month=month, half=half, part=part, year=year)


def _whole_date(token: Token) -> Moment:
    """Dates written as one word: 31/12/2021, 2021-12-31, 03/2022, 2023-T1, T1-2023."""
    numbers = [int(digits) for digits in re.findall(r"[0-9]+", token.written)]
    if token.kind == "part_year":
        return _named_part(token.written[:2], _full(numbers[1]))
    if token.kind == "year_part":
        return _named_part(token.written[-2:], numbers[0])
    names = token.kind.split("_")
    said = dict(zip(names, numbers, strict=True))
    year = _full(said["year"]) if "year" in said else None
    if said["month"] not in range(1, 13) or (year is not None and year not in range(1900, 2100)):
        raise NotADate("La fecha %(date)s no existe.", date=token.written)
    return Moment(day=said.get("day"), month=said["month"], year=year)


def _full(year: int) -> int:
    return year if year >= 100 else 2000 + year


def _named_part(written: str, year: int | None) -> Moment:
    """`T1`, `1T`, `Q3`, `S2`."""
    number = int(re.sub(r"[^0-9]", "", written)[0])
    return _part_of_year(number, "semestre" if "s" in written else "trimestre", year)


def _part_of_year(part: int, unit: str, year: int | None) -> Moment:
    months = MONTHS_IN[unit]
    if not 1 <= part <= 12 // months:
        raise NotADate("No existe el %(unit)s %(part)s de un año.", unit=Sentence(unit), part=part)
    return Moment(part=part, months=months, year=year)
