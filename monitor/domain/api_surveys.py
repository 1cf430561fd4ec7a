"""What the read API says of surveys: the published results of a wave, as they were printed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from monitor.domain.api_shapes import Key

Mean = Annotated[float | None, "0 to 100."]


@dataclass(frozen=True)
class SurveyResults:
    """Published results of one wave of a survey."""

    id: int
    plan: Key
    survey: Annotated[str, "Key of the survey."]
    survey_name: str
    wave: Annotated[int, "Number of the wave."]
    wave_name: str
    language: str
    opened_on: date
    closes_on: date
    published_at: datetime
    asked: Annotated[int, "How many bodies or persons were asked."]
    answered: int
    declined: int
    sha256: Annotated[str, "Hash of the frozen results."]
    pdf: str
    url: Annotated[str, "These results in full."]


@dataclass(frozen=True)
class SurveyIndex:
    """An index of the bloc."""

    key: str
    label: str
    weight: float | None
    n: int
    mean: Mean
    median: Mean
    lowest: Mean
    highest: Mean
    band: str


@dataclass(frozen=True)
class SurveyCountry:
    country: str
    share_of_women: Annotated[float, "From 0 to 1, in whole per cent."]


@dataclass(frozen=True)
class SurveyPeople:
    """Members or leaders of the bodies, by sex. What is hidden is null."""

    index: str
    bodies: int
    women: int | None
    known: Annotated[int | None, "Those of known sex."]
    share_of_women: float | None
    parity_index: float | None
    countries: tuple[SurveyCountry, ...]


@dataclass(frozen=True)
class SurveyOption:
    label: str
    count: int
    share: Annotated[float | None, "Out of n, from 0 to 1."]


@dataclass(frozen=True)
class SurveyLine:
    """A cell of a matrix of choices."""

    label: str
    asked: int
    n: int
    options: tuple[SurveyOption, ...]
    mean_score: float | None


@dataclass(frozen=True)
class SurveyCell:
    """A cell of a table of numbers; the rows and columns of totals have an empty label."""

    row: str
    column: str
    value: int | None
    hidden: bool


@dataclass(frozen=True)
class SurveyNumbers:
    mean: float
    median: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class SurveyQuestion:
    """How one question was answered."""

    section: str
    key: str
    label: str
    type: str
    asked: Annotated[int, "To how many it applied."]
    not_applicable: int
    n: Annotated[int, "How many gave an answer that counts."]
    withheld: Annotated[bool, "Whether too few answered to say more."]
    options: tuple[SurveyOption, ...]
    mean_score: float | None
    lines: tuple[SurveyLine, ...]
    cells: tuple[SurveyCell, ...]
    numbers: SurveyNumbers | None


@dataclass(frozen=True)
class SurveyQuotation:
    """Words that their group and the GTG let be published."""

    group: str
    question: str
    text: str


@dataclass(frozen=True)
class SurveyResultsInFull:
    """The results of one wave in full."""

    about: SurveyResults
    indices: tuple[SurveyIndex, ...]
    people: tuple[SurveyPeople, ...]
    questions: tuple[SurveyQuestion, ...]
    quotations: tuple[SurveyQuotation, ...]
