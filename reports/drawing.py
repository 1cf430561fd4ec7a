"""Draw the report's charts as SVG with real text, by Vega-Lite. Loads its renderer; nothing of the web does.

The specifications are written in Vega-Lite's own JSON: the library that would write them takes longer to load than a
chart to draw.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

import vl_convert

from reports.charts import ACCENT, GREY, INK, PLUM, SILVER, WHITE, Form, Plot, plot_charts
from reports.data import ReportData
from reports.language import Language
from reports.people_tables import PublishedPeople

FONT = "Inter"
WIDTH = 640
"""Pixels; the column of the page, so that chart text has the size it says."""
ROW = 21
THICK, THIN = 9, 2.5
"""Heights of a timeline's bars, in pixels: where a project surely runs, and where it may."""
SAND, MIST = "#f5d9b8", "#efeaf4"

Spec = dict[str, Any]
"""A piece of a Vega-Lite specification."""

_LOOK: Spec = {
    "font": FONT,
    "view": {"continuousWidth": 300, "continuousHeight": 300, "stroke": None},
    "axis": {
        "labelFontSize": 11, "labelColor": INK, "titleColor": GREY, "titleFontSize": 10.5, "titleFontWeight": "normal",
    },
    "legend": {
        "labelFontSize": 11, "labelColor": INK, "symbolType": "square", "symbolSize": 110, "title": None,
        "labelLimit": 0,
    },
}  # fmt: skip


def draw_charts(data: ReportData, people: PublishedPeople, language: Language) -> dict[str, str]:
    """Name of the chart → `<svg>`. A chart with nothing to show is not drawn."""
    return {name: draw(plot) for name, plot in plot_charts(data, people, language).items()}


def draw_pictures(data: ReportData, people: PublishedPeople, language: Language) -> dict[str, bytes]:
    """Name of the chart → PNG, sharp enough for paper: for forms of the report that take no SVG."""
    charts = draw_charts(data, people, language)
    return {name: bytes(vl_convert.svg_to_png(svg, scale=2)) for name, svg in charts.items()}


def draw(plot: Plot) -> str:
    svg = str(vl_convert.vegalite_to_svg({"config": _LOOK} | _FORMS[plot.form](plot)))
    start = svg.index(">", svg.index("<svg")) + 1
    # WeasyPrint reads the alternative text of a figure from this element and from nowhere else.
    return f"{svg[:start]}<title>{escape(plot.title)}</title>{svg[start:]}"


def _rows(rows: Sequence[Mapping[str, object]]) -> Spec:
    return {"values": list(rows)}


def _axis(labels: int) -> Spec:
    return {
        "domain": False, "ticks": False, "labelPadding": 8, "labelLimit": labels, "minExtent": labels,
        "maxExtent": labels,
    }  # fmt: skip


def _quantity(field: str, **more: object) -> Spec:
    return {"field": field, "type": "quantitative"} | more


def _name(field: str, **more: object) -> Spec:
    return {"field": field, "type": "nominal"} | more


def _colours(names: Sequence[str], colours: Sequence[str]) -> Spec:
    return {"domain": list(names), "range": list(colours)}


def _legend(offset: int) -> Spec:
    return {"orient": "top", "direction": "horizontal", "columnPadding": 14, "offset": offset}


def _stacked(plot: Plot) -> Spec:
    order, kinds, labels = plot.details["order"], plot.details["kinds"], plot.details["labels"]
    names = [name for name, _, _ in kinds]
    width = WIDTH - labels - 12
    sums = (sum(int(row["n"]) for row in plot.rows if row["row"] == name) for name in order)
    longest = max(sums, default=0) or 1
    # A number wider than its bar would run into the next one; the table has it.
    fits = f"datum.n * {width} / {longest} >= 4 + 7 * length(toString(datum.n))"
    y = _name("row", sort=order, title=None, axis=_axis(labels))
    # What is not there is an empty frame, what was given up a grey one: told from the rest without colours.
    edges = [GREY if fill in (WHITE, SILVER) else fill for _, fill, _ in kinds]
    legend = _legend(6)
    is_there: Spec = {"filter": "datum.n > 0"}
    bars: Spec = {
        "transform": [is_there],
        "mark": {"type": "bar", "height": ROW - 6, "strokeWidth": 1},
        "encoding": {
            "stroke": _name("kind", scale=_colours(names, edges), legend=legend),
            "fill": _name("kind", scale=_colours(names, [fill for _, fill, _ in kinds]), legend=legend),
            "x": _quantity("n", aggregate="sum", axis=None, stack="zero"),
            "y": y,
            "order": _quantity("position"),
        },
    }
    numbers: Spec = {
        "transform": [
            is_there,
            {"stack": "n", "as": ["from", "to"], "groupby": ["row"], "sort": [{"field": "position"}]},
            {"filter": fits},
            {"calculate": "(datum.from + datum.to) / 2", "as": "middle"},
        ],
        "mark": {"type": "text", "fontSize": 11, "fontWeight": 600},
        "encoding": {
            "x": _quantity("middle", axis=None),
            "y": y,
            "text": _quantity("n"),
            "color": _name("kind", scale=_colours(names, [ink for _, _, ink in kinds]), legend=None),
        },
    }
    return {
        "data": _rows(plot.rows),
        "layer": [bars, numbers],
        "resolve": {"scale": {"color": "independent"}},
        "width": width,
        "height": ROW * len(order),
    }


