"""When the link of a mail has done what it was sent for, and how that is said."""

from collections.abc import Collection
from datetime import date

from monitor.domain.reminded_things import Facts, UpdateFacts
from monitor.domain.reminders import About, Silence
from monitor.domain.sentences import N_, Sentence

TO_ANSWER = frozenset({About.UPDATE_DUE, About.CORRECTION_DUE})
"""Of an update that is asked for and one that was returned: while it is either, there is something to do."""

SAID = {
    Silence.ANSWERED: N_("Este avance ya se envió."),
    Silence.WAIVED: N_("Este avance quedó dispensado: ya no hace falta enviarlo."),
    Silence.LOCKED: N_("El período de este avance ya cerró."),
    Silence.REVIEWED: N_("Este avance ya se revisó."),
    Silence.DONE: N_("Este hito ya se cumplió."),
    Silence.DATED: N_("Este proyecto ya tiene fecha."),
    Silence.SURVEY_ANSWERED: N_("Esta encuesta ya se respondió."),
    Silence.SURVEY_CLOSED: N_("Esta encuesta ya no está abierta."),
}
SENT_ON = N_("Este avance ya se envió el %(day)s.")
ALL_SETTLED = N_("Todo lo que pedía este correo ya está resuelto.")


def over(about: About, facts: Facts | None) -> Silence | None:
    """Why what a mail asked about this thing needs nobody any more; None while it is open, or open again."""
    if facts is None:
        return Silence.TOO_LATE
    reasons = [facts.closed(each) for each in (TO_ANSWER if about in TO_ANSWER else {about})]
    return None if None in reasons else reasons[0]


def said_of(ends: Collection[tuple[Silence, Facts | None]]) -> Sentence:
    """What became of all that a mail listed, which is at least one thing."""
    if len(ends) > 1:
        return Sentence(ALL_SETTLED)
    [(reason, facts)] = ends
    sent_on: date | None = facts.submitted_on if isinstance(facts, UpdateFacts) else None
    if reason is Silence.ANSWERED and sent_on:
        return Sentence(SENT_ON, day=sent_on)
    return Sentence(SAID.get(reason, ALL_SETTLED))
