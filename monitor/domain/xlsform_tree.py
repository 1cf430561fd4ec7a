"""The rows of `survey` as a tree of groups: what stands in what, and where a group is not closed."""

from dataclasses import dataclass, field

from monitor.domain.xlsform import APPEARANCES, type_called
from monitor.domain.xlsform_form import Form
from monitor.domain.xlsform_table import Row

DEEPEST = 3
"""A section, a matrix in it, the columns of the matrix."""


@dataclass
class Node:
    row: Row
    kind: str
    """One of xlsform.TYPES."""
    options: str = ""
    """The name of the list of options."""
    children: list["Node"] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.row.get("name")

    @property
    def is_group(self) -> bool:
        return self.kind == "begin_group"

    @property
    def appearance(self) -> frozenset[str]:
        return frozenset(self.row.get("appearance").split())


def tree_of(form: Form) -> list[Node]:
    """What stands outside every group: the sections, and whatever is misplaced there."""
    table, top = form.survey, Node(Row(0), "begin_group")
    open_groups = [top]
    for row in table.rows:
        node = _node(form, row)
        if node is None:
            continue
        if node.kind == "end_group":
            _close(form, node, open_groups)
            continue
        if not node.name:
            table.say(row.number, "name", "", "no_name")
        open_groups[-1].children.append(node)
        if node.is_group:
            if len(open_groups) > DEEPEST:
                table.say(row.number, "type", node.name, "too_deep")
            open_groups.append(node)
    for node in open_groups[1:]:
        table.say(node.row.number, "type", node.name, "no_end")
    return top.children


def _close(form: Form, node: Node, open_groups: list[Node]) -> None:
    if len(open_groups) == 1:
        form.survey.say(node.row.number, "type", node.name, "no_begin")
        return
    closed = open_groups.pop()
    if node.name and node.name != closed.name:
        form.survey.say(node.row.number, "name", node.name, "end_name", other=closed.name)
    form.only(form.survey, node.row, frozenset({"type", "name"}), "end_group")


def _node(form: Form, row: Row) -> Node | None:
    table, words = form.survey, row.get("type").split()
    if not words:
        table.say(row.number, "type", row.get("name"), "no_type")
        return None
    kind, options = type_called(" ".join(words)), ""
    if kind is None and len(words) > 1:
        kind, options = type_called(" ".join(words[:-1])), words[-1]
        if kind not in ("select_one", "select_multiple"):
            kind = None
    if kind is None:
        table.say(row.number, "type", row.get("type"), "unknown_type")
        return None
    if kind in ("select_one", "select_multiple"):
        if not options:
            table.say(row.number, "type", row.get("type"), "no_list")
        elif options not in form.lists:
            table.say(row.number, "type", options, "unknown_list")
    node = Node(row, kind, options)
    for word in sorted(node.appearance - APPEARANCES):
        table.say(row.number, "appearance", word, "appearance")
    return node