def _shares(plot: Plot) -> Spec:
    labels = 60
    rows, half = _rows(plot.rows), _rows([{"share": 0.5, "label": plot.details["half"]}])
    order = [str(row["row"]) for row in plot.rows]
    y = _name("row", sort=order, title=None, axis=_axis(labels))
    x = _quantity("share", scale={"domain": [0, 1]}, axis=None)
    bars: Spec = {
        "data": rows, "mark": {"type": "bar", "height": ROW - 5, "color": PLUM}, "encoding": {"x": x, "y": y},
    }  # fmt: skip
    # Under its dashes a white line, or it could not be seen on a bar in black and white.
    gap: Spec = {"data": half, "mark": {"type": "rule", "color": WHITE, "strokeWidth": 3}, "encoding": {"x": x}}
    rule: Spec = {
        "data": half,
        "mark": {"type": "rule", "color": ACCENT, "strokeWidth": 1.4, "strokeDash": [4, 3]},
        "encoding": {"x": x},
    }
    texts: Spec = {
        "data": rows,
        "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 11, "color": INK},
        "encoding": {"x": x | {"field": "label_at"}, "y": y, "text": _name("text")},
    }
    label: Spec = {
        "data": half,
        "mark": {
            "type": "text", "baseline": "bottom", "dy": -4, "fontSize": 10.5, "color": ACCENT, "fontWeight": 600,
        },
        "encoding": {"x": x, "y": {"value": 0}, "text": _name("label")},
    }  # fmt: skip
    return {"layer": [bars, gap, rule, texts, label], "width": WIDTH - labels - 12, "height": ROW * len(plot.rows)}


def _timeline(plot: Plot) -> Spec:
    labels = 262
    kinds = plot.details["kinds"]
    names = [name for name, _, _ in kinds]
    order = list(dict.fromkeys(str(row["row"]) for row in plot.rows))
    x, to = _time(plot), {"field": "to"}
    y = _name("row", sort=order, title=None, axis=_axis(labels) | {
        "labelAlign": "left", "labelPadding": labels, "labelFontSize": 10, "grid": False,
    })  # fmt: skip
    start, end = plot.details["band"]
    band: Spec = {
        "data": _rows([{"from": start, "to": end}]),
        "mark": {"type": "rect", "color": SAND, "opacity": 0.55},
        "encoding": {"x": x, "x2": to},
    }
    legend = _legend(8)
    own: Spec = {
        "x": x,
        "x2": to,
        "y": y,
        "fill": _name("kind", scale=_colours(names, [fill for _, fill, _ in kinds]), legend=legend),
        "stroke": _name("kind", scale=_colours(names, [edge for _, _, edge in kinds]), legend=legend),
    }
    # What is not known to the day is thin: less ink where less is known.
    bars: list[Spec] = [
        {
            "data": _rows(plot.rows),
            "transform": [{"filter": chosen}],
            "mark": {"type": "bar", "height": height, "strokeWidth": 1},
            "encoding": own,
        }
        for chosen, height in (("!datum.sure", THIN), ("datum.sure", THICK))
    ]
    latest = str(max(date.fromisoformat(plot.details["last"]), date.fromisoformat(end)))
    arrows: Spec = {
        "data": _rows([{"row": name, "from": latest} for name in plot.details["open"]]),
        "mark": {
            "type": "point", "shape": "triangle-right", "filled": True, "size": 70, "color": INK, "opacity": 1,
        },
        "encoding": {"x": x, "y": y},
    }  # fmt: skip
    layers = [band, *bars, *([arrows] if plot.details["open"] else [])]
    return {"layer": layers, "width": WIDTH - labels - 16, "height": 17 * len(order)}


def _time(plot: Plot) -> Spec:
    """Its axis, with the quarters. Every chart of a timeline that takes several shows the same time."""
    first, last = date.fromisoformat(plot.details["first"]), date.fromisoformat(plot.details["last"])
    start, end = (date.fromisoformat(day) for day in plot.details["band"])
    ticks: Spec = {
        "orient": "top", "title": None, "format": "%Y-%m", "grid": True,
        "labelExpr": _QUARTER_LABEL % plot.details["quarter"],
        "gridColor": MIST, "domain": False, "ticks": False, "values": _quarter_starts(first, last),
        "labelAlign": "left", "labelPadding": 18, "labelFontSize": 10, "labelOverlap": False,
        "labelBaseline": "bottom",
    }  # fmt: skip
    scale: Spec = {"type": "utc", "nice": False, "domain": [_day(min(first, start)), _day(max(last, end))]}
    return {"field": "from", "type": "temporal", "axis": ticks, "scale": scale}


_QUARTER_LABEL = (
    "[(utcmonth(datum.value) == 0 || datum.index == 0) ? '' + utcyear(datum.value) : ' ',"
    " '%s' + (floor(utcmonth(datum.value) / 3) + 1)]"
)


def _day(day: date) -> Spec:
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}


def _quarter_starts(first: date, last: date) -> list[Spec]:
    month = first.year * 12 + (first.month - 1) // 3 * 3
    starts = []
    while date(month // 12, month % 12 + 1, 1) <= last:
        starts.append(_day(date(month // 12, month % 12 + 1, 1)))
        month += 3
    return starts


_FORMS: dict[Form, Callable[[Plot], Spec]] = {
    Form.STACKED: _stacked,
    Form.SHARES: _shares,
    Form.TIMELINE: _timeline,
}
