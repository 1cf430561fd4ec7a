"""The totals of numeric grids, which XLSForm reckons in rows of their own: each must be the sum that its name says."""

from collections import Counter
from dataclasses import replace

from monitor.domain.expressions import Binary, Call, Expression, ExpressionError, Number, Reference, parse
from monitor.domain.questionnaire import TOTAL, Question, QuestionType, Section
from monitor.domain.xlsform_form import Form
from monitor.domain.xlsform_tree import Node

_ALLOWED = frozenset({"type", "name", "label", "calculation", "item_key"})
WORDS = {
    "rows": (True, False),
    "columns": (False, True),
    "rows columns": (True, True),
    "columns rows": (True, True),
    "none": (False, False),
}
"""What the column `totals` says of a grid: totals of rows, totals of columns."""


def with_totals(form: Form, sections: tuple[Section, ...], calculations: list[Node]) -> tuple[Section, ...]:
    """The sections, their grids with the totals that the form reckons or the column `totals` names."""
    sums: dict[str, frozenset[str]] = {}
    for section in sections:
        for question in section.questions:
            if question.type is QuestionType.GRID:
                sums |= sums_of(question)
    reckoned = set()
    for node in calculations:
        form.only(form.survey, node.row, _ALLOWED, "calculate")
        source = node.row.get("calculation")
        if node.name not in sums:
            form.survey.say(node.row.number, "name", node.name, "calculation")
        elif _summed(source, sums) != Counter(sums[node.name]):
            form.survey.say(node.row.number, "calculation", source, "not_the_total")
        reckoned.add(node.name)
    return tuple(
        replace(section, questions=tuple(_shown(form, question, reckoned) for question in section.questions))
        for section in sections
    )


def sums_of(question: Question) -> dict[str, frozenset[str]]:
    """Each total of a grid and the cells it adds up."""
    cells = {(row.key, column.key): question.cell_key(row.key, column.key) for row, column in question.cells}
    found = {}
    for column in question.columns:
        found[question.cell_key(TOTAL, column.key)] = frozenset(
            name for at, name in cells.items() if at[1] == column.key
        )
    for row in question.rows:
        own = frozenset(name for at, name in cells.items() if at[0] == row.key)
        found[question.cell_key(row.key, TOTAL)] = own
    found[f"{question.key}__total"] = frozenset(cells.values())
    return found


def _summed(source: str, sums: dict[str, frozenset[str]]) -> Counter[str]:
    """How often each cell is added; empty where the expression does anything else."""
    try:
        row: list[Expression] = [parse(source)]
    except ExpressionError:
        return Counter()
    found: Counter[str] = Counter()
    while row:
        match row.pop():
            case Binary("+", left, right):
                row += [left, right]
            case Reference(key) | Call("coalesce", (Reference(key), Number(_))):
                found.update(sums.get(key, (key,)))
            case _:
                return Counter()
    return found


def _shown(form: Form, question: Question, reckoned: set[str]) -> Question:
    if question.type is not QuestionType.GRID:
        return question
    table, number = form.places[question.key]
    row = next((each for each in table.rows if each.number == number), None)
    word = " ".join(row.get("totals").split()) if row else ""
    if word and word not in WORDS:
        table.say(number, "totals", word, "totals")
    if word in WORDS:
        rows, columns = WORDS[word]
    else:
        rows = all(question.cell_key(line.key, TOTAL) in reckoned for line in question.rows)
        columns = all(question.cell_key(TOTAL, line.key) in reckoned for line in question.columns)
    return replace(question, row_totals=rows, column_totals=columns)
