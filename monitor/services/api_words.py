"""What people read for the codes of the read API, in every language."""

from enum import StrEnum
from functools import cache

from monitor.domain import words
from monitor.domain.api_published import Outcome
from monitor.domain.api_shapes import Word
from monitor.domain.co_leads import AnswerKind
from monitor.domain.participation import Country, Depth, Measure, Modality, NoSplitReason, Sex
from monitor.domain.sentences import N_
from monitor.domain.updates import DelayReason, Punctuality, Status
from monitor.translations import catalogue

KINDS: tuple[type[StrEnum], ...] = (
    Status,
    Punctuality,
    DelayReason,
    AnswerKind,
    Measure,
    Sex,
    Country,
    Depth,
    Modality,
    NoSplitReason,
)
OUTCOME = {
    Outcome.MISSING: N_("Falta el avance"),
    Outcome.IN_REVIEW: N_("Avance en revisión"),
    Outcome.IN_CORRECTION: N_("Avance en corrección"),
    Outcome.APPROVED: N_("Avance aprobado"),
    Outcome.WAIVED: N_("Avance dispensado"),
}


@cache
def vocabulary() -> tuple[Word, ...]:
    english = catalogue("en").gettext
    told = [(kind.__name__, code.value, words.word_for(code)) for kind in KINDS for code in kind]
    told += [("Outcome", code.value, said) for code, said in OUTCOME.items()]
    return tuple(Word(kind, code, said, english(said)) for kind, code, said in told)
