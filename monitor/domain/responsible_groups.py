"""Who is responsible: reads the cell of groups and allies against the names that are known."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from monitor.domain.sentences import N_, Sentence
from monitor.domain.spanish_text import composed, fold


class GroupKind(StrEnum):
    TECHNICAL_GROUP = "technical_group"
    SUBCOMMITTEE = "subcommittee"
    COMMITTEE = "committee"
    FUND = "fund"
    COORDINATION = "coordination"
    # A set of bodies named together («Grupos Técnicos»). It has no lead of its own and never receives a form.
    COLLECTIVE = "collective"


@dataclass(frozen=True)
class Body:
    """A group, or an external organisation where `kind` is None."""

    acronym: str | None
    name: str
    kind: GroupKind | None

    @property
    def key(self) -> str:
        """What names it everywhere: the acronym, or the name where there is none."""
        return self.acronym or self.name

    @property
    def is_ally(self) -> bool:
        return self.kind is None


class NamesNotUnderstood(Exception):
    """The cell names something unknown. `whys` are Spanish sentences."""

    def __init__(self, whys: list[str]) -> None:
        super().__init__(" ".join(whys))
        self.whys = whys


@dataclass(frozen=True)
class NameProblem:
    """`unknown` is the name that nobody knows; empty where the names are known and their roles are not clear."""

    why: str
    unknown: str = ""


@dataclass(frozen=True)
class Responsible:
    """The bodies of one cell, in the order in which they stand."""

    leads: tuple[Body, ...] = ()
    supports: tuple[Body, ...] = ()
    allies: tuple[Body, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Word:
    folded: str
    start: int
    end: int


_Name = tuple[str, ...]
_SILENT = {"de", "del", "la", "el", "los", "las"}
_SEPARATORS = {",", ";", "•", "\n", "y", "e"}
_WORD = re.compile(r"[^\s,;:•()]+|[,;:•()\n]")


def _words(text: str) -> list[_Word]:
    """The words that tell names apart: without articles, `Grupo Técnico` as `GT`, without final stops."""
    words: list[_Word] = []
    for match in _WORD.finditer(fold(text)):
        word = match.group().rstrip(".") or match.group()
        if word == "tecnico" and words and words[-1].folded == "grupo":
            words[-1] = _Word("gt", words[-1].start, match.end())
        elif word not in _SILENT:
            words.append(_Word(word, match.start(), match.start() + len(word)))
    return words


@dataclass
class NameBook:
    """Every known way of naming each body. One name never means two bodies."""

    _bodies: dict[_Name, Body] = field(default_factory=dict)
    _written: dict[str, list[str]] = field(default_factory=dict)

    def add(self, written: str, body: Body) -> bool:
        """Teach a name; False when it already means another body."""
        name = tuple(word.folded for word in _words(written))
        if self._bodies.setdefault(name, body) != body:
            return False
        self.note(written, body)
        return True

    def find(self, written: str) -> Body | None:
        return self._bodies.get(tuple(word.folded for word in _words(written)))

    def longest(self, words: list[_Word]) -> tuple[int, Body] | None:
        """The longest known name with which these words begin, and how many words it takes."""
        for length in range(min(len(words), max(map(len, self._bodies), default=0)), 0, -1):
            body = self._bodies.get(tuple(word.folded for word in words[:length]))
            if body is not None:
                return length, body
        return None

    def note(self, written: str, body: Body) -> None:
        """Remember a way in which the body was written."""
        ways = self._written.setdefault(body.key, [])
        if written not in ways and written not in (body.key, body.name):
            ways.append(written)

    def aliases(self, body: Body) -> tuple[str, ...]:
        return tuple(self._written.get(body.key, ()))


_SUPPORT = re.compile(r"\b(?:con|en) (?:el )?apoyo (?:de|del|con)\b:?|\ben coordinacion con\b:?")
_ALLIES = re.compile(r"\baliad[oa]s?\b\s*:?")
_PARENTHESIS = re.compile(r"\(([^()]*)\)")


def read_responsible(cell: str, names: NameBook, *, meanings: Mapping[str, Body] | None = None) -> Responsible:
    """Read a cell of groups and allies. Raises NamesNotUnderstood; never guesses.

    `meanings` settles names that are ambiguous in this cell. Names with no role word before them are leads; an external
    organisation is an ally wherever it stands.
    """
    responsible, problems = scan_responsible(cell, names, meanings=meanings)
    if problems:
        raise NamesNotUnderstood([problem.why for problem in problems])
    return responsible


def scan_responsible(
    cell: str, names: NameBook, *, meanings: Mapping[str, Body] | None = None
) -> tuple[Responsible, list[NameProblem]]:
    """Read as much of the cell as can be read, and list the problems beside it."""
    text = composed(cell)
    reader = _Reader(names, {fold(written): body for written, body in (meanings or {}).items()})
    text = reader.without_remarks(text)
    folded = fold(text)
    marks = [(match.start(), match.end(), "support") for match in _SUPPORT.finditer(folded)]
    marks += [(match.start(), match.end(), "ally") for match in _ALLIES.finditer(folded)]
    starts = [(0, 0, "lead"), *sorted(marks)]
    ends = [start for start, _, _ in starts[1:]] + [len(text)]
    for (_, begin, role), end in zip(starts, ends, strict=True):
        reader.read(text[begin:end], role)
    return reader.result()


class _Reader:
    def __init__(self, names: NameBook, meanings: Mapping[str, Body]) -> None:
        self._names = names
        self._meanings = meanings
        self._found: dict[str, list[Body]] = {"lead": [], "support": [], "ally": []}
        self._notes: list[str] = []
        self._problems: list[NameProblem] = []

    def without_remarks(self, text: str) -> str:
        """Take out the remarks in brackets; a known name in brackets («GT Género (GTG)») stays as a name."""

        def bracket(match: re.Match[str]) -> str:
            if self._names.find(match.group(1)) is not None:
                return f" {match.group(1)} "
            self._remark(match.group(1))
            return " "

        return _PARENTHESIS.sub(bracket, text)

    def _remark(self, text: str) -> None:
        """Keep words that are no names as a note. A known name inside would be lost there, so it is a problem."""
        words = _words(text)
        hidden = next((found for place in range(len(words)) if (found := self._names.longest(words[place:]))), None)
        note = " ".join(text.split()).rstrip(".")
        if hidden is not None:
            self._problem(
                Sentence("No se sabe qué papel tiene «%(name)s» en «%(note)s».", name=hidden[1].key, note=note)
            )
        elif note:
            self._notes.append(note)

    def read(self, text: str, role: str) -> None:
        words = _words(text)
        place, separated, previous = 0, True, None
        while place < len(words):
            if words[place].folded in _SEPARATORS:
                place, separated = place + 1, True
                continue
            found = self._names.longest(words[place:])
            if found is None:
                place, previous = self._read_other_words(text, words, place), None
                continue
            length, body = found
            written = text[words[place].start : words[place + length - 1].end]
            body = self._meanings.get(fold(written), body)
            if not separated and previous is not None and body != previous:
                self._problem(
                    Sentence("No se sabe qué separa a «%(one)s» de «%(other)s».", one=previous.key, other=body.key)
                )
            self._names.note(" ".join(written.split()), body)
            self._place(body, role)
            place, separated, previous = place + length, False, body

    def _read_other_words(self, text: str, words: list[_Word], place: int) -> int:
        """A remark («en el marco de …») or an unknown name, up to the next separator."""
        end = place
        while end < len(words) and words[end].folded not in _SEPARATORS:
            end += 1
        said = " ".join(text[words[place].start : words[end - 1].end].split())
        if [word.folded for word in words[place : place + 2]] == ["en", "marco"]:
            self._remark(said)
        else:
            self._problem(
                f"No se conoce «{said}»: añádalo al archivo de decisiones como grupo, aliado o alias, con su motivo.",
                unknown=said,
            )
        return end

    def _place(self, body: Body, role: str) -> None:
        if role == "ally" and not body.is_ally:
            self._problem(Sentence("«%(name)s» es un grupo y el documento lo pone entre los aliados.", name=body.key))
            return
        bodies = self._found["ally" if body.is_ally else role]
        if body not in bodies:
            bodies.append(body)

    def _problem(self, why: str, *, unknown: str = "") -> None:
        self._problems.append(NameProblem(why, unknown))

    def result(self) -> tuple[Responsible, list[NameProblem]]:
        leads, supports, allies = (self._found[role] for role in ("lead", "support", "ally"))
        for body in leads:
            if body in supports:
                self._problem(Sentence("«%(name)s» aparece como responsable y como apoyo.", name=body.key))
            if body.kind is GroupKind.COLLECTIVE:
                why = N_("«%(name)s» nombra a varios grupos y no puede ser responsable.")
                self._problem(Sentence(why, name=body.key))
        if not leads and not self._problems:
            self._problem(Sentence("No nombra a ningún grupo responsable."))
        return Responsible(tuple(leads), tuple(supports), tuple(allies), tuple(self._notes)), self._problems


def kind_by_name(name: str) -> GroupKind | None:
    """The kind that a group's own name says («GT …», «Subcomité …»); None where it says none."""
    first = fold(name).split()[:1]
    kinds: Iterable[tuple[str, GroupKind]] = (
        ("gt", GroupKind.TECHNICAL_GROUP),
        ("subcomite", GroupKind.SUBCOMMITTEE),
        ("comite", GroupKind.COMMITTEE),
        ("fondo", GroupKind.FUND),
        ("coordinaciones", GroupKind.COORDINATION),
    )
    return next((kind for word, kind in kinds if first == [word]), None)
