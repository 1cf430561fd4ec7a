"""The expressions of a questionnaire (`${c1} > 0 and . <= ${c1}`), read by a small parser of our own and never run.

The part of XLSForm's language that our types need: `${key}`, `.` (the answer itself), numbers, texts, `= != < <= > >=`,
`+ - * div mod`, `and`, `or`, and the functions of FUNCTIONS. What they are worth: monitor/domain/expression_values.py.

    parse(source) -> Expression          raises ExpressionError (position, word, message in Spanish)
    unparse(expression) -> str           parse(unparse(e)) == e
    references(expression) -> frozenset  every `${key}` it names
    uses_current(expression) -> bool     whether it looks at `.`
    as_data(expression) -> list          the tree as JSON, for the page that shows and hides questions by itself
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from monitor.domain.errors import RuleError
from monitor.domain.sentences import N_

LONGEST = 4000
DEEPEST_BRACKETS = 40
DEEPEST = 150
"""Longer or deeper than any question needs: a file from outside must not exhaust the parser nor who walks the tree."""
FUNCTIONS = {
    "not": (1, 1),
    "selected": (2, 2),
    "count-selected": (1, 1),
    "string-length": (1, 1),
    "coalesce": (2, 2),
    "if": (3, 3),
    "today": (0, 0),
    "round": (1, 2),
    "date": (1, 1),
}
"""Name → fewest and most arguments. `date('2021-01-31')` is how a day is written inside an expression."""
LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
"""The operators, those that bind least first."""
NAME = r"[^\W\d][\w.-]*"
KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""A key of a question, an option, a row or a column, as XLSForm allows it and a column of a table bears it."""
_TOKEN = re.compile(
    rf"\s*(?:(?P<reference>\$\{{\s*(?P<key>[^{{}}]*?)\s*\}})|(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
    rf"|(?P<text>'[^']*'|\"[^\"]*\")|(?P<symbol><=|>=|!=|[=<>+\-*(),.])|(?P<name>{NAME}))"
)


@dataclass(frozen=True)
class Reference:
    """The answer of another question: `${c1}`, or a cell or total of a grid: `${a4__cl__m}`, `${e1__total}`."""

    key: str


@dataclass(frozen=True)
class Current:
    """The answer that is being looked at: `.`"""


@dataclass(frozen=True)
class Number:
    value: Decimal


@dataclass(frozen=True)
class Text:
    """It never holds both kinds of quotation marks: the language has no way to write that."""

    value: str


@dataclass(frozen=True)
class Negative:
    operand: "Expression"


@dataclass(frozen=True)
class Binary:
    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Call:
    name: str
    arguments: tuple["Expression", ...] = ()


Expression = Reference | Current | Number | Text | Negative | Binary | Call


class ExpressionError(RuleError):
    """The text is no expression. `position` counts characters from 0; `word` is what stands there."""

    def __init__(self, message: str, *, position: int, word: str) -> None:
        self.position, self.word = position, word
        super().__init__(message, position=position + 1, word=word)


MESSAGES = {
    "empty": N_("Falta la expresión."),
    "too_long": N_("La expresión es demasiado larga."),
    "too_deep": N_("Hay demasiados paréntesis en el carácter %(position)d."),
    "unknown": N_("«%(word)s», en el carácter %(position)d, no se entiende."),
    "unexpected": N_("«%(word)s», en el carácter %(position)d, no puede ir ahí."),
    "ends": N_("La expresión termina antes de tiempo."),
    "key": N_("«%(word)s», en el carácter %(position)d, no nombra una pregunta."),
    "function": N_("La función «%(word)s», en el carácter %(position)d, no se puede usar."),
    "arguments": N_("La función «%(word)s», en el carácter %(position)d, lleva otro número de valores."),
}


@dataclass(frozen=True)
class _Token:
    kind: str
    word: str
    position: int


@lru_cache(maxsize=2048)
def parse(source: str) -> Expression:
    """What the text says. Raises ExpressionError."""
    if not source.strip():
        raise ExpressionError(MESSAGES["empty"], position=0, word="")
    if len(source) > LONGEST:
        raise ExpressionError(MESSAGES["too_long"], position=LONGEST, word="")
    reader = _Reader([*tokens(source), _Token("end", "", len(source))])
    found = reader.level(0)
    reader.expect("end")
    if _depth(found) > DEEPEST:
        raise ExpressionError(MESSAGES["too_long"], position=len(source), word="")
    return found


def tokens(source: str) -> Iterator[_Token]:
    """Its words one by one, each with where it stands. Raises ExpressionError at what is none."""
    position, end = 0, len(source.rstrip())
    while position < end:
        match = _TOKEN.match(source, position)
        if match is None or match.lastgroup is None:
            position += len(source[position:]) - len(source[position:].lstrip())
            word = source[position:].split(maxsplit=1)[0][:40]
            raise ExpressionError(MESSAGES["unknown"], position=position, word=word)
        kind = next(name for name in ("reference", "number", "text", "symbol", "name") if match[name] is not None)
        start = match.start(kind)
        if kind == "reference" and not KEY.fullmatch(match["key"]):
            raise ExpressionError(MESSAGES["key"], position=start, word=match[kind][:40])
        yield _Token(kind, match["key"] if kind == "reference" else match[kind], start)
        position = match.end()


