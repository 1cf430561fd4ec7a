"""Why a reading of a schedule does not count before a person looked at it."""

from dataclasses import dataclass
from enum import StrEnum

from monitor.domain.sentences import N_, Sentence


class DoubtKind(StrEnum):
    YEAR = "year"
    YEAR_BEFORE = "year_before"
    TWO_DIGITS = "two_digits"
    MISSPELT = "misspelt"
    PART = "part"
    SEPARATE = "separate"
    ONE_OR_TWO = "one_or_two"
    REPEATS = "repeats"
    DEPENDS = "depends"
    ONGOING = "ongoing"
    REMARK = "remark"
    MILESTONE_SPAN = "milestone_span"


WHY = {
    DoubtKind.YEAR: N_("No dice el año; se tomó %(taken)s."),
    DoubtKind.YEAR_BEFORE: N_("El año está escrito una sola vez; se entendió que empieza en %(taken)s."),
    DoubtKind.TWO_DIGITS: N_("El año «%(said)s» tiene solo dos cifras; se tomó %(taken)s."),
    DoubtKind.MISSPELT: N_("«%(said)s» se tomó como «%(taken)s»."),
    DoubtKind.PART: N_("«%(said)s» no es una fecha exacta; se tomó el período completo."),
    DoubtKind.SEPARATE: N_("Nombra fechas separadas; se tomó desde la primera hasta la última."),
    DoubtKind.ONE_OR_TWO: N_("No es seguro si es una sola fecha o un comienzo y un final; se tomó una sola."),
    DoubtKind.REPEATS: N_("Dice cada cuánto («%(said)s»), y eso no son fechas."),
    DoubtKind.DEPENDS: N_("Depende de otra cosa: «%(said)s»."),
    DoubtKind.ONGOING: N_("Dice «%(said)s», y no cuándo termina."),
    DoubtKind.REMARK: N_("Entre paréntesis dice «%(said)s», que no se tomó en cuenta."),
    DoubtKind.MILESTONE_SPAN: N_("El hito «%(said)s» abarca varias fechas; se tomó la última."),
}


@dataclass(frozen=True)
class Doubt:
    """`said` are the words in question, `taken` what they were taken for; either may be empty."""

    kind: DoubtKind
    said: str = ""
    taken: str = ""

    @property
    def why(self) -> Sentence:
        return Sentence(WHY[self.kind], said=self.said, taken=self.taken)
