"""The report as one PDF, accessible and made to last: PDF/UA-1 and PDF/A-3a, with its data inside.

The page is cut into parts that worker processes lay out side by side; parts laid out before are taken from where they
are kept, and all are joined. The same data gives the same bytes, whichever way it was made.
"""

import logging
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from html import unescape
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from reports.archive import About, Attachment
from reports.charts import Plot, plot_charts
from reports.data import ReportData
from reports.exports.csv_files import csv_of
from reports.fonts import can_print, require_fonts
from reports.html import SPANISH, render_html
from reports.language import Language
from reports.merge import merge
from reports.open_data import tables_of
from reports.part_cache import Absent, PartCache
from reports.part_file import Summary
from reports.parts import chart_place, charts_in, cut, key_of, with_charts
from reports.people_tables import publish
from reports.workers import Workers

log = logging.getLogger(__name__)

LAST_LATIN = 0x24F
"""Up to here the report's own font has every letter."""


def build_pdf(
    data: ReportData, *, language: Language = SPANISH, kept_in: Path | None = None, workers: int | None = None
) -> bytes:
    """The whole report. The same data gives the same bytes.

    Parts are kept in the folder `kept_in` for the next time, if one is given. `workers` processes lay them out: as
    many as there are processors, or with 1 this one. Raises FontMissing if a font of the report is not installed.
    """
    require_fonts()
    with kept_parts(kept_in) as cache:
        try:
            with Workers(workers) as own:  # they get ready while the page is being written
                return _build(data, language, cache, own)
        except BrokenProcessPool:
            log.warning("a process that lays out parts was killed: what is left is laid out in this one")
            with Workers(1) as own:
                return _build(data, language, cache, own)


def _build(data: ReportData, language: Language, cache: PartCache, workers: Workers) -> bytes:
    people = publish(data)
    plots = plot_charts(data, people, language)
    html = render_html(data, charts={name: chart_place(name) for name in plots}, language=language, people=people)
    tables = tables_of(data, language=language, people=people)
    attachments = [Attachment(f"{table.key}.csv", table.title, csv_of(table)) for table in tables]
    return whole_of(
        html,
        plots,
        attachments,
        data.generated_at,
        author=data.publisher,
        language=language,
        cache=cache,
        workers=workers,
    )


def whole_of(
    html: str,
    plots: Mapping[str, Plot],
    attachments: Sequence[Attachment],
    created: datetime,
    *,
    author: str,
    language: Language,
    cache: PartCache,
    workers: Workers,
) -> bytes:
    """One page with its charts as a PDF: in parts, joined. It is called what the page's own head says."""
    about = About(
        title=_said(html, r"<title>(.*?)</title>"),
        author=author,
        subject=_said(html, r'<meta name="description" content="(.*?)"'),
        language=language.code,
        created=created,
        producer=f"HRAEM Monitor, WeasyPrint {version('weasyprint')}",
    )
    keys, summaries = lay_out(html, plots, language=language, cache=cache, workers=workers)
    output = BytesIO()
    merge(summaries, partial(workers.bind, cache.folder, keys), about=about, attachments=attachments, output=output)
    cache.trim(keep=frozenset(keys))
    return output.getvalue()


def lay_out(
    html: str, plots: Mapping[str, Plot], *, language: Language, cache: PartCache, workers: Workers
) -> tuple[list[str], list[Summary]]:
    """The parts of a page, laid out and kept: their names, and what is known of each."""
    parts = cut(with_printable_characters(html), page_word=language.gettext("Página"))
    return _render(parts, plots, cache, workers)


def with_printable_characters(html: str) -> str:
    """Put a mark in place of what no installed font can draw (emoji, mostly): an empty box is not valid PDF/UA."""
    missing = {ord(character) for character in set(html) if ord(character) > LAST_LATIN and not can_print(character)}
    return html.translate(dict.fromkeys(missing, "\N{WHITE SQUARE}")) if missing else html


def _render(
    parts: Sequence[str], plots: Mapping[str, Plot], cache: PartCache, workers: Workers
) -> tuple[list[str], list[Summary]]:
    """Lay out the parts that are not kept. Those without charts begin while the charts are being drawn."""
    keys: dict[int, str] = {}
    found: dict[int, Summary | Future[Summary]] = {}
    for position in sorted(range(len(parts)), key=lambda position: bool(charts_in(parts[position]))):
        names = charts_in(parts[position])
        part = with_charts(parts[position], {name: _drawn(plots[name], cache) for name in names})
        key = keys[position] = key_of(part)
        try:
            found[position] = cache.summary(key)
        except Absent:
            found[position] = workers.submit(cache.folder, key, part)
    ordered = [found[position] for position in range(len(parts))]
    summaries = [own.result() if isinstance(own, Future) else own for own in ordered]
    return [keys[position] for position in range(len(parts))], summaries


def _drawn(plot: Plot, cache: PartCache) -> str:
    try:
        return cache.get_bytes(plot.key).decode()
    except Absent:
        from reports.drawing import draw

        svg = draw(plot)
        cache.put_bytes(plot.key, svg.encode())
        return svg


def _said(html: str, pattern: str) -> str:
    found = re.search(pattern, html, re.DOTALL)
    return " ".join(unescape(found[1]).split()) if found else ""


@contextmanager
def kept_parts(kept_in: Path | None) -> Iterator[PartCache]:
    """Where parts are kept: the folder given, or one for this time alone."""
    if kept_in is not None:
        yield PartCache(kept_in)
        return
    with tempfile.TemporaryDirectory(prefix="report-parts-") as folder:
        yield PartCache(Path(folder))
