"""Reads the schedules of Spanish plan documents. What it does not understand it says; it never guesses."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from monitor.domain.date_moments import Moment, NotADate, Token, moment_of, tokens_of
from monitor.domain.errors import RuleError
from monitor.domain.relative_times import months_between
from monitor.domain.schedules import Milestone, Schedule
from monitor.domain.spanish_text import composed, fold


class ScheduleNotUnderstood(RuleError):
    """The text says no schedule that can be read without guessing. `why` is a Spanish sentence."""

    def __init__(self, text: str, why: str) -> None:
        super().__init__(f"No se entiende el cronograma «{text}». {why}")
        self.text = text
        self.why = why


@dataclass(frozen=True)
class ReadSchedule:
    """What a schedule text says: the schedule itself and the dated milestones it names."""

    schedule: Schedule
    milestones: tuple[Milestone, ...] = ()


_APPROXIMATE = re.compile(
    r"\(\s*(?:con )?(?:tiempos?|fechas?|plazos?)?\s*(?:aproximad[oa]s?|aprox\.?)\s*\)"
    r"|\b(?:tiempos?|fechas?|plazos?) aproximad[oa]s?\b|\baproximadamente\b|\baprox\b\.?"
)
_SCHEDULE_LABEL = re.compile(r"(?:cronograma|calendario|fechas?|plazo|periodo)\s*:\s*")
_TERM_LABEL = re.compile(r"(?:a )?(?:corto|mediano|largo) plazo\s*:\s*")
# «Inicio: …» and «Fin: …» are the two ends of a schedule; taking them for milestones would be a guess.
_END_LABELS = {"inicio", "comienzo", "fin", "final", "termino", "cierre"}
_FROM_NOW_ON = re.compile(r"(?:de ahora|de aqui|de hoy|de ahora y|a partir de ahora)(?: en adelante)?|en adelante")
_OPEN = re.compile(r"(?P<opening>(?:a partir|desde)(?: del?\b| el\b)?\s+)?(?P<date>.+?)(?P<onwards> en adelante)?")
_WITHOUT_DATE = {"por definir", "por definirse", "por confirmar", "sin fecha", "fecha por definir", "pendiente"}


def read_schedule(text: str) -> ReadSchedule:
    """Read a schedule as a plan writes it. Raises ScheduleNotUnderstood, and nothing else."""
    verbatim = composed(text).strip()
    lines = [line.strip() for line in verbatim.splitlines() if line.strip()]
    try:
        return _read(verbatim, lines)
    except NotADate as error:
        raise ScheduleNotUnderstood(verbatim, str(error)) from None


def _read(verbatim: str, lines: list[str]) -> ReadSchedule:
    if not lines:
        raise NotADate("Está vacío.")
    named = [(line, _milestone(line)) for line in lines]
    milestones = tuple(milestone for _, milestone in named if milestone is not None)
    plain = [line for line, milestone in named if milestone is None]
    if len(plain) > 1:
        raise NotADate("Tiene varias líneas y no se sabe cuál dice las fechas del proyecto.")
    return ReadSchedule(_schedule(verbatim, plain[0]) if plain else Schedule(verbatim), milestones)


def _milestone(line: str) -> Milestone | None:
    """`Informe final: diciembre 2022`; None where the line has no name of its own before the date."""
    name, colon, words = line.rpartition(":")
    folded = fold(line)
    if not colon or _SCHEDULE_LABEL.match(folded) or _TERM_LABEL.match(folded):
        return None
    name = name.strip()
    if not name:
        raise NotADate("Falta el nombre de lo que se entrega.")
    if fold(name) in _END_LABELS:
        raise NotADate(f"«{name}» no es el nombre de un hito; escriba el comienzo y el final en una sola línea.")
    tokens = tokens_of(_without_final_stop(words))
    if tokens and tokens[0].written in {"a", "al", "hasta"}:
        tokens = tokens[1:]
    if any(token.kind in {"join", "from"} for token in tokens):
        raise NotADate(f"El hito «{name}» necesita una sola fecha.")
    moment = moment_of(tokens)
    return Milestone(name, moment.last_day(), moment.precision)


def _schedule(verbatim: str, line: str) -> Schedule:
    folded = fold(line)
    for label in (_SCHEDULE_LABEL, _TERM_LABEL):
        if (match := label.match(folded)) is not None:
            line, folded = line[match.end() :], folded[match.end() :]
    approximate = _APPROXIMATE.search(folded) is not None
    # Blanks of the same length keep the positions of `line` and `folded` together.
    line = _APPROXIMATE.sub(lambda match: " " * len(match.group()), folded) if approximate else line
    line = _without_final_stop(line)
    folded = fold(line)
    blank = Schedule(verbatim, approximate=approximate)
    if folded in _WITHOUT_DATE:
        return blank
    if _FROM_NOW_ON.fullmatch(folded):
        return replace(blank, open_ended=True)
    if (months := months_between(folded)) is not None:
        return replace(blank, min_months=months[0], max_months=months[1])
    return _dated(blank, line, folded)


def _dated(blank: Schedule, line: str, folded: str) -> Schedule:
    match = _OPEN.fullmatch(folded)
    if match is None:
        raise NotADate("No dice ninguna fecha.")
    tokens = tokens_of(line[match.start("date") : match.end("date")])
    joined = any(token.kind == "join" for token in tokens)
    opens = match.group("opening") is not None
    onwards = match.group("onwards") is not None
    if joined and onwards:
        raise NotADate("Dice un final y también «en adelante».")
    if not joined and (opens or onwards):
        first = moment_of(tokens)
        return replace(blank, start=first.first_day(), start_precision=first.precision, open_ended=True)
    if tokens and tokens[0].written == "hasta":
        last = moment_of(tokens[1:])
        return replace(blank, end=last.last_day(), end_precision=last.precision)
    first, last = _ends(tokens, opened=opens)
    start, end = first.first_day(), last.last_day()
    if end < start:
        raise NotADate("El final es anterior al comienzo.")
    return replace(blank, start=start, end=end, start_precision=first.precision, end_precision=last.precision)


def _ends(tokens: list[Token], *, opened: bool) -> tuple[Moment, Moment]:
    """The two ends of a range; a single date is both of its ends."""
    between = bool(tokens) and tokens[0].written == "entre"
    if between:
        tokens = tokens[1:]
    joins = [place for place, token in enumerate(tokens) if token.kind == "join"]
    if len(joins) > 1:
        raise NotADate("Dice más de dos fechas y no se sabe cuáles son el comienzo y el final.")
    if not joins:
        if between:
            raise NotADate("Dice «entre» y falta la segunda fecha.")
        moment = moment_of(tokens)
        return moment, moment
    join = tokens[joins[0]].written
    if between != (join == "y") and (between or opened):
        raise NotADate("No se entiende cómo se unen las dos fechas.")
    first, last = _completed(moment_of(tokens[: joins[0]]), moment_of(tokens[joins[0] + 1 :]))
    if join == "y" and not between and first.last_day() + timedelta(days=1) != last.first_day():
        raise NotADate("Nombra fechas separadas, y un proyecto necesita un comienzo y un final.")
    return first, last


def _completed(first: Moment, last: Moment) -> tuple[Moment, Moment]:
    """Give each end what only the other one says: the unit, the month, the year.

    A first month later in the year than the last one belongs to the year before («noviembre – enero de 2022»).
    """
    if first.part is not None and first.unit is None:
        if last.unit is None:
            raise NotADate("No dice si habla de un trimestre o de un semestre.")
        first = replace(first, unit=last.unit)
    if first.day is not None and first.month is None and last.day is not None:
        first = replace(first, month=last.month)
    elif last.day is not None and last.month is None and first.day is not None:
        last = replace(last, month=first.month)
    if last.year is None:
        raise NotADate("No dice el año del final.")
    if first.year is None:
        if last.says_only_a_year:
            raise NotADate("No se sabe si es una sola fecha o un comienzo y un final.")
        first = replace(first, year=last.year - (first.first_month > last.last_month))
    return first, last


def _without_final_stop(text: str) -> str:
    return text.strip().rstrip(".;").strip()
