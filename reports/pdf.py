"""The report as a PDF. With the charts and the finisher the only place that loads WeasyPrint: no page imports it."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports.charts import draw_charts
from reports.data import ReportData
from reports.finisher import finish
from reports.fonts import can_print, require_fonts
from reports.html import SPANISH, render_html
from reports.language import Language
from reports.people_tables import publish

OWN_FILES = Path(__file__).resolve().parent / "static"


LAST_LATIN = 0x24F
"""Up to here the report's own font has every letter."""


class AddressRefused(FatalURLFetchingError):  # type: ignore[misc] # WeasyPrint carries no types
    """The report asked for a file that is not the product's own. It stops the PDF: better none than one with a hole."""


class OwnFilesOnly(URLFetcher):  # type: ignore[misc] # WeasyPrint carries no types
    """Opens the report's own static files and nothing else: no network, no other file of the machine."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme == "file" and not parts.netloc:
            path = Path(url2pathname(parts.path)).resolve()
            if path.is_relative_to(OWN_FILES):
                return super().fetch(url, headers)
        raise AddressRefused(f"the report may not open {url}")


def build_pdf(data: ReportData, *, language: Language = SPANISH) -> bytes:
    """The whole report as PDF/UA-1. The same data gives the same bytes.

    Raises FontMissing if a font of the report is not installed.
    """
    require_fonts()
    people = publish(data)
    html = render_html(data, charts=draw_charts(data, people, language), language=language, people=people)
    return pdf_of(with_printable_characters(html))


def with_printable_characters(html: str) -> str:
    """Put a mark in place of what no installed font can draw (emoji, mostly): an empty box is not valid PDF/UA."""
    missing = {ord(character) for character in set(html) if ord(character) > LAST_LATIN and not can_print(character)}
    return html.translate(dict.fromkeys(missing, "\N{WHITE SQUARE}"))


def pdf_of(html: str) -> bytes:
    with _without_garbage_collection():
        document = HTML(string=html, url_fetcher=_fetcher(), base_url=OWN_FILES.as_uri() + "/")
        pdf: bytes = document.write_pdf(
            font_config=_font_configuration(), pdf_variant="pdf/ua-1", finisher=finish, pdf_tags=True
        )
    return pdf


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Layout makes millions of live objects; looking through them for garbage takes a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
            gc.collect()


@cache
def _font_configuration() -> FontConfiguration:
    return FontConfiguration()


@cache
def _fetcher() -> OwnFilesOnly:
    return OwnFilesOnly(allowed_protocols=("file",), allow_redirects=False)
