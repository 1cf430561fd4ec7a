"""The rows that a grid or a matrix of scales becomes: its cells, the groups of its columns, its totals."""

from collections.abc import Callable, Sequence

from monitor.domain.questionnaire import Feed, Line, Question
from monitor.domain.xlsform import TABLE_LIST
from monitor.domain.xlsform_limits import Limits, write_limits
from monitor.domain.xlsform_lines import Cell, CellFaults, Derived, both, cell_labels, derive
from monitor.domain.xlsform_rows import RowOut, feeds_text
from monitor.domain.xlsform_totals import sums_of


def grid_rows(question: Question, languages: Sequence[str]) -> tuple[list[RowOut], bool]:
    """Cells row by row, then every total; and whether rows and columns must stand in lists."""
    cells = [
        Cell(
            0,
            question.cell_key(row.key, column.key),
            cell_labels(row, column, languages),
            both(row.relevant, column.relevant),
            _feeds(question, row, column),
        )
        for row, column in question.cells
    ]
    explicit = _needs_lists(question, cells)
    rows = []
    for (row, column), cell in zip(question.cells, cells, strict=True):
        within = f"{question.within}__{row.key}__{column.key}" if question.within else ""
        limits = Limits(question.minimum, question.maximum, None, frozenset(), within, question.constraint)
        out = _cell(question, cell, "integer", explicit)
        out.values |= {"appearance": "w1"}
        if constraint := write_limits(limits, question.type):
            out.values["constraint"] = constraint
        rows.append(out)
    for name, summed in sums_of(question).items():
        terms = [cell.name for cell in cells if cell.name in summed]
        source = " + ".join(f"coalesce(${{{term}}}, 0)" for term in terms)
        rows.append(RowOut({"type": "calculate", "name": name, "calculation": source}))
    return rows, explicit


def matrix_rows(
    question: Question, options: str, languages: Sequence[str], free_name: Callable[[str], str]
) -> tuple[list[RowOut], bool]:
    """A group for each column, holding its cells; and whether rows and columns must stand in lists."""
    cells = {
        (row.key, column.key): Cell(
            0,
            question.cell_key(row.key, column.key),
            _spoken(row, languages),
            row.relevant,
            _feeds(question, row, column),
            _spoken(column, languages),
            column.relevant,
        )
        for column in question.columns
        for row in question.rows
    }
    explicit = _needs_lists(question, list(cells.values()))
    rows = []
    for column in question.columns:
        head: dict[str, str | float] = {
            "type": "begin_group",
            "name": free_name(f"{question.key}_{column.key}"),
            "relevant": column.relevant,
        }
        rows.append(RowOut(head | {"appearance": TABLE_LIST}, {"label": column.labels}))
        for row in question.rows:
            out = _cell(question, cells[row.key, column.key], f"select_one {options}", explicit)
            if question.constraint:
                out.values["constraint"] = write_limits(Limits(rest=question.constraint), question.type)
            if question.options_name:
                out.values["options_name"] = question.options_name
            rows.append(out)
        rows.append(RowOut({"type": "end_group"}))
    return rows, explicit


def _cell(question: Question, cell: Cell, kind: str, explicit: bool) -> RowOut:
    own = "" if explicit or _whole(question) else feeds_text(cell.feeds)
    return RowOut(
        {
            "type": kind,
            "name": cell.name,
            "required": "yes" if question.required else "",
            "relevant": cell.relevant,
            "warning": question.warning,
            "index": own,
        },
        {
            "label": cell.labels,
            "constraint_message": question.constraint_messages,
            "warning_message": question.warning_messages,
        },
    )


def _whole(question: Question) -> bool:
    return not any(line.feeds for line in (*question.rows, *question.columns))


def _feeds(question: Question, row: Line, column: Line) -> tuple[Feed, ...]:
    return () if _whole(question) else row.feeds + column.feeds


def _spoken(line: Line, languages: Sequence[str]) -> dict[str, str]:
    return {code: text for code in languages if (text := line.labels.get(code))}


def _needs_lists(question: Question, cells: list[Cell]) -> bool:
    """Whether the cells by themselves would give other rows and columns back."""
    ordered = sorted(cells, key=lambda cell: cell.number)
    try:
        found = derive(question.key, question.type, ordered)
    except CellFaults:
        return True
    return found != Derived(question.rows, question.columns)
