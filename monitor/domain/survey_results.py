"""What was answered to each question of a wave: of how many it was asked, how many answered, and what.

    results(questionnaire, respondents, least=1) -> list[QuestionResult]      all but notes, in order
    chosen(respondents, kind="", country="") -> list[Respondent]              those a filter leaves
    protected(result, below) -> QuestionResult                                with small counts of people hidden

`asked` is how many units the question applied to; `not_applicable` of them said that it does not apply to them; n is
how many gave an answer that counts. Shares are of n. With `least` 5 (personal waves) nothing of fewer is told.
"""

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from monitor.domain.answers import as_value, read_day
from monitor.domain.participation import Sex
from monitor.domain.questionnaire import TOTAL, Line, Option, Question, Questionnaire, QuestionType
from monitor.domain.small_cells import HIDE_BELOW, Total, hidden_counts
from monitor.domain.survey_people import SEXES
from monitor.domain.survey_respondents import Respondent, consents


@dataclass(frozen=True)
class OptionCount:
    option: Option
    count: int
    share: float | None
    """Of n; None for "no aplica", which is out of the base, and where nobody answered."""


@dataclass(frozen=True)
class Numbers:
    total: float
    mean: float
    median: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class OpenAnswer:
    unit: str
    name: str
    text: str
    consented: bool
    """Whether the unit lets it be published."""


@dataclass(frozen=True)
class LineResult:
    """One cell of a matrix: how its row was judged in its column."""

    row: Line
    column: Line
    asked: int
    not_applicable: int
    n: int
    options: tuple[OptionCount, ...]
    mean_score: float | None
    """Of the options with a score, 0 to 100."""


