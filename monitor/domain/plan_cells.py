"""The text inside a cell of a published plan table: word for word, without its HTML."""

import html
import re
from html.parser import HTMLParser

_BREAKS_BEFORE = {"p", "div", "ul", "ol", "li", "br", "tr"}
_BREAKS_AFTER = {"p", "div", "ul", "ol", "li", "tr"}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's own signature
        if tag in _BREAKS_BEFORE:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKS_AFTER:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def cell_text(cell: str) -> str:
    """The words of the cell, one paragraph or bullet per line, spaces made single."""
    parser = _Text()
    parser.feed(cell)
    parser.close()
    text = re.sub(r"\s*•\s*", "\n• ", "".join(parser.parts))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def cell_markup(text: str) -> str:
    """The cell, with its HTML, that says this text: `cell_text(cell_markup(text)) == text`."""
    lines = [html.escape(line, quote=False) for line in text.splitlines()]
    return "".join(lines) if len(lines) < 2 else " ".join(f"<p>{line}</p>" for line in lines)
