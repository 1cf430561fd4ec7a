"""Lay out one part with WeasyPrint. With the drawing of charts the only place that loads heavy libraries."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from reports.libraries import only_what_is_used
from reports.part_file import Part, collect
from reports.tag_languages import tell_languages
from reports.tagging import finish

with only_what_is_used():
    from weasyprint import DEFAULT_OPTIONS, HTML
    from weasyprint.pdf import generate_pdf, tags
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

OWN_FILES = Path(__file__).resolve().parent / "static"


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


def render_part(html: str, *, prefix: str) -> Part:
    """Lay out and tag one part. Names of its header cells start with `prefix`, which no other part of the whole has."""
    tell_languages(tags)
    with _without_garbage_collection():
        page = HTML(string=html, url_fetcher=_fetcher(), base_url=OWN_FILES.as_uri() + "/")
        document = page.render(font_config=_font_configuration())
        pdf = generate_pdf(document, None, 1, **(DEFAULT_OPTIONS | {"pdf_tags": True, "pdf_version": "1.7"}))
        tree, digits = finish(document, pdf, prefix=prefix)
        return collect(document, pdf, tree, digits)


def render_alone(html: str) -> bytes:
    """A short document that is no report, whole and accessible (PDF/UA-1): a receipt."""
    page = HTML(string=html, url_fetcher=_fetcher(), base_url=OWN_FILES.as_uri() + "/")
    pdf: bytes = page.write_pdf(font_config=_font_configuration(), pdf_variant="pdf/ua-1")
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


@cache
def _font_configuration() -> FontConfiguration:
    return FontConfiguration()


@cache
def _fetcher() -> OwnFilesOnly:
    return OwnFilesOnly(allowed_protocols=("file",), allow_redirects=False)