@dataclass(frozen=True)
class QuestionResult:
    """What belongs to the question's type is filled in; the rest is empty."""

    question: Question
    asked: int
    not_applicable: int
    n: int
    withheld: bool = False
    """Too few answered to tell anything: only how many."""
    options: tuple[OptionCount, ...] = ()
    mean_score: float | None = None
    lines: tuple[LineResult, ...] = ()
    cells: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Sums of a grid by row and column; TOTAL stands for the total of either. Empty cells count nothing."""
    hidden: frozenset[tuple[str, str]] = frozenset()
    """Cells that are not to be printed."""
    numbers: Numbers | None = None
    days: tuple[date, date] | None = None
    """The earliest and the latest."""
    texts: tuple[OpenAnswer, ...] = ()

    @property
    def base(self) -> int:
        """Of how many an answer could count."""
        return self.asked - self.not_applicable


def chosen(answered: Iterable[Respondent], *, kind: str = "", country: str = "") -> list[Respondent]:
    return [each for each in answered if (not kind or each.kind == kind) and (not country or country in each.countries)]


def results(questionnaire: Questionnaire, answered: Sequence[Respondent], *, least: int = 1) -> list[QuestionResult]:
    return [
        _least(question_result(questionnaire, question, answered), least)
        for question in questionnaire.questions
        if question.type is not QuestionType.NOTE
    ]


def _least(result: QuestionResult, least: int) -> QuestionResult:
    """Nothing of fewer answers than that; a cell of a matrix by itself too."""
    if result.n < least and least > 1:
        return QuestionResult(result.question, result.asked, 0, result.n, withheld=True)
    lines = tuple(
        line if line.n >= least else replace(line, not_applicable=0, options=(), mean_score=None)
        for line in result.lines
    )
    return replace(result, lines=lines)


def question_result(  # noqa: PLR0911 - one line per type
    questionnaire: Questionnaire, question: Question, answered: Sequence[Respondent]
) -> QuestionResult:
    asked = [each for each in answered if question.key in each.asked]
    values = [value for each in asked if (value := each.answer(question.key)) is not None]
    plain = QuestionResult(question, len(asked), 0, len(values))
    match question.type:
        case QuestionType.SINGLE | QuestionType.YES_NO | QuestionType.SCALE:
            apart, n, options, mean = _choices(question.options, [value for value in values if isinstance(value, str)])
            return replace(plain, not_applicable=apart, n=n, options=options, mean_score=mean)
        case QuestionType.MULTIPLE:
            return _several(plain, values)
        case QuestionType.SCALE_MATRIX:
            lines = tuple(line_result(question, row, column, asked) for row, column in question.cells)
            return replace(plain, lines=lines)
        case QuestionType.GRID:
            return replace(plain, cells=grid_sums(question, asked))
        case QuestionType.INTEGER | QuestionType.DECIMAL:
            numbers = [found for value in values if isinstance(found := as_value(question, value), float)]
            return replace(plain, n=len(numbers), numbers=_numbers(numbers))
        case QuestionType.DATE:
            days = [day for value in values if (day := read_day(value))]
            return replace(plain, n=len(days), days=(min(days), max(days)) if days else None)
        case QuestionType.SHORT_TEXT | QuestionType.LONG_TEXT:
            texts = tuple(
                OpenAnswer(each.unit, each.name, str(text), consents(questionnaire, question, each))
                for each in asked
                if (text := each.answer(question.key)) is not None
            )
            return replace(plain, texts=texts)
        case _:
            return plain


Choices = tuple[int, int, tuple[OptionCount, ...], float | None]
"""How many said "no aplica", how many count, each option, and the mean of their scores."""


def _choices(options: Sequence[Option], values: Sequence[str]) -> Choices:
    counts = Counter(values)
    apart = sum(counts[option.key] for option in options if option.not_applicable)
    n = sum(counts[option.key] for option in options if not option.not_applicable)
    told = tuple(
        OptionCount(option, counts[option.key], None if option.not_applicable or not n else counts[option.key] / n)
        for option in options
    )
    scored = [(option.score, counts[option.key]) for option in options if option.score is not None]
    weight = sum(count for _, count in scored)
    mean = sum(score * count for score, count in scored) / weight if weight else None
    return apart, n, told, mean


def _several(plain: QuestionResult, values: Sequence[object]) -> QuestionResult:
    counts = Counter(key for value in values if isinstance(value, list | tuple) for key in set(value))
    told = tuple(
        OptionCount(option, counts[option.key], counts[option.key] / len(values) if values else None)
        for option in plain.question.options
    )
    return replace(plain, options=told)


def line_result(question: Question, row: Line, column: Line, asked: Sequence[Respondent]) -> LineResult:
    """Of those to whom this very cell applied."""
    own = [
        each for each in asked if row in each.asked[question.key].rows and column in each.asked[question.key].columns
    ]
    values = [value for each in own if isinstance(value := each.cell(question.key, row.key, column.key), str)]
    apart, n, options, mean = _choices(question.options, values)
    return LineResult(row, column, len(own), apart, n, options, mean)


def grid_sums(question: Question, asked: Sequence[Respondent]) -> dict[tuple[str, str], int]:
    """By row and column, TOTAL for the totals of either; nothing where nobody filled in a cell."""
    found: Counter[tuple[str, str]] = Counter()
    known: set[tuple[str, str]] = set()
    for each in asked:
        for row, column in question.cells:
            value = as_value(question, each.cell(question.key, row.key, column.key))
            if isinstance(value, float):
                known |= {(row.key, column.key), (row.key, TOTAL), (TOTAL, column.key), (TOTAL, TOTAL)}
                for key in ((row.key, column.key), (row.key, TOTAL), (TOTAL, column.key), (TOTAL, TOTAL)):
                    found[key] += int(value)
    return {key: found[key] for key in known}


def _numbers(values: Sequence[float]) -> Numbers | None:
    if not values:
        return None
    return Numbers(sum(values), statistics.fmean(values), statistics.median(values), min(values), max(values))


def protected(result: QuestionResult, below: int = HIDE_BELOW) -> QuestionResult:
    """A grid that counts people, with its small cells hidden, and as many more as would give them away."""
    if not result.cells:
        return result
    question, counts = result.question, result.cells
    rows = [row.key for row in question.rows]
    columns = [column.key for column in question.columns]
    whole = {(row, column): counts.get((row, column), 0) for row in [*rows, TOTAL] for column in [*columns, TOTAL]}
    sums = [Total((row, TOTAL), tuple((row, column) for column in columns)) for row in [*rows, TOTAL]]
    sums += [Total((TOTAL, column), tuple((row, column) for row in rows)) for column in [*columns, TOTAL]]
    hidden = hidden_counts(whole, sums, below=below, cost=_worth)
    return replace(result, hidden=hidden)


def _worth(key: tuple[str, str]) -> int:
    """How much a reader loses without the cell: women and men are what is asked for, and their totals most of all."""
    row, column = key
    return 2 * (SEXES.get(column) in (Sex.WOMEN, Sex.MEN)) + (row == TOTAL)