class _Reader:
    """Recursive descent over the levels of operators."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.at]

    def refuse(self, message: str) -> ExpressionError:
        token = self.token
        ended = message == "unexpected" and token.kind == "end"
        return ExpressionError(MESSAGES["ends" if ended else message], position=token.position, word=token.word)

    def accept(self, kind: str, *words: str) -> _Token | None:
        token = self.token
        if token.kind != kind or (words and token.word not in words):
            return None
        self.at += 1
        return token

    def expect(self, kind: str, *words: str) -> _Token:
        token = self.accept(kind, *words)
        if token is None:
            raise self.refuse("unexpected")
        return token

    def level(self, number: int) -> Expression:
        if number == len(LEVELS):
            return self.unary()
        words = LEVELS[number]
        left = self.level(number + 1)
        while token := self.accept("name", *words) or self.accept("symbol", *words):
            left = Binary(token.word, left, self.level(number + 1))
        return left

    def unary(self) -> Expression:
        self.depth += 1
        if self.depth > DEEPEST_BRACKETS:
            raise self.refuse("too_deep")
        found = Negative(self.unary()) if self.accept("symbol", "-") else self.primary()
        self.depth -= 1
        return found

    def primary(self) -> Expression:
        if token := self.accept("reference"):
            return Reference(token.word)
        if token := self.accept("number"):
            return Number(Decimal(token.word))
        if token := self.accept("text"):
            return Text(token.word[1:-1])
        if self.accept("symbol", "."):
            return Current()
        if self.accept("symbol", "("):
            found = self.level(0)
            self.expect("symbol", ")")
            return found
        if self.token.kind == "name":
            return self.call()
        raise self.refuse("unexpected")

    def call(self) -> Expression:
        name, following = self.token, self.tokens[self.at + 1]
        if following.word != "(" or following.kind != "symbol":
            raise self.refuse("unknown")
        if name.word not in FUNCTIONS:
            raise self.refuse("function")
        self.at += 2
        arguments: list[Expression] = []
        if not self.accept("symbol", ")"):
            arguments.append(self.level(0))
            while self.accept("symbol", ","):
                arguments.append(self.level(0))
            self.expect("symbol", ")")
        fewest, most = FUNCTIONS[name.word]
        if not fewest <= len(arguments) <= most:
            raise ExpressionError(MESSAGES["arguments"], position=name.position, word=name.word)
        return Call(name.word, tuple(arguments))


def unparse(expression: Expression) -> str:
    """The expression as one writes it, with the brackets it needs and no others."""
    return _written(expression, 0)


def _written(expression: Expression, level: int) -> str:  # noqa: PLR0911 - one line per kind
    match expression:
        case Reference(key):
            return f"${{{key}}}"
        case Current():
            return "."
        case Number(value):
            return format(value, "f")
        case Text(value):
            return f'"{value}"' if "'" in value else f"'{value}'"
        case Negative(operand):
            return f"-{_written(operand, len(LEVELS))}"
        case Call(name, arguments):
            return f"{name}({', '.join(_written(each, 0) for each in arguments)})"
        case Binary(operator, left, right):
            own = next(number for number, words in enumerate(LEVELS) if operator in words)
            text = f"{_written(left, own)} {operator} {_written(right, own + 1)}"
            return f"({text})" if own < level else text


def parts(expression: Expression) -> tuple[Expression, ...]:
    """What the expression is made of, one level down."""
    match expression:
        case Negative(operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case _:
            return ()


def _depth(expression: Expression) -> int:
    """Without recursion: it guards those that recur."""
    deepest, row = 0, [expression]
    while row:
        deepest += 1
        row = [part for each in row for part in parts(each)]
    return deepest


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and all its parts."""
    yield expression
    for each in parts(expression):
        yield from walk(each)


def references(expression: Expression) -> frozenset[str]:
    return frozenset(each.key for each in walk(expression) if isinstance(each, Reference))


def uses_current(expression: Expression) -> bool:
    return any(isinstance(each, Current) for each in walk(expression))


def as_data(expression: Expression) -> list[object]:
    """`["and", [">", ["ref", "c1"], ["num", 0]], …]`: what static/js/expressions.js reads."""
    match expression:
        case Reference(key):
            return ["ref", key]
        case Current():
            return ["."]
        case Number(value):
            return ["num", float(value)]
        case Text(value):
            return ["text", value]
        case Negative():
            name = "neg"
        case Binary(operator):
            name = operator
        case Call(called):
            name = called
    return [name, *(as_data(each) for each in parts(expression))]
