"""What holds for every page: valid HTML, one h1, a title that begins with it, labelled fields, nothing inline.

`page = check_page(response)` fails with a list of everything that is wrong, and gives the page to look things up in:
`page.text`, `page.links["Personas"]`, `page.field("email")`, `page.errors`, `page.find("table")`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.test import TestResponse

INPUTS_WITHOUT_LABEL = {"hidden", "submit", "button", "image", "reset"}
EVENT_HANDLER = re.compile(r"^on[a-z]+$")
UNFILLED = re.compile(r"\bNone\b(?! of these)|\bUndefined\b|%\(\w+\)|\{\{|\}\}|<built-in|object at 0x")


@dataclass(frozen=True)
class Page:
    root: Element

    @cached_property
    def parents(self) -> dict[Element, Element]:
        return {child: parent for parent in self.root.iter() for child in parent}

    def all(self, *tags: str) -> Iterator[Element]:
        return (element for element in self.root.iter() if element.tag in tags)

    def find(self, tag: str, **attributes: str) -> list[Element]:
        """Elements by tag and attributes (`class_` names one class among several)."""
        css_class = attributes.pop("class_", None)
        return [
            element
            for element in self.all(tag)
            if all(element.get(name.rstrip("_").replace("_", "-")) == value for name, value in attributes.items())
            and (css_class is None or css_class in (element.get("class") or "").split())
        ]

    @cached_property
    def ids(self) -> dict[str, Element]:
        return {element.attrib["id"]: element for element in self.root.iter() if "id" in element.attrib}

    @property
    def title(self) -> str:
        return words(next(self.all("title")))

    @property
    def h1(self) -> str:
        return words(next(self.all("h1")))

    @cached_property
    def text(self) -> str:
        """The words of the main part, blanks made single."""
        return words(next(self.all("main"), self.root))

    @cached_property
    def links(self) -> dict[str, str]:
        """Where each link leads, by its words."""
        return {words(link): link.get("href", "") for link in self.all("a")}

    @property
    def buttons(self) -> list[str]:
        return [words(button) for button in self.all("button")]

    @property
    def errors(self) -> list[str]:
        """The lines of the error summary."""
        return [words(item) for box in self.find("div", class_="error-summary") for item in box.iter("li")]

    def fields(self, name: str) -> list[Element]:
        return [field for field in self.all("input", "select", "textarea") if field.get("name") == name]

    def field(self, name: str) -> Element:
        (field,) = self.fields(name)
        return field

    def value(self, name: str) -> str:
        """What a field holds as the page is opened."""
        field = self.field(name)
        if field.tag == "textarea":
            return field.text or ""
        if field.tag == "select":
            chosen = [option for option in field.iter("option") if "selected" in option.attrib]
            return (chosen or [next(field.iter("option"))])[0].get("value", "")
        return field.get("value", "")


INLINE = {"a", "abbr", "b", "em", "i", "small", "span", "strong", "sub", "sup", "time"}


def words(element: Element) -> str:
    """What a reader sees, blanks made single; where a block, a cell or a line ends, words end too."""

    def parts(inside: Element) -> Iterator[str]:
        edge = "" if inside.tag in INLINE else " "
        yield edge + (inside.text or "")
        for child in inside:
            yield from parts(child)
            yield child.tail or ""
        yield edge

    return " ".join("".join(parts(element)).split())


def check_page(response: TestResponse, *, lang: str = "es") -> Page:
    """Parse the answer as strictly as a validator would, and check the house's rules of pages."""
    assert response.mimetype == "text/html", f"{response.request.path} answered with {response.mimetype}"
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    try:
        page = Page(parser.parse(response.text))
    except html5lib.html5parser.ParseError as error:
        (line, _column), code, _ = parser.errors[-1]
        shown = response.text.splitlines()[line - 1].strip()
        raise AssertionError(f"{response.request.path}, line {line}: {code}: {error}\n{shown}") from error
    wrong = [*frame_faults(page, lang), *id_faults(page), *field_faults(page), *link_faults(page), *inline_faults(page)]
    assert wrong == [], f"{response.request.path}: " + "; ".join(wrong)
    return page


def frame_faults(page: Page, lang: str) -> Iterator[str]:
    if page.root.get("lang") != lang:
        yield f"lang is {page.root.get('lang')}"
    headings = [words(heading) for heading in page.all("h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"h1: {headings}"
    elif not page.title.startswith(headings[0]):
        yield f"the title «{page.title}» does not begin with «{headings[0]}»"
    if unfilled := UNFILLED.search(page.text):
        yield f"«{unfilled.group()}» stands on the page"


def id_faults(page: Page) -> Iterator[str]:
    counted = Counter(element.attrib["id"] for element in page.root.iter() if "id" in element.attrib)
    yield from (f"id «{name}» stands {count} times" for name, count in counted.items() if count > 1)
    for element in page.root.iter():
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            for name in (element.get(attribute) or "").split():
                if name not in page.ids:
                    yield f"{element.tag} {attribute} names «{name}», which is not there"


def field_faults(page: Page) -> Iterator[str]:
    labels = {label.get("for"): words(label) for label in page.all("label")}
    for field in page.all("input", "select", "textarea"):
        if field.tag == "input" and field.get("type", "text") in INPUTS_WITHOUT_LABEL:
            continue
        named = field.get("aria-label") or field.get("aria-labelledby") or labels.get(field.get("id"))
        if not named and not _inside_label(page, field):
            yield f"{field.tag} «{field.get('name')}» has no label"
    for button in page.all("button"):
        if not words(button) and not button.get("aria-label"):
            yield "a button without words"


def _inside_label(page: Page, field: Element) -> bool:
    parent = page.parents.get(field)
    while parent is not None and parent.tag != "label":
        parent = page.parents.get(parent)
    return parent is not None and bool(words(parent))


def link_faults(page: Page) -> Iterator[str]:
    for link in page.all("a"):
        pictures = [picture.get("alt") for picture in link.iter("img")]
        if not (words(link) or link.get("aria-label") or any(pictures)):
            yield f"a link without words to {link.get('href')}"
        address = link.get("href")
        if not address:
            yield f"the link «{words(link)}» leads nowhere"
        elif address.startswith("#") and address[1:] not in page.ids:
            yield f"the link «{words(link)}» leads to {address}, which is not there"
    yield from (f"picture {picture.get('src')} has no alt" for picture in page.all("img") if picture.get("alt") is None)


def inline_faults(page: Page) -> Iterator[str]:
    for element in page.root.iter():
        # What describes the page to machines is data, which no browser runs.
        is_code = element.tag == "script" and element.get("type") != "application/ld+json"
        if element.tag == "style" or (is_code and not element.get("src")):
            yield f"inline {element.tag}"
        for attribute in element.attrib:
            if attribute == "style" or EVENT_HANDLER.match(str(attribute)):
                yield f"{element.tag} has the attribute {attribute}"
