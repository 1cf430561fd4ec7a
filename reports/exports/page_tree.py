"""A page of the report as a tree, to be written in another form. The pages are well formed: tests hold them so."""

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

_ALONE = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
"""Elements that have no end."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = TreeBuilder(insert_comments=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in _ALONE:
            self.builder.end(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _ALONE:
            self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)

    def handle_comment(self, data: str) -> None:
        self.builder.comment(data)


def tree_of(html: str) -> Element:
    """The `<html>` element."""
    reader = _Reader()
    reader.feed(html[html.index("<html") :].rstrip())
    reader.close()
    return reader.builder.close()


def classes_of(element: Element) -> list[str]:
    return element.get("class", "").split()
