"""What is wrong, and what is odd, in the figures of people. The pages mirror these rules with the same words.

What is wrong keeps an update from being sent; what is odd keeps it only until a comment explains it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.domain.participation import Depth, Measure, ParticipationRecord, QuarterParticipation, Tally
from monitor.domain.sentences import N_, Count, Sentence, together

HALF_ABOVE = 20
"""Exactly half women and half men is odd from here on: in a small group it happens by itself."""
TIMES_LAST = 3
NOT_RECORDED_PERCENT = 20

MESSAGES: dict[str, str] = {
    "parts_over_whole": N_(
        "Las partes suman %(parts)s, más que el total de %(total)s. Corrija el total o las casillas."
    ),
    "unique_over_attendances": (
        N_(
            "Hay %(unique)s personas distintas y solo %(attendances)s asistencias a la misma "
            "actividad. Cada persona asistió al menos una vez: corrija una de las dos cifras."
        )
    ),
    "period_over_start": (
        N_(
            "Hay %(unique)s personas distintas en el trimestre y solo %(since_start)s desde el "
            "inicio. Las del trimestre están entre las del inicio: corrija una de las dos cifras."
        )
    ),
    "below_last": (
        N_(
            "El acumulado bajó: en %(period)s eran %(last)s y ahora %(total)s. Corríjalo o, si antes "
            "hubo un error, escriba la corrección."
        )
    ),
    "much_more": N_("Son %(total)s, más de %(times)s veces las %(last)s de %(period)s."),
    "half_and_half": N_("Son exactamente mitad y mitad: %(women)s y %(men)s."),
    "same_as_last": N_("Son las mismas cifras que en %(period)s."),
    "many_not_recorded": N_("Falta el registro de %(share)s %% (%(not_recorded)s de %(total)s)."),
}
"""The words of each check, once for the server and the page; what is filled in as `%(name)s`."""
EXPLAIN = Sentence("Corríjalo o explíquelo en el comentario.")


@dataclass(frozen=True)
class Problem:
    """What keeps a record from being right. `field` is the part of the form to look at."""

    field: str
    message: str


@dataclass(frozen=True)
class Context:
    """What else is known of the activity of a record: last quarter's figures, and this quarter's by other measures."""

    last_period: str = ""
    last: ParticipationRecord | None = None
    """The same activity and measure in the last approved quarter."""
    cumulative_period: str = ""
    cumulative: int | None = None
    """The last people since the start, of whichever quarter."""
    others: Mapping[Measure, int] | None = None
    """The same activity's whole by each other measure of this update."""


def context_of(
    record: ParticipationRecord, siblings: Sequence[ParticipationRecord], earlier: Sequence[QuarterParticipation] = ()
) -> Context:
    """`siblings` are the update's records, `earlier` the approved quarters, the last one first."""
    same = [each for each in siblings if each.key == record.key and each.measure is not record.measure]
    others = {each.measure: each.whole for each in same if each.whole is not None}
    found = [(quarter.period, match) for quarter in earlier for match in [same_before(record, quarter)] if match]
    known = [(key, match.whole) for key, match in found if match.whole is not None]
    cumulative_period, cumulative = known[0] if known and record.measure is Measure.UNIQUE_SINCE_START else ("", None)
    last = same_before(record, earlier[0]) if earlier else None
    return Context(earlier[0].period if last else "", last, cumulative_period, cumulative, others)


def same_before(record: ParticipationRecord, quarter: QuarterParticipation) -> ParticipationRecord | None:
    """What the same activity, counted in the same way, had in an earlier quarter."""
    wanted = (record.key, record.measure)
    return next((each for each in quarter.records or () if (each.key, each.measure) == wanted), None)


def problems(record: ParticipationRecord, context: Context = Context()) -> list[Problem]:
    """Everything that must be mended before the record can be submitted, in plain words."""
    return [*_of_the_form(record), *_of_the_figures(record, context)]


