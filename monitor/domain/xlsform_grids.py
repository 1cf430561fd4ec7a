"""A group inside a section of an XLSForm: a numeric grid, or a matrix of scales (one group, or one for each column)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from monitor.domain.questionnaire import Line, Option, Question, QuestionType
from monitor.domain.xlsform import COLUMN_LIST, OWN_LIST, ROW_LIST
from monitor.domain.xlsform_form import Form
from monitor.domain.xlsform_limits import Limits, read_limits
from monitor.domain.xlsform_lines import BETWEEN, Cell, CellFault, CellFaults, Derived, derive, stop_at, unlike
from monitor.domain.xlsform_tree import Node

_GROUP = frozenset({"type", "name", "label", "relevant", "appearance", "index", "score", "totals", "item_key"})
_COLUMN = frozenset({"type", "name", "label", "relevant", "appearance"})
_CELL = frozenset(
    {"type", "name", "label", "required", "relevant", "constraint", "constraint_message", "warning", "warning_message"}
    | {"appearance", "index", "item_key", "options_name"}
)
_CELL_TYPES = {"integer": QuestionType.GRID, "select_one": QuestionType.SCALE_MATRIX}
Cells = list[tuple[Node, Node | None]]
"""Each cell and the group of its column, where it stands in one."""


def prefix_of(group: Node) -> str:
    """Of which matrix a group is a column: `e4` of one that holds `e4__datos__hoy`."""
    return group.children[0].name.partition("__")[0] if group.children else ""


def is_column_of(group: Node) -> bool:
    """Whether a group is a column of a matrix that has no group of its own: `e4_hoy`, holding `e4__datos__hoy`."""
    if not group.is_group or not group.children:
        return False
    prefix = prefix_of(group)
    return bool(prefix) and all(
        child.kind == "select_one" and child.name.startswith(f"{prefix}__") and prefix != group.name
        for child in group.children
    )


class LinesReader:
    """Reads one question out of its group, or out of the groups of its columns."""

    def __init__(self, form: Form, groups: list[Node]) -> None:
        self.form, self.table, self.groups = form, form.survey, groups
        self.calculations: list[Node] = []
        """The totals that stand in it; of a grid that could not be read nobody asks whether they are right."""
        self.whole = None if is_column_of(groups[0]) else groups[0]
        self.key = self.whole.name if self.whole else prefix_of(groups[0])
        self.hints: dict[str, str] = {}
        self.column_labels: dict[int, dict[str, str]] = {}

    def question(self) -> Question | None:
        """None where nothing in it can be told apart; what is wrong was said."""
        form = self.form
        first = (self.whole or self.groups[0]).row
        form.places[self.key] = (self.table, first.number)
        if self.whole:
            form.only(self.table, first, _GROUP, "begin_group")
        cells = list(self.cells())
        kinds = {_CELL_TYPES[node.kind] for node, _ in cells}
        if len(kinds) != 1:
            word = cells[0][0].row.get("type") if cells else first.get("type")
            self.table.say(first.number, "type", word, "not_lines")
            return None
        kind = kinds.pop()
        for node, _group in cells:
            form.only(self.table, node.row, _CELL, node.kind)
        limits = self.limits(cells, kind)
        try:
            labels = self.labels(cells)
            derived, explicit = self.lines(cells, kind)
        except CellFaults as found:
            for fault in found.faults:
                self.table.say(fault.number, fault.heading, fault.word, fault.message, **fault.values)
            return None
        feeds = form.feeds(self.table, first) if self.whole else ()
        return Question(
            key=self.key,
            type=kind,
            labels=labels,
            hints=self.hints,
            required=self.same(cells, "required", lambda node: form.truth(self.table, node.row, "required")),
            relevant=self.relevant(derived, explicit),
            options=self.options(cells, kind),
            options_name=self.options_name(cells, kind),
            rows=derived.rows,
            columns=derived.columns,
            minimum=limits.minimum,
            maximum=limits.maximum,
            within=limits.within,
            constraint=limits.rest,
            constraint_messages=self.same(
                cells, "constraint_message", lambda node: form.words(node.row, "constraint_message")
            ),
            warning=self.same(cells, "warning", lambda node: node.row.get("warning")),
            warning_messages=self.same(cells, "warning_message", lambda node: form.words(node.row, "warning_message")),
            feeds=feeds or derived.feeds,
            score=first.get("score") if self.whole else "",
        )

    # The cells of the group

    def cells(self) -> Iterator[tuple[Node, Node | None]]:
        for group in self.groups:
            if group is self.whole:
                yield from self.inside(group, None)
            else:
                self.form.only(self.table, group.row, _COLUMN, "begin_group")
                yield from self.inside(group, group)

    def inside(self, group: Node, column: Node | None) -> Iterator[tuple[Node, Node | None]]:
        for position, node in enumerate(group.children):
            if node.is_group and column is None:
                self.form.only(self.table, node.row, _COLUMN, "begin_group")
                yield from self.inside(node, node)
            elif node.kind == "note" and column is None and position == 0:
                self.form.only(self.table, node.row, frozenset({"type", "name", "label"}), "note")
                self.hints = self.form.words(node.row, "label")
            elif node.kind == "calculate":
                self.calculations.append(node)
            elif node.kind in _CELL_TYPES:
                yield node, column
            else:
                self.table.say(node.row.number, "type", node.row.get("type"), "not_lines")

    def same(self, cells: Cells, column: str, read: Any) -> Any:
        """What all cells must say alike."""
        first = read(cells[0][0])
        for node, _group in cells[1:]:
            if read(node) != first:
                self.table.say(
                    node.row.number, column, node.row.get(column), "cells_differ", group=self.key, column=column
                )
                break
        return first

    def limits(self, cells: Cells, kind: QuestionType) -> Limits:
        return self.same(cells, "constraint", lambda node: self._limits(node, kind))  # type: ignore[no-any-return]

    def _limits(self, node: Node, kind: QuestionType) -> Limits:
        """With `within` as the key of the other grid, if it is the same cell of it."""
        found = read_limits(node.row.get("constraint"), kind)
        if not found.within:
            return found
        ending = node.name.removeprefix(self.key)
        other = found.within.removesuffix(ending)
        return replace(found, within=other if other != found.within else f"{found.within} ≠ {ending}")

    def options(self, cells: Cells, kind: QuestionType) -> tuple[Option, ...]:
        if kind is QuestionType.GRID:
            return ()
        return self.form.options(self.same(cells, "type", lambda node: node.options), frozenset())

    def options_name(self, cells: Cells, kind: QuestionType) -> str:
        if kind is QuestionType.GRID:
            return ""
        said = self.same(cells, "options_name", lambda node: node.row.get("options_name"))
        name = cells[0][0].options
        return str(said) or ("" if name == f"{self.key}{OWN_LIST}" else name)

    # Rows and columns

    def labels(self, cells: Cells) -> dict[str, str]:
        """The text of the question; that of a matrix without a group of its own begins those of its columns."""
        form = self.form
        if self.whole:
            self.column_labels = {
                group.row.number: form.words(group.row, "label") for _node, group in cells if group is not None
            }
            return form.words(self.whole.row, "label")
        found: dict[str, str] = {}
        faults: list[CellFault] = []
        for group in self.groups:
            for language, text in form.words(group.row, "label").items():
                title, between, column = text.partition(BETWEEN)
                if not between or found.setdefault(language, title) != title:
                    faults.append(CellFault("line_labels", group.row.number, "label", text))
                self.column_labels.setdefault(group.row.number, {})[language] = column
        stop_at(faults)
        return found

    def lines(self, cells: Cells, kind: QuestionType) -> tuple[Derived, bool]:
        form = self.form
        read = [self.cell(node, group) for node, group in cells]
        rows, columns = form.lines(self.key + ROW_LIST), form.lines(self.key + COLUMN_LIST)
        if rows is None or columns is None:
            return derive(self.key, kind, read), False
        names: dict[str, tuple[Line, Line]] = {
            f"{self.key}__{row.key}__{column.key}": (row, column) for row in rows for column in columns
        }
        places: dict[tuple[str, str], Cell] = {}
        faults: list[CellFault] = []
        for cell in read:
            if cell.name not in names:
                faults.append(CellFault("cell_name", cell.number, "name", cell.name, group=self.key))
                continue
            row, column = names[cell.name]
            if (row.key, column.key) in places:
                faults.append(CellFault("same_cell", cell.number, "name", cell.name))
            elif differs := unlike(cell, row, column, kind, tuple(form.languages)):
                faults.append(CellFault("unlike_lists", cell.number, differs, cell.name))
            places.setdefault((row.key, column.key), cell)
        before = self.groups[0].row.number
        for name, (row, column) in names.items():
            if own := places.get((row.key, column.key)):
                before = own.number
            else:
                faults.append(CellFault("no_cell", before, "name", key=name))
        stop_at(faults)
        return Derived(rows, columns), True

    def cell(self, node: Node, group: Node | None) -> Cell:
        form = self.form
        return Cell(
            node.row.number,
            node.name,
            form.words(node.row, "label"),
            form.condition(self.table, node.row),
            form.feeds(self.table, node.row),
            self.column_labels.get(group.row.number, {}) if group else {},
            form.condition(self.table, group.row) if group else "",
        )

    def relevant(self, derived: Derived, explicit: bool) -> str:
        own = self.form.condition(self.table, self.whole.row) if self.whole else ""
        if derived.relevant and own and not explicit:
            self.table.say(self.groups[0].row.number, "relevant", own, "two_conditions")
        return own or derived.relevant
