"""One question in two waves, on the same units: what its cells and figures come to in both.

compared_lines(before, after, pairs) -> cells of a matrix, each on the units that judged it both times
compared_grid(before, after, pairs) -> ComparedGrid | None     sums and medians of the units that filled it in both
figures(compared) -> list[ComparedFigure]       everything of a compared question, one figure a line: for files
"""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.domain.questionnaire import TOTAL, Line, Option, Question, QuestionType
from monitor.domain.survey_respondents import Respondent
from monitor.domain.survey_results import LineResult, QuestionResult, grid_sums, line_result
from monitor.domain.words import N_

Both = Sequence[tuple[Respondent, Respondent]]
"""Each unit as it answered before and after."""
Cell = tuple[str, str]


class Measure(StrEnum):
    SHARE = "share"
    SCORE = "score"
    MEAN = "mean"
    SUM = "sum"
    MEDIAN = "median"


MEASURE = {
    Measure.SHARE: N_("porcentaje de n"),
    Measure.SCORE: N_("puntaje medio, de 100"),
    Measure.MEAN: N_("media"),
    Measure.SUM: N_("suma"),
    Measure.MEDIAN: N_("mediana del total de cada grupo"),
}


@dataclass(frozen=True)
class ComparedLine:
    """One cell of a matrix; both sides count the same n units."""

    before: LineResult
    after: LineResult

    @property
    def n(self) -> int:
        return self.after.n

    @property
    def points(self) -> float | None:
        """Of 100; None where its options have no score."""
        old, new = self.before.mean_score, self.after.mean_score
        return None if old is None or new is None else new - old


@dataclass(frozen=True)
class ComparedGrid:
    """Sums over the n units that filled in the grid both times, by row and column, TOTAL for the totals of either."""

    n: int
    before: Mapping[Cell, int]
    after: Mapping[Cell, int]
    medians: tuple[float, float]
    """Of what each unit's whole grid comes to."""


@dataclass(frozen=True)
class ComparedQuestion:
    """The same question in both waves, of the same units: `before` and `after` count only those."""

    before: QuestionResult
    after: QuestionResult
    reworded: bool
    """Its words changed, though what it asks counts as the same."""
    lines: tuple[ComparedLine, ...] = ()
    grid: ComparedGrid | None = None

    @property
    def has_figures(self) -> bool:
        return any(True for _ in figures(self))


@dataclass(frozen=True)
class ComparedFigure:
    """`row` and `column` are None where there are none; TOTAL as a key stands for the total."""

    measure: Measure
    n: int
    before: float
    after: float
    row: Line | None = None
    column: Line | None = None
    option: Option | None = None

    @property
    def change(self) -> float:
        return self.after - self.before


def counts(question: Question, answered: Respondent) -> bool:
    """Whether a unit was asked and gave an answer that counts. A grid's cells are told apart one by one."""
    if question.key not in answered.asked:
        return False
    value = answered.answer(question.key)
    if value is None:
        return question.type in (QuestionType.GRID, QuestionType.SCALE_MATRIX)
    option = question.option(value) if question.type.is_choice_of_one and isinstance(value, str) else None
    return option is None or not option.not_applicable


def compared_lines(before: Question, after: Question, both: Both) -> tuple[ComparedLine, ...]:
    """Of a unit that said "no aplica" or left the cell open in one of the waves, the cell counts in neither."""
    if after.type is not QuestionType.SCALE_MATRIX:
        return ()
    known = {(row.key, column.key): (row, column) for row, column in before.cells}
    found = []
    for row, column in after.cells:
        if (row.key, column.key) not in known:
            continue
        own = [each for each in both if all(_judged(after, one, row, column) for one in each)]
        old = line_result(before, *known[row.key, column.key], [one for one, _ in own])
        found.append(ComparedLine(old, line_result(after, row, column, [other for _, other in own])))
    return tuple(line for line in found if line.n)


def _judged(question: Question, answered: Respondent, row: Line, column: Line) -> bool:
    value = answered.cell(question.key, row.key, column.key)
    option = question.option(value) if isinstance(value, str) else None
    return option is not None and not option.not_applicable


def compared_grid(before: Question, after: Question, both: Both) -> ComparedGrid | None:
    """None where the question is no grid, or no unit filled it in both times."""
    if after.type is not QuestionType.GRID:
        return None
    sides = [(grid_sums(before, [one]), grid_sums(after, [other])) for one, other in both]
    own = [place for place, (old, new) in enumerate(sides) if old and new]
    if not own:
        return None
    whole = (TOTAL, TOTAL)
    return ComparedGrid(
        len(own),
        grid_sums(before, [both[place][0] for place in own]),
        grid_sums(after, [both[place][1] for place in own]),
        (
            statistics.median(sides[place][0][whole] for place in own),
            statistics.median(sides[place][1][whole] for place in own),
        ),
    )


def figures(compared: ComparedQuestion) -> Iterator[ComparedFigure]:
    """What there is of both waves; a figure that only one of them has does not compare."""
    yield from _shares(compared.before, compared.after)
    for line in compared.lines:
        yield from _of_line(line)
    if compared.grid is not None:
        yield from _of_grid(compared.after.question, compared.grid)
    old, new = compared.before.numbers, compared.after.numbers
    if old and new:
        yield ComparedFigure(Measure.MEAN, min(compared.before.n, compared.after.n), old.mean, new.mean)


def _shares(
    before: QuestionResult | LineResult, after: QuestionResult | LineResult, row: Line | None = None,
    column: Line | None = None,
) -> Iterator[ComparedFigure]:  # fmt: skip
    shares = {each.option.key: each.share for each in before.options}
    for each in after.options:
        old = shares.get(each.option.key)
        if old is not None and each.share is not None:
            n = min(before.n, after.n)
            yield ComparedFigure(Measure.SHARE, n, old, each.share, row=row, column=column, option=each.option)


def _of_line(line: ComparedLine) -> Iterator[ComparedFigure]:
    """Its mean score; where its options have none, how many chose each."""
    row, column, old, new = line.after.row, line.after.column, line.before.mean_score, line.after.mean_score
    if old is not None and new is not None:
        yield ComparedFigure(Measure.SCORE, line.n, old, new, row=row, column=column)
    else:
        yield from _shares(line.before, line.after, row, column)


def _of_grid(question: Question, grid: ComparedGrid) -> Iterator[ComparedFigure]:
    whole = Line(TOTAL, {})
    for row in (*question.rows, whole):
        for column in (*question.columns, whole):
            key = (row.key, column.key)
            if key in grid.before or key in grid.after:
                old, new = grid.before.get(key, 0), grid.after.get(key, 0)
                yield ComparedFigure(Measure.SUM, grid.n, old, new, row=row, column=column)
    yield ComparedFigure(Measure.MEDIAN, grid.n, *grid.medians, row=whole, column=whole)