def _of_the_form(record: ParticipationRecord) -> list[Problem]:
    found = []
    if not record.activity.strip():
        found.append(Problem("activity", Sentence("Escriba el nombre de la actividad.")))
    if record.starts_on and record.ends_on and record.ends_on < record.starts_on:
        found.append(Problem("ends_on", Sentence("La actividad no puede terminar antes de empezar.")))
    if record.is_empty:
        found.append(Problem("total", _NOTHING_WRITTEN[record.measure is Measure.ENTERPRISES]))
    if record.depth is Depth.NONE and not record.is_empty and record.no_split_reason is None:
        found.append(Problem("no_split_reason", Sentence("Elija por qué no hay datos por sexo.")))
    if record.depth.by_age and not record.measure.rules.by_age:
        found.append(
            Problem(
                "depth", Sentence("Las empresas no tienen edad: divídalas por quién las lidera, o también por país.")
            )
        )
    return found


_NOTHING_WRITTEN = {
    False: Sentence("Escriba cuántas personas participaron; si no hubo ninguna, escriba 0."),
    True: Sentence("Escriba cuántas empresas fueron; si no hubo ninguna, escriba 0."),
}


def _of_the_figures(record: ParticipationRecord, context: Context) -> list[Problem]:
    found = []
    whole, others = record.whole, context.others or {}
    if record.remainder < 0:
        found.append(Problem("total", say("parts_over_whole", parts=record.split, total=record.total)))
    if whole is None or record.measure not in (Measure.UNIQUE_IN_PERIOD, Measure.UNIQUE_SINCE_START):
        return found
    in_period = record.measure is Measure.UNIQUE_IN_PERIOD
    attendances, since_start = others.get(Measure.ATTENDANCES), others.get(Measure.UNIQUE_SINCE_START)
    if in_period and attendances is not None and whole > attendances:
        found.append(Problem("total", say("unique_over_attendances", unique=whole, attendances=attendances)))
    if in_period and since_start is not None and whole > since_start:
        found.append(Problem("total", say("period_over_start", unique=whole, since_start=since_start)))
    last = context.cumulative
    if last is not None and whole < last and not record.correction_reason.strip():
        message = say("below_last", period=context.cumulative_period, last=last, total=whole)
        found.append(Problem("correction_reason", message))
    return found


def warnings(record: ParticipationRecord, context: Context = Context()) -> list[Sentence]:
    """What is odd in the figures, whether or not a comment explains it."""
    if record.is_empty:
        return []
    found, tally, last = [], record.tally(), context.last
    if last and last.whole and tally.total > TIMES_LAST * last.whole:
        found.append(say("much_more", total=tally.total, times=TIMES_LAST, last=last.whole, period=context.last_period))
    if tally.women == tally.men and tally.total > HALF_ABOVE and tally.women * 2 == tally.total:
        found.append(say("half_and_half", women=tally.women, men=tally.men))
    if last and _same_figures(record, last):
        found.append(say("same_as_last", period=context.last_period))
    if record.depth is not Depth.NONE and _many_unknown(tally):
        found.append(
            say(
                "many_not_recorded",
                share=tally.not_recorded * 100 // tally.total,
                not_recorded=tally.not_recorded,
                total=tally.total,
            )
        )
    return found


def unexplained(record: ParticipationRecord, context: Context = Context()) -> list[Problem]:
    """The odd things that still want a comment."""
    if record.comment.strip():
        return []
    return [Problem("comment", together(message, EXPLAIN)) for message in warnings(record, context)]


def _same_figures(record: ParticipationRecord, last: ParticipationRecord) -> bool:
    counted = {cell: value for cell, value in record.cells.items() if value}
    counted_last = {cell: value for cell, value in last.cells.items() if value}
    return bool(record.whole) and record.whole == last.whole and counted == counted_last


def _many_unknown(tally: Tally) -> bool:
    return tally.not_recorded * 100 > NOT_RECORDED_PERCENT * tally.total


def say(name: str, **values: object) -> Sentence:
    """The words of a check with its figures."""
    shown = {key: Count(value) if isinstance(value, int) else value for key, value in values.items()}
    return Sentence(MESSAGES[name], **shown)
