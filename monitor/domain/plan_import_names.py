"""The names in a plan that is brought in: which the product knows, and which somebody has to explain."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from monitor.domain.plan_choices import Choices
from monitor.domain.plan_decisions import Alias, NamedBody
from monitor.domain.plan_document import Abbreviation
from monitor.domain.plan_tables import PlanSource
from monitor.domain.responsible_groups import Body, GroupKind, NameBook, kind_by_name
from monitor.domain.spanish_text import fold

MOST_SUGGESTIONS = 3
_ALIKE = 0.75


@dataclass(frozen=True)
class KnownBody:
    """A group or ally that the product knows already, with every way of writing it."""

    body: Body
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class NameQuestion:
    """A name that nobody knows: where it stands and which known bodies it resembles, the likeliest first.

    `in_table`: the document's own table of abbreviations has it, so it is a body of some kind.
    """

    written: str
    rows: tuple[int, ...]
    suggestions: tuple[Body, ...]
    acronym: str = ""
    in_table: bool = False

    @property
    def key(self) -> str:
        return fold(self.written)

    @property
    def kind(self) -> GroupKind | None:
        """The kind that the name itself says."""
        return kind_by_name(self.written)


@dataclass(frozen=True)
class Names:
    """The bodies and aliases that the choices make of the names, and the abbreviations still to be explained."""

    bodies: tuple[NamedBody, ...]
    aliases: tuple[Alias, ...]
    unsettled: tuple[Abbreviation, ...]


def settle_names(source: PlanSource, choices: Choices, known: Sequence[KnownBody]) -> Names:
    """What every name means by the product's own groups and allies, and by the choices on top of them."""
    book = NameBook()
    for each in known:
        for written in (each.body.key, each.body.name, *each.aliases):
            book.add(written, each.body)
    chosen = {fold(each.name): each for each in source.abbreviations}
    shadowed = {
        fold(chosen[key].acronym or "") for key, choice in choices.names.items() if key in chosen and choice.is_new
    }
    kept = [each for each in known if fold(each.body.key) not in shadowed]
    bodies = [NamedBody(each.body.acronym, each.body.name, each.body.kind, in_table=False, reason="") for each in kept]
    aliases = [Alias(written, each.body.key, "") for each in kept for written in each.aliases]
    acronyms = {fold(each.body.key) for each in known}
    for key, choice in choices.names.items():
        written = chosen[key].name if key in chosen else key
        means = choice.means
        if choice.is_new:
            acronym = choice.acronym if choice.acronym and fold(choice.acronym) not in acronyms else None
            bodies.append(NamedBody(acronym, choice.name, choice.kind, in_table=False, reason=""))
            means = acronym or choice.name
        if means:
            aliases += [Alias(each, means, "") for each in (written, _acronym(chosen.get(key))) if each]
    unsettled = []
    for abbreviation in source.abbreviations:
        if fold(abbreviation.name) in choices.names:
            continue
        body = book.find(abbreviation.name)
        by_acronym = book.find(abbreviation.acronym) if abbreviation.acronym else body
        if body is None or body != by_acronym:
            unsettled.append(abbreviation)
    return Names(_once(bodies), tuple(dict.fromkeys(aliases)), tuple(unsettled))


def _acronym(abbreviation: Abbreviation | None) -> str:
    return (abbreviation.acronym if abbreviation else None) or ""


def _once(bodies: Iterable[NamedBody]) -> tuple[NamedBody, ...]:
    """Two names may be said to be the same new group: it is made once."""
    found: dict[str, NamedBody] = {}
    for body in bodies:
        found.setdefault(fold(body.acronym or body.name), body)
    return tuple(found.values())


def questions_of(
    names: Names, unknown: Sequence[tuple[int, str]], known: Sequence[KnownBody], book_bodies: Sequence[Body]
) -> Iterator[NameQuestion]:
    """What is to be asked of names: those of the table first, then those that stand only in rows (`row, written`)."""
    bodies = dict.fromkeys(book_bodies, ()) | {each.body: each.aliases for each in known}
    asked: set[str] = set()
    for each in names.unsettled:
        asked.add(fold(each.name))
        alike = _alike(f"{each.name} {each.acronym or ''}", bodies)
        same = next((body for body in bodies if each.acronym and fold(body.key) == fold(each.acronym)), None)
        suggestions = tuple(dict.fromkeys(([same] if same else []) + alike))[:MOST_SUGGESTIONS]
        yield NameQuestion(each.name, (), suggestions, each.acronym or "", in_table=True)
    rows: dict[str, list[int]] = {}
    written: dict[str, str] = {}
    acronyms = {fold(each.acronym) for each in names.unsettled if each.acronym}
    for row, name in unknown:
        key = fold(name)
        if key not in asked and key not in acronyms:
            rows.setdefault(key, []).append(row)
            written.setdefault(key, name)
    for key, its_rows in rows.items():
        yield NameQuestion(written[key], tuple(its_rows), tuple(_alike(written[key], bodies)[:MOST_SUGGESTIONS]))


def _alike(written: str, bodies: dict[Body, tuple[str, ...]]) -> list[Body]:
    """Bodies with a name like this one, the likeliest first."""
    rated = []
    for body, aliases in bodies.items():
        score = max(_likeness(fold(written), fold(name)) for name in (body.key, body.name, *aliases))
        if score >= _ALIKE:
            rated.append((score, body))
    return [body for _, body in sorted(rated, key=lambda pair: -pair[0])]


_EMPTY_WORDS = {"de", "del", "la", "el", "los", "las", "y", "e", "gt", "grupo", "tecnico", "trabajo", "en", "para"}
_EMPTY_WORDS |= {"comite", "subcomite", "fondo", "mesa", "red", "coordinacion", "programa"}


def _likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1, by the words that matter: in letters, or in words that both have."""
    words, others = _words_that_matter(one), _words_that_matter(other)
    letters = SequenceMatcher(None, " ".join(words), " ".join(others)).ratio()
    shared = 0.9 * len(set(words) & set(others)) / min(len(words), len(others))
    return max(letters, shared)


def _words_that_matter(name: str) -> list[str]:
    words = name.replace("-", " ").split()
    return [word for word in words if word not in _EMPTY_WORDS] or words or [name]
