"""Draw the report's charts as SVG with real text. Loads Altair and its renderer; nothing of the web does."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

import altair as alt
import vl_convert

from reports.charts import ACCENT, GREY, INK, PLUM, WHITE, Form, Plot

FONT = "Inter"
WIDTH = 640
"""Pixels; the column of the page, so that chart text has the size it says."""
ROW = 21
THICK, THIN = 9, 2.5
"""Heights of a timeline's bars, in pixels: where a project surely runs, and where it may."""
SAND, MIST = "#f5d9b8", "#efeaf4"

Chart = alt.LayerChart | alt.FacetChart


def draw(plot: Plot) -> str:
    chart = _FORMS[plot.form](plot)
    spec: dict[str, Any] = chart.configure(
        font=FONT,
        axis=alt.AxisConfig(
            labelFontSize=11, labelColor=INK, titleColor=GREY, titleFontSize=10.5, titleFontWeight="normal"
        ),
        legend=alt.LegendConfig(
            labelFontSize=11, labelColor=INK, symbolType="square", symbolSize=110, title=None, labelLimit=0
        ),
        view=alt.ViewConfig(stroke=None),
    ).to_dict()
    svg = str(vl_convert.vegalite_to_svg(spec))
    start = svg.index(">", svg.index("<svg")) + 1
    # WeasyPrint reads the alternative text of a figure from this element and from nowhere else.
    return f"{svg[:start]}<title>{escape(plot.title)}</title>{svg[start:]}"


def _chart(rows: Sequence[Mapping[str, object]]) -> alt.Chart:
    data = alt.Data(values=list(rows))  # type: ignore[no-untyped-call] # Altair's own classes of data carry no types
    return alt.Chart(data)


def _axis(labels: int) -> alt.Axis:
    return alt.Axis(domain=False, ticks=False, labelPadding=8, labelLimit=labels, minExtent=labels, maxExtent=labels)


def _stacked(plot: Plot) -> Chart:
    order, kinds, labels = plot.details["order"], plot.details["kinds"], plot.details["labels"]
    names = [name for name, _, _ in kinds]
    base = _chart(plot.rows).transform_filter("datum.n > 0")
    width = WIDTH - labels - 12
    sums = (sum(int(row["n"]) for row in plot.rows if row["row"] == name) for name in order)
    longest = max(sums, default=0) or 1
    # A number wider than its bar would run into the next one; the table has it.
    fits = f"datum.n * {width} / {longest} >= 4 + 7 * length(toString(datum.n))"
    y = alt.Y("row:N", sort=order, title=None, axis=_axis(labels))
    stack = {"x": alt.X("sum(n):Q", axis=None, stack="zero"), "y": y, "order": alt.Order("position:Q")}
    # What is not there is drawn as an empty frame: it can be told from the rest without colours.
    legend = alt.Legend(orient="top", direction="horizontal", columnPadding=14, offset=6)
    edges = [GREY if fill == WHITE else fill for _, fill, _ in kinds]
    bars = base.mark_bar(height=ROW - 6, strokeWidth=1).encode(
        stroke=alt.Stroke("kind:N", scale=alt.Scale(domain=names, range=edges), legend=legend),
        fill=alt.Fill("kind:N", scale=alt.Scale(domain=names, range=[fill for _, fill, _ in kinds]), legend=legend),
        **stack,
    )
    numbers = (
        base.transform_stack(stack="n", as_=["from", "to"], groupby=["row"], sort=[alt.SortField("position")])
        .transform_filter(fits)
        .transform_calculate(middle="(datum.from + datum.to) / 2")
        .mark_text(fontSize=11, fontWeight=600)
        .encode(
            x=alt.X("middle:Q", axis=None),
            y=y,
            text="n:Q",
            color=alt.Color("kind:N", scale=alt.Scale(domain=names, range=[ink for _, _, ink in kinds]), legend=None),
        )
    )
    layers = alt.layer(bars, numbers).resolve_scale(color="independent")
    chart: Chart = layers.properties(width=width, height=ROW * len(order))
    return chart


