"""What the parts of an XLSForm's reader share: its sheets, its languages, its lists and where everything stands."""

import re

from monitor.domain.expressions import Call, Expression, ExpressionError, parse, references, walk
from monitor.domain.questionnaire import Feed, Line, Option
from monitor.domain.xlsform import CHOICES, FALSE, SURVEY, TRUE
from monitor.domain.xlsform_table import Problems, Row, Table

NUMBER = re.compile(r"-?[0-9]{1,30}(?:[.,][0-9]{1,30})?")
WEIGHT = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,15})?")
_NOT_APPLICABLE = "na"
"""The key of «no aplica» in files that have no column to say so, beside options with a score."""
_OF_OPTIONS = frozenset({"list_name", "name", "label", "score", "exclusive", "not_applicable"})
_OF_LINES = frozenset({"list_name", "name", "label", "relevant", "index"})


class Form:
    """`languages`: code → name as columns write it, the first one first; the name is empty where no column says it."""

    def __init__(self, tables: dict[str, Table], languages: dict[str, str], problems: Problems) -> None:
        self.tables, self.languages, self.problems = tables, languages, problems
        self.survey = tables[SURVEY]
        self.first = next(iter(languages))
        self.places: dict[str, tuple[Table, int]] = {}
        """Key of a question or section → where it stands."""
        self.lists: dict[str, list[Row]] = {}
        self.used: set[str] = set()
        choices = tables.get(CHOICES)
        for row in choices.rows if choices else ():
            name = row.get("list_name")
            if not name and choices:
                choices.say(row.number, "list_name", row.get("name"), "no_list_name")
            self.lists.setdefault(name, []).append(row)

    def unused_lists(self) -> list[str]:
        return [name for name in self.lists if name and name not in self.used]

    # What cells say

    def words(self, row: Row, name: str) -> dict[str, str]:
        """The texts by language, in the order of the languages."""
        texts = row.words(name)
        if not self.languages[self.first]:
            return {self.first: texts[""]} if "" in texts else {}
        return {code: texts[code] for code in self.languages if code in texts}

    def truth(self, table: Table, row: Row, name: str) -> bool:
        """Only what pyxform takes for yes or no: `sí` it would hand on as an expression."""
        word = row.get(name)
        if word.lower() not in TRUE | FALSE | {""}:
            table.say(row.number, name, word, "yes_or_no")
        return word.lower() in TRUE

    def number(self, table: Table, row: Row, name: str) -> float | None:
        word = row.get(name)
        if not word:
            return None
        value = float(word.replace(",", ".")) if NUMBER.fullmatch(word) else None
        if value is None or not abs(value) < 10**15:
            table.say(row.number, name, word, "number")
            return None
        return int(value) if value == int(value) else value

    def feeds(self, table: Table, row: Row) -> tuple[Feed, ...]:
        """`GOB` or `GOB:0.5 PLAN`."""
        found = []
        for word in row.get("index").replace(",", " ").replace(";", " ").split():
            index, colon, weight = word.partition(":")
            value = 1.0 if not colon else float(weight) if WEIGHT.fullmatch(weight) else None
            if not index or value is None:
                table.say(row.number, "index", word, "feeds")
                continue
            found.append(Feed(index, value))
        return tuple(found)

    def condition(self, table: Table, row: Row) -> str:
        """The condition under which it is asked. One that hangs on nothing is surely a slip."""
        source = row.get("relevant")
        try:
            parsed = parse(source) if source else None
        except ExpressionError:
            return source  # said with everything else that is wrong with the questionnaire
        if parsed is not None and not references(parsed) and not _looks_at_the_day(parsed):
            table.say(row.number, "relevant", source, "always_same")
        return source

    def only(self, table: Table, row: Row, allowed: frozenset[str], kind: str) -> None:
        """Say which cells have no meaning in a row of this kind."""
        for name in [*row.values, *row.texts]:
            if name not in allowed:
                word = row.get(name) or next(iter(row.words(name).values()), "")
                table.say(row.number, name, word, "not_here", type=kind)

    # Lists

    def options(self, name: str, exclusive: frozenset[str]) -> tuple[Option, ...]:
        """The options of a list, those that the question makes exclusive too."""
        choices = self.tables.get(CHOICES)
        rows = self.lists.get(name, [])
        if choices is None:
            return ()
        self.used.add(name)
        scores = {row.number: self.number(choices, row, "score") for row in rows}
        says = choices.has("not_applicable")
        scored = any(score is not None for score in scores.values())
        found = []
        for row in rows:
            self.only(choices, row, _OF_OPTIONS, "choices")
            key, score = row.get("name"), scores[row.number]
            if not key:
                choices.say(row.number, "name", "", "no_name")
            out = self.truth(choices, row, "not_applicable") if says else key == _NOT_APPLICABLE and scored
            alone = self.truth(choices, row, "exclusive") or key in exclusive
            found.append(Option(key, self.words(row, "label"), score, alone, out and (says or score is None)))
        return tuple(found)

    def lines(self, name: str) -> tuple[Line, ...] | None:
        """Rows or columns that stand in a list; None where there is no such list."""
        choices = self.tables.get(CHOICES)
        if choices is None or name not in self.lists:
            return None
        self.used.add(name)
        for row in self.lists[name]:
            self.only(choices, row, _OF_LINES, "choices")
        return tuple(
            Line(row.get("name"), self.words(row, "label"), self.condition(choices, row), self.feeds(choices, row))
            for row in self.lists[name]
        )


def _looks_at_the_day(expression: Expression) -> bool:
    return any(isinstance(each, Call) and each.name == "today" for each in walk(expression))
