"""Which sums of a compared grid may be printed beside what else is printed of it.

    hidden_beside(printed, part) -> frozenset of cells | None       None: nothing of it may be printed

The compared sums are of some of the units only. Whoever subtracts them from the sums of all units, which stand in the
results of the same wave, learns what the others told: where that is few people, or gives a hidden cell away, the
compared sum is hidden too. What the results print is printed already and cannot be taken back.
"""

from collections.abc import Mapping

from monitor.domain.compared_questions import Cell
from monitor.domain.questionnaire import TOTAL
from monitor.domain.small_cells import HIDE_BELOW, Total, hidden_counts
from monitor.domain.survey_results import QuestionResult

ALL, PART, REST = "all", "part", "rest"
Key = tuple[str, str, str]
DEAR = 1000
"""What hiding a cell that is printed already would cost: it is the last to be chosen, and then nothing is printed."""


def hidden_beside(printed: QuestionResult, part: Mapping[Cell, int], below: int = HIDE_BELOW) -> frozenset[Cell] | None:
    """`printed` with its hidden cells; `part`: the sums of some of its units."""
    rows = [*(row.key for row in printed.question.rows), TOTAL]
    columns = [*(column.key for column in printed.question.columns), TOTAL]
    counts: dict[Key, int] = {}
    for row in rows:
        for column in columns:
            whole, own = printed.cells.get((row, column), 0), part.get((row, column), 0)
            counts |= {(ALL, row, column): whole, (PART, row, column): own, (REST, row, column): whole - own}

    def cost(key: Key) -> int:
        which, row, column = key
        if (row, column) in printed.hidden:
            return 0
        if which == REST:
            return 1
        # A sum to which no other unit adds anything stands in the results as it is: hiding it here hides nothing.
        return DEAR if which == ALL or not counts[REST, row, column] else 10 + (row == TOTAL) + (column == TOTAL)

    hidden = hidden_counts(counts, _sums(rows, columns), below=below, cost=cost)
    if any(which == ALL and (row, column) not in printed.hidden for which, row, column in hidden):
        return None
    return frozenset((row, column) for which, row, column in hidden if which == PART)


def _sums(rows: list[str], columns: list[str]) -> list[Total[Key]]:
    found = []
    for which in (ALL, PART, REST):
        found += [Total((which, row, TOTAL), tuple((which, row, column) for column in columns[:-1])) for row in rows]
        found += [Total((which, TOTAL, column), tuple((which, row, column) for row in rows[:-1])) for column in columns]
    for row in rows:
        found += [Total((ALL, row, column), ((PART, row, column), (REST, row, column))) for column in columns]
    return found
