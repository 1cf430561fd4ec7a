"""The results of a wave as one PDF: PDF/UA-1 and PDF/A-3a, with its distributions inside as CSV."""

import logging
from collections.abc import Iterator, Mapping
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.translations import catalogue
from reports.archive import Attachment
from reports.data import snapshot_hash
from reports.exports.csv_files import csv_of
from reports.fonts import require_fonts
from reports.language import N_, Language
from reports.open_data import Table
from reports.open_data_columns import Value, count, share, text
from reports.part_cache import PartCache
from reports.parts import chart_place
from reports.pdf import kept_parts, whole_of
from reports.survey_html import render_survey, survey_plots
from reports.workers import Workers

log = logging.getLogger(__name__)

COLUMNS = (
    text("question", N_("Pregunta"), N_("Clave de la pregunta.")),
    text("text", N_("Texto"), N_("Texto de la pregunta, y de su fila y columna.")),
    text("option", N_("Opción"), N_("Texto de la opción.")),
    count("asked", N_("Se aplicó a"), N_("A cuántos se aplicó.")),
    count("n", N_("n"), N_("Cuántos dieron una respuesta que cuenta.")),
    count("count", N_("Respuestas"), N_("Cuántos eligieron la opción.")),
    share("share", N_("Porcentaje"), N_("De n; vacío si la opción queda fuera de la base.")),
)


def build_survey(data: dict[str, Any], *, kept_in: Path | None = None, workers: int | None = None) -> bytes:
    """The same data gives the same bytes. Raises FontMissing if a font of the report is not installed."""
    require_fonts()
    with kept_parts(kept_in) as cache:
        try:
            with Workers(workers) as own:
                return _build(data, cache, own)
        except BrokenProcessPool:
            log.warning("a process that lays out parts was killed: what is left is laid out in this one")
            with Workers(1) as own:
                return _build(data, cache, own)


def _build(data: dict[str, Any], cache: PartCache, workers: Workers) -> bytes:
    language = Language(data["language"], catalogue(data["language"]))
    plots = survey_plots(data, language)
    places = {name: chart_place(name) for name in plots}
    html = render_survey(data, charts=places, language=language, fingerprint=snapshot_hash(data))
    told = Table("distributions", language.gettext("Distribución de las respuestas"), COLUMNS, tuple(_rows(data)))
    return whole_of(
        html,
        plots,
        [Attachment(f"{told.key}.csv", told.title, csv_of(told))],
        datetime.fromisoformat(data["generated_at"]),
        author=data["publisher"],
        language=language,
        cache=cache,
        workers=workers,
    )


def _rows(data: Mapping[str, Any]) -> Iterator[tuple[Value, ...]]:
    for section in data["sections"]:
        for result in section["results"]:
            lines = [
                (result["label"], result),
                *((f"{result['label']} ({own['label']})", own) for own in result["lines"]),
            ]
            for label, own in lines:
                for option in own["options"]:
                    start = (result["key"], label, option["label"], own["asked"], own["n"])
                    yield (*start, option["count"], option["share"])
