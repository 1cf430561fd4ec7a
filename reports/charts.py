"""The report's charts as SVG with real text. Each can be read in black and white and has its table in the report."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

import altair as alt
import vl_convert

from monitor.domain.updates import Status
from monitor.domain.words import STATUS
from reports import figures
from reports.data import Project, ReportData
from reports.language import N_, Language
from reports.people_tables import Column, PublishedPeople

FONT = "Inter"
WIDTH = 640
"""Pixels; the column of the page, so that chart text has the size it says."""

PLUM, VIOLET, LILAC, SAND, MIST = "#4a2a6a", "#a98cc6", "#ddd0ea", "#f5d9b8", "#efeaf4"
ACCENT, INK, GREY, SILVER, WHITE = "#b4540a", "#221a2b", "#6a6274", "#bdb7c4", "#ffffff"
ROW = 21

Chart = alt.LayerChart | alt.FacetChart


def draw_charts(data: ReportData, people: PublishedPeople, language: Language) -> dict[str, str]:
    """Name of the chart → `<svg>`. A chart with nothing to show is not drawn."""
    drawn: dict[str, str] = {}
    if any(project.expected for project in data.projects):
        title = language.gettext("Avances recibidos y por recibir de cada grupo")
        drawn["received"] = _svg(_received(data, language), title)
        title = language.gettext("Estado de los proyectos de cada área")
        drawn["statuses"] = _svg(_statuses(data, language), title)
    if any(row.share_of_women is not None for row in people.areas.values()):
        title = language.gettext("Porcentaje de mujeres en cada área")
        drawn["women"] = _svg(_women(data, people, language), title)
    if any(project.start for project in data.projects):
        title = language.gettext("Fechas de los proyectos del plan")
        drawn["timeline"] = _svg(_timeline(data, language), title)
    return drawn


def _chart(rows: Sequence[Mapping[str, object]]) -> alt.Chart:
    data = alt.Data(values=list(rows))  # type: ignore[no-untyped-call] # Altair's own classes of data carry no types
    return alt.Chart(data)


def _svg(chart: Chart, title: str) -> str:
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
    return f"{svg[:start]}<title>{escape(title)}</title>{svg[start:]}"


def _stacked(
    rows: Sequence[Mapping[str, object]], order: Sequence[str], kinds: Sequence[tuple[str, str, str]], labels: int
) -> Chart:
    """Horizontal bars in parts, each with its number. A kind is (name, fill, colour of the number)."""
    names = [name for name, _, _ in kinds]
    base = _chart(rows).transform_filter("datum.n > 0")
    y = alt.Y("row:N", sort=list(order), title=None, axis=_axis(labels))
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
    chart: Chart = layers.properties(width=WIDTH - labels - 12, height=ROW * len(order))
    return chart


def _axis(labels: int) -> alt.Axis:
    return alt.Axis(domain=False, ticks=False, labelPadding=8, labelLimit=labels, minExtent=labels, maxExtent=labels)


def _received(data: ReportData, language: Language) -> Chart:
    kinds = [
        (language.gettext("Aprobado"), PLUM, "white"),
        (language.gettext("En revisión"), VIOLET, INK),
        (language.gettext("Falta"), WHITE, INK),
    ]
    rows = []
    groups = [(group, own) for group, own in figures.by_group(data) if own.expected]
    for group, own in groups:
        for position, n in enumerate((own.approved, own.in_review, own.missing)):
            rows.append({"row": group, "kind": kinds[position][0], "position": position, "n": n})
    return _stacked(rows, [group for group, _ in groups], kinds, labels=130)


STATUS_LOOKS: tuple[tuple[Status | None, str, str], ...] = (
    (Status.COMPLETED, PLUM, "white"),
    (Status.IN_PROGRESS, VIOLET, INK),
    (Status.NOT_STARTED, LILAC, INK),
    (Status.SUSPENDED, ACCENT, "white"),
    (Status.CANCELLED, SILVER, INK),
    (None, WHITE, INK),
)
WITHOUT_UPDATE = N_("Sin avance aprobado")


def _statuses(data: ReportData, language: Language) -> Chart:
    counts = {area.number: figures.statuses(figures.in_area(data, area.number)) for area in data.areas}
    used = [look for look in STATUS_LOOKS if any(own[look[0]] for own in counts.values())]
    kinds = [(language.gettext(STATUS[status] if status else WITHOUT_UPDATE), fill, ink) for status, fill, ink in used]
    names = {area.number: language.gettext("Área %(number)s", number=area.number) for area in data.areas}
    rows = [
        {"row": names[number], "kind": kinds[position][0], "position": position, "n": own[status]}
        for number, own in counts.items()
        for position, (status, _, _) in enumerate(used)
    ]
    return _stacked(rows, [names[number] for number, own in counts.items() if own.total()], kinds, labels=60)


def _women(data: ReportData, people: PublishedPeople, language: Language) -> Chart:
    rows = []
    for area in data.areas:
        row = people.areas[area.number]
        women = row.by_sex[Column.WOMEN].value
        if row.share_of_women is None or women is None:
            continue
        text = language.gettext(
            "%(share)s: %(women)s mujeres", share=language.percent(row.share_of_women), women=language.number(women)
        )
        rows.append(
            {
                "row": language.gettext("Área %(number)s", number=area.number),
                "share": row.share_of_women,
                # A label that would lie on the line of parity starts behind it.
                "label_at": 0.5 if 0.25 < row.share_of_women < 0.5 else row.share_of_women,
                "text": text,
            }
        )
    labels = 60
    base = _chart(rows).encode(y=alt.Y("row:N", sort=[str(row["row"]) for row in rows], title=None, axis=_axis(labels)))
    x = alt.X("share:Q", scale=alt.Scale(domain=[0, 1]), axis=None)
    bars = base.mark_bar(height=ROW - 5, color=PLUM).encode(x=x)
    texts = base.mark_text(align="left", dx=6, fontSize=11, color=INK).encode(
        x=alt.X("label_at:Q", scale=alt.Scale(domain=[0, 1]), axis=None), text="text:N"
    )
    half = _chart([{"share": 0.5, "label": language.gettext("50 %: paridad")}])
    rule = half.mark_rule(color=ACCENT, strokeWidth=1.4, strokeDash=[4, 3]).encode(x=x)
    label = half.mark_text(baseline="bottom", dy=-4, fontSize=10.5, color=ACCENT, fontWeight=600).encode(
        x=x, y=alt.value(0), text="label:N"
    )
    return alt.layer(bars, rule, texts, label).properties(width=WIDTH - labels - 12, height=ROW * len(rows))


def _timeline(data: ReportData, language: Language) -> Chart:
    dated = sorted(
        (project for project in data.projects if project.start),
        key=lambda project: (project.start or date.max, project.end or date.max, project.number),
    )
    last = max(project.end or data.period_end for project in dated)
    kinds = [
        (language.gettext("Se espera avance este trimestre"), PLUM),
        (language.gettext("Terminó antes"), GREY),
        (language.gettext("Empieza después"), LILAC),
    ]
    rows = [
        {
            "row": _short(project),
            "from": str(project.start),
            # A day drawn to scale would vanish: eight days is the least that can be seen.
            "to": str(max(project.end or last, (project.start or last) + timedelta(days=8))),
            "kind": kinds[_moment(project, data)][0],
        }
        for project in dated
    ]
    labels = 262
    order = [str(row["row"]) for row in rows]
    ticks = alt.Axis(
        orient="top", title=None, format="%Y-%m", labelExpr=_QUARTER_LABEL, grid=True, gridColor=MIST, domain=False,
        ticks=False, values=_quarter_starts(dated, last), labelAlign="left", labelPadding=18,
        labelFontSize=10, labelOverlap=False, labelBaseline="bottom",
    )  # fmt: skip
    y = alt.Y("row:N", sort=order, title=None, axis=alt.Axis(
        domain=False, ticks=False, labelAlign="left", labelPadding=labels, labelLimit=labels, minExtent=labels,
        maxExtent=labels, labelFontSize=10, grid=False,
    ))  # fmt: skip
    band = (
        _chart([{"from": str(data.period_start), "to": str(data.period_end + timedelta(days=1))}])
        .mark_rect(color=SAND, opacity=0.55)
        .encode(x=alt.X("from:T", axis=ticks, scale=alt.Scale(type="utc", nice=False)), x2="to:T")
    )
    bars = (
        _chart(rows)
        .mark_bar(height=9)
        .encode(
            x=alt.X("from:T", axis=ticks, scale=alt.Scale(type="utc", nice=False)),
            x2="to:T",
            y=y,
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=[name for name, _ in kinds], range=[fill for _, fill in kinds]),
                legend=alt.Legend(orient="top", direction="horizontal", columnPadding=14, offset=8),
            ),
        )
    )
    return alt.layer(band, bars).properties(width=WIDTH - labels - 16, height=17 * len(rows))


_QUARTER_LABEL = (
    "[(utcmonth(datum.value) == 0 || datum.index == 0) ? '' + utcyear(datum.value) : ' ',"
    " 'T' + (floor(utcmonth(datum.value) / 3) + 1)]"
)


def _quarter_starts(dated: Sequence[Project], last: date) -> list[alt.DateTime]:
    first = min(project.start for project in dated if project.start)
    month = first.year * 12 + (first.month - 1) // 3 * 3
    starts = []
    while date(month // 12, month % 12 + 1, 1) <= last:
        starts.append(alt.DateTime(year=month // 12, month=month % 12 + 1, date=1, utc=True))
        month += 3
    return starts


def _moment(project: Project, data: ReportData) -> int:
    """Which of the timeline's kinds a project is of."""
    if project.expected:
        return 0
    return 1 if project.end and project.end < data.period_start else 2


def _short(project: Project) -> str:
    """The number and as many whole words of the title as fit in the margin."""
    words = project.title.split()
    text = f"{project.number}."
    for position, word in enumerate(words):
        if len(text) + len(word) > 44:
            return text + ("…" if position else f" {word[:40]}…")
        text = f"{text} {word}"
    return text
