"""What is Spanish on a page that somebody reads in English, apart from what people wrote themselves.

Whoever stored a text keeps its language: so everything that stands in the database is data. What remains must hold no
Spanish sentence of the catalogue and no Spanish word that English does not know. Texts that ask to be translated and
wait for their English are told by tests/test_translations.py, not here.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from monitor.models.base import Base
from monitor.translations import catalogue
from monitor.translations.upkeep import Faults, faults

SPANISH = re.compile(
    r"[ñ¿¡«»]|\b(?:el|la|los|las|del|de|que|para|por|con|una|uno|unos|se|su|sus|en|y|o|ya|hay|este|esta|estos|estas|ese|esa|"
    r"lo|le|les|al|más|según|cuando|donde|desde|hasta|entre|sobre|sin|pero|como|usted|todavía|también|solo|cada|todo|"
    r"todos|todas|ningún|ninguna|ninguno|quien|quién|qué|cuál|cómo|hoy|mañana|ayer|día|días|fue|está|están|sí|"
    r"avance|avances|proyecto|proyectos|grupo|grupos|período|períodos|trimestre|informe|informes|persona|personas|"
    r"correo|enviar|guardar|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b",
    re.IGNORECASE,
)
NAMES = re.compile(
    r"Alianza del Pacífico|Español|EUROsocial\+?|MiPyMEs?|America/\w+|Gender Technical Group|CO[NM]PES|"
    r"https?://\S+|/[a-z][\w/.%?=&#-]*|[\w.+-]+@[\w.-]+"
)
"""Proper names, addresses of pages and of mails."""
READ = frozenset({"title", "aria-label", "placeholder", "alt", "content", "summary", "label"})
SILENT = frozenset({"script", "style"})
PIECES = "words"
"""The class of a text of somebody's in which every change is marked, word by word."""


class _Texts(HTMLParser):
    """Every text of a page as it is read or heard, one by one; what is marked as another language apart."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in SILENT:
            self.silent += 1
        is_foreign = given.get("lang", "en") != "en" or (tag == "span" and given.get("class") == PIECES)
        if is_foreign or tag in self.foreign:
            self.foreign.append(tag)
        if not self.foreign:
            self.found += [value for name, value in given.items() if name in READ or _holds_words(name, value)]
            if tag == "input" and given.get("type") in ("submit", "button"):
                self.found.append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent -= 1
        if self.foreign and self.foreign[-1] == tag:
            self.foreign.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent and not self.foreign:
            self.found.append(data)


def _holds_words(name: str, value: str) -> bool:
    """The words of the page's scripts come with it, in attributes of their own."""
    return name.startswith("data-") and name != "data-carry-value" and " " in value


def texts_of(page: str) -> list[str]:
    parser = _Texts()
    parser.feed(page)
    flat: list[str] = []
    for text in parser.found:
        flat += list(_leaves(json.loads(text))) if text.lstrip().startswith("{") else [text]
    return [clean for text in flat if (clean := " ".join(text.split()))]


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)


class SpanishLeft:
    """Finds it, knowing what people wrote."""

    def __init__(self, session: Session, *, also: Iterable[str] = ()) -> None:
        written = {" ".join(line.split()) for text in (*_stored(session), *also) for line in [text, *text.split("\n")]}
        self.lines, self.corpus = written, "\n".join(written)
        self.known: dict[str, str] = {}
        longest_first = sorted((text for text in written if len(text) > 3), key=len, reverse=True)
        self.written = re.compile("|".join(map(re.escape, longest_first)))
        words = catalogue("en")
        spanish = getattr(words, "_catalog", {})
        self.sentences = {
            " ".join(key.split())
            for key, value in spanish.items()
            if isinstance(key, str) and key and key != value and "%(" not in key and "\x04" not in key
        } - {value for value in spanish.values() if isinstance(value, str)}
        self.waiting = _patterns(faults_of("en").missing)

    def on(self, page: str) -> list[str]:
        """The texts of a page that are Spanish and that nobody wrote."""
        return [text for text in texts_of(page) if self.is_spanish(text)]

    def is_spanish(self, text: str) -> bool:
        if text not in self.known:
            self.known[text] = self._rest(text)
        return bool(self.known[text])

    def _rest(self, text: str) -> str:
        if text in self.lines:
            return ""
        if text in self.sentences:
            return text
        if SPANISH.search(text) is None or text.strip(" …") in self.corpus:
            return ""
        rest = NAMES.sub(" ", self.written.sub(" ", text))
        # A long text is cut at a word.
        rest = " ".join(part for part in re.split(r"[“”…]", rest) if part.strip() not in self.corpus)
        if self.waiting and SPANISH.search(rest):
            rest = self.waiting.sub(" ", rest)
        return text if SPANISH.search(rest) else ""


@cache
def faults_of(language: str) -> Faults:
    return dict(faults())[language]


def _patterns(messages: list[str]) -> re.Pattern[str] | None:
    """What fits one of the messages, whatever is filled in."""
    parts = []
    for each in sorted(messages, key=len, reverse=True):
        own = re.split(r"%\(\w+\)[sd]", " ".join(each.replace("%%", "%").split()))
        # «%(n)s.» fits everything.
        if len("".join(own)) > 3:
            parts.append(r"(?<!\w)" + ".*?".join(map(re.escape, own)) + r"(?!\w)")
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _stored(session: Session) -> Iterator[str]:
    """Every text in the database, those inside JSON too."""
    for mapper in Base.registry.mappers:
        columns = [column for column in inspect(mapper.class_).columns if column.table is mapper.local_table]
        for row in session.execute(select(*columns)):
            for value in row:
                yield from _leaves(value)
