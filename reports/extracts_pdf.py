"""The extracts of an edition as PDFs, each as accessible and archival as the report itself."""

import logging
from collections.abc import Collection
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from reports.charts import Plot, plot_charts
from reports.data import ReportData
from reports.extracts import TIGHTNESS, Extract, Kind, extracts_of, render_extract
from reports.fonts import require_fonts
from reports.language import Language
from reports.part_cache import PartCache
from reports.parts import chart_place
from reports.pdf import kept_parts, lay_out, whole_of
from reports.people_tables import PublishedPeople, publish
from reports.workers import Workers

log = logging.getLogger(__name__)


def build_extracts(
    data: ReportData,
    *,
    address: str,
    language: Language,
    names: Collection[str] = (),
    kept_in: Path | None = None,
    workers: int | None = None,
) -> list[tuple[Extract, bytes]]:
    """The extracts with these names, or all. The same data and address give the same bytes.

    Raises FontMissing if a font of the report is not installed.
    """
    require_fonts()
    wanted = [own for own in extracts_of(data, language) if not names or own.name in names]
    people = publish(data)
    with kept_parts(kept_in) as cache:
        builder = _Builder(data, people, plot_charts(data, people, language), address, language, cache)
        try:
            with Workers(workers) as own_workers:
                return [(each, builder.build(each, own_workers)) for each in wanted]
        except BrokenProcessPool:
            log.warning("a process that lays out parts was killed: the extracts are laid out in this one")
            with Workers(1) as own_workers:
                return [(each, builder.build(each, own_workers)) for each in wanted]


@dataclass(frozen=True)
class _Builder:
    data: ReportData
    people: PublishedPeople
    plots: dict[str, Plot]
    address: str
    language: Language
    cache: PartCache

    def build(self, extract: Extract, workers: Workers) -> bytes:
        html = self._on_one_page(extract, workers) if extract.kind is Kind.SUMMARY else self._page(extract)
        return whole_of(
            html,
            self.plots,
            [],
            self.data.generated_at,
            author=self.data.publisher,
            language=self.language,
            cache=self.cache,
            workers=workers,
        )

    def _on_one_page(self, extract: Extract, workers: Workers) -> str:
        """The roomiest setting that fits; the tightest has room for anything."""
        html = ""
        for tightness in range(len(TIGHTNESS)):
            html = self._page(extract, tightness)
            _, summaries = lay_out(html, self.plots, language=self.language, cache=self.cache, workers=workers)
            if sum(summary.pages for summary in summaries) == 1:
                break
        return html

    def _page(self, extract: Extract, tightness: int = 0) -> str:
        return render_extract(
            extract,
            self.data,
            people=self.people,
            charts={name: chart_place(name) for name in self.plots},
            address=self.address,
            language=self.language,
            tightness=tightness,
        )
