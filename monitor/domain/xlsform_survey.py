"""The rows of an XLSForm's `survey` as sections and questions."""

from collections.abc import Iterator
from dataclasses import replace

from monitor.domain.questionnaire import FilledFrom, Option, Question, QuestionType, Section
from monitor.domain.xlsform import HINT, LIKERT, MULTILINE, OWN_LIST, PLAIN_TYPES, YES_NO_KEYS
from monitor.domain.xlsform_form import Form
from monitor.domain.xlsform_grids import LinesReader, is_column_of, prefix_of
from monitor.domain.xlsform_limits import read_limits
from monitor.domain.xlsform_totals import with_totals
from monitor.domain.xlsform_tree import Node, tree_of

_BASE = frozenset({"type", "name", "label", "relevant", "question_type", "item_key", "appearance"})
_ASKED = _BASE | {
    "hint",
    "required",
    "constraint",
    "constraint_message",
    "warning",
    "warning_message",
    "index",
    "score",
}
ALLOWED = {
    "begin_group": frozenset({"type", "name", "label", "relevant", "appearance"}),
    "note": _BASE | {"hint"},
    "calculate": frozenset({"type", "name", "label", "calculation", "item_key"}),
    "select_one": _ASKED | {"filled_from", "options_name"},
    "select_multiple": _ASKED | {"options_name"},
    "text": _ASKED | {"filled_from"},
}
COMPATIBLE = {
    "text": (QuestionType.SHORT_TEXT, QuestionType.LONG_TEXT, QuestionType.SINGLE),
    "select_one": (QuestionType.SINGLE, QuestionType.YES_NO, QuestionType.SCALE),
    "select_multiple": (QuestionType.MULTIPLE,),
    "note": (QuestionType.NOTE,),
}


class SurveyReader:
    def __init__(self, form: Form) -> None:
        self.form, self.table = form, form.survey
        self.calculations: list[Node] = []

    def sections(self) -> tuple[Section, ...]:
        found = []
        for node in tree_of(self.form):
            if node.is_group:
                found.append(self.section(node))
            elif node.kind == "calculate":
                self.calculations.append(node)
            else:
                self.table.say(node.row.number, "type", node.name, "outside")
                self.question(node)
        return with_totals(self.form, tuple(found), self.calculations)

    def section(self, node: Node) -> Section:
        form, children = self.form, list(node.children)
        form.places[node.name] = (self.table, node.row.number)
        form.only(self.table, node.row, ALLOWED["begin_group"], "begin_group")
        hints = {}
        if children and is_hint_of(node, children[0]):
            hints = form.words(children.pop(0).row, "label")
        questions = []
        for kind, together in _parts(children):
            if kind == "calculate":
                self.calculations += together
            elif kind == "begin_group":
                reader = LinesReader(form, together)
                if question := reader.question():
                    questions.append(question)
                    self.calculations += reader.calculations
            else:
                questions.append(self.question(together[0]))
        return Section(
            node.name, form.words(node.row, "label"), tuple(questions), hints, form.condition(self.table, node.row)
        )

    def question(self, node: Node) -> Question:
        form, row = self.form, node.row
        form.places[node.name] = (self.table, row.number)
        form.only(self.table, row, ALLOWED.get(node.kind, _ASKED), node.kind)
        check_item_key(form, node)
        options = form.options(node.options, frozenset())
        kind = self.kind(node, options)
        limits = read_limits(row.get("constraint"), kind)
        for key in sorted(limits.exclusive - {option.key for option in options}):
            self.table.say(row.number, "constraint", key, "exclusive")
        options = tuple(
            replace(option, exclusive=True) if option.key in limits.exclusive else option for option in options
        )
        return Question(
            key=node.name,
            type=kind,
            labels=form.words(row, "label"),
            hints=form.words(row, "hint"),
            required=form.truth(self.table, row, "required"),
            relevant=form.condition(self.table, row),
            options=options,
            options_name=options_name(node),
            minimum=limits.minimum,
            maximum=limits.maximum,
            max_choices=limits.max_choices,
            constraint=limits.rest,
            constraint_messages=form.words(row, "constraint_message"),
            warning=row.get("warning"),
            warning_messages=form.words(row, "warning_message"),
            feeds=form.feeds(self.table, row),
            score=row.get("score"),
            filled_from=self.filled_from(node),
        )

    def kind(self, node: Node, options: tuple[Option, ...]) -> QuestionType:
        """As its own column says; else as type, appearance and options tell."""
        found = plain_kind(node, options)
        word = node.row.get("question_type")
        allowed = COMPATIBLE.get(node.kind, ())
        if word and word not in allowed:
            self.table.say(node.row.number, "question_type", word, "question_type", type=node.kind)
        elif word:
            found = QuestionType(word)
        if found is QuestionType.SINGLE and node.kind == "text" and not node.row.get("filled_from"):
            self.table.say(node.row.number, "question_type", word, "question_type", type=node.kind)
        return found

    def filled_from(self, node: Node) -> FilledFrom | None:
        word = node.row.get("filled_from")
        if not word:
            return None
        if word not in tuple(FilledFrom):
            self.table.say(node.row.number, "filled_from", word, "filled_from")
            return None
        return FilledFrom(word)


def plain_kind(node: Node, options: tuple[Option, ...]) -> QuestionType:
    """The kind of question that a row is taken for by itself."""
    kind = PLAIN_TYPES.get(node.kind, QuestionType.NOTE)
    if node.kind == "text" and MULTILINE in node.appearance:
        return QuestionType.LONG_TEXT
    if node.kind == "select_one" and LIKERT in node.appearance:
        return QuestionType.SCALE
    if node.kind == "select_one" and tuple(option.key.lower() for option in options) in YES_NO_KEYS:
        return QuestionType.YES_NO
    return kind


def options_name(node: Node) -> str:
    if node.row.get("options_name"):
        return node.row.get("options_name")
    return "" if node.options == f"{node.name}{OWN_LIST}" else node.options


def is_hint_of(group: Node, child: Node) -> bool:
    """Whether the first row of a section is its hint and not a note of its own."""
    return child.kind == "note" and child.name.startswith(group.name + HINT) and not child.row.get("question_type")


def check_item_key(form: Form, node: Node) -> None:
    """`a4[cl,m]`: how other files of this house call a cell; it must be the one that the name says."""
    said = node.row.get("item_key")
    parts = node.name.split("__")
    expected = f"{parts[0]}[{','.join(parts[1:])}]" if len(parts) == 3 else node.name
    if said and said.replace(" ", "") != expected:
        form.survey.say(node.row.number, "item_key", said, "item_key", key=node.name)


def _parts(children: list[Node]) -> Iterator[tuple[str, list[Node]]]:
    """Each child by itself; groups that are the columns of one matrix together."""
    together: list[Node] = []
    for node in children:
        if together and not (is_column_of(node) and prefix_of(node) == prefix_of(together[0])):
            yield "begin_group", together
            together = []
        if is_column_of(node):
            together.append(node)
        else:
            yield node.kind, [node]
    if together:
        yield "begin_group", together
