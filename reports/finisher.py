"""The last hand on the PDF before it is written: what WeasyPrint's tags leave out and a screen reader needs."""

from collections.abc import Iterator
from typing import Any

import pydyf  # type: ignore[import-untyped]  # carries no types of its own

# WeasyPrint's own document type is of no interest here; what is touched is pydyf's object list.
# ruff: noqa: ARG001


def finish(document: object, pdf: pydyf.PDF) -> None:
    """Give headers their scope, let links print, and take running heads and feet out of what is read aloud."""
    for item in pdf.objects:
        if isinstance(item, dict):
            if item.get("S") == "/Table":
                _set_scopes(pdf, item)
            elif item.get("Subtype") == "/Link":
                item["F"] = 4  # PDF/UA wants annotations that print
    _mark_running_text(pdf)


def _object(pdf: pydyf.PDF, reference: bytes | str) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _children(pdf: pydyf.PDF, element: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for kid in element.get("K", ()):
        if isinstance(kid, bytes):
            child = _object(pdf, kid)
            if isinstance(child, dict):
                yield child


def _set_scopes(pdf: pydyf.PDF, table: dict[str, Any]) -> None:
    """Say of each header cell whether it heads a column or a row. WeasyPrint links cells to headers, but not this."""
    for part in _children(pdf, table):
        scope = "/Column" if part.get("S") == "/THead" else "/Row"
        for row in _children(pdf, part):
            for cell in _children(pdf, row):
                if cell.get("S") == "/TH":
                    cell["A"]["Scope"] = scope


def _mark_running_text(pdf: pydyf.PDF) -> None:
    """Turn the text of the page margins into pagination artifacts: nobody wants to hear it on every page."""
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    read_aloud = _reachable(pdf, root)
    numbers = _object(pdf, root["ParentTree"])["Nums"]
    pages = [_object(pdf, reference) for reference in pdf.page_references]
    for position, page in enumerate(pages):
        owners = numbers[2 * position + 1]
        running = {mark for mark, owner in enumerate(owners) if int(owner.split()[0]) not in read_aloud}
        if running:
            _rewrite_marks(_object(pdf, page["Contents"]).stream, running)
            for mark in running:
                owners[mark] = b"null"


def _reachable(pdf: pydyf.PDF, root: dict[str, Any]) -> set[int]:
    """The numbers of all elements in the tree that a reader walks."""
    seen: set[int] = set()
    waiting = list(root["K"])
    while waiting:
        number = int(waiting.pop().split()[0])
        if number in seen:
            continue
        seen.add(number)
        element = pdf.objects[number]
        if isinstance(element, dict):
            waiting += [kid for kid in element.get("K", ()) if isinstance(kid, bytes)]
    return seen


def _rewrite_marks(stream: list[Any], marks: set[int]) -> None:
    """In a page's stream, `/P <</MCID 3>> BDC` becomes `/Artifact <</Type /Pagination>> BDC` for the given marks."""
    for position, operator in enumerate(stream):
        if operator == b"BDC" and isinstance(stream[position - 1], dict) and stream[position - 1].get("MCID") in marks:
            stream[position - 2] = "/Artifact"
            stream[position - 1] = b"<</Type/Pagination>>"
