"""Words, dates and numbers in the language of the report, without a web framework."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from gettext import NullTranslations

from babel.dates import format_date, format_skeleton, get_month_names
from babel.numbers import format_decimal

from monitor.domain.rounding import halves_up
from monitor.domain.schedules import Precision
from monitor.translations import DEFAULT, LOCALES

NARROW_SPACE = "\u202f"
NO_BREAK = "\u00a0"


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, do not translate"
    return message


@dataclass(frozen=True)
class Language:
    """How the report speaks. The msgid is the Spanish text, so Spanish needs no catalogue."""

    code: str = "es"
    catalogue: NullTranslations = field(default_factory=NullTranslations)

    @property
    def locale(self) -> str:
        """How Babel calls it."""
        return LOCALES[self.code]

    def gettext(self, message: str, **values: object) -> str:
        text = self.catalogue.gettext(message)
        return text % values if values else text

    def ngettext(self, one: str, many: str, n: int, **values: object) -> str:
        return self.catalogue.ngettext(one, many, n) % {"n": self.number(n), **values}

    def number(self, value: int) -> str:
        """`9876`, `12 345`: parted by a narrow space, which every country of the Alliance reads alike."""
        return f"{value:,}".replace(",", NARROW_SPACE) if abs(value) >= 10_000 else str(value)

    def percent(self, share: float) -> str:
        return f"{100 * halves_up(share):.0f}{self.percent_sign}"

    @property
    def percent_sign(self) -> str:
        """`63 %` in Spanish, `63%` in English."""
        return f"{NO_BREAK}%" if self.code == DEFAULT else "%"

    def decimal(self, value: float) -> str:
        return format_decimal(value, format="0.00", locale=self.locale)

    def day(self, day: date) -> str:
        """`5 de octubre de 2021`"""
        return format_date(day, "long", locale=self.locale)

    def span(self, first: date, last: date) -> str:
        """`25 y 26 de agosto de 2021`, `25 de agosto a 3 de septiembre de 2021`: no word of the date said twice."""
        if first == last:
            return self.day(last)
        if (first.year, first.month) == (last.year, last.month):
            pattern = N_("%(first)s y %(last)s") if (last - first).days == 1 else N_("%(first)s a %(last)s")
            return self.gettext(pattern, first=first.day, last=self.day(last))
        start = format_skeleton("MMMMd", first, locale=self.locale) if first.year == last.year else self.day(first)
        return self.gettext("%(first)s a %(last)s", first=start, last=self.day(last))

    def interval(self, day: date, precision: Precision) -> str:
        """A date as exact as it is known: `5 de octubre de 2021`, `octubre de 2021`, `segundo semestre de 2021`."""
        if precision is Precision.MONTH:
            return self.month(day)
        if precision is Precision.QUARTER:
            return self.gettext(_QUARTERS[(day.month - 1) // 3], year=day.year)
        if precision is Precision.SEMESTER:
            return self.gettext(_SEMESTERS[(day.month - 1) // 6], year=day.year)
        return str(day.year) if precision is Precision.YEAR else self.day(day)

    def month(self, day: date) -> str:
        """`octubre de 2021`"""
        name = get_month_names("wide", locale=self.locale)[day.month]
        return self.gettext("%(month)s de %(year)s", month=name, year=day.year)

    def moment(self, moment: datetime) -> str:
        """`5 de octubre de 2021, 9:30 (UTC−5)`"""
        offset = moment.strftime("%z")
        hours = f"{int(offset[1:3])}" + (f":{offset[3:5]}" if offset[3:5] != "00" else "")
        zone = f"UTC{'−' if offset[0] == '-' else '+'}{hours}" if hours != "0" else "UTC"
        return f"{self.day(moment.date())}, {moment.hour}:{moment.minute:02d} ({zone})"

    def quarter(self, key: str) -> str:
        """`tercer trimestre de 2021` for `2021-T3`."""
        year, number = key.split("-T")
        return self.gettext(_QUARTERS[int(number) - 1], year=year)

    @property
    def quarter_letter(self) -> str:
        """`T1` in Spanish, `Q1` in English, where a person reads it beside the year; keys keep their T."""
        return "T" if self.code == DEFAULT else "Q"

    def listing(self, items: Iterable[str]) -> str:
        """`a, b y c`"""
        items = list(items)
        if len(items) < 2:
            return "".join(items)
        last = items[-1]
        joiner = N_("%(first)s e %(last)s") if _starts_with_i(last) else N_("%(first)s y %(last)s")
        return self.gettext(joiner, first=", ".join(items[:-1]), last=last)


_QUARTERS = (
    N_("primer trimestre de %(year)s"),
    N_("segundo trimestre de %(year)s"),
    N_("tercer trimestre de %(year)s"),
    N_("cuarto trimestre de %(year)s"),
)

_SEMESTERS = (N_("primer semestre de %(year)s"), N_("segundo semestre de %(year)s"))


def _starts_with_i(word: str) -> bool:
    """Spanish says `e` before the sound of an i: `Chile e Italia`."""
    return word[:1].lower() in "ií" or (word[:2].lower() in ("hi", "hí") and word[2:3].lower() not in "aeo")
