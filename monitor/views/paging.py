"""Long lists in pages: which one is asked for, and the addresses of the others, with all else that the address says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request, url_for

A_PAGE = 50
"""Rows of a page."""
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list. `total` is how many things the whole list has."""

    items: Sequence[T]
    number: int
    pages: int
    total: int
    name: str = "page"
    """Of the argument in the address."""
    anchor: str = ""
    """The id of the list in its page, where it does not begin at the top."""

    @property
    def first(self) -> int:
        """The place of its first thing in the list, from 1."""
        return self._before + 1

    @property
    def last(self) -> int:
        return self._before + len(self.items)

    _before: int = 0

    def address(self, number: int) -> str:
        given = {key: value for key, value in request.args.items() if not key.startswith("_") and key != "endpoint"}
        args: dict[str, Any] = {**given, **(request.view_args or {})}  # `url_for` takes those others for its own
        args[self.name] = number if number > 1 else None
        return url_for(request.endpoint or "home.index", _anchor=self.anchor or None, **args)

    @property
    def numbers(self) -> list[int | None]:
        """The pages that get a link: the first, the last and those around this one; None where some are left out."""
        near = sorted({1, self.pages, *range(max(self.number - 1, 1), min(self.number + 1, self.pages) + 1)})
        found: list[int | None] = []
        for number in near:
            if found and found[-1] is not None and number > found[-1] + 1:
                found.append(number - 1 if number == found[-1] + 2 else None)
            found.append(number)
        return found


def page_of(items: Sequence[T], *, size: int = A_PAGE, least: int = 0, name: str = "page", anchor: str = "") -> Page[T]:
    """The page that the address asks for; beyond the last it is the last. Up to `least` things stay on one page."""
    total = len(items)
    if total <= max(size, least):
        return Page(items, 1, 1, total, name, anchor)
    pages = -(-total // size)
    number = min(max(request.args.get(name, 1, type=int), 1), pages)
    before = (number - 1) * size
    return Page(items[before : before + size], number, pages, total, name, anchor, before)
