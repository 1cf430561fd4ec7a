"""Several dates joined by words and signs: what one lacks is taken from the others, and what is doubtful is said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from monitor.domain.date_moments import Moment, moment_of
from monitor.domain.date_tokens import NotADate, Token
from monitor.domain.schedule_doubts import Doubt, DoubtKind

_IN_A_LIST = {"y", ",", "/"}
_BEFORE_A_YEAR = {"-", "/"}


@dataclass(frozen=True)
class Span:
    """From the first to the last date; a single date is both."""

    first: Moment
    last: Moment
    doubts: tuple[Doubt, ...] = ()

    @property
    def is_single(self) -> bool:
        return self.first is self.last


def span_of(tokens: Sequence[Token], *, year: int | None = None) -> Span:
    """Read joined dates. `year` is the context's, for dates that say none: that is always doubtful. Raises NotADate.

    A comma is first taken for a pause («julio 14, 2021»), and only where that makes no dates for a list.
    """
    try:
        return _span([token for token in tokens if token.kind != "comma"], year)
    except NotADate:
        listed = [replace(token, kind="join") if token.kind == "comma" else token for token in tokens]
        if listed == list(tokens):
            raise
        try:
            return _span(listed, year)
        except NotADate:
            pass
        raise


def _span(tokens: Sequence[Token], year: int | None) -> Span:
    between = bool(tokens) and tokens[0].written == "entre"
    moments, joins = _parted(tokens[1:] if between else tokens)
    moments, joins, doubts = _with_detached_year(moments, joins)
    _check_joins(joins, between=between)
    moments = _with_months(_with_units(moments))
    listed = [not between and join in _IN_A_LIST for join in joins]
    moments, more = _with_years(moments, listed, year)
    doubts += more
    doubts += _gaps(moments, listed)
    doubts += [doubt for moment in moments for doubt in moment.doubts]
    return Span(moments[0], moments[-1], tuple(dict.fromkeys(doubts)))


def _parted(tokens: Sequence[Token]) -> tuple[list[Moment], list[str]]:
    """The dates, and the words that join them: always one fewer."""
    parts: list[list[Token]] = [[]]
    joins: list[str] = []
    for token in tokens:
        if token.kind == "join":
            joins.append(token.written)
            parts.append([])
        else:
            parts[-1].append(token)
    return [moment_of(part) for part in parts], joins


def _with_detached_year(moments: list[Moment], joins: list[str]) -> tuple[list[Moment], list[str], list[Doubt]]:
    """`enero-2022`: the year after a sign belongs to the date before it, though a dash might mean a range."""
    doubts: list[Doubt] = []
    for place in range(len(joins) - 1, -1, -1):
        before, after = moments[place], moments[place + 1]
        if joins[place] in _BEFORE_A_YEAR and after.says_only_a_year and before.year is None:
            if joins[place] == "-":
                doubts.append(Doubt(DoubtKind.ONE_OR_TWO))
            moments[place : place + 2] = [replace(before, year=after.year, doubts=before.doubts + after.doubts)]
            del joins[place]
    return moments, joins, doubts


def _check_joins(joins: Sequence[str], *, between: bool) -> None:
    if between and list(joins) != ["y"]:
        raise NotADate("Dice «entre» y no se entiende qué dos fechas une.")
    for one, other in pairwise(joins):
        if one not in _IN_A_LIST and other not in _IN_A_LIST:
            raise NotADate("Dice más de dos fechas y no se sabe cuáles son el comienzo y el final.")


def _with_units(moments: Sequence[Moment]) -> list[Moment]:
    """A bare ordinal takes the unit of the date after it: «primer y segundo semestre»."""
    completed: list[Moment] = []
    for moment in reversed(moments):
        if moment.part is not None and moment.months is None:
            following = completed[-1].months if completed else None
            if following is None:
                raise NotADate("No dice si habla de un trimestre o de un semestre.")
            moment = replace(moment, months=following)  # noqa: PLW2901 - the same date, completed
        completed.append(moment)
    return completed[::-1]


def _with_months(moments: Sequence[Moment]) -> list[Moment]:
    """A day takes the month of the day after it («3 al 5 de mayo»), or else of the one before («mayo 3 al 5»)."""
    return _passed_on(_passed_on(list(moments)[::-1])[::-1])


def _passed_on(moments: list[Moment]) -> list[Moment]:
    completed: list[Moment] = []
    for moment in moments:
        if moment.day is not None and moment.month is None and completed and completed[-1].day is not None:
            moment = replace(moment, month=completed[-1].month)  # noqa: PLW2901 - the same date, completed
        completed.append(moment)
    return completed


def _with_years(moments: list[Moment], listed: Sequence[bool], context: int | None) -> tuple[list[Moment], list[Doubt]]:
    said = [place for place, moment in enumerate(moments) if moment.year is not None]
    if not said:
        return _of_context(moments, context)
    doubts: list[Doubt] = []
    for place in range(said[-1] - 1, -1, -1):
        moment, following = moments[place], moments[place + 1]
        if moment.year is None and following.year is not None:
            if following.says_only_a_year:
                raise NotADate("No se sabe si es una sola fecha o un comienzo y un final.")
            goes_back = moment.first_month > following.last_month
            if goes_back and listed[place] and (moment.last_month, following.first_month) != (12, 1):
                raise NotADate("El final es anterior al comienzo.")
            year = following.year - goes_back
            if year != following.year:
                doubts.append(Doubt(DoubtKind.YEAR_BEFORE, "", str(year)))
            moments[place] = replace(moment, year=year)
    for place in range(said[-1] + 1, len(moments)):
        moment, previous = moments[place], moments[place - 1]
        if moment.last_month < previous.first_month or previous.says_only_a_year:
            raise NotADate("No dice el año del final.")
        moments[place] = replace(moment, year=previous.year)
        doubts.append(Doubt(DoubtKind.YEAR, "", str(previous.year)))
    return moments, doubts


def _of_context(moments: list[Moment], context: int | None) -> tuple[list[Moment], list[Doubt]]:
    goes_back = any(one.first_month > other.last_month for one, other in pairwise(moments))
    if context is None or goes_back:
        for moment in moments:
            replace(moment, year=2000).first_day()  # a worse fault is told first: 31 de junio, sin mes
        raise NotADate("No dice el año.")
    if any(moment.day == context % 100 for moment in moments):
        raise NotADate("No se sabe si %(number)s es un día o un año.", number=context % 100)
    return [replace(moment, year=context) for moment in moments], [Doubt(DoubtKind.YEAR, "", str(context))]


def _gaps(moments: Sequence[Moment], listed: Sequence[bool]) -> list[Doubt]:
    """Dates of a list that do not follow each other. Raises NotADate where the order goes back."""
    doubts: list[Doubt] = []
    previous_last: date | None = None
    for place, moment in enumerate(moments):
        first, last = moment.first_day(), moment.last_day()
        if place:
            before = moments[place - 1]
            if last < before.first_day():
                raise NotADate("El final es anterior al comienzo.")
            if listed[place - 1]:
                if moment.says_only_a_year != before.says_only_a_year:
                    raise NotADate("No se sabe qué dice el último año.")
                if first != (previous_last or first) + timedelta(days=1):
                    doubts.append(Doubt(DoubtKind.SEPARATE))
        previous_last = last
    return doubts
