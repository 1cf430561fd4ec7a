"""The annual report as one PDF: PDF/UA-1 and PDF/A-3a, with its tables inside as CSV."""

import logging
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from reports.annual import Annual
from reports.annual_charts import annual_plots
from reports.annual_data import AnnualData
from reports.annual_html import render_annual
from reports.annual_tables import annual_tables
from reports.archive import Attachment
from reports.exports.csv_files import csv_of
from reports.fonts import require_fonts
from reports.html import SPANISH
from reports.language import Language
from reports.part_cache import PartCache
from reports.parts import chart_place
from reports.pdf import kept_parts, whole_of
from reports.workers import Workers

log = logging.getLogger(__name__)


def build_annual(
    data: AnnualData, *, language: Language = SPANISH, kept_in: Path | None = None, workers: int | None = None
) -> bytes:
    """The same data gives the same bytes. Raises FontMissing if a font of the report is not installed."""
    require_fonts()
    with kept_parts(kept_in) as cache:
        try:
            with Workers(workers) as own:
                return _build(data, language, cache, own)
        except BrokenProcessPool:
            log.warning("a process that lays out parts was killed: what is left is laid out in this one")
            with Workers(1) as own:
                return _build(data, language, cache, own)


def _build(data: AnnualData, language: Language, cache: PartCache, workers: Workers) -> bytes:
    annual = Annual(data, language)
    plots = annual_plots(annual)
    html = render_annual(data, charts={name: chart_place(name) for name in plots}, language=language, annual=annual)
    attachments = [Attachment(f"{own.key}.csv", own.title, csv_of(own)) for own in annual_tables(annual)]
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
