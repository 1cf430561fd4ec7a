"""What a quarterly report says of a survey whose wave closed in the quarter: one page, frozen with the report."""

from dataclasses import dataclass
from datetime import date

from babel.numbers import format_decimal

from monitor.domain.survey_indices import BAND, OVERALL, Band, rounded
from reports.language import N_, Language

WHOLE = N_("Índice de incorporación del enfoque de género")


@dataclass(frozen=True)
class SurveyIndex:
    """An index of the bloc, 0 to 100, over n bodies."""

    key: str
    label: str
    n: int
    mean: float
    band: str
    points: float | None = None
    """Its change since the wave before, over the bodies that answered both; None where they do not compare."""
    compared: int = 0
    """Those bodies."""
    label_en: str = ""
    """The label in English, for the edition in that language."""


@dataclass(frozen=True)
class SurveyNote:
    survey: str
    wave: str
    closed_on: date
    asked: int
    answered: int
    before: str = ""
    """The wave that changes are told against; empty where there is none."""
    indices: tuple[SurveyIndex, ...] = ()

    def name(self, index: SurveyIndex, language: Language) -> str:
        own = index.label_en if language.code == "en" and index.label_en else index.label
        label = language.gettext(WHOLE) if index.key == OVERALL else own
        return f"{label} ({index.key})"

    def points(self, value: float, language: Language) -> str:
        return format_decimal(rounded(value), format="0.0", locale=language.code)

    def signed(self, value: float, language: Language) -> str:
        shown = rounded(value)
        return ("+" if shown > 0 else "−" if shown < 0 else "") + self.points(abs(shown), language)

    def band(self, index: SurveyIndex, language: Language) -> str:
        return language.gettext(BAND[Band(index.band)])
