"""Reads a page of another language as a screen reader does, and says what sounds Spanish and is not marked so."""

import re
from html.parser import HTMLParser

SPANISH = re.compile(r"[áéíóúñ¿¡«»]|\b(de|la|los|las|que|con|por|para|del|y|el|una|según|quién)\b", re.IGNORECASE)
WITHOUT_END = {"meta", "br", "col", "link", "img", "input", "wbr", "hr"}
ACRONYMS = {"EPE-AP de CICan"}
"""Called so in every language."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.found += [text for name in ("alt", "title", "aria-label") if SPANISH.search(text := said.get(name) or "")]
        if tag not in WITHOUT_END:
            self.open.append((tag, said.get("lang") or (self.open[-1][1] if self.open else "")))

    def handle_endtag(self, tag: str) -> None:
        while tag not in WITHOUT_END and self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and self.open and self.open[-1][0] != "style" and self.open[-1][1] != "es" and SPANISH.search(text):
            self.found.append(text)


def unmarked(page: str) -> list[str]:
    """What sounds Spanish outside of `lang="es"`, also in alternative texts."""
    reader = _Reader()
    reader.feed(page)
    return [text for text in dict.fromkeys(reader.found) if text not in ACRONYMS]
