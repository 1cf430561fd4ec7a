"""The language of what is not in the report's own: WeasyPrint writes that of the whole document and no other."""

from collections.abc import Callable, Iterator
from typing import Any

import pydyf  # type: ignore[import-untyped]  # carries no types of its own

_DOCUMENT = ("html", "body")


def tell_languages(tags: Any) -> None:
    """From now on an element of HTML with a `lang` becomes one of the PDF with a `Lang`. Safe to call again.

    `tags` is WeasyPrint's module of that name.
    WeasyPrint gives no way to know the HTML behind a tag once it is written, so this steps in where tags are made.
    """
    build = tags._build_box_tree  # noqa: SLF001 - see above; a test holds that it still works
    if not hasattr(build, "tells_languages"):
        tags._build_box_tree = _telling(build)  # noqa: SLF001


def _telling(build: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    def build_box_tree(box: Any, *arguments: Any) -> Iterator[Any]:
        language = _language_of(getattr(box, "_box", box))
        for element in build(box, *arguments):
            if language:
                element["Lang"] = pydyf.String(language)
            yield element

    build_box_tree.tells_languages = True  # type: ignore[attr-defined]
    return build_box_tree


def _language_of(box: Any) -> str:
    element = getattr(box, "element", None)
    if element is None or box.element_tag in _DOCUMENT:
        return ""
    return str(element.get("lang", ""))