def _shares(plot: Plot) -> Chart:
    labels = 60
    order = [str(row["row"]) for row in plot.rows]
    base = _chart(plot.rows).encode(y=alt.Y("row:N", sort=order, title=None, axis=_axis(labels)))
    x = alt.X("share:Q", scale=alt.Scale(domain=[0, 1]), axis=None)
    bars = base.mark_bar(height=ROW - 5, color=PLUM).encode(x=x)
    texts = base.mark_text(align="left", dx=6, fontSize=11, color=INK).encode(
        x=alt.X("label_at:Q", scale=alt.Scale(domain=[0, 1]), axis=None), text="text:N"
    )
    half = _chart([{"share": 0.5, "label": plot.details["half"]}])
    rule = half.mark_rule(color=ACCENT, strokeWidth=1.4, strokeDash=[4, 3]).encode(x=x)
    label = half.mark_text(baseline="bottom", dy=-4, fontSize=10.5, color=ACCENT, fontWeight=600).encode(
        x=x, y=alt.value(0), text="label:N"
    )
    return alt.layer(bars, rule, texts, label).properties(width=WIDTH - labels - 12, height=ROW * len(plot.rows))


def _timeline(plot: Plot) -> Chart:
    labels = 262
    kinds = plot.details["kinds"]
    first, last = date.fromisoformat(plot.details["first"]), date.fromisoformat(plot.details["last"])
    order = list(dict.fromkeys(str(row["row"]) for row in plot.rows))
    ticks = alt.Axis(
        orient="top", title=None, format="%Y-%m", labelExpr=_QUARTER_LABEL, grid=True, gridColor=MIST, domain=False,
        ticks=False, values=_quarter_starts(first, last), labelAlign="left", labelPadding=18,
        labelFontSize=10, labelOverlap=False, labelBaseline="bottom",
    )  # fmt: skip
    y = alt.Y("row:N", sort=order, title=None, axis=alt.Axis(
        domain=False, ticks=False, labelAlign="left", labelPadding=labels, labelLimit=labels, minExtent=labels,
        maxExtent=labels, labelFontSize=10, grid=False,
    ))  # fmt: skip
    start, end = plot.details["band"]
    # Every chart of a timeline that takes several shows the same time.
    whole = [_day(min(first, date.fromisoformat(start))), _day(max(last, date.fromisoformat(end)))]
    x = alt.X("from:T", axis=ticks, scale=alt.Scale(type="utc", nice=False, domain=whole))
    band = _chart([{"from": start, "to": end}]).mark_rect(color=SAND, opacity=0.55).encode(x=x, x2="to:T")
    legend = alt.Legend(orient="top", direction="horizontal", columnPadding=14, offset=8)
    names = [name for name, _, _ in kinds]
    fill = alt.Fill("kind:N", scale=alt.Scale(domain=names, range=[own for _, own, _ in kinds]), legend=legend)
    stroke = alt.Stroke("kind:N", scale=alt.Scale(domain=names, range=[own for _, _, own in kinds]), legend=legend)
    own = _chart(plot.rows).encode(x=x, x2="to:T", y=y, fill=fill, stroke=stroke)
    # What is not known to the day is thin: less ink where less is known.
    thin = own.transform_filter("!datum.sure").mark_bar(height=THIN, strokeWidth=1)
    thick = own.transform_filter("datum.sure").mark_bar(height=THICK, strokeWidth=1)
    ends = [{"row": name, "from": str(max(last, date.fromisoformat(end)))} for name in plot.details["open"]]
    arrows = (
        _chart(ends).mark_point(shape="triangle-right", filled=True, size=70, color=INK, opacity=1).encode(x=x, y=y)
    )
    layers = alt.layer(band, thin, thick, *([arrows] if ends else []))
    return layers.properties(width=WIDTH - labels - 16, height=17 * len(order))


_QUARTER_LABEL = (
    "[(utcmonth(datum.value) == 0 || datum.index == 0) ? '' + utcyear(datum.value) : ' ',"
    " 'T' + (floor(utcmonth(datum.value) / 3) + 1)]"
)


def _day(day: date) -> alt.DateTime:
    return alt.DateTime(year=day.year, month=day.month, date=day.day, utc=True)


def _quarter_starts(first: date, last: date) -> list[alt.DateTime]:
    month = first.year * 12 + (first.month - 1) // 3 * 3
    starts = []
    while date(month // 12, month % 12 + 1, 1) <= last:
        starts.append(_day(date(month // 12, month % 12 + 1, 1)))
        month += 3
    return starts


_FORMS: dict[Form, Callable[[Plot], Chart]] = {
    Form.STACKED: _stacked,
    Form.SHARES: _shares,
    Form.TIMELINE: _timeline,
}
