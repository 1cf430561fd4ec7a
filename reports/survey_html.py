"""The results of a wave as one HTML page, from frozen plain data (see monitor/services/survey_report.py)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from babel.numbers import format_decimal
from markupsafe import Markup

from monitor.domain import words
from monitor.domain.compared_questions import MEASURE, Measure
from monitor.domain.participation import Country
from monitor.domain.question_differences import DIFFERENCE, Difference
from monitor.domain.survey_indices import BAND, OVERALL, Band, rounded
from monitor.domain.webinar_impact import CAVEAT
from reports.charts import GREY, INK, PLUM, WHITE, Form, Plot
from reports.extracts import without_dangling_links
from reports.html import STYLES, environment, printable, stylesheet
from reports.language import N_, Language

OWN_STYLES = (*STYLES, "survey.css")
NOTHING = "–"
HIDDEN = N_("oculto")
KINDS = {
    "technical_group": N_("Grupos técnicos"),
    "subcommittee": N_("Subcomités"),
    "committee": N_("Comités"),
    "fund": N_("Fondos"),
    "coordination": N_("Coordinaciones"),
    "collective": N_("Conjuntos de grupos"),
}
WHOLE = N_("Índice de incorporación del enfoque de género")
LABELS_OF_KINDS = 130
"""Pixels for the names beside the bars."""


class Said:
    """Figures and words of the data in the language of the report."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def points(self, value: float | None) -> str:
        if value is None:
            return NOTHING
        return format_decimal(rounded(value), format="0.0", locale=self.language.code)

    def signed(self, value: float | None) -> str:
        if value is None:
            return NOTHING
        shown = rounded(value)
        return ("+" if shown > 0 else "−" if shown < 0 else "") + self.points(abs(shown))

    def plain(self, value: float) -> str:
        return format_decimal(rounded(value, 2), format="0.##", locale=self.language.code)

    def cell(self, value: int | str | None) -> str:
        if value is None:
            return NOTHING
        return self.language.gettext(HIDDEN) if isinstance(value, str) else self.language.number(value)

    def both(self, value: Sequence[int] | str | None) -> str:
        """A sum before and today, in one cell."""
        if value is None or isinstance(value, str):
            return self.cell(value)
        return " → ".join(self.language.number(each) for each in value)

    def measured(self, name: str) -> str:
        told = self.language.gettext(MEASURE[Measure(name)])
        return told[:1].upper() + told[1:]

    def figure(self, measure: str, value: float) -> str:
        return self.share(value) if measure == Measure.SHARE else self.points(value)

    def share(self, value: float | None) -> str:
        return NOTHING if value is None else self.language.percent(value)

    def band(self, name: str) -> str:
        return self.language.gettext(BAND[Band(name)]) if name else NOTHING

    def kind(self, name: str) -> str:
        return self.language.gettext(KINDS[name])

    def country(self, name: str) -> str:
        return self.language.gettext(words.COUNTRY[Country(name)])

    def index(self, row: Mapping[str, Any]) -> str:
        label = self.language.gettext(WHOLE) if row["key"] == OVERALL else row["label"]
        return f"{label} ({row['key']})"

    def differences(self, names: list[str]) -> str:
        return "; ".join(self.language.gettext(DIFFERENCE[Difference(name)]) for name in names)

    def day(self, iso: str) -> str:
        return self.language.day(date.fromisoformat(iso))

    def moment(self, iso: str) -> str:
        return self.language.moment(datetime.fromisoformat(iso))


def render_survey(data: Mapping[str, Any], *, charts: Mapping[str, str], language: Language, fingerprint: str) -> str:
    """`charts` holds SVG by name; where one is not given its table still stands."""
    said = Said(language)
    html = (
        environment(language)
        .get_template("survey.html")
        .render(
            data=data,
            said=said,
            caveat=CAVEAT,
            bands=[band.value for band in Band],
            fingerprint=fingerprint,
            charts={name: Markup(svg) for name, svg in charts.items()},  # noqa: S704 - drawn and escaped by our own code
            css=Markup(stylesheet(OWN_STYLES)),  # noqa: S704 - the product's own file
        )
    )
    return without_dangling_links(printable(html))


def survey_plots(data: Mapping[str, Any], language: Language) -> dict[str, Plot]:
    """Name of the chart → what it shows."""
    said, plots = Said(language), {}
    if data["kinds"]:
        plots["answered"] = _answered(data, said)
    if data["indices"]:
        plots["indices"] = _indices(data, said)
    return plots


def _answered(data: Mapping[str, Any], said: Said) -> Plot:
    told = said.language.gettext
    kinds = [
        (told("Respondió"), PLUM, "white"),
        (told("Dijo que no responderá"), GREY, "white"),
        (told("No respondió"), WHITE, INK),
    ]
    rows = [
        {"row": said.kind(own["kind"]), "kind": kinds[position][0], "position": position, "n": n}
        for own in data["kinds"]
        for position, n in enumerate(
            (own["answered"], own["declined"], own["asked"] - own["answered"] - own["declined"])
        )
    ]
    details = {
        "order": [said.kind(own["kind"]) for own in data["kinds"]],
        "kinds": [list(kind) for kind in kinds],
        "labels": LABELS_OF_KINDS,
    }
    return Plot(Form.STACKED, told("Respuestas por tipo de órgano"), rows, details)


def _indices(data: Mapping[str, Any], said: Said) -> Plot:
    told = said.language.gettext
    rows = [
        {
            "row": own["key"],
            "share": own["mean"] / 100,
            "label_at": 0.5 if 0.25 < own["mean"] / 100 < 0.5 else own["mean"] / 100,
            "text": f"{said.points(own['mean'])} · {said.band(own['band'])}",
        }
        for own in data["indices"]
    ]
    return Plot(Form.SHARES, told("Índices del conjunto, de 0 a 100"), rows, {"half": told("50 puntos")})
